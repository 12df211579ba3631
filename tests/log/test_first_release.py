"""A log that the first release wrote is read for ever, and means what it meant then."""

import json
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any

from flashcards.events import Kind, fold
from flashcards.log.file import Progress
from flashcards.schedule.states import CardState

HERE = Path(__file__).parent


def plain(state: CardState) -> dict[str, Any]:
    """A state as JSON has it."""
    return dict(
        json.loads(json.dumps(asdict(state) | {"memory": state.memory and state.memory._asdict()}, default=str))
    )


def test_a_log_of_the_first_release_folds_to_the_states_that_it_had(tmp_path: Path) -> None:
    path = tmp_path / "progress.db"
    shutil.copy(HERE / "first_release.db", path)
    then = json.loads((HERE / "first_release.json").read_text(encoding="utf-8"))
    log = Progress.open(path)
    events = list(log.events())
    assert {event.event for event in events} == set(Kind) - {Kind.DISTINCT, Kind.NOTE}
    assert log.damaged() == []
    folded = fold(events, log.model.replay)
    assert {card: plain(state) for card, state in folded.items()} == then
    assert log.states() == folded
    log.rebuild()
    assert log.states() == folded
    log.close()
