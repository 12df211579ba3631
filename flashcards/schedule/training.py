"""Training: FSRS weights from the person's own reviews, kept only where they predict later reviews better.

Pure, but for `fsrs-rs-python`, which the extra `tune` brings and which has its one home here.
"""

import importlib.util
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cache, reduce
from itertools import compress
from typing import TYPE_CHECKING, Any

from flashcards.events import Event
from flashcards.hashes import blake2b
from flashcards.records import dataclass, replace
from flashcards.schedule.examples import Stretch, cut
from flashcards.schedule.fsrs6 import RELEARNING_STEPS_MIN, Scheduler, scheduler, within_bounds
from flashcards.schedule.judging import Fit, HeldOut, memory_after
from flashcards.schedule.model import DEFAULT_WEIGHTS, Model
from flashcards.schedule.states import NEW, CardState, Phase, Rating, family
from flashcards.words import FlashcardsError

if TYPE_CHECKING:
    from fsrs_rs_python import FSRSItem, FSRSReview

ENOUGH = 400
"""Examples that one set of weights for all decks needs; fsrs-rs leaves the check to its callers and names 400."""
ENOUGH_FOR_GROUP = 1000
ROOM = 8_000_000
"""About how many reviews may be handed to fsrs-rs, with those before each one: a third of a gigabyte."""
ROOM_OF_ONE = 6
"""What an example takes beside its reviews, in reviews."""
_GOOD = int(Rating.GOOD)
OFFER_FADES = 1.25
"""An offer of training stands until there are this many times the reviews it was first made at."""


class TuneError(FlashcardsError):
    """Nothing can be trained; the message says why, and what would help."""


@dataclass(frozen=True, slots=True)
class Group:
    """Decks that are trained together and apart from the others."""

    name: str
    decks: tuple[str, ...]
    families: frozenset[str]
    """The card families of these decks, as they stand now."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What training came to."""

    group: Group | None
    reviews: int
    """Examples there are."""
    held_out: int
    """The later ones of them, by which the weights were judged."""
    before: Fit
    """Of the weights in force, on the held-out reviews."""
    after: Fit
    """Of weights trained on the earlier reviews alone, on the held-out ones."""
    weights: tuple[float, ...] | None
    """Trained on all reviews; none where the trial was no better than the weights in force."""

    @property
    def name(self) -> str | None:
        """The name of the weights in the log: the same weights have the same name on every device."""
        if self.weights is None:
            return None
        mark = blake2b(repr(self.weights).encode(), digest_size=4).hexdigest()
        return "-".join([DEFAULT_WEIGHTS, *([self.group.name] if self.group else []), mark])

    def detail(self) -> dict[str, Any]:
        """What the log's `parameters` event says; `cards` are the families that a group's weights are for."""
        made: dict[str, Any] = {
            "name": self.name,
            "model": DEFAULT_WEIGHTS,
            "weights": list(self.weights or ()),
            "decks": list(self.group.decks) if self.group else None,
            "reviews": self.reviews,
            "log_loss_before": round(self.before.log_loss, 6),
            "log_loss_after": round(self.after.log_loss, 6),
        }
        if self.group:
            made |= {"group": self.group.name, "cards": sorted(self.group.families)}
        return made

    def lines(self, moved: tuple[int, int], *, written: bool) -> list[str]:
        """The result in sentences; `moved` is what the function of that name gives."""
        whose = f"Group {self.group.name} ({', '.join(self.group.decks)})" if self.group else "All decks"
        lines = [
            f"{whose}: {self.reviews:,} reviews, judged on the {self.held_out:,} later ones (less is better).",
            f"  log loss      {self.before.log_loss:.4f} → {self.after.log_loss:.4f}",
            f"  RMSE in bins  {self.before.rmse_bins:.4f} → {self.after.rmse_bins:.4f}",
        ]
        if self.name is None:
            return [*lines, "Not kept: the weights in force predict the later reviews as well or better."]
        change = f"{moved[0]:,} of {moved[1]:,} cards would get another due day from Good at their next review"
        if not written:
            return [*lines, f"Better: {change}. Nothing was written."]
        return [
            *lines,
            f"Kept as {self.name}: {change}; until then their due days stand.",
            "`flashcards tune --undo` takes it back.",
        ]


