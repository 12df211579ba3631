"""Training that takes its time: learners of many kinds, groups, and the whole way through the command.

Not collected by the default suite; `prove` runs it.
"""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from flashcards.events import Kind
from flashcards.library import Library
from flashcards.schedule import training as tune
from flashcards.schedule.model import Model
from flashcards.schedule.states import Rating
from flashcards.schedule.training import Group
from tests.conftest import Clock, noon
from tests.schedule import test_training
from tests.schedule.test_training import (
    FIRM,
    FIRST,
    FORGETFUL,
    Main,
    among,
    deck,
    events_of,
    fit_of,
    happened,
    learner,
    size,
    states_of,
    trial,
    write,
)

run = test_training.run
"""The fixture of the tests beside it."""


def prove() -> str:
    """Run the tests of this file."""
    done = subprocess.run([sys.executable, "-m", "pytest", "-q", __file__], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]
    return done.stdout.strip().splitlines()[-1]


@pytest.mark.parametrize("weights", [FORGETFUL, FIRM])
def test_a_learner_with_other_weights_gains_and_the_training_is_kept(weights: tuple[float, ...]) -> None:
    trials = [trial(learner(seed, weights)) for seed in range(3)]
    for made in trials:
        assert made.after.log_loss < made.before.log_loss
        assert made.weights is not None
        assert made.name is not None
    assert sum(t.after.rmse_bins < t.before.rmse_bins for t in trials) >= 2


def test_a_learner_who_follows_the_default_weights_mostly_keeps_them() -> None:
    assert sum(trial(learner(seed, days=35)).weights is not None for seed in range(10)) <= 3


def test_a_group_is_judged_by_its_own_reviews_and_leaves_other_cards_alone() -> None:
    mine = among("a", learner(0, FORGETFUL))
    log = [*mine, *among("b", learner(1, days=35))]
    made = trial(log, group=Group("a", ("alpha",), frozenset(str(e.card) for e in mine)))
    assert made.reviews == size(mine)
    assert made.name is not None
    assert made.name.startswith("fsrs6-a-")
    after = tune.applied(Model(), made)
    assert (after.current_for("ac1"), after.current_for("ac1#r"), after.current_for("bc1")) == (
        made.name,
        made.name,
        "fsrs6",
    )
    assert after == Model.learned([happened(0, FIRST, None, event=Kind.PARAMETERS, detail=made.detail())])
    mixed = fit_of(log, after.weights_for)
    assert mixed.log_loss < fit_of(log, Model().weights_for).log_loss
    general = trial(log, after)
    assert general.before != trial(log).before, "what is in force for the group is what must be beaten"


def test_training_moves_memory_at_once_and_due_days_with_the_next_answer_and_can_be_taken_back(
    run: Main, home: Path, decks: Path, clock: Clock
) -> None:
    pytest.importorskip("fsrs_rs_python")
    log = learner(0, FORGETFUL, days=30)
    deck(decks, "mine", sorted({str(e.card) for e in log}))
    write(home, log)
    before, was = events_of(home), states_of(home)

    code, out, err = run("tune", "--dry-run")
    assert (code, err) == (0, "")
    assert "Nothing was written." in out
    assert events_of(home) == before
    (dry,) = json.loads(run("tune", "--dry-run", "--json")[1])
    assert (dry["kept"], dry["written"]) == (True, False)
    assert events_of(home) == before

    code, out, err = run("tune")
    assert (code, err) == (0, "")
    (event,) = events_of(home)[len(before) :]
    assert (event.event, event.card) == (Kind.PARAMETERS, None)
    detail = dict(event.detail or {})
    assert set(detail) == {"name", "model", "weights", "decks", "reviews", "log_loss_before", "log_loss_after"}
    assert detail == {key: dry[key] for key in detail}
    assert (detail["model"], detail["decks"], len(detail["weights"])) == ("fsrs6", None, 21)
    assert detail["reviews"] == size(log)
    assert detail["log_loss_after"] < detail["log_loss_before"]
    assert f"{detail['log_loss_before']:.4f} → {detail['log_loss_after']:.4f}" in out
    assert f"{dry['due_days_moved']:,} of {dry['due_days']:,} cards" in out
    assert 0 < dry["due_days_moved"] <= dry["due_days"] <= len(was)

    now = states_of(home)
    for card, state in was.items():
        new = now[card].memory
        assert state.memory is not None
        assert new is not None
        assert (new.due_day, new.phase, new.last_day) == (
            state.memory.due_day,
            state.memory.phase,
            state.memory.last_day,
        )
        assert new.stability != state.memory.stability

    library = Library(home, [decks])
    clock.now = noon(FIRST + timedelta(days=90))
    session = library.session(library.today(clock.moment()), clock.moment)
    session.reveal()
    promised, shown = session.view.previews, session.view.card
    assert shown is not None
    session.rate(Rating.GOOD)
    assert library.progress.state(shown.id).memory == promised[Rating.GOOD].memory
    assert list(library.progress.events())[-1].parameters == f"{detail['name']}@0.9"
    assert session.undo() is not None
    library.close()
    assert states_of(home) == now

    code, out, err = run("tune", "--undo")
    assert (code, err) == (0, "")
    assert f"Taken back: {detail['name']}." in out
    assert states_of(home) == was
    assert run("tune", "--undo")[2] == "flashcards: this device has no training to take back\n"
    assert run("tune", "--undo", "--dry-run")[0] == 2


