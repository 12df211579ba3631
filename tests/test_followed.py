"""Cards followed through edits: before anything is counted, by the question, and back again."""

import contextlib
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from flashcards import recognising, titles
from flashcards.cli import main
from flashcards.decks.identity.match import Evidence, Known, Match
from flashcards.events import Kind, Mode
from flashcards.library import Library
from flashcards.library.comparison import Comparison
from flashcards.library.edits import Edits
from flashcards.log.errors import ProgressError
from flashcards.log.undoing import words_of
from flashcards.plain import Sitting
from flashcards.schedule.states import Rating
from flashcards.why import why_nothing
from tests.conftest import Clock

LONG = "It zeroes each unit with the same chance and scales the others up."
RECALL: dict[str, object] = {"question": "What is recall?", "answer": "The share of the positives that were found."}
SLIP: dict[str, object] = {**RECALL, "answer": "The share of the postives that were found."}

Deck = Callable[..., None]


@pytest.fixture
def deck(library: Library, decks: Path) -> Deck:
    """Writes a deck of cards, and reads it."""

    def write(*cards: dict[str, object], name: str = "small", **head: object) -> None:
        (decks / f"{name}.yaml").write_text(json.dumps({"title": "T", **head, "cards": cards}), encoding="utf-8")
        library.reload()
        assert not library.problems, library.problems

    (decks / "small.yaml").unlink()
    return write


def study(library: Library, clock: Clock, rating: Rating = Rating.EASY) -> None:
    """A sitting in which every card that is asked is answered."""
    session = library.sitting(clock.moment)
    while session.view.card is not None:
        session.reveal()
        session.rate(rating)
    clock.forward(days=1)


def reps(library: Library) -> dict[str, int]:
    """The answers of the cards that stand in the decks, by id, or by question where there is none."""
    states = library.states()
    return {
        (card.question_text if card.id.startswith("~") else card.id): states[card.id].reps if card.id in states else 0
        for card in library.cards.values()
    }


def run(home: Path, decks: Path, *words: str) -> list[str]:
    return [*words, "--home", str(home), "--decks", str(decks), "--now", "2026-11-24T09:00"]


# -- before anything is counted -----------------------------------------------------------------------------------------


