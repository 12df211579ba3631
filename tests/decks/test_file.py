"""Every error of an author is named with its place and its remedy, and the sound cards of a broken deck still load."""

import os
import re
from pathlib import Path

import pytest

from flashcards.cards import Deck
from flashcards.decks import file as deckfile
from flashcards.decks import places
from flashcards.decks.folder import deck_files
from flashcards.decks.yaml import reader as yamltext
from flashcards.kinds import KINDS
from flashcards.library import Library
from tests.conftest import opened

DECK = """\
title: T
cards:
  - id: sound
    question: Q
    answer: A
  - """
"""A broken card stands on line 6, its fields from column 5 on."""

A_MAPPING = "this must be a mapping of `name: value` lines"
LOWER = "an id is lower-case words joined by hyphens, at most 80 characters"
OR_QUOTE = "or put the text in quotes or under |"
HOLES = r"write {{c1::hole}} or {{c1::hole::hint}}; `\::` is a literal ::"
LINES = "copy the lines of `code:` exactly, with -, + or a space before them"
FORMS = "write for example 5..60, 0.1..0.9 step 0.1, [3, 5, 7], 6 of 1..9, 6 distinct of 1..9 or 2x3 of -2..2"

BASIC = ["question: Q", "answer: A"]
GIVEN = ["question: Q", "number:", "  given:", "    a: 1..9"]
CHOICES = ["question: Q", "choices:"]

