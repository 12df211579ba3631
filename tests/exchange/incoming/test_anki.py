"""Anki's packages: notes become the kinds they are, decks become folders, and memory goes on from the log of answers."""

from datetime import UTC, datetime
from typing import Any

import pytest

from flashcards.exchange.incoming import html
from flashcards.exchange.incoming.anki.package import read
from flashcards.exchange.incoming.anki.templates import side
from flashcards.exchange.incoming.carrying import carry_out
from flashcards.exchange.incoming.plan import plan
from flashcards.library import Library
from flashcards.schedule.states import CardState
from tests.exchange.incoming.conftest import Home
from tests.exchange.incoming.packages import modern, note, package
from tests.program import program


def states(into: Home) -> dict[str, CardState]:
    """The states of the imported cards, by what they ask."""
    library = Library(into.path, [into.path / "decks"])
    try:
        known = library.states()
        return {card.question_text: known[card.id] for card in library.cards.values() if card.id in known}
    finally:
        library.close()


def test_notes_become_the_kinds_they_are_and_decks_become_folders(into: Home) -> None:
    into.run(
        into.file(
            "all.apkg",
            package(
                note("Basic", "What is <b>F1</b>?", "A mean<br>of two", deck="ML::Metrics", tags="single b::c"),
                note("Turned", "dog", "Hund"),
                note("Typed", "Capital of France", "Paris"),
                note(
                    "Cloze", "The {{c1::mitochondrion::organelle}} is the {{c2::powerhouse}}", "of cells", ords=[0, 1]
                ),
            ),
        )
    )
    assert into.check() == 0
    assert (
        "question: What is **F1**?\n    answer: |\n      A mean\\\n      of two\n    tags: [single, b::c]"
        in into.deck("ml/metrics")
    )
    rest = into.deck("ml")
    assert "question: dog\n    answer: Hund\n    reverse: true" in rest
    assert "question: Capital of France\n    accept:\n      - Paris" in rest
    assert "cloze: The {{c1::mitochondrion::organelle}} is the {{c2::powerhouse}}\n    why: of cells" in rest


def test_words_of_the_template_belong_to_the_card_and_hints_and_sources_have_their_fields(into: Home) -> None:
    into.run(into.file("c.apkg", package(note("Country", "France", "Paris", "begins with P", "Atlas", "not shown"))))
    deck = into.deck("ml")
    assert (
        "question: What is the capital of France?\n    answer: Paris\n    hint: begins with P\n    source:\n      - Atlas"
        in deck
    )
    assert "# Unseen: not shown" in deck
    assert "question: Where is Paris?\n    answer: In France" in deck


def test_a_note_of_a_multiple_choice_add_on_becomes_a_choice(into: Home) -> None:
    made = note("AllInOne", "Which?", "", "2", "one", "two", "three", "0 1 0", "Book", "Because")
    into.run(into.file("c.apkg", package(made)))
    card = into.cards["Which?"]
    assert (card.kind, card.answer_text, card.notes.why, card.notes.source) == ("choice", "two", "Because", ("Book",))


def test_media_that_cards_name_lie_beside_their_deck(into: Home) -> None:
    files = {"my pic.png": b"PNG", "unused.png": b"x", "../../up.mp3": b"MP3", "deck.yaml": b"title: x"}
    made = note(
        "Basic", '<img src="my%20pic.png" alt="a graph">', "[sound:../../up.mp3] <img src=deck.yaml>", deck="ML::A"
    )
    report = into.report(into.file("c.apkg", package(made, media=files)))
    folder = into.path / "decks" / "ml" / "media"
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == {
        "my-pic.png": b"PNG",
        "up.mp3": b"MP3",
        "deck.yaml.txt": b"title: x",
    }
    assert "![a graph](media/my-pic.png)" in into.deck("ml/a")
    assert into.check() == 0
    assert report["left"] == []
    into.run("--undo")
    assert not [*(into.path / "decks").rglob("*.*")]


def test_a_picture_that_the_package_lacks_is_named_and_listed(into: Home) -> None:
    report = into.report(into.file("c.apkg", package(note("Basic", "<img src=gone.png> What?", "A"))))
    assert "(image gone.png) What?" in into.deck("ml")
    assert report["left"] == [{"place": "media gone.png", "why": "the package does not hold it"}]