def test_commands_that_only_read_count_a_sure_match_and_write_nothing(
    library: Library, clock: Clock, deck: Deck, home: Path, decks: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    deck(SLIP)
    study(library, clock)
    deck(RECALL)
    (card,) = library.cards
    before = (home / "progress.db").read_bytes()
    for words in (
        ["due", "--json"],
        ["decks", "--json"],
        ["find", "--json", "seen:30"],
        ["stats", "--json"],
        ["why", card],
        ["diff"],
    ):
        capsys.readouterr()
        assert main(run(home, decks, *words)) == 0
        out = capsys.readouterr().out
        if words[0] == "due":
            assert json.loads(out)["new"] == 0
        if words[0] == "find":
            assert [found["card"] for found in json.loads(out)] == [card]
        if words[0] == "why":
            assert "1 answer" in out
    assert library.overview(clock.moment()).unseen == {}
    assert (home / "progress.db").read_bytes() == before


def test_what_was_decided_is_not_computed_again_on_every_refresh(
    library: Library, clock: Clock, deck: Deck, monkeypatch: pytest.MonkeyPatch
) -> None:
    deck(SLIP)
    study(library, clock)
    deck(RECALL)
    runs: list[Comparison] = []
    real = Comparison.edits

    def counted(self: Comparison) -> Edits:
        runs.append(self)
        return real(self)

    monkeypatch.setattr(Comparison, "edits", counted)
    for _ in range(3):
        library.reload()
        library.overview(clock.moment())
    assert len(runs) == 1


def test_links_are_written_when_a_sitting_begins_and_are_one_step_of_undo(
    library: Library, clock: Clock, deck: Deck
) -> None:
    others = [{"question": f"What does layer {n} do?", "answer": LONG.replace("unit", f"unit{n}")} for n in range(3)]
    deck(SLIP, *others)
    study(library, clock)
    deck(RECALL, *({**card, "question": f"{card['question'][:-1]} at all?"} for card in others))
    session = library.sitting(clock.moment)
    assert [event.event for event in library.progress.events()][4:] == [Kind.LINK] * 4
    assert session.undo_question(), "nobody pressed a key for it"
    event = session.undo()
    assert event is not None
    assert set(reps(library).values()) == {0}, "all were taken back together"
    assert len(library.doubts()) == 4, "and are asked about from now on"
    library.link(library.doubts()[0], clock.moment())
    assert sorted(reps(library).values()) == [0, 0, 0, 1]


def test_a_no_is_kept_and_can_be_taken_back(library: Library, clock: Clock, deck: Deck) -> None:
    deck({"question": "How many classes has CIFAR-10?", "answer": "10"})
    study(library, clock)
    deck({"question": "How many classes has CIFAR-100?", "answer": "100"})
    (doubt,) = library.doubts()
    library.keep_apart(doubt, clock.moment())
    library.sitting(clock.moment)
    assert library.doubts() == []
    assert [event.event for event in library.progress.events()] == [Kind.REVIEW, Kind.DISTINCT]
    library.take_back(clock.moment())
    assert [match.old.name for match in library.doubts()] == [doubt.old.name]


def test_undo_takes_a_no_back_of_all_siblings_as_it_does_any_answer(library: Library, clock: Clock, deck: Deck) -> None:
    deck({**SLIP, "reverse": True})
    study(library, clock)
    study(library, clock)
    deck({**RECALL, "reverse": True})
    library.sitting(clock.moment).undo()
    (doubt,) = library.doubts()
    library.keep_apart(doubt, clock.moment())
    session = library.sitting(clock.moment)
    shown = session.view.card
    event = session.undo()
    assert event is not None
    assert event.words == '"no" about 2 cards'
    assert session.view.card == shown, "no answer was taken back"
    assert [match.families for match in library.doubts()] == [doubt.families]
    event = session.undo()
    assert event is not None
    assert event.event is Kind.REVIEW


def test_what_the_decks_show_by_themselves_is_no_step_of_undo(library: Library, clock: Clock, deck: Deck) -> None:
    deck(SLIP)
    study(library, clock)
    deck(RECALL)
    library.sitting(clock.moment)
    deck(SLIP, RECALL)
    library.sitting(clock.moment)
    kinds = [event.event for event in library.progress.events()]
    assert kinds == [Kind.REVIEW, Kind.LINK, Kind.DISTINCT]
    undoable = library.progress.undoable()
    assert undoable is not None
    assert undoable.event is Kind.LINK


def test_a_no_of_another_device_counts_where_the_decks_had_shown_two_cards_before(
    library: Library, clock: Clock, deck: Deck
) -> None:
    other = {"question": "Who painted Mona Lisa?", "answer": "Leonardo."}
    deck({"id": "old", **RECALL})
    study(library, clock)
    deck({"id": "new", **RECALL})
    study(library, clock)
    deck({"id": "new", **RECALL}, {"id": "old", **other})
    study(library, clock)
    deck({"id": "old", **RECALL}, {"id": "new", **other})
    assert (library.doubts(), len(library.edits.followed)) == ([], 2)
    library.progress.tell_apart([("old", "new")], clock.moment())
    assert (len(library.doubts()), library.edits.followed) == (2, ())


def test_later_asks_in_the_next_run(library: Library, clock: Clock, deck: Deck, home: Path, decks: Path) -> None:
    deck({"question": "How many classes has CIFAR-10?", "answer": "10"})
    study(library, clock)
    deck({"question": "How many classes has CIFAR-100?", "answer": "100"})
    library.put_off(library.doubts()[0])
    assert library.to_ask() == []
    study(library, clock)
    assert len([*library.progress.events()]) == 1, "an answer to it would have said no"
    assert "1 edited card waits to be recognised" in why_nothing(library, Mode.REVIEW, clock.moment())
    with contextlib.closing(Library(home, [decks])) as again:
        assert len(again.to_ask()) == 1


def test_a_text_that_went_elsewhere_waits_until_it_is_said_what_its_name_stands_for(
    library: Library, clock: Clock, deck: Deck
) -> None:
    deck({"id": "card", **RECALL})
    study(library, clock)
    deck({"id": "card", "question": "Who painted Mona Lisa?", "answer": "Leonardo."})
    deck({"id": "other", **RECALL}, name="elsewhere")
    library.put_off(library.doubts()[0])
    study(library, clock)
    assert reps(library)["other"] == 0
    library.keep_apart(library.doubts()[0], clock.moment())
    library.link(library.doubts()[0], clock.moment())
    assert reps(library) == {"card": 0, "other": 1}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            {"question": "What holds ten classes?", "answer": "10"},
            {"question": "What is two times five?", "answer": "10"},
        ),
        (
            {
                "question": "Which is robust?",
                "choices": [{"right": "The median"}, {"wrong": "The mean", "because": "No."}],
            },
            {
                "question": "Which is robust?",
                "choices": [{"wrong": "The median", "because": "No."}, {"right": "The mean"}],
            },
        ),
        ({"question": "What does dropout do?", "answer": LONG}, {"question": "What does it not do?", "answer": LONG}),
    ],
)
def test_nothing_is_linked_where_the_meaning_may_have_changed(
    library: Library, clock: Clock, deck: Deck, old: dict[str, object], new: dict[str, object]
) -> None:
    deck(old)
    study(library, clock)
    deck(new)
    assert library.edits.moves == ()
    assert set(reps(library).values()) == {0}


