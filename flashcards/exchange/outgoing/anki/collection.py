"""What a collection says of itself: its settings, note types, decks and their options."""

import json
from collections.abc import Sequence
from typing import Any

from flashcards.days import Moment, start_ms
from flashcards.events import ANSWER_CAP_MS
from flashcards.exchange.outgoing.anki.notes import Note
from flashcards.exchange.outgoing.anki.notetypes import stable_id
from flashcards.exchange.outgoing.anki.progress import USUAL_EASE, Progress
from flashcards.schedule.fsrs6 import LEARNING_STEPS_MIN, LONGEST_INTERVAL, RELEARNING_STEPS_MIN
from flashcards.schedule.states import LEECH_LAPSES

SCHEMA = 11


def head(notes: Sequence[Note], at: Moment, rollover_hour: int, progress: Progress | None) -> dict[str, Any]:
    """The only row of `col`, for these notes; `progress`: the days it counts from and the weights in force."""
    mod_s = at.wall_ms // 1000
    day = progress.first_day if progress else at.study_day
    began = start_ms(Moment(0, day, at.utc_offset_min), rollover_hour)
    options = [_options(1, "Default", mod_s), *([_fitted(progress, mod_s)] if progress else [])]
    names = dict.fromkeys(deck_name(note.entry.card.deck) for note in notes)
    decks = [_deck(1, "Default", 1, mod_s), *(_deck(deck_id(n), n, options[-1]["id"], mod_s) for n in names)]
    newest = {type_: max(note.mod_s for note in notes if note.type is type_) for type_ in {note.type for note in notes}}
    return {
        "id": 1,
        "crt": began // 1000,
        "mod": at.wall_ms,
        "scm": at.wall_ms,
        "ver": SCHEMA,
        "dty": 0,
        "usn": 0,
        "ls": 0,
        "conf": json.dumps(_settings(len(notes), at, rollover_hour)),
        "models": _by_id([type_.document(mod) for type_, mod in newest.items()]),
        "decks": _by_id(decks),
        "dconf": _by_id(options),
        "tags": "{}",
    }


def deck_name(name: str) -> str:
    """A deck's name there: folders are decks above it."""
    return name.replace("/", "::")


def deck_id(name: str) -> int:
    """The id of a deck of that name in every package."""
    return stable_id("deck", name)


def _by_id(documents: Sequence[dict[str, Any]]) -> str:
    return json.dumps({str(found["id"]): found for found in documents}, sort_keys=True)


def _settings(notes: int, at: Moment, rollover_hour: int) -> dict[str, Any]:
    west = -at.utc_offset_min
    return {
        "curDeck": 1,
        "activeDecks": [1],
        "nextPos": notes,
        "schedVer": 2,
        "sched2021": True,
        "rollover": rollover_hour,
        "creationOffset": west,
        "localOffset": west,
    }


def _fitted(progress: Progress, mod_s: int) -> dict[str, Any]:
    """Options of decks with the weights and the desired retention in force here."""
    ours = _options(stable_id("options"), "Flashcards", mod_s)
    return {**ours, "fsrsParams6": [*progress.model.weights_for(None)], "desiredRetention": progress.retention}


def _options(id_: int, name: str, mod_s: int) -> dict[str, Any]:
    """Options of decks: steps and limits as they are here, all else as Anki has it."""
    learn, relearn = ([*map(float, steps)] for steps in (LEARNING_STEPS_MIN, RELEARNING_STEPS_MIN))
    new = {"bury": False, "delays": learn, "initialFactor": USUAL_EASE, "ints": [1, 4, 0], "order": 1, "perDay": 10}
    review = {"bury": False, "ease4": 1.3, "ivlFct": 1.0, "maxIvl": LONGEST_INTERVAL, "perDay": 200, "hardFactor": 1.2}
    lapse = {"delays": relearn, "leechAction": 1, "leechFails": LEECH_LAPSES, "minInt": 1, "mult": 0.0}
    return {
        "id": id_,
        "name": name,
        "mod": mod_s,
        "usn": -1,
        "maxTaken": ANSWER_CAP_MS // 1000,
        "autoplay": True,
        "timer": 0,
        "replayq": True,
        "new": new,
        "rev": review,
        "lapse": lapse,
        "dyn": False,
    }


def _deck(id_: int, name: str, options: int, mod_s: int) -> dict[str, Any]:
    today = {f"{what}Today": [0, 0] for what in ("new", "rev", "lrn", "time")}
    return {
        "id": id_,
        "name": name,
        "mod": mod_s,
        "usn": -1,
        "conf": options,
        "desc": "",
        "dyn": 0,
        "collapsed": False,
        "browserCollapsed": False,
        "extendNew": 0,
        "extendRev": 0,
        **today,
    }
