"""Markdown notes, JSON, YAML and Mochi: each notation becomes cards, and what it cannot say is told."""

import json
from pathlib import Path

import pytest

from flashcards.exchange.incoming.edn import NotationError, Transit, edn
from tests.exchange.incoming.conftest import Home
from tests.exchange.incoming.packages import packed
from tests.exchange.incoming.test_anki import states

HASHCARDS = """\
---
name = "Cell biology"
---

Q: What is the
role of ribosomes?
A: Protein synthesis.

- in the cytosol
---
C: The [mitochondrion] makes [ATP]; see [this](http://x.org), $[0, 1]$ and \\[no blank\\].

Q: What prints `A: b`?
```
A: inside code
```
A: Nothing
---
dog::Hund

Q: no answer
"""


def test_hashcards_and_repeater(into: Home) -> None:
    report = into.report(into.file("cells.md", HASHCARDS))
    assert report["format"] == "Markdown: Q: A: C:"
    cards = into.cards
    assert cards["What is the\nrole of ribosomes?"].answer_text == "Protein synthesis.\n\n- in the cytosol"
    assert cards["What prints `A: b`?\n```\nA: inside code\n```"].answer_text == "Nothing"
    assert (
        "The {{c1::mitochondrion}} makes {{c2::ATP}}; see [this](http://x.org), $[0, 1]$ and [no blank]."
        in into.deck("cell-biology")
    )
    assert report["left"] == [{"place": "cells.md:20", "why": "there is no answer"}]


OBSIDIAN = """\
---
title: Nets
tags: [ml, deep]
---
# Layers #flashcards/nets

What is ReLU?::$\\max(0, x)$ ^relu
cat:::Katze
- `std::vector` is no card
```cpp
std::vector::x
```

## Longer

What is
dropout?
?
Zeroing *units*
at random
<!--SR:!2026-12-24,30,250-->

Swap
??
Back #biology

Softmax ==normalises== its ==3;;inputs==, but `a == b` does not.
<!--SR:!2026-12-24,4,270!fsrs,2026-12-26T10:00:00Z,9,8.1,5.0,2,3,0,0,2026-12-17T10:00:00Z-->

Running text with a [[Note|link]] and nothing else.
"""


def test_obsidian_spaced_repetition(into: Home) -> None:
    report = into.report(into.file("n.md", OBSIDIAN))
    assert report["format"] == "Markdown: :: ? ==…== {{c1::…}}"
    assert report["kinds"] == {"basic": 4, "cloze": 1}
    deck = into.deck("nets")
    assert "question: What is ReLU?\n    answer: |\n      $\\max(0, x)$\n    tags: [ml, deep, biology]" in deck
    assert "id: n-relu" in deck
    assert (
        "question: |\n      What is\\\n      dropout?\n    answer: |\n      Zeroing *units*\\\n      at random" in deck
    )
    assert "Softmax {{c1::normalises}} its {{c3::inputs}}, but `a == b` does not." in deck
    assert deck.count("reverse: true") == 2
    assert into.check() == 0


def test_due_days_of_obsidian_go_on_with_history(into: Home) -> None:
    into.run(into.file("n.md", OBSIDIAN), "--history")
    known = states(into)
    due = {question.split()[0]: str(state.memory.due_day) for question, state in known.items() if state.memory}
    assert due["What"] == "2026-12-24"
    assert len(known) == 2  # of the cloze card only the first hole has a number that the schedule knows