def test_an_edit_in_another_deck_is_asked_about(library: Library, clock: Clock, deck: Deck, decks: Path) -> None:
    deck(SLIP)
    study(library, clock)
    (decks / "small.yaml").unlink()
    deck(RECALL, name="other")
    library._roots = []  # as if the folder were the home's own
    assert library.edits.moves == ()


# -- names ----------------------------------------------------------------------------------------------------------------


def test_an_id_that_changes_while_the_text_stays_is_followed(library: Library, clock: Clock, deck: Deck) -> None:
    deck({"id": "old", **RECALL}, {"id": "other", "question": "What is it?", "answer": "10"})
    study(library, clock)
    deck({"id": "new", **RECALL}, {"id": "else", "question": "What is it now?", "answer": "10"})
    assert reps(library) == {"new": 1, "else": 0}


def test_names_joined_by_a_link_are_one_card_whichever_the_decks_use(
    library: Library, clock: Clock, deck: Deck
) -> None:
    named = {"id": "recall", **RECALL}
    for turn, card in enumerate([RECALL, named, RECALL, named]):
        deck(card)
        assert set(reps(library).values()) == {turn}
        clock.forward(days=400 * (1 + turn) ** 3)
        study(library, clock)
    assert [event.rating for event in library.history("recall")] == [4] * 4
    assert library.orphans() == []


def test_histories_follow_the_texts_of_holes_that_change_their_numbers(
    library: Library, clock: Clock, deck: Deck
) -> None:
    deck({"id": "relu", "cloze": "ReLU gives {{c1::zero}} below and {{c2::the input}} above."})
    study(library, clock)
    study(library, clock, Rating.GOOD)
    before = library.states()
    assert before.keys() == {"relu#1", "relu#2"}
    deck({"id": "relu", "cloze": "ReLU gives {{c2::zero}} below and {{c1::the input}} above."})
    states = library.states()
    assert (states["relu#2"].memory, states["relu#1"].memory) == (before["relu#1"].memory, before["relu#2"].memory)
    library.sitting(clock.moment)
    assert library.edits.moves == ()
    states = library.progress.states()
    assert (states["relu#2"].memory, states["relu#1"].memory) == (before["relu#1"].memory, before["relu#2"].memory)


def test_a_hole_that_takes_the_number_of_one_that_is_gone_keeps_its_history(
    library: Library, clock: Clock, deck: Deck
) -> None:
    deck({"id": "abc", "cloze": "{{c1::Adam}} was before {{c2::Noah}} was."})
    study(library, clock)
    study(library, clock)
    deck({"id": "abc", "cloze": "Adam was before {{c1::Noah}} was."})
    study(library, clock)
    assert reps(library) == {"abc#1": 1}
    deck({"id": "abc", "cloze": "{{c1::Adam}} was before {{c2::Noah}} was."})
    assert reps(library) == {"abc#1": 1, "abc#2": 1}, "what was put away has come back"


def test_an_alias_is_the_card(library: Library, clock: Clock, deck: Deck) -> None:
    deck({"id": "old", "question": "What is it?", "answer": "10"})
    study(library, clock)
    deck({"id": "new", "aliases": ["old"], "question": "Which number is meant in all?", "answer": "Twelve of them"})
    assert reps(library) == {"new": 1}
    assert library.doubts() == []
    late = {"id": "late", "question": "Which city is it?", "answer": "Rome"}
    deck(late)
    study(library, clock)
    assert reps(library) == {"late": 1}
    deck({**late, "aliases": ["old"]})
    assert reps(library) == {"late": 2}, "given later, it brings the answers along all the same"