# What is wrong → the lines of the card, and what is said of them from the line on.
ERRORS: dict[str, tuple[list[str], list[str]]] = {
    # fields
    "unknown field": (
        ["question: Q", "answer: A", "mistakes: M"],
        ["8:5: mistakes: unknown field; did you mean `mistake`?"],
    ),
    "unknown field like no other": (
        [*BASIC, "rating: 3"],
        ["8:5: rating: unknown field; no basic card has one; take it away"],
    ),
    "field of another kind": (
        [*BASIC, "symptom: S"],
        ["8:5: symptom: unknown field; it belongs to bug cards, which have `fix:`; take it away"],
    ),
    "field of other kinds": (
        [*BASIC, "code: C"],
        ["8:5: code: unknown field; it belongs to output or bug cards, which have `prints:` or `fix:`; take it away"],
    ),
    "missing field": (["answer: A"], ["6:5: question: missing; add `question:` (what is asked)"]),
    "several missing fields": (
        ["fix: -a"],
        [
            "6:5: symptom: missing; add `symptom:` (what a user sees go wrong)",
            "6:5: code: missing; add `code:` (the faulty code)",
        ],
    ),
    "nothing behind a field": (["question: Q", "answer:"], ["7:12: answer: empty; write something after `answer:`"]),
    "an empty block": (["question: Q", "answer: |", ""], ["7:13: answer: empty; write something after `answer:`"]),
    "an empty list": (["question: Q", "accept: []"], ["7:13: accept: empty; write something after `accept:`"]),
    "an empty element": (
        ["question: Q", "accept:", "  - A", "  -"],
        ["9:8: accept: an element is empty; write something behind the dash, or take it away"],
    ),
    "too long a text": (
        ["question: Q", f"answer: {'x' * 20_001}"],
        ["7:13: answer: longer than 20,000 characters or 400 lines; split the card"],
    ),
    "too many lines": (
        ["question: Q", "answer: |", *["  x"] * 401],
        ["7:13: answer: longer than 20,000 characters or 400 lines; split the card"],
    ),
    # shapes
    "a list for a text": (
        ["question: [Q]", "answer: A"],
        ["6:15: question: this must be a text; put it in quotes or under |: unquoted, a bracket begins a list"],
    ),
    "a tag for a text": (
        ["question: Q", "answer: !important"],
        ["7:13: `!important` is a tag, and a deck has none; take it away, or put the text in quotes or under |"],
    ),
    "a text for a list": (
        ["question: Q", "choices: A"],
        [
            "7:14: choices: this must be a list, each element behind a dash; write `- right: A` or `- wrong: A`, each on a line of its own"
        ],
    ),
    "a text for a mapping": (
        ["question: Q", "number: 5"],
        [
            "7:13: number: this must be a mapping of `name: value` lines; below `number:` write `given:` and `answer: 5`, each on a line of its own"
        ],
    ),
    "a word for a switch": (
        [*BASIC, "reverse: yes"],
        ["8:14: reverse: this must be true or false; write `reverse: true`"],
    ),
    "a word that is no switch": ([*BASIC, "reverse: maybe"], ["8:14: reverse: this must be true or false"]),
    "options without their names": (
        ["question: Q", "choices: [Adam, SGD]"],
        [
            f"7:15: choices: {A_MAPPING}; write `- right: Adam` or `- wrong: Adam`, and so the others",
        ],
    ),
    "options behind letters": (
        ["question: Q", "choices: {a: Adam, b: SGD}"],
        [
            "7:14: choices: this must be a list, each element behind a dash; write `- right: Adam` or `- wrong: Adam`, each on a line of its own"
        ],
    ),
    "options whose dashes have no space behind them": (
        ["question: Q", "choices:", "  -right: Adam", "  -wrong: SGD"],
        [
            "8:7: choices: this must be a list, each element behind a dash; put a space behind each dash: `- right: Adam`"
        ],
    ),
    "steps whose dashes have no space behind them": (
        ["question: Q", "steps:", "  -Forward", "  -Backward"],
        ["8:8: there is no space behind `-`; put a space behind each dash: `- Forward`"],
    ),
    "options without dashes": (
        ["question: Q", "choices:", "  right: Adam", "  wrong: SGD"],
        [
            "8:7: choices: this must be a list, each element behind a dash; write `- right: Adam`, each on a line of its own"
        ],
    ),
    "a formula for a number": (
        ["question: Q", "number: a + b"],
        [
            "7:13: number: this must be a mapping of `name: value` lines; below `number:` write `given:` and `answer: a + b`, each on a line of its own"
        ],
    ),
    "dashes before the values drawn": (
        ["question: Q", "number:", "  given:", "    - a: 1..9", "  answer: a"],
        ["9:9: given: this must be a mapping of `name: value` lines; take the dashes away: `a: 1..9`"],
    ),
    "a value drawn without a name": (
        ["question: Q", "number:", "  given: 1..9", "  answer: a"],
        [
            "8:14: given: this must be a mapping of `name: value` lines; below `given:` write a name and its value, like `name: 1..9`"
        ],
    ),
    "a value drawn behind an equals sign": (
        ["question: Q", "number:", "  given: a = 1..9", "  answer: a"],
        [
            "8:14: given: this must be a mapping of `name: value` lines; below `given:` write a name and its value, like `a: 1..9`"
        ],
    ),
    "a slip without its names": (
        [*GIVEN, "  answer: a", "  slips: [2 * a]"],
        ["11:15: slips: this must be a mapping of `name: value` lines; write `- value: 2 * a`"],
    ),
    "steps on one line": (
        ["question: Q", "steps: first, then, last"],
        ["7:12: steps: this must be a list, each element behind a dash; write `- first`, each on a line of its own"],
    ),
    "steps behind numbers": (
        ["question: Q", "steps:", "  1: first", "  2: then"],
        ["8:7: steps: this must be a list, each element behind a dash; write `- first`, each on a line of its own"],
    ),
    "a source with a colon": (
        [*BASIC, "source:", "  Goodfellow: chapter 6"],
        [
            '9:7: source: this must be a list, each element behind a dash; write `- "Goodfellow: chapter 6"`, each on a line of its own'
        ],
    ),
    "a dash before a text": (
        ["question:", "  - Q", "answer: A"],
        ["7:7: question: this must be a text; take the dashes away: `question: Q`"],
    ),
    "a text that is a mapping": (
        ["question:", "  Recall: what is it?", "answer: A"],
        [
            "7:7: question: this must be a text; put it in quotes or under |: `Recall: what is it?` unquoted is read as a mapping"
        ],
    ),
    "a number with a unit": (
        ["question: Q", "points: [P]", "seconds: 90 s"],
        ["8:14: seconds: `90 s` is not a whole number from 10 to 3600; write `seconds: 90`"],
    ),
    "a word for a number": (
        ["question: Q", "points: [P]", "seconds: a minute"],
        ["8:14: seconds: `a minute` is not a whole number from 10 to 3600"],
    ),
    "a number out of range": (
        ["question: Q", "points: [P]", "seconds: 5"],
        ["8:14: seconds: `5` is not a whole number from 10 to 3600"],
    ),
    "a misspelt level": (
        [*BASIC, "level: seniour"],
        ["8:12: level: `seniour` is not one of junior, mid, senior; did you mean `senior`?"],
    ),
    "a wrong level": ([*BASIC, "level: guru"], ["8:12: level: `guru` is not one of junior, mid, senior"]),
    "two levels": (
        [*BASIC, "level: [junior, mid]"],
        ["8:12: level: this must be a text; write one of them: `level: junior`"],
    ),
    "a level in other words": (
        [*BASIC, "level: Expert"],
        ["8:12: level: `Expert` is not one of junior, mid, senior; write `senior`"],
    ),
    "the name of a language": (
        [*BASIC, "text_language: français"],
        ["8:20: text_language: `français` is not the code of a language, like `fr` or `pt-BR`; write `fr`"],
    ),
    "a list of texts for a text": (
        ["question: Q", "answer:", "  - A", "  - B"],
        [
            "8:7: answer: this must be a text; write `answer: |`: the lines with dashes below are then a list in its text"
        ],
    ),
    "an id with accents": ([*BASIC, "id: L'été"], [f"8:9: id: {LOWER}; write it as `l-ete`"]),
    # kinds and ids
    "no kind": (
        ["question: Q"],
        ["6:5: no kind of card fits these fields; add `answer:` (the answer, at most 40 words)"],
    ),
    "no kind by a slip": (
        ["question: Q", "anwser: A"],
        ["7:5: anwser: unknown field; did you mean `answer`?"],
    ),
    "an id with capitals and spaces": (
        ["id: F1 Score!", *BASIC],
        [f"6:9: id: {LOWER}; write it as `f1-score`"],
    ),
    "an id without letters": (["id: ???", *BASIC], [f"6:9: id: {LOWER}; write it as `my-card`"]),
    "too long an id": ([f"id: {'a' * 79}-b", *BASIC], [f"6:9: id: {LOWER}; write it as `{'a' * 79}`"]),
    "a card that is a text": (
        ["Q and A"],
        ["6:5: cards: a card is a mapping; write `- question: Q and A` with its fields below"],
    ),
    # YAML
    "a key twice": (
        [*BASIC, "answer: B"],
        ["8:5: the key `answer` was given already on line 7; keep one of the two"],
    ),
    "an anchor and an alias": (
        ["question: &q Q", "answer: *q"],
        [
            f"6:15: `&q` is an anchor, and a deck has none; take it away, {OR_QUOTE}",
            f"7:13: `*q` is an alias, and a deck has none; write the value out, {OR_QUOTE}",
        ],
    ),
    "a comment in a text": (
        ["question: Q", "answer: the number # is lost"],
        ["7:24: the text after # would be lost; quote it or put it under |"],
    ),
    "a colon in a text": (
        ["question: Q", "answer: It is: lost"],
        ["7:18: this line has a second `: `; put the text in quotes or under |"],
    ),
    # number
    "nothing given": (
        ["question: Q", "number:", "  answer: 1"],
        [
            "8:7: given: missing; add `given:` (the values that are drawn: `5..60`, `0.1..0.9 step 0.1`, `[3, 5]`, `6 of 0..9`, `4 distinct of 1..9`, `2x3 of -2..2`)"
        ],
    ),
    "what cannot be drawn": (
        ["question: Q", "number:", "  given:", "    a: 1-9", "  answer: a"],
        ["9:12: number.given.a: `1-9` cannot be drawn from; write `1..9`"],
    ),
    "what is like nothing that can be drawn": (
        ["question: Q", "number:", "  given:", "    a: 1..9 of 6", "  answer: a"],
        [f"9:12: number.given.a: `1..9 of 6` cannot be drawn from; {FORMS}"],
    ),
    "a single number": (
        ["question: Q", "number: {given: {a: 32}, answer: a}"],
        ["7:25: number.given.a: `32` cannot be drawn from; write `[32]`, or the number itself in the texts"],
    ),
    "a range of one number": (
        ["question: Q", "number: {given: {a: 4..4}, answer: a}"],
        ["7:25: number.given.a: `4..4` is empty; the first number must be below the last, or `[4]` for one number"],
    ),
    "digits in groups": (
        ["question: Q", "number: {given: {a: 10_000..20000}, answer: a}"],
        ["7:25: number.given.a: `10_000..20000` cannot be drawn from; write `10000..20000`"],
    ),
    "a range in words": (
        ["question: Q", "number: {given: {a: 1 to 9}, answer: a}"],
        ["7:25: number.given.a: `1 to 9` cannot be drawn from; write `1..9`"],
    ),
    "texts that are drawn": (
        ["code: 'print({{a}})'", "given: {a: [left, right]}", "prints: '{{a}}'"],
        [
            "7:16: given.a: `[left, right]` cannot be drawn from; only numbers are drawn: an output card has texts in `draws:`"
        ],
    ),
    "a function by another name": (
        [*GIVEN, "  answer: ln(a)"],
        ["10:15: number.answer: unknown function `ln`; did you mean `log`?"],
    ),
    "a name that is none": (
        ["question: Q", "number:", "  given:", "    2a: 1..9", "  answer: 1"],
        ["9:9: number.given.2a: `2a` is no name; use letters, digits and _"],
    ),
    "an unknown name": (
        [*GIVEN, "  answer: a + b"],
        ["10:15: number.answer: unknown name `b`; known are a, e, pi"],
    ),
    "an unknown name in a condition": (
        [*GIVEN, "  such_that:", "    - a > 1", "    - a < b", "  answer: a"],
        ["12:11: number.such_that: unknown name `b`; known are a, e, pi"],
    ),
    "an unknown function in a step": (
        [*GIVEN, "  where:", "    root: sqroot(a)", "  answer: root"],
        ["11:15: number.where.root: unknown function `sqroot`; did you mean `sqrt`?"],
    ),
    "a condition that never holds": (
        [*GIVEN, "  such_that: [a > 9]", "  answer: a"],
        ["10:19: number.such_that: none of 1,000 draws fits: `a > 9` does not hold; widen a range or drop a condition"],
    ),
    "an answer that is a list": (
        ["question: Q", "number:", "  given:", "    a: 3 of 1..9", "  answer: a"],
        ["10:15: number.answer: the answer is not a number, where a = 7, 7, 1; give one, such as sum(xs) or xs[0]"],
    ),
    "a wrong tolerance": (
        [*GIVEN, "  answer: a", "  tolerance: about 1"],
        ["11:18: number.tolerance: `about 1` is not a tolerance; write 0.005 or 1%, or leave it out"],
    ),
    "a slip that cannot be read": (
        [*GIVEN, "  answer: a", "  slips:", "    - value: a +", "      because: B"],
        ["12:18: number.slips.value: `a +` cannot be read; check its brackets, commas and operators"],
    ),
    "a slip without a reason": (
        [*GIVEN, "  answer: a", "  slips:", "    - value: a + 1"],
        ["12:11: because: missing; add `because:` (what went wrong)"],
    ),
    # cloze
    "a hole in code without its number": (
        ["cloze: 'SQL: `SELECT {{x}} FROM t`'"],
        ["6:12: cloze: `{{x}}` stands in code or a formula, where it is text and no hole; write `{{c1::x}}`"],
    ),
    "no hole": (["cloze: no hole"], ["6:12: cloze: there is no hole; put {{…}} around what is to be recalled"]),
    "an open hole": (
        ["cloze: a {{c1::hole"],
        [f"6:12: cloze: the hole that begins with `{{{{c1::hole` is not closed; {HOLES}"],
    ),
    "more holes than a card may have": (
        ["cloze: '" + "{{a}} " * 100 + "'"],
        ["6:12: cloze: there are more than 99 holes; make several cards"],
    ),
    "an empty hole": (["cloze: a {{c1::}}"], [f"6:12: cloze: the hole `{{{{c1::}}}}` is empty; {HOLES}"]),
    "a hole with three parts": (
        ["cloze: a {{c1::b::c::d}}"],
        [f"6:12: cloze: `{{{{c1::b::c::d}}}}` is not a hole; {HOLES}"],
    ),
    "a hole of a number of thousands of digits": (
        [f"cloze: a {{{{c{'9' * 5_000}::b}}}}"],
        [f"6:12: cloze: `{{{{c{'9' * 5_000}::b}}}}` is not a hole; {HOLES}"],
    ),
    # choice
    "a misspelt option": (
        [*CHOICES, "  - right: A", "  - worng: B", "    because: C"],
        ["9:9: worng: unknown field; did you mean `wrong`?"],
    ),
    "an option right and wrong": (
        [*CHOICES, "  - {right: A, wrong: B}", "  - right: C"],
        ["8:9: choices: an option is either right or wrong; write `- right: …` or `- wrong: …`"],
    ),
    "an empty option": (
        [*CHOICES, "  - right: A", "  - right:"],
        ["9:15: right: empty; write something after `right:`"],
    ),
    "a wrong option without a reason": (
        [*CHOICES, "  - right: A", "  - wrong: B"],
        ["9:9: choices.because: a wrong option needs its reason; add `because: …` below it"],
    ),
    "one option": ([*CHOICES, "  - right: A"], ["8:7: choices: 1 option; give 2 to 8"]),
    "no right option": (
        [*CHOICES, "  - {wrong: A, because: B}", "  - {wrong: C, because: D}"],
        ["8:7: choices: no option is right; write one as `- right: …`"],
    ),
    "an option twice": (
        [*CHOICES, "  - right: Yes", "  - {wrong: yes., because: D}"],
        ["9:9: choices: two options say the same; change or remove one"],
    ),
    # bug
    "a fix for other code": (
        ["symptom: S", "code: a = 1", "fix: |", "  -a = 2", "  +a = 3"],
        ["8:10: fix: `a = 2` does not stand in the code; the code has `a = 1`"],
    ),
    "a fix for quite other code": (
        ["symptom: S", "code: a = 1", "fix: |", "  -return total"],
        [f"8:10: fix: `return total` does not stand in the code; {LINES}"],
    ),
    "a fix whose second line is other code": (
        ["symptom: S", "code: |", "  a = 1", "  if a:", "    b()", "fix: |", "  -if a:", "  -    b()", "  +b()"],
        ["11:10: fix: `b()` is not indented as in the code; give it 2 spaces behind its sign, not 4"],
    ),
    "a fix with a line too many": (
        ["symptom: S", "code: a = 1", "fix: |", "  -a = 1", "  -zzz", "  +b = 1"],
        [f"8:10: fix: `zzz` does not stand in the code after `a = 1`; {LINES}"],
    ),
    "a fix with a space behind its signs": (
        ["symptom: S", "code: a = 1", "fix: |", "  - a = 1", "  + a = 2"],
        ["8:10: fix: a space stands between the sign and `a = 1`; write the sign directly before the line of code"],
    ),
    "a fix in a fence": (
        ["symptom: S", "code: a = 1", "fix: |", "  ```diff", "  -a = 1", "  +a = 2", "  ```"],
        ["8:10: fix: `` ```diff `` is no line of a diff; take the fences away"],
    ),
    "a fix with the names of files": (
        ["symptom: S", "code: a = 1", "fix: |", "  --- a/x", "  +++ b/x", "  @@ -1 +1 @@", "  -a = 1", "  +a = 2"],
        ["8:10: fix: the fix begins with the names of files; take the lines above `@@` away"],
    ),
    "a misspelt marker, and an id and a level that are wrong": (
        ["id: One Card", "question: Q", "anwser: A", "level: medium"],
        [
            f"6:9: id: {LOWER}; write it as `one-card`",
            "8:5: anwser: unknown field; did you mean `answer`?",
            "9:12: level: `medium` is not one of junior, mid, senior; write `mid`",
        ],
    ),
    "a step whose dash is too deep": (
        ["question: Q", "steps:", "- one", "- two", " - three"],
        ["10:6: this dash is read as text of the element above; line it up with the dashes above"],
    ),
    "a fix without its bar": (
        ["symptom: S", "code: a = 1", "fix:", "  -a = 1", "  +a = 2"],
        ["9:7: fix: the lines of the fix are read as one; write `fix: |` above them"],
    ),
    "a fix from git": (
        ["symptom: S", "code: a = 1", "fix: |", "  diff --git a/x b/x", "  @@ -1 +1 @@", "  -a = 1", "  +a = 2"],
        ["8:10: fix: the fix begins with the names of files; take the lines above `@@` away"],
    ),
    "a fix of a file without a last line end": (
        ["symptom: S", "code: a = 1", "fix: |", "  -a = 1", "  \\ No newline at end of file", "  +a = 2"],
        ["8:10: fix: `\\ No newline at end of file` is no line of a diff; take it away"],
    ),
    "a fix that changes nothing": (
        ["symptom: S", "code: a = 1", "fix: |", "  -a = 1", "  +a = 1"],
        ["8:10: fix: the fix changes nothing; put - before the faulty lines and + before the new ones"],
    ),
    "a fix that is no diff": (
        ["symptom: S", "code: a = 1", "fix: a = 2"],
        [f"8:10: fix: `a = 2` is no line of a diff; {LINES}"],
    ),
    # order and points
    "one step": (["question: Q", "steps: [a]"], ["7:12: steps: 1 step; give 2 to 10"]),
    "a step twice": (["question: Q", "steps: [a, a]"], ["7:12: steps: two steps say the same; word them apart"]),
    "a point twice": (["question: Q", "points: [a, a]"], ["7:17: points: two points are the same; change one of them"]),
    "a point with two texts": (
        ["question: Q", "points:", "  - {must: a, point: b}"],
        ["8:9: points: a point is one text; write `- text` or `- must: text`"],
    ),
    "too many points": (
        ["question: Q", f"points: {[f'p{n}' for n in range(13)]}"],
        ["7:13: points: there are 13 points; give at most 12"],
    ),
}

