"""A plan and the weights of roles, read from YAML; every fault has its place."""

import re
from collections.abc import Mapping
from datetime import date

from flashcards.decks.yaml import reader as yamltext
from flashcards.interview.written import (
    DEFAULT_MINUTES,
    LONGEST_PASS,
    MOST_MINUTES,
    MOST_WEIGHT,
    SHAPE,
    BadPlanError,
    Interview,
    Plan,
    Weights,
    day_from,
)
from flashcards.words import WEEKDAYS, did_you_mean


def read(node: yamltext.Node | None) -> Plan | None:
    """The plan of a settings file; raises BadPlanError."""
    if node is None or (isinstance(node, yamltext.Text) and node.value.strip() in ("", "none")):
        return None
    entries = _entries(node, ("interviews", "minutes", "days_off", "final_pass"), "a plan")
    if "interviews" not in entries:
        raise _bad(f"a plan has interviews; write it like {SHAPE}", node)
    listed = _items(entries["interviews"])
    if not listed:
        raise _bad(f"a plan has interviews; write it like {SHAPE}", entries["interviews"])
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
        tuple(_interview(each) for each in listed),
        tuple(minutes),
        tuple(days_off),
        _whole(last, 0, LONGEST_PASS) if last else 0,
    )


def _bad(sentence: str, node: yamltext.Node) -> BadPlanError:
    return BadPlanError(sentence, node.line, node.column)


def read_weights(node: yamltext.Node) -> Weights:
    """The weights of a role; raises BadPlanError."""
    return _weights(_entries(node, ("decks", "tags", "levels", "others"), "a role"))


def _interview(node: yamltext.Node) -> Interview:
    if isinstance(node, yamltext.Text):
        return Interview(_day(node))
    keys = ("date", "role", "decks", "tags", "levels", "others", "importance")
    entries = _entries(node, keys, "an interview")
    if "date" not in entries:
        raise _bad("an interview has a date, like 2026-12-18", node)
    role = entries.get("role")
    importance = entries.get("importance")
    return Interview(
        _day(entries["date"]),
        _word(role) if role else "",
        _weights(entries),
        _number(importance, 0.01, MOST_WEIGHT) if importance else 1.0,
    )


def _weights(entries: Mapping[str, yamltext.Node]) -> Weights:
    decks, tags, levels = (_table(entries[name]) if name in entries else {} for name in ("decks", "tags", "levels"))
    return Weights(decks, tags, levels, _number(entries["others"], 0, MOST_WEIGHT) if "others" in entries else 1.0)


def _table(node: yamltext.Node) -> dict[str, float]:
    if not isinstance(node, yamltext.Mapping):
        raise _bad("these are not `name: weight` pairs", node)
    return {key.value: _number(value, 0, MOST_WEIGHT) for key, value in node}


def _entries(node: yamltext.Node, keys: tuple[str, ...], what: str) -> dict[str, yamltext.Node]:
    if not isinstance(node, yamltext.Mapping):
        raise _bad(f"{what} is `name: value` pairs; write it like {SHAPE}", node)
    for key, _ in node:
        if key.value not in keys:
            hint = did_you_mean(key.value, keys) or f"there are {', '.join(keys)}"
            raise _bad(f"{what} has no `{key.value}`; {hint}", key)
    return {key.value: value for key, value in node}


def _items(node: yamltext.Node) -> tuple[yamltext.Node, ...]:
    if isinstance(node, yamltext.Items):
        return node.items
    return () if isinstance(node, yamltext.Text) and not node.value.strip() else (node,)


def _word(node: yamltext.Node) -> str:
    if not isinstance(node, yamltext.Text):
        raise _bad("not a single value", node)
    return node.value.strip()


def _day(node: yamltext.Node) -> date:
    try:
        return day_from(_word(node))
    except BadPlanError as err:
        raise _bad(str(err), node) from None


def _whole(node: yamltext.Node, low: int, high: int) -> int:
    text = _word(node)
    if not re.fullmatch(r"\d{1,6}", text) or not low <= int(text) <= high:
        raise _bad(f"`{text}` is not a whole number from {low} to {high}", node)
    return int(text)


def _number(node: yamltext.Node, low: float, high: float) -> float:
    text = _word(node)
    if not re.fullmatch(r"\d{1,3}(\.\d{1,6})?|\.\d{1,6}", text) or not low <= float(text) <= high:
        raise _bad(f"`{text}` is not a number from {low:g} to {high:g}", node)
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
            raise _bad(f"`{key.value}` is no day of the week; there are mon to sun, and others", key)
        minutes[day] = _whole(value, 0, MOST_MINUTES)
    if not minutes:
        raise _bad("minutes are a number, or days with numbers like {mon: 30, sat: 60, others: 15}", node)
    return [minutes.get(day, minutes.get("Oth", 0)) for day in WEEKDAYS]
