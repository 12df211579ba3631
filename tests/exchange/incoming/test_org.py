"""Org files: the cards of org-fc, org-drill and anki-editor, and what becomes of Org's markup."""

import pytest

from flashcards.exchange.incoming.org.markup import markdown
from tests.exchange.incoming.conftest import Home
from tests.exchange.incoming.test_anki import states

FC = r"""#+TITLE: Nets
#+FILETAGS: :ml:

* Loss functions
** What is a loss?                                          :fc:basics:
:PROPERTIES:
:ID:       0e8e177d-ebbe
:FC_TYPE:  normal
:END:
:REVIEW_DATA:
| position | ease | box | interval | due                  |
|----------+------+-----+----------+----------------------|
| front    | 2.50 |   3 |    10.00 | 2027-01-20T06:00:00Z |
:END:
What is minimised, [[id:4711][as said]].
** Cross entropy                                            :fc:suspended:
:PROPERTIES:
:ID: ce
:FC_TYPE: double
:END:
State it.
*** Notes
By Shannon.
*** Back
\(-\sum_i p_i \log q_i\)
** Name the optimiser with moments                          :fc:
:PROPERTIES:
:ID: adam
:FC_TYPE: text-input
:END:
*Adam*
Kingma and Ba
** Layers                                                   :fc:noheading:
:PROPERTIES:
:ID: layers
:FC_TYPE: cloze
:FC_CLOZE_TYPE: enumeration
:END:
First {{convolution}{an operation}@0}, then {{$\max(0, x)$}@1}.
#+begin_src python
{{relu}@2}(x[0])
#+end_src
** Empty                                                    :fc:
:PROPERTIES:
:FC_TYPE: normal
:END:
"""


def test_org_fc(into: Home) -> None:
    report = into.report(into.file("nets.org", FC))
    assert report["format"] == "Org: org-fc"
    assert report["kinds"] == {"basic": 2, "cloze": 1, "typed": 1}
    assert report["left"] == [{"place": "nets.org:43", "why": "there is no answer"}]
    deck = into.deck("nets")
    assert "- id: nets-0e8e177d-ebbe\n    question: What is a loss?\n    answer: What is minimised, as said." in deck
    assert "tags: [ml, basics]" in deck
    assert "question: |\n      Cross entropy\n\n      State it.\n\n      **Notes**\n\n      By Shannon." in deck
    assert "answer: |\n      $-\\sum_i p_i \\log q_i$\n    reverse: true" in deck
    assert "accept:\n      - Adam\n    why: Kingma and Ba" in deck
    assert "# org-fc hides other holes as well: enumeration" in deck
    assert "First {{c1::convolution::an operation}}, then {{c2::$\\max(0, x)$}}.\n" in deck
    assert "```python\n      {{c3::relu}}(x[0])\n      ```" in deck
    assert into.check() == 0


def test_days_of_org_come_with_history_and_suspended_cards_stay_so(into: Home) -> None:
    file = into.file("nets.org", FC)
    assert any("and no log of answers: --history brings them" in line for line in into.report(file)["guessed"])
    assert any("they come along" in line for line in into.report(file, "--history", "--dry-run")["guessed"])
    into.run(file, "--history")
    found = states(into)
    assert str(next(state.memory.due_day for state in found.values() if state.memory)) == "2027-01-20"
    assert sum(state.suspended for state in found.values()) == 2


STUDIED = """* Loss                                                :fc:
:PROPERTIES:
:ID: loss
:FC_TYPE: double
:END:
:REVIEW_DATA:
| position | ease | box | interval | due                  |
|----------+------+-----+----------+----------------------|
| front    | 2.50 |   3 |    10.00 | 2027-01-20T12:00:00Z |
| back     | 2.50 |   0 |     0.00 | 2026-01-03T12:10:00Z |
:END:
What is minimised.
* Layers                                                   :fc:
:PROPERTIES:
:ID: layers
:FC_TYPE: cloze
:END:
{{convolution}@0} and {{relu}@1}
"""
REVIEWS = """2026-01-01T12:00:00Z\t/home/me/nets.org\tloss\tfront\t2.50\t0\t0.00\tgood\t3.25\tsm2-v1
2026-01-05T12:00:00Z\t/home/me/nets.org\tloss\tfront\t2.50\t2\t4.00\teasy\t1.00\tsm2-v1
2026-01-03T12:00:00Z\t/home/me/nets.org\tloss\tback\t2.10\t5\t30.00\tagain
no answer at all
2026-01-06T12:00:00Z\t/home/me/nets.org\tlayers\t1\t\t\t\thard\t2.00\tfsrs6
2026-01-07T12:00:00Z\t/home/me/nets.org\tlayers\t7\t\t\t\thard\t2.00\tfsrs6
2026-01-07T12:00:00Z\t/home/me/other.org\tgone\tfront\t2.50\t0\t0.00\tgood\t1.00\tsm2-v1
"""


