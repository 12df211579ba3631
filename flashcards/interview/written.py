"""The plan as it stands in the settings: interviews with dates and weights, and the minutes of each day."""

import contextlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from flashcards.decks.yaml import reader as yamltext
from flashcards.words import WEEKDAYS, did_you_mean

LONGEST_DAYS = 365
"""No interview is planned further ahead."""
MOST_MINUTES = 1440
DEFAULT_MINUTES = 20
SHAPE = "interviews: [{date: 2026-12-18}], minutes: 20"


class BadPlanError(ValueError):
    """Something in a plan makes no sense; the sentence says what, the place where."""

    def __init__(self, sentence: str, node: yamltext.Node | None = None) -> None:
        super().__init__(sentence)
        self.line, self.column = (node.line, node.column) if node else (1, 1)


@dataclass(frozen=True, slots=True)
class Weights:
    """How much a recalled card counts: the product of what its deck, its tags (the heaviest) and its level have."""

    decks: Mapping[str, float] = field(default_factory=dict)
    tags: Mapping[str, float] = field(default_factory=dict)
    levels: Mapping[str, float] = field(default_factory=dict)
    others: float = 1.0
    """Of a card whose deck and tags are not named."""

    def of(self, deck: str, tags: tuple[str, ...], level: str) -> float:
        """The weight of one card, 0 or more."""
        named = [self.tags[tag] for tag in tags if tag in self.tags]
        weight = self.levels.get(level, 1.0)
        if deck not in self.decks and not named:
            return weight * self.others
        return weight * self.decks.get(deck, 1.0) * max(named, default=1.0)


@dataclass(frozen=True, slots=True)
class Interview:
    """One date, and what counts on it."""

    day: date
    role: str = ""
    weights: Weights = Weights()
    importance: float = 1.0


@dataclass(frozen=True, slots=True)
class Plan:
    """All interviews, and the minutes of study on each day."""

    interviews: tuple[Interview, ...]
    minutes: tuple[int, ...] = (DEFAULT_MINUTES,) * 7
    """From Monday to Sunday."""
    days_off: tuple[date, ...] = ()
    final_pass: int = 0
    """In so many last days every card is seen once more; 0: only what serves."""

    def ahead(self, today: date) -> tuple[Interview, ...]:
        """The interviews that can still be studied for, the next one first."""
        return tuple(sorted((i for i in self.interviews if i.day > today), key=lambda i: i.day))

    def pass_since(self, today: date) -> date | None:
        """In the last days before an interview: the day on which their final pass began."""
        ahead = self.ahead(today)
        began = ahead[0].day - timedelta(days=self.final_pass) if ahead and self.final_pass else None
        return began if began is not None and began <= today else None

    def minutes_on(self, day: date) -> int:
        """Minutes of study on a day."""
        return 0 if day in self.days_off else self.minutes[day.weekday()]

    def seconds(self, today: date) -> list[float]:
        """Seconds of study for each day from today to the eve of the last interview."""
        last = max(i.day for i in self.ahead(today))
        return [60.0 * self.minutes_on(today + timedelta(days=n)) for n in range((last - today).days)]

    def text(self) -> str:
        """The plan on one line, as the settings file has it."""
        parts = [f"interviews: [{', '.join(_interview_text(i) for i in self.interviews)}]"]
        if len(set(self.minutes)) == 1:
            parts.append(f"minutes: {self.minutes[0]}")
        else:
            days = ", ".join(f"{day.lower()}: {m}" for day, m in zip(WEEKDAYS, self.minutes, strict=True))
            parts.append(f"minutes: {{{days}}}")
        if self.days_off:
            parts.append(f"days_off: [{', '.join(map(str, self.days_off))}]")
        if self.final_pass:
            parts.append(f"final_pass: {self.final_pass}")
        return f"{{{', '.join(parts)}}}"


def _interview_text(interview: Interview) -> str:
    parts = [f"date: {interview.day}"]
    if interview.role:
        parts.append(f"role: {_quoted(interview.role)}")
    weights = interview.weights
    for name in ("decks", "tags", "levels"):
        table = getattr(weights, name)
        if table:
            parts.append(f"{name}: {{{', '.join(f'{_quoted(k)}: {v:g}' for k, v in table.items())}}}")
    if weights.others != 1:
        parts.append(f"others: {weights.others:g}")
    if interview.importance != 1:
        parts.append(f"importance: {interview.importance:g}")
    return f"{{{', '.join(parts)}}}"


def _quoted(word: str) -> str:
    return word if re.fullmatch(r"[\w./-]+( [\w./-]+)*", word) else "'" + word.replace("'", "''") + "'"


# -- reading ------------------------------------------------------------------------------------------------------