def worth_trying(before: int, since: int) -> bool:
    """Whether to offer training, given the examples up to the latest training and those since.

    From 400 new ones on, and never before they have doubled. An offer fades after a quarter more and comes back
    at the next doubling, so that training tried in vain is not offered every day.
    """
    mark = max(ENOUGH, before)
    while since >= 2 * mark:
        mark *= 2
    return mark <= since < OFFER_FADES * mark


def within_room(stretches: Sequence[Stretch]) -> list[Stretch]:
    """As many of the stretches as memory has room for, those of all cards but for very long logs.

    fsrs-rs wants every review with all those before it, so that a card of 200 reviews takes a hundred times as much as
    one of two. What is left out are whole cards, taken in the order of a hash of their names, so that nothing leans to
    one side.
    """
    takes: Counter[str] = Counter()
    for stretch in stretches:
        takes[stretch.card] += sum(compress(range(len(stretch.gaps)), stretch.gaps)) + stretch.size * ROOM_OF_ONE
    if takes.total() <= ROOM:
        return [*stretches]
    left, cards = ROOM, set[str]()
    for card in sorted(takes, key=lambda card: blake2b(card.encode(), digest_size=8).digest()):
        left -= takes[card]
        if left < 0 and cards:
            break
        cards.add(card)
    return [stretch for stretch in stretches if stretch.card in cards]


def handed(stretches: Iterable[Stretch]) -> "tuple[list[FSRSItem], list[int]]":
    """The examples as fsrs-rs takes them, by study day and card, and with each the number of its stretch.

    What fsrs-rs calls a card is a sequence of reviews of which each item is a beginning: it is gone through once. It learns
    from cards in the order of their numbers; these follow the names, so that cards learned together do not come together.
    """
    from fsrs_rs_python import FSRSItem

    by_day: defaultdict[int, tuple[list[FSRSItem], list[int]]] = defaultdict(lambda: ([], []))
    for number, stretch in enumerate(sorted(stretches, key=lambda stretch: stretch.card)):
        reviews: list[FSRSReview] = []
        for rating, gap, day in zip(stretch.ratings, stretch.gaps, stretch.days, strict=True):
            reviews.append(_review(rating, gap))
            if gap:
                items, numbers = by_day[day]
                items.append(FSRSItem(reviews))
                numbers.append(number)
    days = sorted(by_day)
    return [item for day in days for item in by_day[day][0]], [number for day in days for number in by_day[day][1]]


@cache
def _review(rating: int, days: int) -> "FSRSReview":
    import fsrs_rs_python

    return fsrs_rs_python.FSRSReview(rating, days)


def fitted(items: "Sequence[FSRSItem]", numbers: Sequence[int]) -> tuple[float, ...]:
    """The weights that fsrs-rs fits to examples as `handed` gives them, to 4 decimals and within the bounds of FSRS-6.

    The same examples give the same weights. Raises TuneError where no sound weights come out.
    """
    import fsrs_rs_python

    try:
        found = fsrs_rs_python.FSRS([]).compute_parameters(
            items, card_ids=numbers, enable_short_term=True, num_relearning_steps=len(RELEARNING_STEPS_MIN)
        )
        return within_bounds([round(weight, 4) for weight in found])
    except ValueError as err:
        raise TuneError(f"training gave no sound weights ({err}); the weights in force stay") from err


def require_extra() -> None:
    """Raise TuneError, with the way to get it, where `fsrs-rs-python` is not installed."""
    if importlib.util.find_spec("fsrs_rs_python") is None:
        raise TuneError(
            "training needs the package fsrs-rs-python; `pip install fsrs-rs-python` where flashcards is installed, "
            "or `pip install '.[tune]'` in its folder"
        )