# A whole file → what is said of it.
FILES: dict[str, tuple[str | bytes, list[str]]] = {
    "an empty file": ("", ["1:1: this is not a deck; begin with `title:` and `cards:`"]),
    "a text": ("just a text", ["1:1: this is not a deck; begin with `title:` and `cards:`"]),
    "a list": (
        "- question: Q",
        [
            "1:1: this is not a deck; write `title:` and `cards:` above this list, or bring it in with `flashcards import`"
        ],
    ),
    "no cards": ("title: T", ["1:1: cards: missing; add `cards:` (a list of cards, each behind a dash)"]),
    "no title": ("cards: []", ["1:1: title: missing; add `title:` (what the deck is called on screen)"]),
    "an empty title": ("title:\ncards: []", ["1:7: title: empty; write something after `title:`"]),
    "cards that are a text": (
        "title: T\ncards: none",
        ["2:8: cards: this must be a list; put a dash before each card: `- question: …`"],
    ),
    "cards without dashes": (
        "title: T\ncards:\n  question: Q\n  answer: A",
        ["3:3: cards: this must be a list; put a dash before each card: `- question: Q`"],
    ),
    "a misspelt field": (
        "title: T\ncard: []",
        ["2:1: card: unknown field; did you mean `cards`?"],
    ),
    "cards below no name": (
        "title: T\n- question: Q\n  answer: A",
        ["2:1: this list has no name; write it on a line above, like `cards:`"],
    ),
    "a dash behind the last card": (
        "title: T\ncards:\n  - question: Q\n    answer: A\n  -\n",
        ["5:4: cards: nothing stands behind this dash; take it away"],
    ),
    "fields without their colons": (
        "title: T\ncards:\n  - question:Q\n    answer:A\n  - question = Q\n",
        [
            "3:5: cards: `question:` begins no field; write `question: ` with a colon and a space",
            "5:5: cards: `question =` begins no field; write `question: ` with a colon and a space",
        ],
    ),
    "a misspelt title": ("titel: T\ncards: []", ["1:1: titel: unknown field; did you mean `title`?"]),
    "a field of a card": (
        "title: T\nquestion: Q\ncards: []",
        ["2:1: question: unknown field; it belongs to a card below `cards:`"],
    ),
    "UTF-16": (
        "title: T".encode("utf-16"),
        ["1:1: the file is UTF-16 or UTF-32, not UTF-8; save it as UTF-8 in your editor"],
    ),
    "Latin-1": (
        "title: Zoé\n".encode("latin-1"),
        ["1:10: byte 9 (0xe9) is not UTF-8; save it as UTF-8 in your editor"],
    ),
    "a binary file": (
        b"\x89PNG\r\n\x1a\n\x00\x00",
        ["1:1: byte 0 (0x89) is not UTF-8; save it as UTF-8 in your editor"],
    ),
    "a control character": (
        "title: T\x07\ncards: []",
        ["1:9: the control character U+0007 is not allowed; delete it"],
    ),
}


