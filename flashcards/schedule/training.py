"""Training: FSRS weights from the person's own reviews, kept only where they predict later reviews better.

Pure, but for `fsrs-rs-python`, which the extra `tune` brings and which has its one home here.
"""

import importlib.util
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cache, reduce
from typing import TYPE_CHECKING, Any

from flashcards.days import Moment
from flashcards.events import Event
from flashcards.hashes import blake2b
from flashcards.records import dataclass, replace
from flashcards.schedule.examples import Example, Stretch, split
from flashcards.schedule.fsrs6 import RELEARNING_STEPS_MIN, scheduler, within_bounds
from flashcards.schedule.judging import Fit, fit, fit_in_force, memory_after, recalls
from flashcards.schedule.model import DEFAULT_WEIGHTS, Model, review_event
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


def within_room(examples: Sequence[Example]) -> list[Example]:
    """As many of the examples as memory has room for, those of all cards but for very long logs.

    fsrs-rs wants every review with all those before it, so that a card of 200 reviews takes a hundred times as much as
    one of two. What is left out are whole cards, taken in the order of a hash of their names, so that nothing leans to
    one side.
    """
    takes: Counter[str] = Counter()
    for example in examples:
        takes[example.card] += example.place + ROOM_OF_ONE
    if takes.total() <= ROOM:
        return [*examples]
    left, cards = ROOM, set[str]()
    for card in sorted(takes, key=lambda card: blake2b(card.encode(), digest_size=8).digest()):
        left -= takes[card]
        if left < 0 and cards:
            break
        cards.add(card)
    return [example for example in examples if example.card in cards]


def items(examples: Iterable[Example]) -> "list[FSRSItem]":
    """The examples as fsrs-rs takes them."""
    import fsrs_rs_python

    known: dict[int, list[FSRSReview]] = {}
    found = []
    for example in examples:
        stretch = example.stretch
        reviews = known.get(id(stretch))
        if reviews is None:
            reviews = known[id(stretch)] = [*map(_review, stretch.ratings, stretch.gaps)]
        found.append(fsrs_rs_python.FSRSItem(reviews[: example.place + 1]))
    return found


@cache
def _review(rating: int, days: int) -> "FSRSReview":
    import fsrs_rs_python

    return fsrs_rs_python.FSRSReview(rating, days)


def fitted(examples: Sequence[Example], known: "Sequence[FSRSItem]" = ()) -> tuple[float, ...]:
    """The weights that fsrs-rs fits to the examples, to 4 decimals and within the bounds of FSRS-6.

    The same examples give the same weights. `known`: what `items` made of the first of them. Raises TuneError where no
    sound weights come out.
    """
    import fsrs_rs_python

    numbers = {card: number for number, card in enumerate(sorted({example.card for example in examples}))}
    try:
        found = fsrs_rs_python.FSRS([]).compute_parameters(
            [*known, *items(examples[len(known) :])],
            card_ids=[numbers[example.card] for example in examples],
            enable_short_term=True,
            num_relearning_steps=len(RELEARNING_STEPS_MIN),
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


def train(examples: Sequence[Example], model: Model, group: Group | None = None) -> Trial:
    """Train weights on these examples, all those of a group where one is given, and judge them.

    The judgement is a time-series split. The examples are cut in the middle, at the beginning of a study day; weights
    are trained on the earlier ones alone, and they and the weights in force each predict the later ones. Only where
    the log loss of the new ones is lower are weights trained once more, on all examples, and returned. Of a very long log
    both trainings take the cards that memory has room for; the judgement is always on all later reviews. The weights in
    force may have seen some of the later reviews when they were trained, which can only speak for keeping them.

    Raises TuneError for fewer examples than 400 (of a group: 1,000), for examples that all lie on too few days,
    and without the extra.
    """
    if group is not None:
        examples = [example for example in examples if family(example.card) in group.families]
    need = ENOUGH_FOR_GROUP if group else ENOUGH
    if len(examples) < need:
        raise TuneError(
            f"training {f'the group {group.name} ' if group else ''}needs {need:,} reviews that came a day or more "
            f"after the one before, and there {'is' if len(examples) == 1 else 'are'} {len(examples):,}"
        )
    require_extra()
    earlier, later = split(examples)
    if not earlier:
        raise TuneError("training needs reviews of more study days; half of them lie on the first one")
    before = fit_in_force(later, model)
    taught = within_room(examples)
    cut = min(example.day for example in later)
    first = [example for example in taught if example.day < cut]
    known = items(first)
    after = fit(later, recalls(later, fitted(first, known)))
    in_order = first and taught[len(first) - 1] is first[-1]  # unless a study day fell back while time went on
    weights = fitted(taught, known if in_order else ()) if after.log_loss < before.log_loss else None
    return Trial(group, len(examples), len(later), before, after, weights)


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
    changes = []
    for card, state in states.items():
        memory = state.memory
        if memory and memory.phase is Phase.REVIEW and before.current_for(card) != after.current_for(card):
            at = Moment(0, max(today, memory.due_day), 0)
            good = review_event("", at, card, Rating.GOOD, before.key(retention), None)
            if (stretch := latest.get(card)) is None:
                now = reduce(after.step, history(card), NEW)
            else:
                stability, difficulty = memory_after(stretch, scheduler(after.weights_for(card)))
                now = replace(state, memory=replace(memory, stability=stability, difficulty=difficulty))
            old, new = before.step(state, good), after.step(now, good)
            changes.append(old.memory and new.memory and old.memory.due_day != new.memory.due_day)
    return sum(map(bool, changes)), len(changes)