def read(node: yamltext.Node | None) -> Plan | None:
    """The plan of a settings file; raises BadPlanError."""
    if node is None or (isinstance(node, yamltext.Text) and node.value.strip() in ("", "none")):
        return None
    entries = _entries(node, ("interviews", "minutes", "days_off", "final_pass"), "a plan")
    if "interviews" not in entries:
        raise BadPlanError(f"a plan has interviews; write it like {SHAPE}", node)
    listed = _items(entries["interviews"])
    if not listed:
        raise BadPlanError(f"a plan has interviews; write it like {SHAPE}", entries["interviews"])
    off = entries.get("days_off")
    days_off: list[date] = []
    minutes = _minutes(entries.get("minutes"))
    for each in _items(off) if off else ():
        word = _word(each)
        if word[:3].capitalize() in WEEKDAYS and len(word) < len("2026-12-18"):
            minutes[WEEKDAYS.index(word[:3].capitalize())] = 0
        else:
            days_off.append(_day(each))
    last = entries.get("final_pass")
    return Plan(
        tuple(_interview(each) for each in listed), tuple(minutes), tuple(days_off), _whole(last, 0, 30) if last else 0
    )


def read_weights(node: yamltext.Node) -> Weights:
    """The weights of a role; raises BadPlanError."""
    return _weights(_entries(node, ("decks", "tags", "levels", "others"), "a role"))


def _interview(node: yamltext.Node) -> Interview:
    if isinstance(node, yamltext.Text):
        return Interview(_day(node))
    keys = ("date", "role", "decks", "tags", "levels", "others", "importance")
    entries = _entries(node, keys, "an interview")
    if "date" not in entries:
        raise BadPlanError("an interview has a date, like 2026-12-18", node)
    role = entries.get("role")
    importance = entries.get("importance")
    return Interview(
        _day(entries["date"]),
        _word(role) if role else "",
        _weights(entries),
        _number(importance, 0.01, 100) if importance else 1.0,
    )


def _weights(entries: Mapping[str, yamltext.Node]) -> Weights:
    decks, tags, levels = (_table(entries[name]) if name in entries else {} for name in ("decks", "tags", "levels"))
    return Weights(decks, tags, levels, _number(entries["others"], 0, 100) if "others" in entries else 1.0)


def _table(node: yamltext.Node) -> dict[str, float]:
    if not isinstance(node, yamltext.Mapping):
        raise BadPlanError("these are not `name: weight` pairs", node)
    return {key.value: _number(value, 0, 100) for key, value in node}


def _entries(node: yamltext.Node, keys: tuple[str, ...], what: str) -> dict[str, yamltext.Node]:
    if not isinstance(node, yamltext.Mapping):
        raise BadPlanError(f"{what} is `name: value` pairs; write it like {SHAPE}", node)
    for key, _ in node:
        if key.value not in keys:
            hint = did_you_mean(key.value, keys) or f"there are {', '.join(keys)}"
            raise BadPlanError(f"{what} has no `{key.value}`; {hint}", key)
    return {key.value: value for key, value in node}


def _items(node: yamltext.Node) -> tuple[yamltext.Node, ...]:
    if isinstance(node, yamltext.Items):
        return node.items
    return () if isinstance(node, yamltext.Text) and not node.value.strip() else (node,)


def _word(node: yamltext.Node) -> str:
    if not isinstance(node, yamltext.Text):
        raise BadPlanError("not a single value", node)
    return node.value.strip()


def day_from(text: str) -> date:
    """The date that a text means; raises BadPlanError."""
    found = None
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text.strip()):
        with contextlib.suppress(ValueError):
            found = date.fromisoformat(text.strip())
    if found is None:
        raise BadPlanError(f"`{text}` is not a date; write it like 2026-12-18")
    return found


def _day(node: yamltext.Node) -> date:
    try:
        return day_from(_word(node))
    except BadPlanError as err:
        raise BadPlanError(str(err), node) from None


def _whole(node: yamltext.Node, low: int, high: int) -> int:
    text = _word(node)
    if not re.fullmatch(r"\d{1,6}", text) or not low <= int(text) <= high:
        raise BadPlanError(f"`{text}` is not a whole number from {low} to {high}", node)
    return int(text)


def _number(node: yamltext.Node, low: float, high: float) -> float:
    text = _word(node)
    if not re.fullmatch(r"\d{1,3}(\.\d{1,6})?|\.\d{1,6}", text) or not low <= float(text) <= high:
        raise BadPlanError(f"`{text}` is not a number from {low:g} to {high:g}", node)
    return float(text)


def _minutes(node: yamltext.Node | None) -> list[int]:
    if node is None:
        return [DEFAULT_MINUTES] * 7
    if isinstance(node, yamltext.Text):
        return [_whole(node, 1, MOST_MINUTES)] * 7
    minutes: dict[str, int] = {}
    for key, value in node if isinstance(node, yamltext.Mapping) else ():
        day = key.value[:3].capitalize()
        if day not in (*WEEKDAYS, "Oth"):
            raise BadPlanError(f"`{key.value}` is no day of the week; there are mon to sun, and others", key)
        minutes[day] = _whole(value, 0, MOST_MINUTES)
    if not minutes:
        raise BadPlanError("minutes are a number, or days with numbers like {mon: 30, sat: 60, others: 15}", node)
    return [minutes.get(day, minutes.get("Oth", 0)) for day in WEEKDAYS]