def load(source: str | bytes) -> Deck:
    return deckfile.load(source.encode() if isinstance(source, str) else source, Path("d.yaml"), "d")


def told(deck: Deck) -> list[str]:
    return [str(problem).removeprefix("d.yaml:") for problem in deck.problems]


@pytest.mark.parametrize(("lines", "said"), ERRORS.values(), ids=ERRORS)
def test_an_error_in_a_card_is_named_and_leaves_the_others(lines: list[str], said: list[str]) -> None:
    deck = load(DECK + "\n    ".join(lines) + "\n  - id: last\n    question: R\n    answer: B\n")
    assert told(deck) == said
    assert [card.id for card in deck.cards] == ["sound", "last"]


@pytest.mark.parametrize(("source", "said"), FILES.values(), ids=FILES)
def test_an_error_of_a_file_is_named(source: str | bytes, said: list[str]) -> None:
    assert told(load(source)) == said


def test_a_field_in_the_column_of_the_dashes_is_told_once() -> None:
    assert told(load("title: T\ncards:\n- question: a\n  answer: b\n- question: c\nanswer: d\n")) == [
        "6:1: answer: unknown field; it belongs to a card below `cards:`"
    ]


def test_every_problem_of_a_file_is_told_at_once() -> None:
    broken = "".join("  - " + "\n    ".join(lines) + "\n" for lines, _ in ERRORS.values())
    deck = load(f"title: T\nauthor: A\ncards:\n{broken}  - id: last\n    question: Q\n    answer: A\n")
    assert len(deck.problems) >= len(ERRORS) + 1
    assert [card.id for card in deck.cards] == ["last"]
    assert list(deck.problems) == sorted(deck.problems, key=lambda p: (p.line, p.column))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_card_of_nothing_but_its_marker_is_a_problem_never_a_crash(kind: object) -> None:
    for value in ("", " x", " [x]", " {x: y}", " []", " {}", "\n      - x", "\n      x: y", ' ""', " true"):
        deck = load(f"{DECK}{kind.marker}:{value}\n")  # type: ignore[attr-defined]
        assert [card.id for card in deck.cards][:1] == ["sound"]
        assert deck.problems or len(deck.cards) > 1