def test_training_that_predicts_no_better_is_not_kept(run: Main, home: Path) -> None:
    pytest.importorskip("fsrs_rs_python")
    log = next(log for log in (learner(seed, days=35) for seed in range(10)) if trial(log).weights is None)
    write(home, log)
    before = events_of(home)
    code, out, err = run("tune")
    assert (code, err) == (0, "")
    assert "Not kept:" in out
    (row,) = json.loads(run("tune", "--json")[1])
    assert (row["kept"], row["written"], row["name"], row["weights"]) == (False, False, None, [])
    assert events_of(home) == before


def test_each_group_is_trained_and_kept_by_itself(run: Main, home: Path, decks: Path, clock: Clock) -> None:
    pytest.importorskip("fsrs_rs_python")
    plain = next(log for log in (learner(seed, days=42) for seed in range(10)) if trial(log).weights is None)
    log = []
    for name, of_deck in (("alpha", learner(0, FORGETFUL)), ("beta", plain), ("third", learner(1, days=12))):
        log += among(name[0], of_deck)
        deck(decks, name, [*sorted({f"{name[0]}{e.card}" for e in of_deck}), f"unseen-{name}"])
    write(home, log)
    was = states_of(home)
    code, out, err = run(
        "tune", "--json", "--group", "one=alpha", "--group", "two=beta,small", "--group", "three=third"
    )
    assert code == 1
    assert "the group three needs 1,000 reviews" in err
    one, two = json.loads(out)
    assert (one["group"], one["decks"], one["kept"], two["decks"], two["kept"]) == (
        "one",
        ["alpha"],
        True,
        ["beta", "small"],
        False,
    )
    library = Library(home, [decks])
    model = library.progress.model
    assert {card: model.current_for(card) for card in ("ac0", "unseen-alpha", "bc0", "tc0", "recall", "c0")} == {
        "ac0": one["name"],
        "unseen-alpha": one["name"],
        "bc0": "fsrs6",
        "tc0": "fsrs6",
        "recall": "fsrs6",
        "c0": "fsrs6",
    }
    for card, state in library.progress.states().items():
        assert (state != was[card]) is card.startswith("a"), "only the group's memory changes"

    first = library.today(clock.moment(), ["alpha"], extra_new=1).plan.new[0]
    assert first == "unseen-alpha"
    session = library.session(library.today(clock.moment(), cards={first}, extra_new=1), clock.moment)
    session.reveal()
    promised = session.view.previews[Rating.EASY].memory
    session.rate(Rating.EASY)
    assert library.progress.state(first).memory == promised
    assert promised is not None
    assert promised.stability == pytest.approx(one["weights"][3])
    library.close()
