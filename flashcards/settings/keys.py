"""What a person can choose: each key with its default, how it is read, and how it is said."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flashcards.records import dataclass
from flashcards.schedule.states import Rating
from flashcards.words import nearest

if TYPE_CHECKING:
    from flashcards.interview.written import Plan


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person can choose; each key has a default."""

    rollover_hour: int = 4
    desired_retention: float = 0.9
    new_per_day: int = 10
    reviews_per_day: int = 200
    minutes_per_day: int | None = None
    reviews_between_new: int = 3
    buttons: int = 4
    timer: bool = True
    theme: str = "flashcards"
    motion: bool = True
    fuzz: bool = True
    confidence: bool = False
    backups: str | None = None
    sync: str | None = None
    switched_off: tuple[str, ...] = ()
    rules_off: tuple[str, ...] = ()
    plan: "Plan | None" = None

    @property
    def ratings(self) -> tuple[Rating, ...]:
        """What can be chosen in a review."""
        return tuple(Rating) if self.buttons == len(Rating) else (Rating.AGAIN, Rating.GOOD)


class BadValueError(ValueError):
    """A value that a setting does not take; the sentence says which it takes."""


def _whole(low: int, high: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not re.fullmatch(r"\d{1,6}", text) or not low <= int(text) <= high:
            raise BadValueError(f"`{text}` is not a whole number from {low} to {high}")
        return int(text)

    return parse


def _decimal(low: float, high: float) -> Callable[[str], float]:
    def parse(text: str) -> float:
        if not re.fullmatch(r"\d?\.?\d{1,6}", text) or not low <= float(text) <= high:
            raise BadValueError(f"`{text}` is not a number from {low:.2f} to {high:.2f}")
        return float(text)

    return parse


def _switch(text: str) -> bool:
    words = {"on": True, "off": False, "true": True, "false": False, "yes": True, "no": False}
    if text.lower() not in words:
        raise BadValueError(f"`{text}` is neither on nor off")
    return words[text.lower()]


def _minutes(text: str) -> int | None:
    return None if text in ("", "none") else _whole(1, 1440)(text)


def _buttons(text: str) -> int:
    if text not in ("2", "4"):
        raise BadValueError(f"`{text}` is neither 2 nor 4")
    return int(text)


THEMES = (
    "flashcards",
    "flashcards-light",
    "ansi-dark",
    "ansi-light",
    "atom-one-dark",
    "atom-one-light",
    "catppuccin-frappe",
    "catppuccin-latte",
    "catppuccin-macchiato",
    "catppuccin-mocha",
    "dracula",
    "flexoki",
    "gruvbox",
    "monokai",
    "nord",
    "rose-pine",
    "rose-pine-dawn",
    "rose-pine-moon",
    "solarized-dark",
    "solarized-light",
    "textual-dark",
    "textual-light",
    "tokyo-night",
)
"""Our own themes and those of Textual."""


def _theme(text: str) -> str:
    if text not in THEMES:
        near = nearest(text, THEMES)
        there = f"did you mean {near}?" if near else f"there are {', '.join(THEMES)}"
        raise BadValueError(f"there is no theme `{text[:40]}`; {there}")
    return text


def _plan(text: str) -> "Plan | None":
    from flashcards.decks.yaml import reader as yamltext
    from flashcards.interview import reading

    root, faults = yamltext.read(text.encode())
    if faults:
        raise BadValueError(faults[0].message)
    return reading.read(root)


def _place(text: str) -> str | None:
    return None if text in ("", "none") else text


AT_ONCE = "Acts at once."
NEXT_SITTING = "Acts from the next sitting."
NEXT_ANSWER = "Acts from each card's next answer; days that are set stay."


@dataclass(frozen=True, slots=True)
class Key:
    """One setting: how it is read, what the file says above it, and how a screen says it."""

    name: str
    parse: Callable[[str], Any]
    comment: str
    group: str = ""
    sentence: str = ""
    """With the value in the place of `{}`."""
    acts: str = NEXT_SITTING
    """From when a change counts."""


KEYS = (
    Key(
        "rollover_hour",
        _whole(0, 23),
        "Hour at which a study day begins, 0 to 23.",
        "A day",
        "A study day begins at {} o'clock",
        "Acts at once: the present day may become another one.",
    ),
    Key("new_per_day", _whole(0, 9999), "New cards a day, over all decks.", "A day", "{} new cards a day"),
    Key("reviews_per_day", _whole(0, 9999), "Reviews a day, over all decks.", "A day", "{} reviews a day"),
    Key(
        "minutes_per_day",
        _minutes,
        "Minutes a day, in place of the number of reviews; none: no such limit.",
        "A day",
        "Minutes a day, in place of reviews: {}",
    ),
    Key(
        "reviews_between_new",
        _whole(1, 99),
        "Reviews between two new cards.",
        "A day",
        "A new card after every {} reviews",
    ),
    Key(
        "desired_retention",
        _decimal(0.70, 0.97),
        "Recall to aim at when a card comes back, 0.70 to 0.97.",
        "The schedule",
        "A card comes back when its recall falls to {}",
        NEXT_ANSWER,
    ),
    Key(
        "fuzz",
        _switch,
        "Spread due days a little, so that cards learned together part: on or off.",
        "The schedule",
        "Spread due days a little: {}",
        NEXT_ANSWER,
    ),
    Key(
        "buttons",
        _buttons,
        "Ratings to choose from: 4 (Again Hard Good Easy) or 2 (Again Good).",
        "A review",
        "{} ratings to choose from",
    ),
    Key("timer", _switch, "Show the time spent on a card: on or off.", "A review", "Show the time spent on a card: {}"),
    Key(
        "confidence",
        _switch,
        "Ask before each reveal how sure you are: on or off.",
        "A review",
        "Ask before each reveal how sure you are: {}",
    ),
    Key(
        "theme",
        _theme,
        "Colours: flashcards, flashcards-light, or any theme of Textual (ansi-dark, nord, …).",
        "Looks",
        "Colours: {}",
        AT_ONCE,
    ),
    Key("motion", _switch, "Animations: on or off.", "Looks", "Animations: {}", AT_ONCE),
    Key(
        "backups",
        _place,
        "Folder for copies of your progress; none: `backups` in the home.",
        "Your progress",
        "Copies are kept in: {}",
        AT_ONCE,
    ),
    Key(
        "sync",
        _place,
        "Folder carried between your devices (git, Syncthing, a stick); none: no sync.",
        "Your progress",
        "Answers are exchanged with other devices through: {}",
        AT_ONCE,
    ),
    Key("switched_off", str, "Decks that are left out, by name."),
    Key("rules_off", str, "Rules of `flashcards check` that no deck is held to, by name."),
    Key(
        "plan", _plan, "Interviews with dates, and minutes a day; `flashcards plan DATE` writes it; none: no interview."
    ),
)
BY_NAME = {key.name: key for key in KEYS}
LISTS = ("switched_off", "rules_off")
"""Settings that are lists of names."""