def test_what_is_left_empty_and_is_not_required_is_as_if_it_were_not_there() -> None:
    deck = load(
        "title: T\ndescription:\ncards:\n  - question: Q\n    answer: A\n    id:\n    why:\n    tags:\n    source: []\n"
    )
    assert not deck.problems
    assert (deck.cards[0].notes.why, deck.cards[0].notes.tags, deck.cards[0].notes.source) == ("", (), ())
    assert deck.cards[0].id.startswith("~")


@pytest.mark.parametrize("name", ["cards", "questions"])
def test_each_card_has_the_values_that_its_kind_read(name: str) -> None:
    """Cards under another name are read for their problems alone, and none of them is of the deck."""
    source = DECK.replace("cards:", f"{name}:") + "id: broken\n    question: Q2\n"
    deck, values = deckfile.load_with_fields(source.encode(), Path("d.yaml"), "d")
    read = ["A"] if name == "cards" else []
    assert ([card.answer_text for card in deck.cards], [value["answer"] for value in values]) == (read, read)


def test_values_are_texts_as_they_are_typed() -> None:
    deck = load("title: 2024\ncards:\n  - question: no\n    answer: 1.0\n    tags: 012\n    why: ~\n")
    assert (deck.title, deck.cards[0].question_text, deck.cards[0].answer_text) == ("2024", "no", "1.0")
    assert (deck.cards[0].notes.tags, deck.cards[0].notes.why) == (("012",), "~")


# -- files ---------------------------------------------------------------------------------------------------------


def read(path: Path) -> list[str]:
    return [str(problem) for problem in deckfile.load_file(path, "d").problems]


def test_a_pipe_is_no_deck_and_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "d.yaml")
    assert read(tmp_path / "d.yaml") == [f"{tmp_path}/d.yaml:1:1: the file cannot be read: it is not a regular file"]


def test_a_directory_is_no_deck(tmp_path: Path) -> None:
    (tmp_path / "d.yaml").mkdir()
    descriptors = len(list(Path("/dev/fd").iterdir()))
    assert read(tmp_path / "d.yaml") == [f"{tmp_path}/d.yaml:1:1: the file cannot be read: Is a directory"]
    assert len(list(Path("/dev/fd").iterdir())) == descriptors


def test_a_file_that_may_not_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    assert read(tmp_path / "d.yaml") == [f"{tmp_path}/d.yaml:1:1: the file cannot be read: Permission denied"]


def test_a_file_that_went_away_is_named(tmp_path: Path) -> None:
    assert read(tmp_path / "d.yaml") == [f"{tmp_path}/d.yaml:1:1: the file cannot be read: No such file or directory"]


def test_a_huge_file_is_not_read_to_its_end(tmp_path: Path) -> None:
    with (tmp_path / "d.yaml").open("wb") as handle:
        handle.truncate(10**12)
    assert read(tmp_path / "d.yaml") == [
        f"{tmp_path}/d.yaml:1:1: the file has {yamltext.MAX_BYTES + 1:,} bytes, more than the {yamltext.MAX_BYTES:,} a deck may have; split it into several decks"
    ]


def test_decks_are_found_below_a_folder_and_named_by_their_path(tmp_path: Path) -> None:
    for name in ("a.yaml", "b/c.yml", "Keys.YML", "b/README.md", ".hidden.yaml", ".git/d.yaml", "b/.trash/e.yaml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert deck_files(tmp_path) == [
        ("Keys", tmp_path / "Keys.YML"),
        ("a", tmp_path / "a.yaml"),
        ("b/c", tmp_path / "b/c.yml"),
    ]


def test_folders_that_are_links_are_followed_and_no_loop_is(tmp_path: Path) -> None:
    decks, elsewhere = tmp_path / "decks", tmp_path / "elsewhere"
    for folder in (decks, elsewhere / "deep"):
        folder.mkdir(parents=True)
    (elsewhere / "deep" / "a.yaml").touch()
    (decks / "linked").symlink_to(elsewhere)
    (decks / "again").symlink_to(decks)
    (elsewhere / "back").symlink_to(decks)
    (decks / "nowhere").symlink_to(tmp_path / "none")
    assert deck_files(decks) == [("linked/deep/a", decks / "linked" / "deep" / "a.yaml")]


def test_a_pipe_given_as_the_deck_is_named(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "d.yaml")
    library = opened(tmp_path / "home", [tmp_path / "d.yaml"])
    assert [str(p) for p in library.problems] == [
        f"{tmp_path}/d.yaml:1:1: the file cannot be read: it is not a regular file"
    ]


# -- ids over decks ------------------------------------------------------------------------------------------------


def decks(folder: Path, **texts: str) -> Library:
    for name, text in texts.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return opened(folder / "home", [folder])


ONE = "title: T\ncards:\n  - id: one\n    question: Q\n    answer: A\n"


def test_an_id_twice_in_a_deck_names_both_places(tmp_path: Path) -> None:
    library = decks(tmp_path, a=f"{ONE}  - id: one\n    question: R\n    answer: B\n")
    assert [str(p) for p in library.problems] == [
        f"{tmp_path}/a.yaml:6:5: id: `one` is also the id of another card, at {tmp_path}/a.yaml:3:5; choose another id"
    ]
    assert library.cards["one"].question_text == "Q"


def test_an_id_twice_is_named_beside_what_else_is_wrong_with_the_cards(tmp_path: Path) -> None:
    broken = "  - id: one\n    question: R\n    choices: [a]\n"
    library = decks(tmp_path, a=f"{ONE}{broken}{broken.replace('one', 'two')}{broken.replace('one', 'two')}")
    said = [str(p).removeprefix(f"{tmp_path}/a.yaml:") for p in library.problems]
    assert [line for line in said if "also the id" in line] == [
        f"6:5: id: `one` is also the id of another card, at {tmp_path}/a.yaml:3:5; choose another id",
        f"12:5: id: `two` is also the id of another card, at {tmp_path}/a.yaml:9:5; choose another id",
    ]
    assert len(said) == 5
    assert list(library.cards) == ["one"]


def test_an_id_twice_over_decks_names_both_places(tmp_path: Path) -> None:
    library = decks(tmp_path, a=ONE, b=ONE.replace("Q", "R"))
    assert [str(p) for p in library.problems] == [
        f"{tmp_path}/b.yaml:3:5: id: `one` is also the id of another card, at {tmp_path}/a.yaml:3:5; choose another id"
    ]
    assert library.cards["one"].deck == "a"


def test_a_card_without_an_id_that_stands_twice_names_both_places(tmp_path: Path) -> None:
    library = decks(tmp_path, a="title: T\ncards:\n  - {question: Q, answer: A}\n  - {question: q, answer: A.}\n")
    assert [str(p) for p in library.problems] == [
        f"{tmp_path}/a.yaml:4:5: id: this card stands twice, at {tmp_path}/a.yaml:3:5; remove one"
    ]