def test_what_has_no_kind_is_listed_and_kept_beside_the_deck(into: Home) -> None:
    covered = note("Cloze", "{{c1::image-occlusion:rect:left=.1}}<img src=x.png>", "", guid="io")
    masked = note("Covered", "Heart", "<img src=h.png>", "<img src=q.svg>", "<img src=a.svg>")
    rows = (covered, masked, note("Basic", "Q", ""), note("Basic", "Q2", "A"))
    report = into.report(into.file("c.apkg", package(*rows)))
    assert [row["why"] for row in report["left"]][:3] == [
        "an image with covered parts has no kind here",
        "an image with covered parts has no kind here",
        "there is no answer",
    ]
    assert "image-occlusion" in (into.path / "decks" / "ml.not-imported.md").read_text()


def test_holes_within_holes_lose_the_inner_ones_and_the_text_is_kept(into: Home) -> None:
    into.run(into.file("c.apkg", package(note("Cloze", "a {{c1::b {{c2::c}} d}} e", "", ords=[0, 1]))))
    assert "# holes within holes, in Anki: a {{c1::b {{c2::c}} d}} e\n    cloze: a {{c1::b c d}} e" in into.deck("ml")


def test_a_recent_package_is_never_read_through_its_dummy(into: Home) -> None:
    zstandard = pytest.importorskip("zstandard")
    made = modern(
        note("Basic", 'a <img src="p.png">', "b", deck="ML::Sub"),
        note("Cloze", "{{c1::x}}", ""),
        compress=zstandard.compress,
        media={"p.png": b"PNG"},
    )
    report = into.report(into.file("new.apkg", made))
    assert report["kinds"] == {"basic": 1, "cloze": 1}
    assert (into.path / "decks" / "ml" / "media" / "p.png").read_bytes() == b"PNG"
    assert "update" not in into.deck("ml")


def test_without_its_library_a_recent_package_is_refused_in_a_sentence(
    into: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "zstandard", None)
    path = into.file("new.apkg", modern(note("Basic", "a", "b"), compress=lambda data: data))
    assert "pip install 'flashcards[anki]'" in into.run(path, code=1)


LOG = {
    0: [
        (1_700_100_000_000, 3, 500, 0),
        (1_700_100_600_000, 3, 500, 0),
        (1_700_400_000_000, 3, 500, 1),
        (1_700_500_000_000, 1, 0, 3),  # cram
        (1_701_200_000_000, 2, 500, 1),
    ]
}


def test_with_history_memory_goes_on_and_the_due_day_is_that_of_anki(into: Home) -> None:
    learned = note("Basic", "Q", "A", log=LOG, cards={0: {"type": 2, "queue": 2, "due": 30}})
    path = into.file("h.apkg", package(learned, note("Basic", "New", "A")))
    report = into.report(path, "--history")
    assert report["events"] == 6
    known = states(into)
    assert [*known] == ["Q"]
    memory = known["Q"].memory
    assert memory is not None
    assert (round(memory.stability, 2), round(memory.difficulty, 2)) == (34.96, 4.74)
    assert memory.due_day == datetime.fromtimestamp(1_700_000_000 + 30 * 86_400, UTC).date()
    assert (known["Q"].reps, known["Q"].shown) == (4, 5)


WEIGHTS = (0.3, 1.2, 2.5, 9, 6, 0.8, 3, 0.01, 1.9, 0.2, 0.8, 1.5, 0.06, 0.25, 1.6, 0.6, 1.9, 0.5, 0.1, 0.07, 0.2)


@pytest.mark.parametrize("recent", [False, True])
def test_weights_that_were_fitted_to_the_person_come_along_and_go_again(into: Home, recent: bool) -> None:
    learned = note("Basic", "Q", "A", log=LOG, cards={0: {"type": 2, "due": 30}})
    if recent:
        zstandard = pytest.importorskip("zstandard")
        data = modern(learned, compress=zstandard.compress, weights=WEIGHTS)
    else:
        data = package(learned, weights=WEIGHTS)
    assert into.report(into.file("h.apkg", data), "--history")["events"] == 7
    memory = states(into)["Q"].memory
    assert memory is not None
    assert round(memory.stability, 2) == 34.66
    assert str(memory.due_day) == "2023-12-14"
    assert into.report(into.folder / "h.apkg", "--history")["events"] == 0
    into.run("--undo")
    into.run(into.file("h.apkg", package(learned)), "--history")
    memory = states(into)["Q"].memory
    assert memory is not None
    assert round(memory.stability, 2) == 34.96


