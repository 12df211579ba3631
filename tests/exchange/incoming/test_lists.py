"""Lists in JSON and YAML: what is no card is named, and becomes none."""

import json

import pytest

from tests.exchange.incoming.conftest import Home

NOTE_TYPES = [
    {
        "crowdanki_uuid": "both",
        "name": "Both ways",
        "type": 0,
        "flds": [{"name": "Front"}, {"name": "Back"}, {"name": "Tip"}],
        "tmpls": [
            {"name": "1", "qfmt": "{{Front}}", "afmt": "{{FrontSide}}<hr id=answer>{{Back}}"},
            {"name": "2", "qfmt": "{{#Tip}}{{Tip}}?{{/Tip}}", "afmt": "{{Back}}"},
        ],
    },
    {
        "crowdanki_uuid": "holes",
        "name": "Cloze",
        "type": 1,
        "flds": [{"name": "Text"}],
        "tmpls": [{"name": "c", "qfmt": "{{cloze:Text}}", "afmt": "{{cloze:Text}}"}],
    },
]


def note(of: str, *fields: str) -> dict[str, object]:
    return {"__type__": "Note", "note_model_uuid": of, "guid": fields[0], "fields": fields, "tags": ["t"]}


def test_a_deck_of_crowdanki_becomes_what_its_package_would(into: Home) -> None:
    child = {"__type__": "Deck", "name": "ML::Deep", "notes": [note("holes", "A {{c1::hole::hint}}")], "children": []}
    deck = {
        "__type__": "Deck",
        "name": "ML",
        "note_models": NOTE_TYPES,
        "notes": [
            note("both", "What is <b>F1</b>?", "A mean", ""),
            note("both", "dog", "Hund", "pet"),
            note("gone", "x"),
        ],
        "children": [child],
    }
    report = into.report(into.file("crowd.json", json.dumps(deck)))
    assert {left["why"] for left in report["left"]} == {"it has no note type"}
    assert into.check() == 0
    assert report["new"] == 4
    assert "question: What is **F1**?\n    answer: A mean\n    tags: [t]" in into.deck("ml")
    assert "question: pet?\n    answer: Hund" in into.deck("ml")
    assert "cloze: A {{c1::hole::hint}}" in into.deck("ml/deep")
    assert into.report(into.folder / "crowd.json")["same"] == 4
    (into.folder / "ML").mkdir()
    (into.folder / "crowd.json").rename(into.folder / "ML" / "deck.json")
    assert into.report(into.folder / "ML")["same"] == 4


def test_an_element_that_asks_nothing_is_named_and_its_names_ask_nothing(into: Home) -> None:
    rows = [
        {"question": "Q?", "answer": "A"},
        {"uuid": "1", "kind": "remark", "lang": "en"},
        {"About": "a part", "things": [{"front": "F", "back": "B"}]},
        {"What is a pair?": "Two"},
    ]
    report = into.report(into.file("mixed.json", json.dumps(rows)))
    assert {*into.cards} == {"Q?", "F", "What is a pair?"}
    assert [left["why"] for left in report["left"]] == ["there is no question"]


@pytest.mark.parametrize(
    "row",
    [
        {"question": "Which?", "options": ["left", "right"], "correctAnswer": "right"},
        {"questionText": "Which?", "choices": ["left", "right"], "answerIndex": 1},
        {"question": "Which?", "choices": {"A": "left", "B": "right"}, "correct_answer": "B"},
        {"question": "Which?", "options": ["left", "right"], "correct": 2},
    ],
)
def test_the_right_option_is_found_by_its_text_its_letter_or_its_number(into: Home, row: dict[str, object]) -> None:
    into.report(into.file("quiz.json", json.dumps([row])))
    assert "- wrong: left\n" in into.deck("quiz")
    assert "- right: right\n" in into.deck("quiz")


def test_a_list_that_numbers_one_right_option_0_counts_from_0_throughout(into: Home) -> None:
    rows = [{"question": f"Which {at}?", "options": ["a", "b", "c"], "correct": at} for at in range(3)]
    into.report(into.file("quiz.json", json.dumps(rows)))
    assert [line.strip("- ") for line in into.deck("quiz").splitlines() if "right:" in line] == [
        "right: a",
        "right: b",
        "right: c",
    ]


def test_options_of_html_stand_on_lines_of_their_own(into: Home) -> None:
    into.run(into.file("q.txt", "#html:true\n#columns:question\tchoices\tanswer\nWhich?\tone<br>two<br>three\ttwo\n"))
    assert "- wrong: one\n" in into.deck("q")
    assert "- right: two\n" in into.deck("q")


PACKAGE = {"name": "app", "version": "1.0.0", "scripts": {"test": "pytest"}, "dependencies": {"left-pad": "^1.0"}}
COMPOSE = "services:\n  web:\n    image: nginx\n    ports: ['80:80']\n"
SETTINGS = {"editor.fontSize": 12, "files": {"a.py": "x", "b.py": "y"}, "title": "Mine"}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("package.json", json.dumps(PACKAGE)),
        ("compose.yml", COMPOSE),
        ("settings.json", json.dumps(SETTINGS)),
        ("flags.yaml", "strict: true\nlevel: high\n"),
        ("locks.json", json.dumps({"a": ["x", "y"], "b": ["z"]})),
        ("tsconfig.json", json.dumps({"compilerOptions": {"target": "es5", "strict": True}, "include": ["src"]})),
    ],
)
def test_settings_of_programs_are_no_cards(into: Home, name: str, text: str) -> None:
    assert "holds no list of cards, and is no mapping of questions to answers" in into.run(
        into.file(name, text), code=1
    )
    assert not into.path.joinpath("decks").exists()


def test_a_mapping_of_questions_to_answers_is_a_deck_and_mappings_of_them_are_several(into: Home) -> None:
    into.run(into.file("one.json", json.dumps({"title": "Pairs", "What is 1 + 1?": 2, "What is a pair?": "Two"})))
    into.run(into.file("many.yaml", "Nets:\n  What is ReLU?: max\nLoss:\n  What is L1?: A norm\n"))
    assert {*into.cards} == {"What is 1 + 1?", "What is a pair?", "What is ReLU?", "What is L1?"}
    assert "answer: 2" in into.deck("one")
    assert "title: Loss" in into.deck("loss")


def test_cards_in_the_front_matter_of_a_note_are_its_cards(into: Home) -> None:
    note = (
        "---\ntitle: Nets\ntags: [ml]\ncards:\n  - front: What is ReLU?\n    back: max\n  - q: L1?\n    a: A norm\n    tags: [x]\n"
        "  - front: nothing\n---\n# Nets\n\nRunning text.\n"
    )
    report = into.report(into.file("n.md", note))
    assert {q: (card.answer_text, card.tags) for q, card in into.cards.items()} == {
        "What is ReLU?": ("max", ("ml",)),
        "L1?": ("A norm", ("ml", "x")),
    }
    assert report["left"] == [{"place": "n.md: card 3", "why": "there is no answer"}]


def test_a_list_without_any_card_is_refused_with_the_names_that_it_has(into: Home) -> None:
    rows = [{"word_de": "ab", "word_bg": "от"}, {"word_de": "an", "word_bg": "на"}]
    said = into.run(into.file("w.json", json.dumps(rows)), code=1)
    assert "holds no card: there is no question in any of its 2 elements; the first has word_de, word_bg" in said