def test_a_vault_becomes_folders_of_decks_with_its_pictures(into: Home) -> None:
    vault = into.folder / "vault"
    (vault / "ML" / "deep").mkdir(parents=True)
    (vault / ".obsidian").mkdir()
    (vault / ".obsidian" / "x.md").write_text("hidden::not read")
    (vault / "img").mkdir()
    (vault / "img" / "net one.png").write_bytes(b"PNG")
    (into.folder / "secret.png").write_bytes(b"SECRET")
    (vault / "ML" / "basics.md").write_text("What is shown? ![[net one.png]]::A net, see [[Other|that note]]\n")
    (vault / "ML" / "deep" / "b.md").write_text("Stolen? ![x](../../../secret.png)::no ![[gone.png]]\n")
    (vault / "link.md").symlink_to(into.folder / "secret.png")
    into.run(vault)
    assert "![net one](media/net-one.png)::" not in into.deck("ml/basics")
    assert "question: What is shown? ![net one](media/net-one.png)\n    answer: A net, see that note" in into.deck(
        "ml/basics"
    )
    assert (into.path / "decks" / "ml" / "media" / "net-one.png").read_bytes() == b"PNG"
    assert "(image ../../../secret.png)" in into.deck("ml/deep/b")
    assert not [*into.path.rglob("secret*")]
    assert {path.name for path in into.path.rglob("*.yaml")} == {"basics.yaml", "b.yaml"}


def test_headings_ask_for_the_text_below_them_where_there_is_no_other_notation(into: Home) -> None:
    into.run(
        into.file(
            "h.md",
            "# Metrics\n\n## What is recall?\n\nTP / P\n\n```py\n# no heading\n```\n\n## Empty\n\n### Precision\nTP / PP\n",
        )
    )
    cards = into.cards
    assert {question: card.answer_text for question, card in cards.items()} == {
        "What is recall?": "TP / P\n\n```py\n# no heading\n```",
        "Precision": "TP / PP",
    }


def test_headings_that_many_notes_have_ask_for_what_they_stand_below(into: Home) -> None:
    vault = into.folder / "vault"
    vault.mkdir()
    (vault / "adam.md").write_text("# Adam\n\n## Details\nMoments\n\n## Own\nOnly here\n", encoding="utf-8")
    (vault / "sgd.md").write_text(
        "---\ntitle: Plain SGD\n---\n## Details\nNone\n# Use\n## When\nAt first\n# Limits\n## When\nAt last\n",
        encoding="utf-8",
    )
    into.run(vault)
    assert {question: card.answer_text for question, card in into.cards.items()} == {
        "Adam: Details": "Moments",
        "Own": "Only here",
        "Plain SGD: Details": "None",
        "Use: When": "At first",
        "Limits: When": "At last",
    }
    assert into.report(vault)["same"] == 5


@pytest.mark.parametrize(
    "document",
    [
        '[{"question": "Q", "answer": "A", "tags": ["x", "y"], "id": 7}]',
        '{"title": "T", "cards": [{"front": "Q", "back": "A", "tags": "x y"}]}',
        '{"front": "Q", "back": "A", "tags": "x, y"}\n{"front": "Q2", "back": "A2"}\n',
        '[["Q", "A", "x y"]]',
    ],
)
def test_json_of_many_shapes(into: Home, document: str) -> None:
    into.run(into.file("j.json", document))
    card = into.cards["Q"]
    assert (card.answer_text, card.tags) == ("A", ("x", "y"))


def test_json_with_decks_choices_and_plain_answers(into: Home) -> None:
    document = {
        "decks": [
            {"name": "One", "cards": [{"q": "Q1", "options": ["a", "b"], "correct": "b"}]},
            {"name": "Two", "questions": {"Q2": "A2"}},
        ]
    }
    into.run(into.file("j.json", json.dumps(document)))
    assert into.cards["Q1"].kind == "choice"
    assert "question: Q2\n    answer: A2" in into.deck("two")


def test_yaml_of_another_shape(into: Home) -> None:
    into.run(into.file("y.yml", "- front: Q\n  back: |\n    A\n    b\n  extra: because\n- front: no back\n"))
    card = into.cards["Q"]
    assert (card.answer_text, card.notes.why) == ("A\nb", "because")
    assert "no back" in (into.path / "decks" / "y.not-imported.md").read_text()


def test_a_deck_of_this_program_is_not_imported_but_copied(into: Home) -> None:
    assert "is a deck already" in into.run(
        into.file("y.yaml", "title: T\ncards:\n  - question: Q\n    answer: A\n"), code=1
    )