def test_an_answer_of_org_fc_counts_once_though_two_headings_have_its_id(into: Home) -> None:
    entry = "* {} :fc:\n:PROPERTIES:\n:ID: a\n:FC_TYPE: normal\n:END:\ntext\n"
    into.file("org-fc-reviews.tsv", "2020-05-01T10:00:00Z\tn.org\ta\tfront\t2.5\t0\t0.0\tgood\t3.2\n")
    said = into.report(into.file("n.org", entry.format("One") + entry.format("Two")), "--history")["guessed"]
    assert said == ["1 answer in org-fc's log (org-fc-reviews.tsv): they come along"]


def test_the_answers_of_org_fc_come_from_its_log_beside_the_notes(into: Home) -> None:
    file = into.file("nets.org", STUDIED)
    assert (
        "no log of answers: org-fc-reviews.tsv of org-fc is read where it lies beside the notes"
        in (into.report(file, "--dry-run")["guessed"])
    )
    log = into.file("org-fc-reviews.tsv", REVIEWS)
    into.file("another.tsv", b"\x00\xff" * 9_000)
    said = into.report(file, "--history")["guessed"]
    assert "4 answers in org-fc's log (org-fc-reviews.tsv): they come along" in said
    assert "2 answers of org-fc's log are of cards or holes that are not in these notes, left out" in said
    assert "1 line of org-fc's log is no answer, left out: org-fc-reviews.tsv:4" in said
    found = states(into)
    front, back = found.pop("Loss"), found.pop("What is minimised.")
    (hole,) = found.values()
    assert (front.reps, front.lapses, str(front.memory and front.memory.due_day)) == (2, 0, "2027-01-20")
    assert (back.reps, back.lapses, str(back.memory and back.memory.phase)) == (1, 1, "relearning")
    assert hole.reps == 1
    assert into.report(file, "--history")["events"] == 0
    into.run("--undo")
    assert not any(state.reps for state in states(into).values())
    assert "org-fc's log of answers; put it beside the notes" in into.run(log, code=1)


DRILL = """* Grammar
** Item                                     :drill:
:PROPERTIES:
:ID: a1
:END:
What is the capital of Estonia?
*** The Answer
Tallinn
*** Notes
A port.
** Fact                                     :drill:
The [CPU||chip] runs [instructions]; see [[https://x.org][here]], =a[0]=, $b[0]$ and [1/2].
** Fact                                     :drill:
SCHEDULED: <2027-02-03 Wed>
:PROPERTIES:
:DRILL_CARD_TYPE: hide1cloze
:DRILL_LAST_REVIEWED: [2027-01-28 Thu 10:00]
:END:
[one] and [two]
** Noun                                     :drill:
:PROPERTIES:
:DRILL_CARD_TYPE: twosided
:END:
Translate.
*** Spanish
el gato
*** English
the cat
*** Example
El gato duerme.
** bailar                                   :drill:
*** Past tense                              :drill:
:PROPERTIES:
:DRILL_CARD_TYPE: conjugate
:END:
| yo | bailé |
| tú | bailaste |
** No card
"""


def test_org_drill(into: Home) -> None:
    report = into.report(into.file("d.org", DRILL))
    assert report["format"] == "Org: org-drill"
    assert report["left"] == [{"place": "d.org:31", "why": "there is no answer"}]
    deck = into.deck("d")
    assert "- id: d-a1\n    question: What is the capital of Estonia?\n    answer: Tallinn\n" in deck
    assert "why: |\n      **Notes**\n\n      A port." in deck
    assert (
        "The {{c1::CPU::chip}} runs {{c1::instructions}}; see [here](https://x.org), `a[0]`, $b[0]$ and [1/2]." in deck
    )
    assert "{{c1::one}} and {{c2::two}}" in deck
    assert (
        "# sides: Spanish / English / Example\n    question: |\n      Translate.\n\n      el gato\n    answer: the cat\n"
        in deck
    )
    assert "# org-drill computes what is asked: conjugate\n    question: 'bailar: Past tense'" in deck
    assert into.check() == 0


