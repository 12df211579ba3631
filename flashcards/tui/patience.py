"""How far the states have come where they are made anew while the full screen is up: nothing else can be drawn then."""

from textual.app import App

from flashcards.text import padded


def in_last_row(app: App[None], text: str) -> None:
    """Write a text straight over the last row, as the thread that draws is busy; an empty one has all drawn again."""
    driver = app._driver  # noqa: SLF001 - there is no other way past the thread that draws
    if driver is None or not app.is_running:
        return
    if text:
        width, height = app.size
        driver.write(f"\x1b7\x1b[{height};1H\x1b[0;7m{padded(f'  {text}', width)}\x1b[0m\x1b8")
        driver.flush()
    else:
        app.screen.refresh()