def test_an_id_used_again_for_something_else_is_asked_about(library: Library, clock: Clock, deck: Deck) -> None:
    deck({"id": "card", **RECALL})
    study(library, clock)
    other = {"id": "card", "question": "Who wrote the Iliad long ago?", "answer": "Homer, as the Greeks believed."}
    deck(other)
    (doubt,) = library.doubts()
    assert (doubt.old.name, doubt.card.id) == ("card", "card")
    library.keep_apart(doubt, clock.moment())
    assert reps(library) == {"card": 0}
    library.take_back(clock.moment())
    assert reps(library) == {"card": 1}
    assert len(library.doubts()) == 1
    library.keep_apart(library.doubts()[0], clock.moment())
    study(library, clock)
    assert reps(library) == {"card": 1}
    with pytest.raises(ProgressError, match="card has been answered since as another card"):
        library.take_back(clock.moment())
    assert reps(library) == {"card": 1}


def test_an_id_that_still_is_its_card_is_not_asked_about_again(library: Library, clock: Clock, deck: Deck) -> None:
    deck({"id": "card", **RECALL})
    study(library, clock)
    deck({"id": "card", "question": "Who wrote the Iliad long ago?", "answer": "Homer, as the Greeks believed."})
    library.link(library.doubts()[0], clock.moment())
    assert library.doubts() == []
    assert reps(library) == {"card": 1}


MEDIAN, MEAN, MODE = "The median", "The mean", "The mode"


def robust(*right: str, wrong: tuple[str, ...] = (MEAN,), because: str = "One value moves it.") -> dict[str, object]:
    """A card that asks which of some options are robust."""
    options = [*({"right": text} for text in right), *({"wrong": text, "because": because} for text in wrong)]
    return {"id": "robust", "question": "Which are robust?", "choices": options}


@pytest.mark.parametrize(
    ("new", "is_changed"),
    [
        (robust(MEDIAN, wrong=(MEAN, MODE)), False),
        (robust(MEDIAN, wrong=("The average",)), False),
        (robust(MEDIAN, because="Every value counts in it."), False),
        (robust("The medain"), False),
        (robust(MEAN, wrong=(MEDIAN,)), True),
        (robust(MEDIAN, MODE), True),
        (robust("The range"), True),
    ],
    ids=[
        "a wrong one more",
        "a wrong one other",
        "a reason",
        "a slip",
        "another right",
        "one more right",
        "right one other",
    ],
)
def test_what_a_choice_means_is_its_question_and_what_is_right(
    library: Library, clock: Clock, deck: Deck, new: dict[str, object], *, is_changed: bool
) -> None:
    deck(robust(MEDIAN))
    study(library, clock)
    deck(new)
    assert (library.changed(), library.doubts()) == (["robust"] * is_changed, [])
    assert reps(library) == {"robust": 1}


def test_several_right_options_have_no_order(library: Library, clock: Clock, deck: Deck) -> None:
    deck(robust(MEDIAN, MODE))
    study(library, clock)
    deck(robust(MODE, MEDIAN))
    assert library.changed() == []
    deck(robust(MODE))
    assert library.changed() == ["robust"], "one that was right is gone"


def test_cards_that_changed_in_meaning_are_offered_for_an_early_check(
    library: Library, clock: Clock, deck: Deck
) -> None:
    same = {"id": "same", **SLIP}
    deck({"id": "sign", "question": "What is precision?", "answer": "$TP / (TP + FP)$"}, same)
    study(library, clock)
    deck({"id": "sign", "question": "What is precision?", "answer": "$TP / (TP - FP)$"}, {**same, **RECALL})
    assert library.changed() == ["sign"]
    session = library.sitting(clock.moment, "changed")
    assert session.view.card is not None
    assert session.view.card.id == "sign"
    session.reveal()
    session.rate(Rating.GOOD)
    assert library.changed() == []