def test_anki_editor(into: Home) -> None:
    text = (
        "* Note\n:PROPERTIES:\n:ANKI_NOTE_TYPE: Basic (and reversed card)\n:ANKI_NOTE_ID: 1518\n:ANKI_TAGS: x y\n:END:\n"
        "** Front\n/dog/\n** Back\nHund\n"
        "* What is /L1/?\n:PROPERTIES:\n:ANKI_NOTE_TYPE: Basic\n:END:\nA norm.\n"
        "* Cloze\n:PROPERTIES:\n:ANKI_NOTE_TYPE: Cloze\n:END:\n** Text\nA {{c1::hole::hint}}.\n"
    )
    assert into.report(into.file("e.org", text))["format"] == "Org: anki-editor"
    deck = into.deck("e")
    assert "- id: e-1518\n    question: '*dog*'\n    answer: Hund\n    reverse: true\n    tags: [x, y]" in deck
    assert "question: What is *L1*?\n    answer: A norm." in deck
    assert "cloze: A {{c1::hole::hint}}." in deck


def test_headings_of_an_org_file_ask_for_their_text_where_nothing_is_marked_as_a_card(into: Home) -> None:
    assert (
        into.report(into.file("n.org", "* Nets\n** TODO [#A] ReLU  :a:\n\n=max(0, x)=\n"))["format"] == "Org: headings"
    )
    assert into.cards["ReLU"].answer_text == "`max(0, x)`"


def test_a_second_import_finds_the_cards_of_an_org_file_by_their_ids(into: Home) -> None:
    into.run(into.file("nets.org", FC))
    report = into.report(
        into.file("nets.org", FC.replace("What is a loss?", "Define the loss").replace("Shannon", "Gibbs"))
    )
    assert (report["new"], report["updated"], report["same"]) == (0, 2, 2)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("*bold* /it/ _un_ +no+ =a_b= ~c~", "**bold** *it* *un* ~~no~~ `a_b` `c`"),
        ("=x= and =y=, 2*3*4 a/b/c snake_case", "`x` and `y`, 2\\*3\\*4 a/b/c snake_case"),
        ("x^{2} H_{2}O \\alpha \\foo", "x² H₂O $\\alpha$ \\foo"),
        ("\\[ a\n+ b \\] costs $5 and $6", "$$a + b$$ costs \\$5 and \\$6"),
        ("\\begin{align*}\na &= b \\\\\nc &= d\n\\end{align*}", "$$\\begin{aligned}a &= b \\\\ c &= d\\end{aligned}$$"),
        ("| a | b |\n|---+---|\n| 1 | *2* |", "| a | b |\n| --- | --- |\n| 1 | **2** |"),
        ("- one\n  + two :: three\n- [X] done\n- [ ] open", "- one\n  - **two**: three\n- ☑ done\n- ☐ open"),
        ("#+begin_src c :exports both\n  ,* x\n    y\n#+end_src", "```c\n* x\n  y\n```"),
        ("#+BEGIN_QUOTE\nsaid\n#+END_QUOTE\n: fixed *x*", "> said\n\n```\nfixed *x*\n```"),
        ("    set in\n    twice", "set in\\\ntwice"),
        ("[[https://x.org][the *page*]] [[file:b.org::*H][b]] [[*Head]]", "[the **page**](https://x.org) b Head"),
        ("[[file:p.png]] [[./p.png][words]]", "![p](<p.png>) [words](<./p.png>)"),
    ],
)
def test_markup_becomes_markdown_that_shows_the_same(given: str, expected: str) -> None:
    assert markdown(given.split("\n"), lambda text: text) == expected


@pytest.mark.parametrize(
    "piece", ["*", "/a", "$", "{{", "[", "[[", "\\(", "#+begin_src\n", "|", ":a:\n", "* *", "~=", "\\begin{align}"]
)
def test_an_org_file_that_repeats_itself_comes_to_an_end(into: Home, piece: str) -> None:
    text = piece * (40_000 // len(piece))
    into.run(into.file("x.org", f"* a :drill:\n{text}\n* b :fc:\n:PROPERTIES:\n:FC_TYPE: cloze\n:END:\n{text}\n"))
