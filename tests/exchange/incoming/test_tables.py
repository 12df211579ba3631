"""Spreadsheets: what is guessed of them is said, they become decks, and a second import updates."""

import io
import re
from html import unescape

import pytest

from flashcards import kinds
from flashcards.exchange.incoming import html
from flashcards.markup.html import as_html
from tests.exchange.incoming.conftest import Home
from tests.program import program


class Terminal(io.TextIOWrapper):
    """A stream that says of itself that a person is behind it."""

    def isatty(self) -> bool:
        return True


TABLE = """\
Front,Back,Tags,Chapter
What is recall?,$TP / (TP + FN)$,metrics counts,3
"Two
lines?","One: two
- three",,
The capital of {{c1::France}} is {{c2::Paris::a city}},,geo,
"""


def test_a_table_with_a_header_becomes_a_deck_that_is_valid_and_pleasant_to_edit(into: Home) -> None:
    into.run(into.file("metrics basics.csv", TABLE))
    assert into.check() == 0
    deck = into.deck("metrics-basics").partition("\n")[2]
    assert (
        deck
        == """\
title: metrics basics
cards:
  - id: metrics-basics-recall-78d903
    # Chapter: 3
    question: What is recall?
    answer: $TP / (TP + FN)$
    tags: [metrics, counts]

  - id: metrics-basics-two-lines-92bcf4
    question: |
      Two\\
      lines?
    answer: |
      One: two
      - three

  - id: metrics-basics-capital-france-paris-6235ae
    cloze: The capital of {{c1::France}} is {{c2::Paris::a city}}
    tags: [geo]
"""
    )


def test_the_guess_and_five_cards_are_said_before_anything_is_written(into: Home) -> None:
    rows = "".join(f"question {n};answer {n}\n" for n in range(9))
    said = into.run(into.file("nine.csv", rows), "--dry-run")
    assert "nine.csv: table, separated by semicolons, UTF-8" in said
    assert "columns in their usual order: question, answer" in said
    assert "kinds: 9 basic" in said
    assert "9 cards: 9 new" in said
    assert [line.split()[1] for line in said.splitlines() if line.startswith("  question")] == ["0", "2", "4", "6", "8"]
    assert not into.path.exists()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_a_table_is_read_in_any_usual_encoding(into: Home, encoding: str) -> None:
    into.run(into.file("words.tsv", "Was heißt „Übung“?\texercise\nMüll?\trubbish\n".encode(encoding)))
    assert {*into.cards} == {"Was heißt „Übung“?", "Müll?"}


def test_the_lines_that_anki_puts_before_its_notes_are_followed(into: Home) -> None:
    notes = (
        "#separator:tab\n#html:true\n#guid column:1\n#notetype column:2\n#deck column:3\n#tags column:6\n"
        "Hq3$\tBasic\tML::Metrics\tWhat is <b>F1</b>?\tA &lt;mean&gt; of<br>two\tsingle number\n"
        "zz(1\tBasic (and reversed card)\tML\tdog\tHund\t\n"
    )
    into.run(into.file("notes.txt", notes))
    assert into.check() == 0
    assert "question: What is **F1**?" in into.deck("ml/metrics")
    assert "A <mean> of\\\n      two" in into.deck("ml/metrics")
    assert "tags: [single, number]" in into.deck("ml/metrics")
    assert "reverse: true" in into.deck("ml")


def test_choices_typed_answers_and_reversed_cards_are_recognised(into: Home) -> None:
    table = (
        "question,A,B,C,correct,accept,answer,reverse\n"
        "Pick,one,two,three,b,,,\n"
        "Several,one,two,three,A C,,,\n"
        "Type,,,,,L1; lasso,,\n"
        "Turn,,,,,,round,yes\n"
    )
    report = into.report(into.file("kinds.csv", table))
    assert report["kinds"] == {"choice": 2, "typed": 1, "basic": 1}
    cards = into.cards
    assert cards["Pick"].answer_text == "two"
    assert cards["Several"].answer_text == "one\nthree"
    assert cards["Type"].answer_text == "L1\nlasso"
    assert cards["round"].part == "r"