def test_of_shipped_cards_nothing_is_asked_and_retired_ids_are_gone(
    home: Path, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = tmp_path / "shipped"
    shipped.mkdir()

    def write(*cards: dict[str, object], **head: object) -> None:
        (shipped / "metrics.yaml").write_text(json.dumps({"title": "M", **head, "cards": cards}), encoding="utf-8")

    for module in ("flashcards.library.decks", "flashcards.library.comparison"):
        monkeypatch.setattr(f"{module}.bundled_decks", lambda: shipped)
    write({"id": "a", **RECALL}, {"id": "b", "question": "What is it?", "answer": "10"})
    library = Library(home)
    study(library, clock)
    other: dict[str, object] = {
        "id": "a",
        "question": "Who wrote the Iliad long ago?",
        "answer": "Homer, as the Greeks believed.",
    }
    write(other, {"id": "c", "question": "What is it not?", "answer": "10"}, retired=["b"])
    library.reload()
    assert library.doubts() == []
    assert library.changed() == ["a"]
    assert library.orphans() == []
    assert reps(library) == {"a": 1, "c": 0}
    library.close()


# -- diff, and the question ---------------------------------------------------------------------------------------------


def test_diff_sorts_what_edits_have_done(
    library: Library, clock: Clock, deck: Deck, home: Path, decks: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stay = {"id": "stay", "question": "What stays?", "answer": "This"}
    move = {"id": "move", "question": "What moves?", "answer": "That"}
    gone = {"id": "gone", "question": "What goes?", "answer": "It"}
    sign = {"id": "sign", "question": "What is precision?", "answer": "$TP / (TP + FP)$"}
    deck(stay, move, gone, sign, SLIP, {"question": "How many classes has CIFAR-10?", "answer": "10"})
    study(library, clock)
    deck(
        stay,
        {**sign, "answer": "$TP / (TP - FP)$"},
        RECALL,
        {"question": "How many classes has CIFAR-100?", "answer": "100"},
        {"id": "new", "question": "What comes?", "answer": "More"},
    )
    deck(move, name="other")
    assert main(run(home, decks, "diff", "--json")) == 0
    found = json.loads(capsys.readouterr().out)
    ids = {sort: [row["card"] for row in rows] for sort, rows in found.items() if sort != "same"}
    nameless = [card for card in library.cards if card.startswith("~")]
    assert found["same"] == 1
    assert ids["moved"] == ["move"]
    assert ids["changed"] == ["sign"]
    assert ids["new"] == ["new"]
    assert ids["gone"] == ["gone"]
    assert found["gone"][0]["answers"] == 1
    assert [*ids["reworded"], *ids["asked"]] == nameless
    assert main(run(home, decks, "diff")) == 0
    assert "typo mended: What is recall?" in capsys.readouterr().out


def test_diff_shows_cards_as_they_are_asked_and_counts_those_that_were_answered(
    library: Library, clock: Clock, deck: Deck, home: Path, decks: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    number: dict[str, object] = {"question": "What is {{a}} + 1?", "number": {"given": {"a": "[5]"}, "answer": "a + 1"}}
    deck(
        {"id": "learned", **number},
        {"id": "gone", **number, "question": "What is {{a}} + 1, a sum?"},
        {"id": "seen", **RECALL},
    )
    session = library.sitting(clock.moment)
    session.bury()
    while session.view.card is not None:
        session.reveal()
        session.rate(Rating.EASY)
    assert {name for name, state in library.states().items() if state.memory is None} == {"learned"}
    deck({"id": "learned", **number}, {"id": "seen", **RECALL}, {"id": "added", **number, "question": "Take {{a}}."})
    assert main(run(home, decks, "diff")) == 0
    said = capsys.readouterr().out
    assert said.startswith("1 answered card is the same\n"), "the other one was never answered"
    assert "  added Take 5.\n" in said
    assert "  gone What is … + 1, a sum? [1 answer" in said


def test_a_plain_sitting_asks_with_both_texts_and_keeps_the_answer(
    library: Library,
    clock: Clock,
    deck: Deck,
    home: Path,
    decks: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    deck({"question": "How many classes has CIFAR-10?", "answer": "10"})
    study(library, clock)
    deck({"question": "How many classes has CIFAR-100?", "answer": "100"})
    lines = tmp_path / "lines"
    lines.write_text("y\nq\n", encoding="utf-8")
    with lines.open(encoding="utf-8") as source:
        monkeypatch.setattr("sys.stdin", source)
        assert main(run(home, decks, "review", "--plain")) == 0
    said = capsys.readouterr().out.splitlines()
    assert "What differs: “CIFAR-10?” → “CIFAR-100?”; “10” → “100”" in said
    assert any(
        line.split() == "How many classes has CIFAR-10? How many classes has CIFAR-100?".split() for line in said
    )
    assert set(reps(library).values()) == {1}
    assert main(run(home, decks, "diff", "--undo")) == 0
    assert set(reps(library).values()) == {0}


def plain(library: Library, clock: Clock, lines: str) -> str:
    """What a plain sitting says."""
    said = io.StringIO()
    Sitting(library, library.sitting(clock.moment), clock.moment, io.StringIO(lines), said).run()
    return said.getvalue()


def test_a_plain_sitting_goes_on_without_a_card_whose_link_is_taken_back(
    library: Library, clock: Clock, deck: Deck
) -> None:
    deck(SLIP)
    study(library, clock)
    clock.forward(days=60)
    deck(RECALL)
    assert "Taken back: link" in plain(library, clock, "u\nu\n\n3\nq\n")
    assert [event.event for event in library.progress.events()] == [Kind.REVIEW, Kind.LINK, Kind.UNDO]
    assert len(library.to_ask()) == 1


def test_a_plain_sitting_says_what_cannot_be_taken_back_and_goes_on(library: Library, clock: Clock, deck: Deck) -> None:
    other = {"question": "Who painted Mona Lisa?", "answer": "Leonardo."}
    deck({"id": "one", **RECALL}, {"id": "two", **other})
    study(library, clock)
    clock.forward(days=60)
    deck({"id": "two", **RECALL}, {"id": "one", **other})
    library.follow(clock.moment())
    answers = []
    for name in ("one", "two"):
        said_of = {"fingerprint": library.cards[name].fingerprint, "mode": Mode.REVIEW, "rating": 1}
        answer = library.progress.make(Kind.REVIEW, clock.moment(), name, **said_of)
        answers.append(answer._replace(device="elsewhere").sealed())
    library.progress.add_all(answers)
    said = plain(library, clock, "u\nu\n\n3\nq\n")
    assert "has been answered since as another card" in said
    assert len([*library.progress.events()]) == len((*answers, "one", "two")) + 4 + 1, "one was answered behind that"


@pytest.mark.parametrize(
    ("question", "answer", "differs"),
    [
        ("Which layers may be frozen?", "The first ones, as they hold general features.", "“are” → “may be”"),
        ("Which layers frozen?", "The first ones, as they hold general features.", "gone “are”"),
        ("Which of the layers is thawed last in training?", "None of them, since they are all one.", ""),
    ],
)
def test_the_words_that_differ_are_said_where_they_are_few(
    library: Library, clock: Clock, deck: Deck, question: str, answer: str, differs: str
) -> None:
    card = {"question": "Which layers are frozen?", "answer": "The first ones, as they hold general features."}
    deck(card)
    (known,) = library.cards.values()
    deck({"question": question, "answer": answer})
    (now,) = library.cards.values()
    old = Known(known.id, known.fingerprint, "small", "basic", known.question_text, known.answer_text)
    assert recognising.differences(Match(old, now, Evidence.NEAR)) == differs


def test_a_card_without_an_id_is_called_by_its_question(library: Library, clock: Clock, deck: Deck) -> None:
    long = "What is the share of all the positives that were found among those that there are?"
    deck({"question": long, "answer": "Recall."})
    session = library.sitting(clock.moment)
    session.reveal()
    session.rate(Rating.EASY)
    clock.forward(days=1)
    assert session.undo_question().startswith("The latest is the review of What is the share of all the positives …, ")
    event = session.undo()
    assert event is not None
    assert words_of(library.progress, event) == "review of What is the share of all the positives …"
    (card,) = library.cards.values()
    assert (card.nameless, titles.name(card)) == (True, long)


def test_cards_in_a_script_without_spaces_are_asked_about_and_one_under_its_id_goes_on(
    library: Library, clock: Clock, deck: Deck
) -> None:
    vanishing = {
        "question": "勾配消失とは何ですか、また、どのようにしてそれを防ぐことができますか",
        "answer": "勾配が小さくなる現象です",
    }
    exploding = {
        "question": "勾配爆発とは何ですか、また、どのようにしてそれを防ぐことができますか",
        "answer": "勾配が大きくなる現象です",
    }
    other = {"question": "過学習を避けるためにはどのような正則化がありますか", "answer": "早期終了や重みの減衰です"}
    deck(vanishing, {"id": "named", **vanishing, "answer": "小さくなる"})
    study(library, clock)
    deck(exploding, {"id": "named", **exploding, "answer": "大きくなる"})
    (doubt,) = library.doubts()
    assert doubt.card.nameless
    assert library.changed() == ["named"]
    deck(other, {"id": "named", **other, "answer": "減衰"})
    (doubt,) = library.doubts()
    assert doubt.card.id == doubt.old.name == "named"
