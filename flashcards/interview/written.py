"""The plan as it stands in the settings: interviews with dates and weights, and the minutes of each day."""

import contextlib
import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from flashcards.days import day_meant
from flashcards.records import dataclass, field
from flashcards.text import number_in
from flashcards.words import WEEKDAYS, date_words

LONGEST_DAYS = 365
"""No interview is planned further ahead."""
MOST_MINUTES = 1440
MOST_WEIGHT, LONGEST_PASS = 100, 30
DEFAULT_MINUTES = 20
SHAPE = "interviews: [{date: 2026-12-18}], minutes: 20"


class BadPlanError(ValueError):
    """Something in a plan makes no sense; the sentence says what, the place where."""

    def __init__(self, sentence: str, line: int = 1, column: int = 1) -> None:
        super().__init__(sentence)
        self.line, self.column = line, column


@dataclass(frozen=True, slots=True)
class Weights:
    """How much a recalled card counts: the product of what its deck, its tags (the heaviest) and its level have."""

    decks: Mapping[str, float] = field(default_factory=dict)
    tags: Mapping[str, float] = field(default_factory=dict)
    levels: Mapping[str, float] = field(default_factory=dict)
    others: float = 1.0
    """Of a card whose deck and tags are not named."""

    @property
    def words(self) -> str:
        """The weights as a person types them: `deck:metrics=3, tag:softmax=2, others=0.5`."""
        tables = {"deck": self.decks, "tag": self.tags, "level": self.levels}
        said = [f"{sort}:{name}={weight:g}" for sort, table in tables.items() for name, weight in table.items()]
        return ", ".join([*said, *([f"others={self.others:g}"] if self.others != 1 else [])])

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

    def __str__(self) -> str:
        return self.text()


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


def day_from(text: str) -> date:
    """The date that a text means; raises BadPlanError."""
    found = None
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text.strip()):
        with contextlib.suppress(ValueError):
            found = date.fromisoformat(text.strip())
    if found is None:
        raise BadPlanError(f"`{text}` is not a date; write it like 2026-12-18")
    return found


def minutes_from(text: str) -> tuple[int, ...]:
    """Minutes of study from Monday to Sunday, from one number or seven; raises BadPlanError."""
    words = text.replace(",", " ").split()
    numbers = [number for word in words if (number := number_in(word)) is not None]
    if len(numbers) != len(words) or len(words) not in (1, 7) or max(numbers) > MOST_MINUTES or not any(numbers):
        raise BadPlanError(
            f"`{text}` is no number of minutes from 1 to {MOST_MINUTES}, and not seven of them from Monday to Sunday"
        )
    return tuple(numbers * (7 // len(numbers)))


def days_from(text: str, today: date) -> tuple[date, ...]:
    """Several dates, in order, as a person writes each of them in a word; raises BadPlanError."""
    return tuple(sorted({day_meant(word, today) or day_from(word) for word in text.replace(",", " ").split()}))


def number_from(text: str) -> float:
    """A weight or an importance, 0 or more; raises BadPlanError."""
    with contextlib.suppress(ValueError):
        if 0 <= (number := float(text)) <= MOST_WEIGHT:
            return number
    raise BadPlanError(f"`{text}` is not a number from 0 to {MOST_WEIGHT:g}")


def importance_from(text: str) -> float:
    """How much an interview counts against others; raises BadPlanError."""
    number = number_from(text)
    if not number:
        raise BadPlanError(f"an importance is a number above 0, up to {MOST_WEIGHT}; `x` leaves an interview out")
    return number


def pass_from(text: str) -> int:
    """So many last days; raises BadPlanError."""
    days = number_in(text.strip())
    if days is None or days > LONGEST_PASS:
        raise BadPlanError(f"`{text}` is no number of last days up to {LONGEST_PASS}")
    return days


def weights_from(texts: Iterable[str]) -> Weights:
    """What counts how much, from texts like `deck:metrics=3`; raises BadPlanError."""
    tables: dict[str, dict[str, float]] = {"deck": {}, "tag": {}, "level": {}}
    others = 1.0
    for text in texts:
        name, _, number = text.strip().rpartition("=")
        sort, _, value = name.strip().partition(":")
        try:
            weight = number_from(number)
        except BadPlanError:
            weight = -1.0
        if weight < 0 or not (name.strip() == "others" or (sort in tables and value)):
            raise BadPlanError(
                f"{text.strip()!r} is no weight; write it like deck:metrics=3, tag:softmax=2 or others=0.5"
            )
        if sort == "others":
            others = weight
        else:
            tables[sort][value] = weight
    return Weights(tables["deck"], tables["tag"], tables["level"], others)


def day_ahead(text: str, today: date) -> date:
    """The day of an interview that can be planned for; raises BadPlanError."""
    day = day_meant(text, today) or day_from(text)
    if day < today:
        raise BadPlanError(f"{date_words(day)} is past; give the day of an interview that is still to come")
    if day == today:
        raise BadPlanError("the interview is today: there is no day left to plan; good luck")
    if (day - today).days > LONGEST_DAYS:
        raise BadPlanError(f"{date_words(day)} is more than a year ahead; a plan reaches {LONGEST_DAYS} days")
    return day