def test_a_row_without_an_answer_is_listed_with_its_number_and_kept_beside_the_deck(into: Home) -> None:
    report = into.report(into.file("t.csv", "question,answer,note\nWhat?,,left over\nWhy?,So.,\n"))
    assert report["left"] == [{"place": "row 2", "why": "there is no answer"}]
    kept = (into.path / "decks" / "t.not-imported.md").read_text()
    assert "row 2" in kept
    assert "left over" in kept


def test_the_file_of_what_could_not_be_made_a_card_is_named(into: Home) -> None:
    said = into.run(into.file("t.csv", "question,answer,note\nWhat?,,left over\nWhy?,So.,\n"))
    kept = into.path / "decks" / "t.not-imported.md"
    assert f"What could not be made a card is kept, with the reasons, in {kept}; it is for reading" in said
    assert "could not be made" not in into.run(into.file("u.csv", "question,answer\nWhen?,Now.\n"))


def test_a_second_import_brings_what_changed_and_doubles_nothing(into: Home) -> None:
    into.run(into.file("t.csv", TABLE))
    ids = {card.id for card in into.cards.values()}
    report = into.report(into.file("t.csv", TABLE.replace("- three", "- four") + "New?,Yes.,,\n"))
    assert (report["new"], report["updated"], report["same"]) == (1, 1, 2)
    assert "- four" in into.deck("t")
    assert {card.id for card in into.cards.values()} > ids
    again = into.deck("t")
    assert into.report(into.folder / "t.csv")["written"] == []
    assert into.deck("t") == again


def test_a_question_that_was_reworded_in_the_source_stays_the_same_card(into: Home) -> None:
    into.run(into.file("t.csv", "q,a\nWhat is recal?,$TP/P$\nOther?,o\n"))
    before = into.cards["What is recal?"].id
    into.run(into.file("t.csv", "q,a\nWhat is recall?,$TP/P$\nOther?,o\n"))
    assert into.cards["What is recall?"].id == before
    assert len(into.cards) == 2


def test_what_the_person_edited_stays_and_what_the_source_changed_comes(into: Home) -> None:
    into.run(into.file("t.csv", "id,q,a,hint\nx,Q?,old,\n"))
    into.edit("t", "question: Q?", "question: Q, better?")
    into.edit("t", "title: t", "title: Mine  # with a remark")
    report = into.report(into.file("t.csv", "id,q,a,hint\nx,Q?,new,think\n"))
    assert (report["updated"], report["clashes"]) == (1, [])
    deck = into.deck("t")
    assert "question: Q, better?\n    answer: new\n    hint: think\n" in deck
    assert "title: Mine  # with a remark" in deck


@pytest.mark.parametrize(("option", "answer"), [("--keep", "mine"), ("--replace", "theirs")])
def test_what_both_sides_changed_is_listed_and_stays_unless_the_source_is_preferred(
    into: Home, option: str, answer: str
) -> None:
    into.run(into.file("t.csv", "id,q,a\nx,Q?,old\n"))
    into.edit("t", "answer: old", "answer: mine")
    path = into.file("t.csv", "id,q,a\nx,Q?,theirs\n")
    report = into.report(path, option)
    assert [(clash["id"], clash["fields"]) for clash in report["clashes"]] == [("t-x", ["answer"])]
    assert into.cards["Q?"].answer_text == answer


def test_what_both_sides_changed_is_told_of_until_it_is_settled(into: Home) -> None:
    into.run(into.file("t.csv", "id,q,a,hint\nx,Q?,old,\n"))
    into.edit("t", "answer: old", "answer: mine")
    path = into.file("t.csv", "id,q,a,hint\nx,Q?,theirs,think\n")
    for _ in range(2):
        assert len(into.report(path)["clashes"]) == 1
        assert "answer: mine\n    hint: think" in into.deck("t")
    assert len(into.report(path, "--keep")["clashes"]) == 1
    assert into.report(path)["clashes"] == []
    assert into.report(path, "--replace")["updated"] == 0
    assert into.cards["Q?"].answer_text == "mine"