def test_siblings_of_one_card_are_no_second_use_of_its_id(tmp_path: Path) -> None:
    library = decks(tmp_path, a="title: T\ncards:\n  - {id: two, cloze: 'a {{c1::b}} {{c2::c}}'}\n")
    assert not library.problems
    assert list(library.cards) == ["two#1", "two#2"]


KINDS_IN_ONE: dict[str, tuple[list[str], str]] = {
    "an answer and choices": (
        ["question: Q", "answer: A", "choices: [{right: R}, {wrong: W, because: B}]"],
        "7:5: answer: `choices` and `answer` make cards of two kinds; take it away, and write what is right as `- right: …`",
    ),
    "accepted texts and steps": (
        ["question: Q", "accept: [A]", "steps: [a, b]"],
        "7:5: accept: `steps` and `accept` make cards of two kinds; keep one of them, or make two cards",
    ),
    "draws and a number": (
        [*GIVEN, "  answer: a", "draws: [{given: {a: 1}, prints: 1}]"],
        "11:5: draws: `number` and `draws` make cards of two kinds; keep one of them, or make two cards",
    ),
    "every option right": (
        ["question: Q", "choices: [{right: a}, {right: b}]"],
        "7:14: choices: every option is right; write one as `- wrong: …` with its `because: …`",
    ),
    "a key twice": (
        ["question: Q", "points:", "  - {point: a, key: k}", "  - {must: b, key: k}"],
        "9:9: points: two points have the key `k`; give each a key of its own",
    ),
    "another program's words beside ours": (
        ["question: Q", "answer: A", "back: B"],
        "8:5: back: unknown field; take it away: `answer:` is there",
    ),
    "another program's words": (
        ["front: Q", "back: A"],
        "6:5: front: unknown field; write `question:` for `front:` and `answer:` for `back:`",
    ),
    "names in capitals": (
        ["Question: Q", "Answer: A"],
        "6:5: Question: unknown field; write `question:` for `Question:` and `answer:` for `Answer:`",
    ),
    "what is printed, by another name": (
        ["code: print(1)", "output: 1"],
        "7:5: output: unknown field; write `prints:` for `output:`",
    ),
    "code with tests": (
        ["question: Q", "code: x = 1", "tests: [{must: a, assert: x == 1}]"],
        "7:5: code: unknown field; write `solution:` for `code:`",
    ),
    "a question above a cloze": (
        ["question: Q", "cloze: a {{c1::b}}"],
        "6:5: question: unknown field; no cloze card has one; write it into `cloze:`",
    ),
    "hints of a card that has one": (
        ["question: Q", "answer: A", "hints: [b]"],
        "8:5: hints: unknown field; did you mean `hint`?",
    ),
    "an answer beside points": (
        ["question: Q", "answer: A", "points: [a, b]"],
        "7:5: answer: `points` and `answer` make cards of two kinds; write `model:` for `answer:`, or make two cards",
    ),
    "an answer beside a number": (
        ["question: Q", "answer: a", "number: {given: {a: 1..9}, answer: a}"],
        "7:5: answer: `number` and `answer` make cards of two kinds; put `answer:` inside `number:`, or make two cards",
    ),
    "values drawn beside an answer": (
        ["question: Q", "answer: a", "such_that: a > 1"],
        "8:5: such_that: unknown field; it stands inside `number:`",
    ),
    "options by other words": (
        ["question: Q", "choices: [{correct: a}, {wrong: b, because: c}]"],
        "7:16: correct: unknown field; write `right:`",
    ),
    "a reason by another word": (
        ["question: Q", "choices: [{right: a}, {wrong: b, why: c}]"],
        "7:38: why: unknown field; write `because:`",
    ),
    "a tolerance in other words, twice": (
        [*GIVEN, "  answer: a", "  tolerance: 0.1", "  decimals: 1"],
        "12:7: decimals: unknown field; take it away: `tolerance:` is there",
    ),
    "values that stand a level too high": (
        ["question: Q", "number: {a: 1..9, answer: a}"],
        "7:14: a: unknown field; put it below `given:` or `where:`",
    ),
    "draws whose values stand a level too high": (
        ["code: print({{a}})", "draws: [{a: 1, prints: 1}]"],
        "7:14: a: unknown field; put it below `given:`",
    ),
    "a test that is a text": (
        ["question: Q", "solution: f = abs", "tests: [Keeps 1]"],
        "8:13: tests: this must be a mapping of `name: value` lines; write `- point: Keeps 1` and below it `assert: …`",
    ),
    "a test that is code": (
        ["question: Q", "solution: f = abs", "tests: [assert f(1) == 1]"],
        "8:13: tests: this must be a mapping of `name: value` lines; write `- point: …` and below it `assert: f(1) == 1`",
    ),
    "a test that says nothing": (
        ["question: Q", "solution: f = abs", "tests: [{assert: f(1) == 1}]"],
        "8:13: tests: a point is one text; write `- point: text` or `- must: text` above its `assert:`",
    ),
    "a list under a bar": (
        ["question: Q", "steps: |", "  - a", "  - b"],
        "7:12: steps: this must be a list, each element behind a dash; take the `|` away: `steps:`, and the dashes below make the list",
    ),
    "options without their list": (
        ["question: Q", "wrong: [a, b]"],
        "7:5: wrong: unknown field; it stands inside `choices:`",
    ),
    "a pair of words": (
        ["der Hund: le chien"],
        "6:5: der Hund: unknown field; write `question: der Hund` and below it `answer: le chien`",
    ),
    "an answer that is to be typed": (
        ["question: Q", "answer: A", "typed: true"],
        "8:5: typed: unknown field; write `accept:` for `answer:`",
    ),
    "a picture in a field of its own": (
        ["question: Q", "answer: A", "image: a.png"],
        "8:5: image: unknown field; write `![what it shows](file.png)` into a text",
    ),
    "a short name like none": (
        ["question: Q", "accept: A", "case: true"],
        "8:5: case: unknown field; no typed card has one; take it away",
    ),
    "an answer beside a cloze": (
        ["cloze: 'a {{b}}'", "answer: b"],
        "7:5: answer: `cloze` and `answer` make cards of two kinds; take it away: what stands in `{{…}}` is the answer",
    ),
    "a hole in other brackets": (["cloze: I [am] here"], "6:12: cloze: there is no hole; write `{{am}}` for `[am]`"),
    "a formula with the braces of texts": (
        [*GIVEN, "  answer: '{{a}} + 1'"],
        "10:15: number.answer: `{{a}}` is how texts show a value; in a formula write `a`",
    ),
    "a format in an expression": (
        ["code: 'print({{n}})'", "given: {n: 1..5}", "prints: '{{n:.2f}}'"],
        "8:13: prints: a format such as `:.2f` is not part of a formula; write round(x, 2)",
    ),
    "a number made a text": (
        ["code: 'print({{n}})'", "given: {n: 1..5}", "prints: '{{str(n)}}'"],
        "8:13: prints: unknown function `str`; write what stands in its brackets: a number is written as Python prints it",
    ),
    "Python by its name": (
        ["question: Q", "language: Python", "solution: x = (", "tests: [{must: a, assert: x}]"],
        "8:15: solution: this is no Python in line 1: '(' was never closed; mend it, or say `language:`",
    ),
    "a dash for a minus": (
        ["symptom: S", "code: a = 1", "fix: |", "  \u2013a = 1", "  +a = 2"],
        "8:10: fix: `\u2013a = 1` is no line of a diff; type a plain - in the place of the dash",
    ),
    "a step with a sign for a colon": (
        ["question: Q", "number: {given: {a: 1..9}, where: {b = a + 1}, answer: b}"],
        "7:40: number.where.b = a + 1: `b = a + 1` is no name; write `b: a + 1`",
    ),
    "numbers with commas in them": (
        ["question: Q", "number: {given: {a: 1,000..5,000}, answer: a}"],
        "7:25: number.given.a: a comma ends the value of `1,000..5,000`; write `1000..5000`",
    ),
    "terms and definitions": (
        ["term: Q", "definition: A"],
        "6:5: term: unknown field; write `question:` for `term:` and `answer:` for `definition:`",
    ),
    "options by another name": (
        ["question: Q", "options: [{right: a}, {wrong: b, because: c}]"],
        "7:5: options: unknown field; write `choices:` for `options:`",
    ),
    "a reason by another name": (["question: Q", "answer: A", "extra: E"], "8:5: extra: unknown field; write `why:`"),
    "a difficulty for a level": (
        ["question: Q", "answer: A", "difficulty: mid"],
        "8:5: difficulty: unknown field; write `level:`",
    ),
    "a misspelt question": (["quesion: Q", "answer: A"], "6:5: quesion: unknown field; did you mean `question`?"),
    "a misspelt marker": (
        ["question: Q", "choice: [{right: a}, {wrong: b, because: c}]"],
        "7:5: choice: unknown field; did you mean `choices`?",
    ),
    "a point that is read as a mapping": (
        ["question: Q", "points:", "  - Note: this is it", "  - b"],
        "8:9: points: a text with `: ` in it, unquoted, is read as a mapping; put it in quotes or under |",
    ),
    "a step that is read as a mapping": (
        ["question: Q", "steps:", "  - First: this", "  - b"],
        "8:9: steps: a text with `: ` in it, unquoted, is read as a mapping; put it in quotes or under |",
    ),
    "a no-break space behind a colon": (
        ["question:\u00a0Q", "answer: A"],
        (
            "6:14: the character U+00A0 (no-break space) stands behind the colon or dash; "
            "type a plain space in its place"
        ),
    ),
    "a zero-width space before a name": (
        ["question: Q", "\u200banswer: A"],
        "7:5: the character U+200B (zero-width space) stands in a name; delete it",
    ),
    "code alone": (
        ["code: print(1)"],
        (
            "6:5: no kind of card fits these fields; add `prints:` (exactly what it prints; with `given`, "
            "`{{expression}}` is computed from drawn values)"
        ),
    ),
    "a symptom alone": (
        ["symptom: S", "code: C"],
        (
            "6:5: no kind of card fits these fields; add `fix:` (the repair as a diff: lines with -, + or a space "
            "before them)"
        ),
    ),
    "a model alone": (
        ["question: Q", "model: M"],
        (
            "6:5: no kind of card fits these fields; add `points:` (what a good answer says, each a checkable fact; "
            "`must:` marks the must-haves)"
        ),
    ),
}


