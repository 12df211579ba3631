"""The program's own colours: one dark and one light theme, every text at a contrast of 4.5 to 1 or more."""

from textual.theme import Theme

DARK = Theme(
    name="flashcards",
    primary="#7aa2f7",
    secondary="#9ece9a",
    accent="#e0af68",
    warning="#e0af68",
    error="#f7768e",
    success="#8fce8b",
    foreground="#d5dbf0",
    background="#14161f",
    surface="#1b1e2a",
    panel="#232736",
    dark=True,
)
LIGHT = Theme(
    name="flashcards-light",
    primary="#1f4fbf",
    secondary="#1a6b52",
    accent="#8a4b00",
    warning="#8a4b00",
    error="#b3132b",
    success="#1a6b2f",
    foreground="#1c2030",
    background="#fbfaf7",
    surface="#f2f0ea",
    panel="#e6e3da",
    dark=False,
)