@pytest.mark.parametrize(("typed", "answer", "left"), [("r\n", "theirs", 0), ("k\n", "mine", 0), ("\n", "mine", 1)])
def test_on_a_terminal_it_is_asked_what_becomes_of_them(
    into: Home, monkeypatch: pytest.MonkeyPatch, typed: str, answer: str, left: int
) -> None:
    into.run(into.file("t.csv", "id,q,a\nx,Q?,old\n"))
    into.edit("t", "answer: old", "answer: mine")
    path = into.file("t.csv", "id,q,a\nx,Q?,theirs\n")
    with monkeypatch.context() as terminal:
        terminal.setattr(io, "TextIOWrapper", Terminal)
        found = program("import", str(path), "--home", str(into.path), stdin=typed)
    assert "k keeps yours for good, r takes the source's" in found.stdout.decode()
    assert into.cards["Q?"].answer_text == answer
    assert len(into.report(path)["clashes"]) == left


def test_an_import_that_writes_nothing_says_so_and_offers_no_way_back(into: Home) -> None:
    path = into.file("t.csv", "id,q,a\nx,Q?,A\n")
    assert "--undo" in into.run(path)
    assert into.run(path).splitlines()[-1] == "Nothing was written."


def test_a_card_that_the_person_took_out_does_not_come_back(into: Home) -> None:
    into.run(into.file("t.csv", "id,q,a\nx,Q?,A\ny,R?,B\n"))
    into.edit("t", "\n  - id: t-y\n    question: R?\n    answer: B\n", "")
    report = into.report(into.folder / "t.csv")
    assert (report["deleted"], report["new"]) == (1, 0)
    assert [*into.cards] == ["Q?"]


def test_a_card_keeps_its_place_where_the_person_moved_it(into: Home) -> None:
    into.run(into.file("t.csv", "id,q,a\nx,Q?,A\n"))
    decks = into.path / "decks"
    (decks / "sub").mkdir()
    (decks / "t.yaml").rename(decks / "sub" / "other.yaml")
    into.run(into.file("t.csv", "id,q,a\nx,Q?,B\n"))
    assert "answer: B" in into.deck("sub/other")
    assert not (decks / "t.yaml").exists()


def test_an_import_is_taken_back_as_a_whole_and_what_it_brought_is_put_aside(into: Home) -> None:
    into.run(into.file("t.csv", "id,q,a\nx,Q?,A\n"))
    before = into.deck("t")
    into.run(into.file("t.csv", "id,q,a\nx,Q?,B\nz,New?,C\n"))
    into.run("--undo")
    assert into.deck("t") == before
    into.run("--undo")
    assert into.cards == {}
    assert len([*into.path.glob("imports/*/taken-back/*.yaml")]) == 2
    assert "no import is left to take back" in into.run("--undo", code=2)
    assert into.report(into.folder / "t.csv")["new"] == 2


def test_cards_go_into_a_deck_that_is_there_behind_its_own(into: Home) -> None:
    decks = into.path / "decks"
    decks.mkdir(parents=True)
    (decks / "mine.yaml").write_text("title: Mine\ncards:\n- question: First?   \n  answer: A\n")
    into.run(into.file("t.csv", "q,a\nSecond?,B\n"), "--into", "mine")
    assert into.deck("mine").startswith("title: Mine\ncards:\n- question: First?   \n  answer: A\n")
    assert [*into.cards] == ["First?", "Second?"]


def test_a_table_called_like_a_shipped_deck_does_not_lie_over_it(into: Home) -> None:
    into.run(into.file("metrics.csv", "q,a\nSecond?,B\n"))
    assert "Second?" in into.deck("metrics-imported")


def test_columns_and_separator_can_be_said(into: Home) -> None:
    path = into.file("odd.txt", "a1#q1#t1\na2#q2#t2\n")
    into.run(path, "--separator", "#", "--columns", "answer,question,tags")
    assert into.cards["q1"].answer_text == "a1"
    assert into.cards["q2"].tags == ("t2",)