def train(stretches: Sequence[Stretch], model: Model, group: Group | None = None) -> Trial:
    """Train weights on the examples of these stretches, all those of a group where one is given, and judge them.

    The judgement is a time-series split. The examples are cut in the middle, at the beginning of a study day; weights
    are trained on the earlier ones alone, and they and the weights in force each predict the later ones. Only where
    the log loss of the new ones is lower are weights trained once more, on all examples, and returned. Of a very long log
    both trainings take the cards that memory has room for; the judgement is always on all later reviews. The weights in
    force may have seen some of the later reviews when they were trained, which can only speak for keeping them.

    Raises TuneError for fewer examples than 400 (of a group: 1,000), for examples that all lie on too few days,
    and without the extra.
    """
    if group is not None:
        stretches = [stretch for stretch in stretches if family(stretch.card) in group.families]
    examples = sum(stretch.size for stretch in stretches)
    need = ENOUGH_FOR_GROUP if group else ENOUGH
    if examples < need:
        raise TuneError(
            f"training {f'the group {group.name} ' if group else ''}needs {need:,} reviews that came a day or more "
            f"after the one before, and there {'is' if examples == 1 else 'are'} {examples:,}"
        )
    require_extra()
    since = cut(stretches)
    held_out = HeldOut(stretches, since)
    if len(held_out) == examples:
        raise TuneError("training needs reviews of more study days; half of them lie on the first one")
    before = held_out.fit(model.weights_for)
    taught = within_room(stretches)
    items, numbers = handed(taught)
    first = sum(day < since for stretch in taught for day in stretch.taught_on)
    trial = fitted(items[:first], numbers[:first])
    after = held_out.fit(lambda _: trial)
    weights = fitted(items, numbers) if after.log_loss < before.log_loss else None
    return Trial(group, examples, len(held_out), before, after, weights)


def applied(model: Model, trial: Trial) -> Model:
    """The model as it is once the trial is in the log."""
    if trial.name is None or trial.weights is None:
        return model
    weights = {**model.weights, trial.name: trial.weights}
    if trial.group is None:
        return replace(model, weights=weights, current=trial.name, groups={})
    return replace(model, weights=weights, groups={**model.groups, **dict.fromkeys(trial.group.families, trial.name)})


def moved(
    latest: Mapping[str, Stretch],
    states: Mapping[str, CardState],
    before: Model,
    after: Model,
    today: date,
    retention: float,
    history: Callable[[str], Sequence[Event]],
) -> tuple[int, int]:
    """How many cards would get another due day from Good at their next review, and of how many.

    The next review is taken to be on the due day, or today for a card that is overdue. Fuzz and cards in learning are
    left out. `states` are the cards' states by the model before, `latest` what their memories come from; of a memory that
    comes from elsewhere, `history` tells.
    """
    changed = of = 0
    for card, state in states.items():
        memory = state.memory
        if memory and memory.phase is Phase.REVIEW and before.current_for(card) != after.current_for(card):
            now = scheduler(before.weights_for(card), retention), memory.stability, memory.difficulty
            fitted = scheduler(after.weights_for(card), retention)
            if (stretch := latest.get(card)) is not None:
                then = fitted, *memory_after(stretch, fitted)
            elif (replayed := reduce(after.step, history(card), NEW).memory) is not None:
                then = fitted, replayed.stability, replayed.difficulty
            else:
                continue
            gap = (max(today, memory.due_day) - memory.last_day).days
            changed += _good(*now, gap) != _good(*then, gap)
            of += 1
    return changed, of


def _good(fitted: Scheduler, stability: float, difficulty: float, gap: int) -> int:
    """The days after which a card in review comes back, where Good is pressed so many days after the review before."""
    return fitted.review(Phase.REVIEW, None, stability, difficulty, _GOOD, gap)[4]