def test_a_log_of_answers_is_told_of_where_it_is_not_asked_for(into: Home) -> None:
    path = into.file("h.apkg", package(note("Basic", "Q", "A", log=LOG)))
    assert "5 answers in its log: --history brings them" in into.run(path)
    assert states(into) == {}
    assert "5 answers in its log: they come along" in into.run(path, "--history")
    assert [*states(into)] == ["Q"]


def test_a_second_import_with_history_adds_the_answers_that_are_new(into: Home) -> None:
    def path(log: dict[int, list[tuple[int, int, int, int]]]) -> Any:
        return into.file("h.apkg", package(note("Basic", "Q", "A", log=log)))

    into.run(path(LOG), "--history")
    assert into.report(path(LOG), "--history")["events"] == 0
    more = {0: [*LOG[0], (1_702_000_000_000, 3, 500, 1)]}
    assert into.report(path(more), "--history")["events"] == 1
    assert states(into)["Q"].reps == 5


@pytest.mark.parametrize("history", [True, False])
def test_how_far_an_import_has_come_counts_its_answers_as_well(into: Home, history: bool) -> None:
    rows = [note("Basic", "Q", "A", log=LOG), note("Basic", "R", "B")]
    source = read(into.file("h.apkg", package(*rows)), history=history)
    library = Library(into.path, [into.path / "decks"])
    shares: list[float] = []
    try:
        carry_out(library, plan(library, source), datetime.now(UTC), telling=lambda done, of: shares.append(done / of))
    finally:
        library.close()
        source.close()
    assert shares == sorted(shares)
    assert shares[-1] == 1
    assert any(0.5 < share < 1 for share in shares) == history


def test_what_was_forgotten_on_purpose_begins_anew(into: Home) -> None:
    reset = {0: [*LOG[0], (1_702_000_000_000, 0, 0, 4)]}
    again = {0: [*reset[0], (1_702_100_000_000, 3, 500, 0)]}
    into.run(
        into.file(
            "h.apkg",
            package(
                note("Basic", "Q", "A", log=reset),
                note("Basic", "R", "A", log={0: [(at + 1, *rest) for at, *rest in again[0]]}),
            ),
        ),
        "--history",
    )
    known = states(into)
    assert known["Q"].memory is None
    assert known["R"].memory is not None
    assert round(known["R"].memory.stability, 3) == 2.307


def test_suspended_cards_and_flags_stay_so_also_without_history(into: Home) -> None:
    made = note("Turned", "dog", "Hund", cards={0: {"flags": 2}, 1: {"queue": -1}}, log={0: LOG[0]})
    into.run(into.file("h.apkg", package(made)))
    known = states(into)
    assert known["Hund"].suspended
    assert known["dog"].flag == "orange"
    assert known["dog"].memory is None


def test_what_an_import_brought_into_the_log_is_taken_back_and_can_come_again(into: Home) -> None:
    path = into.file("h.apkg", package(note("Basic", "Q", "A", log=LOG, cards={0: {"queue": -1, "flags": 1}})))
    into.run(path, "--history")
    before = states(into)["Q"]
    into.run("--undo")
    into.run(into.file("other.csv", "q,a\nx,y\n"))
    assert states(into) == {}
    into.run(path, "--history")
    after = states(into)["Q"]
    assert (after.memory, after.suspended, after.flag) == (before.memory, True, "red")
    assert program("doctor", "--home", str(into.path)).returncode == 0


def test_a_note_that_changed_in_anki_updates_its_card(into: Home) -> None:
    into.run(into.file("c.apkg", package(note("Basic", "Q", "A", guid="g1"))))
    name = into.cards["Q"].id
    report = into.report(
        into.file("renamed.apkg", package(note("Basic", "Question", "A", guid="g1"), note("Basic", "New", "B")))
    )
    assert (report["new"], report["updated"]) == (1, 1)
    assert into.cards["Question"].id == name