@pytest.mark.parametrize("name", ["../up", "a//b", ".hidden", "/abs"])
def test_no_name_of_a_deck_leads_out_of_the_home(into: Home, name: str) -> None:
    path = into.file("t.csv", "q,a\nSecond?,B\n")
    assert "is no name for a deck" in into.run(path, "--into", name, code=2)


def test_a_file_that_is_not_there_or_holds_nothing_is_said_in_a_sentence(into: Home) -> None:
    assert "cannot be read" in into.run("nowhere.csv", code=1)
    assert "has no rows" in into.run(into.file("empty.csv", ""), code=1)
    assert "name the file to import" in into.run(code=2)


def test_a_deck_that_no_card_can_be_written_into_stays_as_it_is(into: Home) -> None:
    decks = into.path / "decks"
    decks.mkdir(parents=True)
    flow = "title: Mine\ncards: [{id: a-1, question: First?, answer: A}]\n"
    (decks / "mine.yaml").write_text(flow)
    path = into.file("t.csv", "q,a\nSecond?,B\n")
    error = into.run(path, "--into", "mine", code=1)
    assert f"{decks / 'mine.yaml'}: its cards stand in brackets" in error
    assert into.deck("mine") == flow
    assert not (into.path / "imports").exists()


def test_a_fault_in_a_deck_keeps_no_card_from_coming_in(into: Home) -> None:
    decks = into.path / "decks"
    decks.mkdir(parents=True)
    broken = "title: Mine\ncards:\n  - id: a-1\n    question: First?\n    answer: A\n  - id: a-2\n    question: [\n"
    (decks / "mine.yaml").write_text(broken)
    into.run(into.file("t.csv", "q,a\nSecond?,B\n"), "--into", "mine")
    added = "  - id: t-second-473303\n    question: Second?\n    answer: B\n"
    assert added in into.deck("mine")
    assert into.deck("mine").replace(added, "") == broken


def test_comments_and_the_indentation_of_a_deck_stay_when_a_card_of_it_is_updated(into: Home) -> None:
    into.run(into.file("t.csv", "id,q,a\nx,Q?,A\ny,R?,B\n"))
    text = into.deck("t").replace("  - id", "- id").replace("\n    ", "\n  ").replace("\n\n", "\n# mine\n\n")
    (into.path / "decks" / "t.yaml").write_text(text)
    into.run(into.file("t.csv", 'id,q,a\nx,Q?,A\ny,R?,"B\nlines"\n'))
    assert into.deck("t") == text.replace("  answer: B\n", "  answer: |\n    B\\\n    lines\n")


def test_a_long_cell_is_no_fault_and_a_quote_that_does_not_pair_is_one_however_short_the_cell(into: Home) -> None:
    code = "\n".join(f"line {n}" for n in range(90))
    sound = into.report(into.file("long.csv", f'question,answer\nCode?,"{code}"\n"Says ""no""\nor?",yes\n'))
    assert (sound["new"], sound["left"]) == (2, [])
    torn = into.report(into.file("torn.csv", 'question,answer\nWhat?,"open\nWhere?,"here"\nWho?,me\n'))
    assert [left["place"] for left in torn["left"]] == ["row 2"]
    assert "quote" in torn["left"][0]["why"]


def test_spaces_behind_a_separator_belong_to_no_text_and_those_before_code_do(into: Home) -> None:
    into.run(into.file("spaces.txt", 'One?; a word\n Two ; another\n"Three?";"    if x:\n        y"\n'))
    deck = into.deck("spaces")
    assert "question: One?\n    answer: a word\n" in deck
    assert "question: Two\n    answer: another\n" in deck
    assert "          if x:\n              y\n" in deck


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("%Front;Back", "question, Back → answer"),
        ("Term;Bedeutung", "Term → question, answer"),
        ("Chapter;Question;Lösung;Tags", "Chapter, Question → question, answer, Tags → tags"),
    ],
)
def test_a_header_that_names_only_one_side_leaves_the_other_to_the_column_beside_it(
    into: Home, header: str, said: str
) -> None:
    row = ";".join(f"cell {at}" for at in range(header.count(";") + 1))
    report = into.report(into.file("half.csv", f"{header}\n{row}\n"))
    assert (report["new"], report["left"]) == (1, [])
    assert said in report["guessed"][0]