TRANSIT = ["^ ", "~:version", 2, "~:decks", [
    ["^ ", "~:name", "Lang", "~:id", "~:d1", "~:cards", ["~#list", [
        ["^ ", "^3", "~:c1", "~:content", "dog\n---\nHund\n---\nfrom *hunt*", "~:tags", ["~#set", ["#noun"]],
         "~:reviews", [["^ ", "~:date", "~t2026-01-01T10:00:00.000Z", "~:remembered?", True]]],
        ["^ ", "^3", "~:c2", "^8", "A {{1::hole}} and ![](@media/p.png) {{2::two}}", "~:archived?", True],
    ]]],
    ["^ ", "^2", "Sub", "^3", "~:d2", "~:parent-id", "^4", "^5", [["^ ", "^3", "~:c3", "^8", "only a front"]]],
]]  # fmt: skip
EDN = r"""
{:version 2 ; a remark
 :decks [{:name "Lang" :id :d1
          :cards ({:id :c1 :content "dog\n---\nHund\n---\nfrom *hunt*" :tags #{"noun"}}
                  #_ {:id :gone}
                  {:id :c2 :content "A {{1::hole}} and ![](@media/p.png) {{2::two}}" :archived? true})}
         {:name "Sub", :id :d2, :parent-id :d1 :cards [{:id :c3 :content "only a front" :at #inst "2026-01-01"}]}]}
"""


@pytest.mark.parametrize(("name", "data"), [("data.json", json.dumps(TRANSIT)), ("data.edn", EDN)])
def test_mochi_in_both_of_its_notations(into: Home, name: str, data: str) -> None:
    report = into.report(into.file("m.mochi", packed({name: data.encode(), "p.png": b"PNG"})), "--history")
    assert report["events"] == (3 if name == "data.json" else 2)
    dog = into.cards["dog"]
    assert (dog.answer_text, dog.notes.why, dog.tags) == ("Hund", "from *hunt*", ("noun",))
    assert "A {{c1::hole}} and ![](media/p.png) {{c2::two}}" in into.deck("lang")
    assert (into.path / "decks" / "media" / "p.png").read_bytes() == b"PNG"
    assert report["left"] == [{"place": "card c3", "why": "there is no answer"}]
    assert sum(state.suspended for state in states(into).values()) == 2
    assert into.check() == 0


@pytest.mark.parametrize("text", ["{:a", "[1 2", '{"a"}', "[" * 5000 + "]" * 5000, ""])
def test_broken_edn_is_refused(text: str) -> None:
    with pytest.raises(NotationError):
        edn(text)


def test_transit_refers_to_names_only_that_it_had(tmp_path: Path) -> None:
    assert Transit().value(["^ ", "~:name", 1, "sub", ["^ ", "^0", 2]]) == {"name": 1, "sub": {"name": 2}}
    with pytest.raises(NotationError):
        Transit().value(["^ ", "^9", 1])


def test_a_note_without_cards_says_so(into: Home) -> None:
    report = into.report(into.file("empty.md", "just text\n"))
    assert report["format"] == "Markdown: no cards"
    assert report["new"] == 0
    assert report["written"] == []


def test_cards_that_this_program_wrote_as_markdown_come_back_with_their_notes(into: Home) -> None:
    text = (
        "# Deck\n\n## recall-of-one\n\nQ: What is\nrecall?\n\nA: ```\nTP / P\n```\n\n---\n\n**Why:** Because.\n\n**Tags:** a b\n\n"
        "**Source:** Book\n\n## other-card\n\nQ: Next\nA: Yes\n\n---\n"
    )
    into.run(into.file("d.md", text))
    card = into.cards["What is\nrecall?"]
    assert (card.id, card.answer_text) == ("d-recall-of-one", "```\nTP / P\n```")
    assert (card.notes.why, card.tags, card.notes.source) == ("Because.", ("a", "b"), ("Book",))
    assert into.cards["Next"].notes.why == ""