def test_cards_in_a_filtered_deck_are_in_the_deck_they_came_from(into: Home) -> None:
    made = note("Basic", "Q", "A", deck="Cram", cards={0: {"odid": 3}})
    into.run(into.file("c.apkg", package(made, note("Basic", "R", "B", deck="Home"))))
    assert "question: Q" in into.deck("home")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("a <b>bold </b>word", "a **bold** word"),
        ("<i>x</i> <s>y</s> <code>a_b*c</code>", "*x* ~~y~~ `a_b*c`"),
        ("2 * 3 * 4 costs $5 and _x_", r"2 \* 3 \* 4 costs \$5 and \_x\_"),
        ("snake_case and a\\b", "snake_case and a\\b"),
        (r"\(a_1 * b\) and \[x &lt; y\]", "$a_1 * b$ and $$x < y$$"),
        ("[$]x^2[/$] [latex]$y$[/latex] [latex]\\begin{displaymath}z\\end{displaymath}[/latex]", "$x^2$ $y$ $$z$$"),
        (r"<anki-mathjax block=\"true\">q</anki-mathjax>", "$q$"),
        ("<div>one</div><div>two</div>", "one\\\ntwo"),
        ("one<br>two<br><br>three", "one\\\ntwo\n\nthree"),
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "- a\n  - b\n- c"),
        ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"),
        ("H<sub>2</sub>O, x<sup>2</sup>, a<sub>max</sub>", "H₂O, x², a_(max)"),
        ('<pre><code class="language-python">if a &lt; b:\n    c*d</code></pre>', "```python\nif a < b:\n    c*d\n```"),
        ("<table><tr><th>a</th><th>b|c</th></tr><tr><td>1</td></tr></table>", "| a | b\\|c |\n| --- | --- |\n| 1 |  |"),
        ('<a href="https://x.org/a">site</a> <a href="javascript:x()">no</a>', "[site](https://x.org/a) no"),
        ("<script>alert(1)</script><style>b{}</style>text<!-- remark -->", "text"),
        ("1. not a list<br># no heading<br>- no item", "1\\. not a list\\\n\\# no heading\\\n\\- no item"),
        ("&nbsp;a&amp;b&#160;", "a&b"),
        ("<pre>if a:<br>&nbsp;&nbsp;b</pre>", "```\nif a:\n  b\n```"),
        ("<b>unclosed <i>both", "unclosed both"),
        ("plain", "plain"),
        ("<b>word:</b>next <b>:</b> <i>what?</i>", "**word**:next : *what*?"),
        ("<ruby>騒<rp>(</rp><rt>さわ</rt><rp>)</rp></ruby>がしい", "騒[さわ]がしい"),
        ("a\n  <div>\n   <b>b</b> c\n  </div>", "a\\\n**b** c"),
        ('<ol start="3"><li>c</li></ol>', "3. c"),
        ("  spaces  ", "spaces"),
        (" <ul> <li>first</li> <li>second</li></ul>", "- first\n- second"),
        ("<ul><li>a</li><ul><li>b</li></ul><li>c<div>d</div></li></ul>e", "- a\n  - b\n- c\\\n  d\n\ne"),
        ("<ol><li>a<ul><li>b</li></ul></li></ol>", "1. a\n   - b"),
        ("<ul><li></li><li><p>a</p><pre>x\n y</pre></li></ul>", "- a\n\n  ```\n  x\n   y\n  ```"),
        ('<a href="https://x.org/a (b) c">x</a>', "[x](https://x.org/a%20%28b%29%20c)"),
        ("no ![picture](y)", "no \\![picture&#93;(y)"),
    ],
)
def test_html_becomes_markdown_that_shows_the_same(given: str, expected: str) -> None:
    assert html.markdown(given.replace('\\"', '"')) == expected.replace(
        "$q$", "$$q$$" if "anki-mathjax" in given else "$q$"
    )


def test_a_text_that_is_too_long_for_a_deck_is_cut_and_kept_whole_beside_it(into: Home) -> None:
    long = "<br>".join(f"line {n}" for n in range(900))
    report = into.report(into.file("l.apkg", package(note("Basic", "Q", long))))
    assert report["new"] == 1
    assert into.cards["Q"].answer_text.endswith("[…]")
    assert into.check() == 0
    assert "line 899" in (into.path / "decks" / "ml.not-imported.md").read_text()
    assert into.report(into.folder / "l.apkg")["same"] == 1


def test_text_that_looks_like_a_picture_is_none(into: Home) -> None:
    into.run(into.file("p.apkg", package(note("Basic", "How is a picture written?", "![words](file.png)"))))
    assert into.check() == 0


def test_one_note_and_one_card_are_said_in_the_singular(into: Home) -> None:
    report = into.report(into.file("one.apkg", package(note("Basic", "Q?", "A"))))
    assert report["guessed"][0] == "1 note, 1 card, 0 media files"