def test_a_header_is_known_by_the_names_that_a_card_needs_among_many_others(into: Home) -> None:
    columns = "Nr,Kind of task,Question Text,Picture,Place,Correct Answer,Page,Year,Author,Remark of the author"
    into.run(into.file("wide.csv", f"{columns}\n1,a,What?,,b,That,3,1999,x,y\n"))
    assert {*into.cards} == {"What?"}


def test_a_first_column_of_keys_names_the_cards(into: Home) -> None:
    keys = ["2ply8ff0s6cmh9rtn8mqaeo0arl3cv6n", "0iyyk7lgfyw5qd8qdi6ysvbsurt9jlm7"]
    rows = f"{keys[0]}\tdog\tHund\n{keys[1]}\tcat\tKatze\n"
    into.run(into.file("words.txt", rows))
    assert {*into.cards} == {"dog", "cat"}
    assert into.report(into.file("words.txt", rows.replace("dog", "a dog")))["updated"] == 1


def test_holes_of_a_table_are_as_those_of_a_package(into: Home) -> None:
    table = "In C++: {{c1::std::vector}}\t\nNested {{c1::outer {{c2::inner}} tail}}\t\n"
    report = into.report(into.file("holes.txt", table))
    assert (report["new"], report["left"]) == (2, [])
    assert into.check() == 0
    assert "# holes within holes, there: Nested {{c1::outer {{c2::inner}} tail}}" in into.deck("holes")


def test_choices_of_which_none_is_said_to_be_right_stay_as_a_comment(into: Home) -> None:
    into.run(into.file("quiz.csv", "question,choices,answer\nWhich?,left|right,neither of both\n"))
    assert "# choices: left|right" in into.deck("quiz")


def test_a_file_of_an_unknown_ending_is_a_table_only_where_that_is_said(into: Home) -> None:
    file = into.file("cards.tex", "What is a tree?; A graph\n")
    assert "name it .csv if it is a table" in into.run(file, code=1)
    assert not into.path.exists()
    assert into.report(file, "--separator", ";")["new"] == 1
    assert into.report(file.rename(file.with_suffix(".csv")))["same"] == 1


def test_what_could_not_be_made_a_card_stays_in_its_file_at_later_imports(into: Home) -> None:
    aside = into.path / "decks" / "t.not-imported.md"
    into.run(into.file("t.csv", "question,answer\nWhat?,x\nno answer,\n"))
    aside.write_text(aside.read_text() + "\nMy own remark.\n")
    into.run(into.file("t.csv", "question,answer\nWhat?,x\nNew?,y\nno answer,\nnone either,\n"))
    kept = aside.read_text()
    assert kept.count("question: no answer") == 1
    assert "My own remark." in kept
    assert "question: none either" in kept
    into.run(into.file("t.csv", "question,answer\nWhat?,z\n"))
    assert aside.read_text() == kept


def test_a_text_that_is_no_table_is_refused_unless_its_separator_is_said(into: Home) -> None:
    prose = into.file("notes.txt", "Running text, with a comma.\nNo comma here.\nNor here.\nNone\n")
    assert "is no table: most of its lines are one piece" in into.run(prose, code=1)
    assert into.report(prose, "--dry-run", "--separator", ",")["new"] == 1
    prose.write_text("#separator:,\n" + prose.read_text())
    assert into.report(prose)["new"] == 1


def test_columns_that_a_file_names_itself_are_a_question_and_an_answer_by_whatever_words(into: Home) -> None:
    text = "#separator:tab\n#columns:Hanzi\tPinyin\tEnglish\n人\trén\tperson\n"
    into.run(into.file("h.txt", text))
    assert "# Pinyin: rén\n    question: 人\n    answer: person\n" in into.deck("h")