def test_what_cannot_be_drawn_is_told_and_the_deck_is_valid_all_the_same(into: Home) -> None:
    report = into.report(into.file("t.csv", "q,a\nWhat?,$\\foo{x}$\nOther?,fine\n"))
    assert into.check() == 0
    assert "rules_off: [tex]" in into.deck("t")
    (left,) = report["left"]
    assert left["place"] == "row 2"
    assert "\\foo" in left["why"]


def test_options_in_json_say_of_themselves_whether_they_are_right(into: Home) -> None:
    options = [
        {"key": "a", "text": "one", "correct": True},
        {"text": "two", "correct": False, "explanation": "It is even."},
    ]
    into.run(
        into.file("j.json", json.dumps([{"type": "mcq", "front": "Q", "back": "As one is odd.", "choices": options}]))
    )
    card = into.cards["Q"]
    assert (card.kind, card.answer_text, card.notes.why) == ("choice", "one", "As one is odd.")
    assert "because: It is even." in into.deck("j")


def test_a_line_that_begins_with_a_capital_and_a_colon_makes_no_note_one_of_hashcards(into: Home) -> None:
    report = into.report(into.file("n.md", "C: drive is full\nA: no\n\n# Head\ntext\n"))
    assert report["format"] == "Markdown: headings"


def test_problems_and_solutions_are_questions_and_answers(into: Home) -> None:
    into.run(into.file("p.md", "P: Solve $x^2 = 4$\n\nS:\n**Plan**: roots\n\n$x = \\pm 2$\n"))
    assert into.cards["Solve $x^2 = 4$"].answer_text == "**Plan**: roots\n\n$x = \\pm 2$"


def test_holes_of_anki_in_a_note_are_holes(into: Home) -> None:
    into.run(
        into.file("f.md", "# Text\n\nThe capital of France is {{c1::Paris::a city}},\non the {{c2::Seine}}.\n\nNext\n")
    )
    assert "The capital of France is {{c1::Paris::a city}},\\\n      on the {{c2::Seine}}." in into.deck("f")
    assert len(into.cards) == 2


def test_in_a_vault_whose_notes_mark_their_cards_headings_alone_are_none(into: Home) -> None:
    vault = into.folder / "vault"
    vault.mkdir()
    (vault / "a.md").write_text("# Diary\n\nWent out.\n")
    (vault / "b.md").write_text("# Words\n\ndog::Hund\n")
    report = into.report(vault)
    assert report["format"] == "Markdown, 2 files: :: ? ==…== {{c1::…}} (1)"
    assert report["guessed"] == ["1 note with headings alone left out, as others mark their cards"]
    assert [*into.cards] == ["dog"]


def test_html_in_a_note_becomes_markdown_and_the_markdown_around_it_stays(into: Home) -> None:
    (into.folder / "p.png").write_bytes(b"PNG")
    text = (
        "Q: **What** is <i>it</i>,<br>`<br>` or <T> <title> <?x?>?\nA: <ul><li>one_a</li><li>`x`</li></ul>\n\n- two $a<b$\n"
        '<img src="p.png" width=3> &amp; H<sub>2</sub>O\n'
    )
    into.run(into.file("n.md", text))
    (card,) = into.cards.values()
    assert card.question_text == "**What** is *it*,\n`<br>` or <T> <title> <?x?>?"
    assert card.answer_text == "- one_a\n- `x`\n\n- two $a<b$\n![image](media/p.png) & H₂O"
    assert (into.path / "decks" / "media" / "p.png").exists()


def test_comments_of_a_note_are_comments_of_its_card(into: Home) -> None:
    into.run(into.file("c.md", "Q: What?\nA: This. <!-- from chapter 2 -->\n\n<!-- and\nmore -->\n"))
    assert "# from chapter 2\n    # and\n    # more\n    question: What?\n    answer: This.\n" in into.deck("c")


def test_a_first_heading_of_deck_and_part_is_no_card_and_code_ends_where_a_bare_fence_does(into: Home) -> None:
    note = "# DevOps::shell\n\n## Lines of a file?\n\n```sh\n```sh\nstd::move(x)\n\nstd::move(y)\n```\n"
    assert into.report(into.file("shell.md", note))["format"] == "Markdown: headings"
    assert [*into.cards] == ["Lines of a file?"]