@pytest.mark.parametrize(("lines", "said"), KINDS_IN_ONE.values(), ids=KINDS_IN_ONE)
def test_what_was_probably_meant_is_said(lines: list[str], said: str) -> None:
    assert told(load(DECK + "\n    ".join(lines) + "\n  - id: last\n    question: R\n    answer: B\n")) == [said]


def test_faults_of_a_kind_are_told_beside_those_of_other_fields() -> None:
    lines = ["id: Big ID", "question: Q", "choices: [{right: a}, {wrong: b}]", "level: expert", "colour: red"]
    said = [text.split(": ")[1] for text in told(load(DECK + "\n    ".join(lines) + "\n"))]
    assert said == ["id", "choices.because", "level", "colour"]


def test_what_is_said_of_a_value_is_one_line() -> None:
    card = "question: Q\n    answer: A\n    level: |\n      mid\n      or senior\n"
    assert told(load(DECK + card)) == [
        "8:12: level: `mid or senior` is not one of junior, mid, senior; did you mean `senior`?"
    ]


def test_an_element_of_the_draws_may_have_any_other_name() -> None:
    card = "code: print({{a}})\n    draws:\n      - {given: {a: 1}, prints: 1}\n      - must: Doubles\n"
    assert told(load(DECK + card)) == [
        "9:9: must: unknown field; put it below `given:`",
        "9:9: prints: missing; add `prints:` (exactly what the code prints with them)",
    ]


def test_a_part_of_a_card_that_a_fault_has_taken_away_is_not_read() -> None:
    for cut in ("given: {v: 1..5, c: 2..8       answer: v * c", "given: {v: 1..5, c: 2..8}\n      such_that: ance: 1"):
        number = f"number:\n      {cut}\n      unit: g\n      tolerance: 1%\n"
        deck = load(DECK + "question: Q {{v}} {{c}}\n    " + number + "  - question: R\n    answer: B\n")
        assert len(told(deck)) == 1
        assert [card.question_text for card in deck.cards] == ["Q", "R"]


def test_of_a_card_that_is_read_twice_the_remedies_are_those_of_the_file() -> None:
    number = "number:\n      given: {v: 1..5}\n      such_th: [v < 4]\n      answer: v\n"
    said = told(load(DECK + "question: Q {{v}}\n    " + number + "    code: print(1)\n    prints: 1\n"))
    assert "9:7: such_th: unknown field; did you mean `such_that`?" in said
    assert len(said) == 2


def test_a_list_in_brackets_at_the_edge_is_a_field_as_any_other() -> None:
    cards = "title: T\ncards:\n  - question: Q\n    answer: A\nneeds: []\n  - question: R\n    answer: B\n"
    [said] = told(load(cards))
    assert said.startswith("5:1: `needs:` stands in the column of the names of the file")


def test_a_card_draws_as_many_values_as_its_author_wants() -> None:
    given = ", ".join(f"a_rather_long_name_{number}: 1..9" for number in range(100))
    card = f"question: Q\n    number: {{given: {{{given}}}, answer: a_rather_long_name_7}}\n"
    assert told(load(DECK + card)) == []