def test_what_is_said_of_each_option_stands_with_it(into: Home) -> None:
    head = "Question,Option A,Option B,Correct Answer,Explanation A,Explanation B"
    into.run(into.file("q.csv", f"{head}\nWhich?,one,two,A,It is odd.,It is even.\n"))
    assert "- right: one\n" in into.deck("q")
    assert "- wrong: two\n        because: It is even.\n    why: It is odd.\n" in into.deck("q")


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("cp1251", "Windows-1251"),
        ("cp932", "Shift-JIS"),
        ("cp949", "Korean"),
        ("gb18030", "GB18030"),
        ("cp1252", "Windows-1252"),
    ],
)
def test_a_table_from_before_unicode_is_read_by_its_script_and_the_guess_is_said(
    into: Home, encoding: str, name: str
) -> None:
    asked = {
        "cp1251": "Что такое градиент?",
        "cp932": "勾配とは何ですか",
        "cp949": "그래디언트란 무엇인가",
        "gb18030": "什么是梯度的定义",
        "cp1252": "Größe naïveté œuvre?",
    }[encoding]
    file = into.file("old.csv", f"{asked};gradient\n".encode(encoding))
    assert f"{name} is a guess: where letters look wrong, save it as UTF-8" in into.report(file)["guessed"]
    assert [*into.cards] == [asked]


def test_names_are_known_by_one_that_asks_and_what_has_none_is_shown_below_the_answer(into: Home) -> None:
    into.run(
        into.file(
            "named.csv",
            "word,etymology,memory_aid\nrefer,re- (back) + fer,carry back!\navail,worth,it avails\nadd,to + give,to (sum)\n",
        )
    )
    assert "# memory_aid: carry back!\n    question: refer\n    answer: re- (back) + fer" in into.deck("named")
    rows = "".join(f"q {n}?\tanswer {n}\t{n} below\tml basics\n" for n in range(30))
    into.run(into.file("bare.tsv", f"{rows}last?\tone\ttwo\tthree\tfour; five\n"))
    deck = into.deck("bare")
    assert "question: q 3?\n    answer: answer 3\n    why: 3 below\n    tags: [ml, basics]" in deck
    assert "question: last?\n    answer: one\n    why: |\n      two\n\n      four; five\n    tags: [three]" in deck


def test_the_separator_is_the_one_that_fits_all_rows_also_where_their_cells_have_several_lines(into: Home) -> None:
    rows = "".join(f'word {n}\t"first, {n}\nsecond, {n}\nthird, {n}"\n' for n in range(9))
    assert into.report(into.file("lines.tsv", rows))["format"].startswith("table, separated by tabs")


LONE = ("21.", "3)", "-", "+", "*", "#", "##", "---", "===", "=", ">")


def test_a_text_that_is_a_mark_of_markdown_alone_shows_itself(into: Home) -> None:
    into.run(into.file("t.csv", "".join(f"sign {n}?,{mark}\n" for n, mark in enumerate(LONE))))
    into.run(into.file("n.md", "".join(f"Q: mark {n}?\nA: {mark}\n\n" for n, mark in enumerate(LONE))))
    pages = {asked: as_html(kinds.ask(card, 0).whole_answer) for asked, card in into.cards.items()}
    for asked in ("sign", "mark"):
        assert [unescape(pages[f"{asked} {n}?"]) for n in range(len(LONE))] == [*LONE]
    assert into.check() == 0


@pytest.mark.parametrize("mark", [*LONE, "# x", "- x", "1. x", "2) x", "> x", "a<br>---", "a<br>==", "<div>a</div>+"])
def test_text_of_html_becomes_no_block_of_markdown(mark: str) -> None:
    shown = as_html(html.markdown(mark.replace(">", "&gt;") if "<" not in mark else mark))
    assert not re.search(r"<(?:h\d|ol|ul|hr|blockquote)\b", shown), shown