KI = """\
# Note
```
guid: z;-coR$Cr}
notetype: Basic
```

### Tags
```
nets
deep::learning
```

## Front
What is a **kernel**?

## Back
A window of weights

### Size
3 by 3
"""
APY = """\
model: Cloze
tags: ml

# Note
nid: 17

## Text
{{c1::ReLU}} is zero below zero

## Extra
Not at zero

# Note
nid: 18
model: Basic

## Front
Loss?

## Back
What is minimised
"""
LISTED = "# 1. Front\n**Layer**\n\n# 1. Back\nA function\n\n# 2. Front\nHead?\n\n# 2. Back\nAttention\n"


def test_headings_that_name_fields_make_a_card_of_each_note(into: Home) -> None:
    for name, text in {
        "ki.md": KI,
        "apy.md": APY,
        "listed.md": LISTED,
        "prose.md": "# Back\nAgain\n\n# Other\nText\n",
    }.items():
        into.run(into.file(name, text))
    kernel = into.cards["What is a **kernel**?"]
    assert kernel.answer_text == "A window of weights\n\n### Size\n3 by 3"
    assert kernel.tags == ("nets", "deep::learning")
    assert "cloze: '{{c1::ReLU}} is zero below zero'\n    why: Not at zero\n    tags: [ml]" in into.deck("apy")
    assert into.cards["Loss?"].tags == ("ml",)
    assert {"**Layer**", "Head?", "Back", "Other"} <= {*into.cards}
    into.run(into.file("ki.md", KI.replace("A window", "A small window")))
    assert into.cards["What is a **kernel**?"].answer_text.startswith("A small window")
    assert into.check() == 0


def test_what_stands_above_the_first_note_holds_for_all_that_say_nothing_else(into: Home) -> None:
    notes = "## Front\nOne?\n## Back\n1\n## Front\nTwo?\n## Back\n2\n"
    into.run(into.file("t.md", f"deck: Nets\ntags: ml\n\n{notes}# Note\ntags: own\n{notes.replace('?', ' more?')}"))
    tags = {card.question_text: [*card.tags] for card in into.cards.values() if card.deck == "nets"}
    assert tags == {"One?": ["ml"], "Two?": ["ml"], "One more?": ["own"], "Two more?": ["ml"]}


def test_a_text_with_front_and_back_or_question_and_answer_before_its_lines_is_read_as_notes_are(into: Home) -> None:
    into.run(
        into.file("nets.txt", "Front: What is <b>x</b>?\nBack: An input\n\nFront: y?\nBack: An output,\nof course\n")
    )
    into.run(into.file("bold.md", "Intro\n\n**Question:** Bold?\n**Answer:** Yes\n\n**Q**: Short?\n\n**A**: Yes\n"))
    into.run(into.file("prose.md", "# A heading\nQuestion: who knows?\n"))
    said = {asked: card.answer_text for asked, card in into.cards.items()}
    assert said == {
        "What is **x**?": "An input",
        "y?": "An output,\nof course",
        "Bold?": "Yes",
        "Short?": "Yes",
        "A heading": "Question: who knows?",
    }


def test_a_vault_of_notes_with_lists_of_cards_or_one_card_each_brings_all_into_few_decks(into: Home) -> None:
    vault = into.folder / "vault" / "stats"
    vault.mkdir(parents=True)
    for n in range(12):
        (vault / f"note {n}.md").write_text(f"# Heading {n}\n\n**Question:** q {n}?\n\n**Answer:** a {n}\n")
    (vault / "listed.md").write_text("---\ncards:\n  - front: f?\n    back: b\n---\n# A heading\n\nA text\n")
    report = into.report(into.folder / "vault")
    assert report["format"] == "Markdown, 13 files: cards: (1), Q: A: C: (12)"
    assert [Path(deck).name for deck in report["decks"]] == ["stats.yaml"]
    assert {*into.cards} == {"f?", *(f"q {n}?" for n in range(12))}