def test_a_memory_goes_on_where_its_answers_are_not_in_the_package(into: Home) -> None:
    in_review = {"type": 2, "queue": 2, "due": 400, "ivl": 100, "factor": 2500}
    fsrs = {**in_review, "data": '{"pos":1,"s":140.5,"d":3.25,"dr":0.9,"lrt":1726000000}'}
    broken = {**in_review, "data": '{"s":"x"'}
    notes = [
        note("Basic", name, "A", cards={0: of}) for name, of in (("sm2", in_review), ("fsrs", fsrs), ("odd", broken))
    ]
    path = into.file("s.apkg", package(*notes, note("Basic", "New", "A")))
    assert "3 cards with due days and a memory, and no log of answers: --history brings them" in into.run(path)
    assert states(into) == {}
    report = into.report(path, "--history")
    assert report["events"] == 3
    known = {name: state.memory for name, state in states(into).items()}
    assert {str(memory.due_day) for memory in known.values() if memory} == {"2024-12-18"}
    figures = {
        name: (memory.stability, memory.difficulty, str(memory.last_day)) for name, memory in known.items() if memory
    }
    assert figures == {
        "sm2": (100, 5.004, "2024-09-09"),
        "odd": (100, 5.004, "2024-09-09"),
        "fsrs": (140.5, 3.25, "2024-09-10"),
    }
    assert into.report(path, "--history")["events"] == 0
    into.run("--undo")
    assert states(into) == {}


def test_an_answer_begins_behind_the_question_that_it_repeats_and_behind_a_rule(into: Home) -> None:
    notes = [note("Basic", "in", "in front"), note("Basic", "out", "out<br>outside"), note("Basic", "on", "on<hr>upon")]
    into.run(into.file("r.apkg", package(*notes, note("Basic", "same", "same"))))
    answers = {question: card.answer_text for question, card in into.cards.items()}
    assert answers == {"in": "in front", "out": "outside", "on": "upon", "same": "same"}


def test_a_hint_of_a_hole_may_hold_what_parts_it(into: Home) -> None:
    into.run(into.file("h.apkg", package(note("Cloze", "C++ {{c1::std::vector::push_back}} and {{c2::b}}", ""))))
    assert r"C++ {{c1::std:: vector\::push_back}} and {{c2::b}}" in into.deck("ml")
    assert into.check() == 0


@pytest.mark.parametrize(("word", "shown"), [("kanji", "食べる"), ("kana", "たべる"), ("furigana", "食[た]べる")])
def test_filters_of_readings_show_what_they_show_in_anki(word: str, shown: str) -> None:
    assert side(f"{{{{{word}:R}}}}", {"R": "食[た]べる"}).html == shown


def test_what_makes_no_sound_card_is_kept_once_however_often_it_is_imported(into: Home) -> None:
    path = into.file("h.apkg", package(note("Cloze", "no {{c1L::hole}}", ""), note("Basic", "Q", "A")))
    into.run(path)
    before = into.deck("ml")
    assert before.count("# Not a card") == 1
    assert into.report(path)["written"] == []
    assert into.deck("ml") == before


def test_what_latex_has_between_its_marks_is_text_with_formulas_and_lists(into: Home) -> None:
    listed = "Was hat ein Laser?[latex]\\begin{itemize}<div>\\item \\textbf{Medium} $n$</div><div>\\item 5\\% Pumpe</div>\\end{itemize}[/latex]"
    rows = [
        note("Basic", "[latex]Nennen Sie Quellen.[/latex]", listed),
        note("Basic", "[latex]\\frac{a}{b}[/latex]", "[latex]\\begin{align*}a&amp;=b\\end{align*}[/latex]"),
    ]
    into.run(into.file("latex.apkg", package(*rows)))
    text, formula = into.cards.values()
    assert text.question_text == "Nennen Sie Quellen."
    assert text.answer_text == "Was hat ein Laser?\n\n- **Medium** $n$\n- 5% Pumpe"
    assert (formula.question_text, formula.answer_text) == ("$\\frac{a}{b}$", "$$\\begin{align*}a&=b\\end{align*}$$")


def test_nothing_of_a_note_is_lost_that_its_card_has_no_place_for(into: Home) -> None:
    links = 'see<a href="https://x.org"><svg></svg></a>'
    choice = note("AllInOne", "Which?", "Physics", "2", "a", "b", "", "0 1", "", "", tags="one, two;")
    signed = note("Signed", "Loss<br>of what?", "Of a model<br>that learns")
    into.run(into.file("odd.apkg", package(choice, note("Basic", links, "A"), signed)))
    deck = into.deck("ml")
    assert "# Title: Physics" in deck
    assert "tags: [one, two]" in deck
    assert "[https://x.org](https://x.org)" in deck
    assert into.cards["Loss\\\nof what?\\\nMade by A"].answer_text == "Of a model\\\nthat learns"