def test_the_line_of_an_id_is_found_in_a_card_that_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "d.yaml"
    path.write_text(
        'title: T\ncards:\n\n\n  - id: lost\n    question: "Q" A\n\n  - {question: R, answer: B, id: kept}\n'
    )
    assert [places.line_of(path, name) for name in ("lost", "kept", "los", "question")] == [5, 8, 0, 0]


# -- what the head of a deck says for all cards ---------------------------------------------------------------------


def test_what_the_head_says_holds_for_each_card_that_does_not_say_otherwise() -> None:
    head = "title: T\nlevel: mid\nsource: S\nchecked: C\ntags: [t, u]\nlanguage: sql\ntext_language: fr\n"
    cards = "cards:\n  - {question: Q, answer: A}\n  - {code: select 1, prints: '1', level: senior, tags: own, language: r}\n"
    deck = load(head + cards)
    assert not deck.problems
    first, second = deck.cards
    assert (first.notes.level, first.notes.source, first.notes.checked, first.tags) == ("mid", ("S",), "C", ("t", "u"))
    assert first.notes.text_language == "fr"
    assert (second.notes.level, second.tags, second.body.language) == ("senior", ("own",), "r")
    assert load(head + cards.replace(", language: r", "")).cards[1].body.language == "sql"


def test_where_a_deck_comes_from_is_read_with_it() -> None:
    deck = load("title: T\nauthor: [A, B]\nlicence: CC0\nversion: 1.2\ncards: []\n")
    assert (deck.author, deck.licence, deck.version) == (("A", "B"), "CC0", "1.2")
    assert told(load("title: T\nlicense: CC0\ncards: []\n")) == ["2:1: license: unknown field; did you mean `licence`?"]


def test_a_language_is_named_by_its_code() -> None:
    assert told(load("title: T\ntext_language: en français\ncards: []\n")) == [
        "2:16: text_language: `en français` is not the code of a language, like `fr` or `pt-BR`"
    ]


def test_the_head_of_a_deck_is_named_by_its_own_words() -> None:
    deck = load("title: T\nsubtitle: S\nlang: fr\nname: N\ncards: []\n")
    assert told(deck) == [
        "2:1: subtitle: unknown field; write `description:`",
        "3:1: lang: unknown field; write `text_language:` for that of the texts, or `language:` for that of the code",
        "4:1: name: unknown field; no deck has one; take it away",
    ]


RENAMING = re.compile(r": (\w+): unknown field; (?:did you mean `(\w+)`\?|write `(\w+):`)$")
RENAMED = {
    name: (lines, found[1], found[2] or found[3])
    for name, (lines, said) in {**ERRORS, **KINDS_IN_ONE}.items()
    if (found := RENAMING.search(said if isinstance(said, str) else said[0]))
}


@pytest.mark.parametrize(("lines", "word", "name"), RENAMED.values(), ids=RENAMED)
def test_a_name_that_was_meant_is_no_unknown_field_when_it_is_written(lines: list[str], word: str, name: str) -> None:
    mended = "\n    ".join(lines).replace(f"{word}:", f"{name}:", 1)
    assert not [said for said in told(load(f"{DECK}{mended}\n")) if "unknown field" in said or f" {word}: " in said]


# What is written, then what it becomes when each remedy is followed in turn, to the last, which is sound.
FOLLOWED: dict[str, list[str]] = {
    "a test that is a text": [
        "question: Q\n    solution: f = abs\n    tests:\n      - Keeps 1",
        "question: Q\n    solution: f = abs\n    tests:\n      - point: Keeps 1\n        assert: f(1) == 1",
    ],
    "a point with a reason": [
        "question: Q\n    steps:\n      - a\n      - b\n        because: c",
        "question: Q\n    steps:\n      - a\n      - name: b\n        because: c",
        "question: Q\n    steps:\n      - a\n      - step: b\n        because: c",
    ],
    "quotes in double quotes": [
        'question: "a" b\n    answer: A',
        'question: "\\"a\\" b"\n    answer: A',
    ],
    "a hole in code": ["cloze: '`a {{b}}`'", "cloze: '`a {{c1::b}}`'"],
    "braces in a formula": [
        "question: 'Q {{a}}'\n    number: {given: {a: 1..9}, answer: {{a}} + 1}",
        "question: 'Q {{a}}'\n    number: {given: {a: 1..9}, answer: '{{a}} + 1'}",
        "question: 'Q {{a}}'\n    number: {given: {a: 1..9}, answer: a + 1}",
    ],
    "a list for a text": [
        "question: Q\n    answer:\n      - a\n      - b",
        "question: Q\n    answer: |\n      - a\n      - b",
    ],
    "a constant": [
        "question: 'Q {{a}}'\n    number: {given: {a: 3}, answer: a}",
        "question: 'Q {{a}}'\n    number: {given: {a: [3]}, answer: a}",
    ],
    "a pair of words": ["der Hund: le chien", "question: der Hund\n    answer: le chien"],
}


@pytest.mark.parametrize("cards", FOLLOWED.values(), ids=FOLLOWED)
def test_remedies_that_are_followed_lead_to_a_sound_card(cards: list[str]) -> None:
    said = [told(load(f"{DECK}{card}\n")) for card in cards]
    assert all(said[:-1])
    assert said[-1] == []
    assert len({text for problems in said for text in problems}) == sum(map(len, said)), "no remedy leads back"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "title: N\ncards:\n  - id: a\n      - step: S\nlevel: mid\n      +with f(x) as s:\n",
            ["4:13", "6:22"],
        ),
        (f"{DECK}question: Q\n    choices: [{{right: a}}, {{}}, {{wrong: b, because: c}}]\n", ["7:27"]),
        (
            f"{DECK}code: print({{{{a}}}})\n    given: {{a: 1..3}}\n    draws: [{{given: {{a: '1'}}, prints: '1'}}]\n",
            ["7:12"],
        ),
    ],
    ids=["a card that is gone above a field at the edge", "an option without anything", "values drawn in two ways"],
)
def test_what_mends_one_fault_bears_another(text: str, said: list[str]) -> None:
    assert [":".join(line.split(":")[:2]) for line in told(load(text))] == said


@pytest.mark.parametrize(
    "cards",
    [
        "  - question: One?\n    answer: A\n    question: Two?\n    answer: B\n",
        "  - question: One?\n    answer: A\n    cloze: The {{c1::hole}}\n",
        "  - question: One?\n  - answer: A\n",
    ],
)
def test_cards_whose_dashes_are_wrong_are_no_sound_cards(cards: str) -> None:
    text = f"title: T\ncards:\n{cards}  - {{question: Last?, answer: L}}\n"
    deck, fields = deckfile.load_with_fields(text.encode(), Path("d.yaml"), "d")
    assert len(deck.problems) == 1
    assert [card.question_text for card in deck.cards] == ["Last?"]
    assert [read["answer"] for read in fields] == ["L"]
