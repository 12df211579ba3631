"""How keys move what is longer than its part of the screen."""

from textual.widget import Widget


def scroll(pane: Widget, what: str, step: int) -> None:
    """Move what a pane shows by a line, a page, a page sideways, or to an end."""
    match what:
        case "line":
            pane.scroll_relative(y=step, animate=False, force=True)
        case "page":
            pane.scroll_relative(y=step * max(1, pane.size.height - 1), animate=False, force=True)
        case "side":
            pane.scroll_relative(x=step * max(8, pane.size.width - 8), animate=False, force=True)
        case "end":
            pane.scroll_to(y=0 if step < 0 else pane.max_scroll_y, animate=False, force=True)
