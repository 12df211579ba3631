"""Strict YAML: texts as typed, exact places, every fault with its remedy, and sound cards in spite of it."""

from __future__ import annotations

import gc
import re
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from flashcards.decks.yaml import reader as yamltext
from flashcards.decks.yaml.reader import Fault, Items, Mapping, Node, Text, read
from tests.conftest import examples

if TYPE_CHECKING:
    from collections.abc import Iterator

QUOTE = "put the text in quotes or under |"
NO_TEX = "put TeX in a | block or in single quotes"
EACH_LINE = "line it up with the keys above, each written `key: value`"
SPLIT = "split it into several decks"
CARDS = "split it into several cards"
ALIGN = "line it up with its block; text under | stands deeper"
LOST = "the text after # would be lost; quote it or put it under |"
CLOSE = "close its quotes where it ends, or put it under |"
DEEPER = "line the two up, or write `|{}` in place of `|`: the other spaces are text then"
SIDES = "keep one of the two sides and delete the lines of `<`, `=` and `>`"

Plain = str | list["Plain"] | dict[str, "Plain"] | None


@pytest.fixture(params=["libyaml", "pure"])
def _loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run a test with libyaml and without."""
    if request.param == "pure":
        monkeypatch.setattr(yamltext, "_LOADER", yaml.SafeLoader)
    elif not hasattr(yaml, "CSafeLoader"):
        pytest.skip("PyYAML has no libyaml here")


def values(node: Node | None) -> Plain:
    """Give the bare values of a tree."""
    match node:
        case Text(value):
            return value
        case Items(items):
            return [values(item) for item in items]
        case Mapping():
            return {key.value: values(value) for key, value in node}
    return None


def texts(node: Node | None) -> Iterator[Text]:
    """Give every text of a tree, keys too."""
    match node:
        case Text():
            yield node
        case Items(items):
            for item in items:
                yield from texts(item)
        case Mapping():
            for key, value in node:
                yield key
                yield from texts(value)


def told(source: str | bytes) -> list[str]:
    """Give the faults of a file as a person reads them."""
    _, faults = read(source.encode() if isinstance(source, str) else source)
    return [f"{fault.line}:{fault.column}: {fault.message}; {fault.fix}" for fault in faults]


def mapping(source: str) -> Mapping:
    """Read a file that is a mapping."""
    root, _ = read(source.encode())
    assert isinstance(root, Mapping)
    return root


def text(root: Mapping, name: str) -> Text:
    """Give the text under a key."""
    node = root.get(name)
    assert isinstance(node, Text)
    return node


# --- values and places


TRAPS = (
    *("no", "on", "Yes", "y", "true", "null", "~", "012", "08", "0o12", "0x1F", "1_000", "12:30", "1:30:15", "1e3"),
    *("2026-11-22", "2026-13-45", "3.10", ".inf", ".nan", "=", "-0", "+1", "9" * 5000, "0x" + "F" * 3000, "a:b"),
    *("x#y", "$\\frac{1}{2}$", "don't", "a & b", "5 > 3", "-5", "?x", ":x", "👩\u200d💻", "❤\ufe0f", "a\u00a0b"),
)


@pytest.mark.usefixtures("_loader")
@pytest.mark.parametrize("typed", TRAPS)
def test_an_unquoted_value_is_the_text_as_typed(typed: str) -> None:
    root, faults = read(f"key: {typed}\n".encode())
    assert (values(root), faults) == ({"key": typed}, [])


@pytest.mark.usefixtures("_loader")
@pytest.mark.parametrize("typed", ["1", "true", "1.0", "null", "~", "2026-11-22"])
def test_a_key_is_the_text_as_typed(typed: str) -> None:
    assert values(mapping(f"{typed}: x\n")) == {typed: "x"}


@pytest.mark.parametrize("source", ["", "\n\n", "# only a comment\n", "\ufeff"])
def test_an_empty_file_is_nothing_and_no_fault(source: str) -> None:
    assert read(source.encode()) == (None, [])


def test_an_empty_value_is_an_empty_text() -> None:
    assert mapping("a:\nb: 1\n").get("a") == Text("", 1, 3, plain=True, block=False)


def test_every_style_of_text_is_told_apart_and_placed() -> None:
    root = mapping("plain: a b\nquoted: \"c\"\nsingle: 'd'\nliteral: |\n  e\nfolded: >-\n  f\n")
    assert [value for _, value in root] == [
        Text("a b", 1, 8, plain=True, block=False),
        Text("c", 2, 9, plain=False, block=False),
        Text("d", 3, 9, plain=False, block=False),
        Text("e\n", 4, 10, plain=False, block=True),
        Text("f", 6, 9, plain=False, block=True),
    ]


def test_a_block_stands_on_the_line_of_its_bar() -> None:
    root = mapping("a: |  # note\n\n  x\nb: y\n")
    assert (text(root, "a").value, text(root, "a").line, text(root, "b").line) == ("\nx\n", 1, 4)


def test_a_mapping_gives_keys_values_and_their_places() -> None:
    root = mapping("a: 1\nb: [x, {c: d}]\n")
    assert (root.get("a"), root.get("z"), root.key("z")) == (Text("1", 1, 4, plain=True, block=False), None, None)
    assert root.key("b") == Text("b", 2, 1, plain=True, block=False)
    assert ("b" in root, "x" in root, root.faulty) == (True, False, False)
    items = root.get("b")
    assert isinstance(items, Items)
    assert (items.line, items.column, values(items)) == (2, 4, ["x", {"c": "d"}])


def test_a_card_is_placed_at_its_first_key_and_the_list_at_its_first_dash() -> None:
    cards = mapping("cards:\n  # first\n  - id: a\n").get("cards")
    assert isinstance(cards, Items)
    assert (cards.line, cards.column) == (3, 3)
    assert (cards.items[0].line, cards.items[0].column) == (3, 5)


@pytest.mark.usefixtures("_loader")
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_as_an_editor_counts_them(end: str) -> None:
    root = mapping(end.join(("\ufeff# note", "", "a: |", "  x", "  y", "b: c", "")))
    assert (text(root, "a").value, text(root, "a").line, text(root, "b").line) == ("x\ny\n", 3, 6)


def test_columns_are_counted_in_characters_and_a_tab_is_one() -> None:
    assert text(mapping("😀é:\t\tx\n"), "😀é").column == 6


# --- what is refused, each with place and remedy


GOLDEN = [
    # Silent losses of YAML.
    ("q: What does # mean\n", "1:14: the text after # would be lost; quote it or put it under |"),
    ("q: two\n  lines # lost\n", "2:9: the text after # would be lost; quote it or put it under |"),
    ("- a b  # c\n", "1:8: the text after # would be lost; quote it or put it under |"),
    ('q: "\\frac12"\n', rf"1:5: in double quotes `\frac` begins with the escape `\f`; {NO_TEX}"),
    ('q: "a\n  \\theta"\n', rf"2:3: in double quotes `\theta` begins with the escape `\t`; {NO_TEX}"),
    ('q: "x\\nabla"\n', rf"1:6: in double quotes `\nabla` begins with the escape `\n`; {NO_TEX}"),
    ('q: "\\beta"\n', rf"1:5: in double quotes `\beta` begins with the escape `\b`; {NO_TEX}"),
    ('q: "\\Lambda"\n', rf"1:5: in double quotes `\Lambda` begins with the escape `\L`; {NO_TEX}"),
    ("q: &ref in C\n", f"1:4: `&ref` is an anchor, and a deck has none; take it away, or {QUOTE}"),
    ("q: &ref {a: b}\n", f"1:4: `&ref` is an anchor, and a deck has none; take it away, or {QUOTE}"),
    ("q: *ref\n", f"1:4: `*ref` is an alias, and a deck has none; write the value out, or {QUOTE}"),
    ("q: !x y\n", f"1:4: `!x` is a tag, and a deck has none; take it away, or {QUOTE}"),
    ("q: !!int 3\n", f"1:4: `!!int` is a tag, and a deck has none; take it away, or {QUOTE}"),
    ("q: ! y\n", f"1:4: `!` is a tag, and a deck has none; take it away, or {QUOTE}"),
    (
        "q: !!python/name:os.system\n",
        f"1:4: `!!python/name:os.system` is a tag, and a deck has none; take it away, or {QUOTE}",
    ),
    ("<<: {a: b}\n", "1:1: `<<` merges mappings, and a deck has no aliases; write the keys out"),
    ("a: 1\nb: 2\na: 3\n", "3:1: the key `a` was given already on line 1; keep one of the two"),
    ("? [a]\n: b\n", f"1:3: a list or mapping cannot be a key; {QUOTE}"),
    ("?\n: x\n", f"1:2: there is no key before the colon; name it, or {QUOTE}"),
    ("a: b\n---\nc: d\n", "2:1: a second document starts here; one file is one deck: split it"),
    ("%YAML 1.1\n---\na: b\n", "1:1: directives (lines that start with %) are not allowed; delete the line"),
    # Characters.
    ("a: x\x1b[2J\n", "1:5: the control character U+001B is not allowed; delete it"),
    ("# \x00\n", "1:3: the control character U+0000 is not allowed; delete it"),
    ("a: |\n  x\x85y\n", "2:4: the control character U+0085 is not allowed; delete it"),
    ("a: x\ufeffy\n", "1:5: the control character U+FEFF is not allowed; delete it"),
    ("a: x\u202ey\n", "1:5: the invisible character U+202E turns the direction of the text; delete it"),
    (
        "a: x\u2028y\n",
        "1:5: the invisible character U+2028 breaks the line; delete it, or press Enter in its place",
    ),
    ('a: "x\\e[2J"\n', "1:6: the control character U+001B is not allowed; delete it"),
    ('a: "\\x9b1m"\n', "1:5: the control character U+009B is not allowed; delete it"),
    ('a: "\\0"\n', "1:5: the control character U+0000 is not allowed; delete it"),
    ('a: "\\r"\n', "1:5: the control character U+000D is not allowed; delete it"),
    ('a: "\\u2066"\n', "1:5: the invisible character U+2066 turns the direction of the text; delete it"),
    # Syntax.
    ("q: What is x: y?\n", f"1:13: this line has a second `: `; {QUOTE}"),
    ("q: a\n  b: c\n", f"2:4: a key cannot stand here: the text above it has not ended; {EACH_LINE}"),
    ("q: @x\n", f"1:4: an unquoted text cannot start with `@`; {QUOTE}"),
    ("q: `x`\n", f"1:4: an unquoted text cannot start with a backtick; {QUOTE}"),
    ("q: %x\n", f"1:4: an unquoted text cannot start with `%`; {QUOTE}"),
    ("q: ,x\n", f"1:4: an unquoted text cannot start with `,`; {QUOTE}"),
    ("q: & y\n", f"1:4: an unquoted text cannot start with `&`; {QUOTE}"),
    ("q: !< y\n", f"1:4: an unquoted text cannot start with `!`; {QUOTE}"),
    ("q: ? b\n", f"1:4: an unquoted text cannot start with `? `; {QUOTE}"),
    ("q: [a] b\n", f"1:4: an unquoted text that starts with `[` is read as a list or mapping; {QUOTE}"),
    ("q: {a} b\n", f"1:4: an unquoted text that starts with `{{` is read as a list or mapping; {QUOTE}"),
    ("q: [a\n", f"1:4: the list that opens here with `[` is not closed; close it with `]`, or {QUOTE}"),
    ("q: {a\n", f"1:4: the mapping that opens here with `{{` is not closed; close it with `}}`, or {QUOTE}"),
    ("q: | a\n", "1:6: text follows `|` or `>` on the same line; start it on the next line, or put it in quotes"),
    ("q: >= 3\n", "1:5: text follows `|` or `>` on the same line; start it on the next line, or put it in quotes"),
    ("q: |0\n", "1:5: this is not how a text under | or > begins; write only |"),
    ("q: - b\n", f"1:4: a list cannot start behind a key on the same line; move it down, or {QUOTE}"),
    ("q: 'it's'\n", "1:8: text follows the closing quote; double the quotes inside the text, or put it under |"),
    ('q: "a" b\n', '1:8: text follows the closing quote; write each quote inside the text as `\\"`, or put it under |'),
    (
        'q: """a"" b"\n',
        '1:6: text follows the closing quote; write each quote inside the text as `\\"`, or put it under |',
    ),
    ("q: 'a\nr: it's\ns: c\n", f"1:4: the quoted text that starts here ends only on line 2; {CLOSE}"),
    ('q: "a\nr: "b"\ns: c\n', f"1:4: the quoted text that starts here ends only on line 2; {CLOSE}"),
    ("c:\n- 'a\n- b\n- it's\n", f"2:3: the quoted text that starts here ends only on line 4; {CLOSE}"),
    ("q: a\nr:b\ns: c\n", "2:3: there is no space behind `r:`; write `r: …`"),
    ("c:\n  - q:a\n    r: b\n", "2:7: there is no space behind `- q:`; write `- q: …`"),
    ("c:\n  - q: a\n  -q: b\n", "3:4: there is no space behind `-`; write `- …`"),
    ("c:\n  -q: a\n    r: b\n", "2:4: there is no space behind `-`; write `- …`"),
    ("q: a\nhttp://b\n", f"2:1: this line is neither a `key: value` nor part of a text; indent it, or {QUOTE}"),
    ("c:\n  - - q: a\n    r: b\n", "2:5: two dashes begin this line; take one of them away"),
    (
        "c:\n  - one\n    r: b\n",
        "3:6: a key cannot stand below a text that has no name; give the text on line 2 its name too: `- name: one`",
    ),
    ('q: "a\n', "1:4: the quoted text that starts here never ends; close the quotes"),
    ("q:\n\ta: b\n", "2:1: a tab is used for indentation; indent with spaces"),
    ("q:\n  a: 1\n b: 2\n", f"3:2: this line is not indented like its neighbours; {ALIGN}"),
    ("q: 1\nx\n", f"2:1: this line is neither a `key: value` nor part of a text; indent it, or {QUOTE}"),
    ("q: * y\n", f"1:4: an unquoted text cannot start with `*`; {QUOTE}"),
    ("q: C #sharp\n", f"1:6: {LOST}"),
    ("q: C\t#sharp\n", f"1:6: {LOST}"),
    ("q: #1 of all\n", f"1:4: {LOST}"),
    ("- 3 # b\n", f"1:5: {LOST}"),
    ("- # nothing\n- b\n", f"1:3: {LOST}"),
    ("t: [a, b #c]\n", f"1:10: {LOST}"),
    ("{a: b #c\n}\n", f"1:7: {LOST}"),
    ("a #b: c\n", f"1:3: {LOST}"),
    ("q: a # b\n  c\n", f"1:6: {LOST}"),
    ("q: a\n  # b\n  c\n", "3:3: the text above ended with the comment on line 2; put all of it under |"),
    ('q: "\\sigma"\n', f"1:5: this is not an escape that double quotes know; {NO_TEX}"),
    ('q: "\\xZZ"\n', f"1:5: this is not an escape that double quotes know; {NO_TEX}"),
    ('q: "\\U00110000"\n', f"1:5: this is not an escape that double quotes know; {NO_TEX}"),
    ('q: 1\n"x"\n', f"2:1: this line is neither a `key: value` nor part of a text; indent it, or {QUOTE}"),
    ("a: b\n...\n%TAG ! x:y\n---\nc: d\n", "3:1: a second document starts here; one file is one deck: split it"),
    ("q: {{a}} of {{b}}\n", f"1:4: an unquoted text that starts with `{{` is read as a mapping; {QUOTE}"),
    ("c: {q: a, r: b: c}\n", "1:15: a text inside brackets has a `: ` in it; put it in quotes"),
    ("q: {{c1::x}}\n", f"1:4: an unquoted text that starts with `{{` is read as a mapping; {QUOTE}"),
    ("[a]\n[b]\n", "2:1: a second document starts here; one file is one deck: split it"),
    ("q: |\n\tx\n", "2:1: a tab is used for indentation; indent with spaces"),
    # What cannot be seen, or only seems to be what it is.
    (
        "q:\u00a0a\nb: c\n",
        "1:3: the character U+00A0 (no-break space) stands behind the colon or dash; type a plain space in its place",
    ),
    (
        "q:\u200b a\nb: c\n",
        "1:3: the character U+200B (zero-width space) stands behind the colon or dash; type a plain space in its place",
    ),
    (
        "- a: b\n \u00a0c: d\n",
        "2:2: the character U+00A0 (no-break space) begins the line; type a plain space in its place",
    ),
    ("q\u200b: a\n", "1:2: the character U+200B (zero-width space) stands in a name; delete it"),
    (
        "q: \u201ca: b\u201d\n",
        "1:4: `\u201c` is a typographic quote, which does not quote anything in YAML; type straight quotes, or put the text under |",
    ),
    # Texts under a bar.
    (
        "q: |\n    a\n  b\nc: d\n",
        f"3:3: this line stands less deep than line 2, where its text begins; {DEEPER.format(2)}",
    ),
    (
        "q: |\n    a\n  b: c\n",
        f"3:3: this line stands less deep than line 2, where its text begins; {DEEPER.format(2)}",
    ),
    (
        "- fix: |\n     a\n    - b\n    + c\n",
        f"3:5: this line stands less deep than line 2, where its text begins; {DEEPER.format(2)}",
    ),
    (
        "- q: |\n    a\n   why: b\n",
        "3:4: `why:` is indented by 3 spaces, and `q:` by 2; indent both alike",
    ),
    # Lists.
    (
        "c:\n  - q: a\n  r: b\n",
        "3:3: `r:` stands in the column of the dashes, not below the fields of its card; indent it by 2 more spaces",
    ),
    # What git leaves behind.
    (
        "a: 1\n<<<<<<< HEAD\nb: 2\n=======\nb: @\n>>>>>>> other\nc: 4\n",
        f"2:1: a conflict of git begins here and ends on line 6; {SIDES}",
    ),
    (
        "a: |\n  x\n<<<<<<< HEAD\n  y\n||||||| base\n=======\n  z\n>>>>>>> other\n",
        f"3:1: a conflict of git begins here and ends on line 8; {SIDES}",
    ),
    ("a: b\n>>>>>>> other\nc: d\n", "2:1: this line was left behind by git; delete it"),
]


@pytest.mark.usefixtures("_loader")
@pytest.mark.parametrize(("source", "said"), GOLDEN)
def test_a_fault_names_place_matter_and_remedy(source: str, said: str) -> None:
    assert told(source) == [said]


@pytest.mark.parametrize("name", ["CSafeLoader", "SafeLoader"])
@pytest.mark.parametrize(("source", "said"), GOLDEN)
def test_place_and_remedy_come_from_the_line_whatever_the_library_says(
    source: str, said: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    loader: Any = getattr(yaml, name, None)
    if loader is None:
        pytest.skip("PyYAML has no libyaml here")

    class Mumbling:
        """A loader whose errors keep their places and say nothing."""

        def __init__(self, source: object) -> None:
            self.loader = loader(source)

        def get_event(self) -> object:
            try:
                return self.loader.get_event()
            except yaml.MarkedYAMLError as error:
                raise yaml.MarkedYAMLError("brillig", error.context_mark, "slithy toves", error.problem_mark) from None
            except yaml.YAMLError:
                raise yaml.YAMLError("gyre and gimble") from None

    monkeypatch.setattr(yamltext, "_LOADER", Mumbling)
    assert told(source) == [said]


@pytest.mark.parametrize(
    "source",
    [
        *("t: [a, b] # c\n", "t: [a, # c\n  b]\n", "a: # c\n  b\n", "a: 'b' # c\n", 'a: "b" # c\n'),
        *(
            "a: |  # c\n  b # d\n",
            "- # c\n  a: b\n",
            "a: b\n# c\n",
            "a: b\n  # c\n",
            "a: b#c\n",
            "a#b: c\n",
            "a: b\n...\n# c\n",
        ),
    ],
)
def test_a_comment_that_cuts_nothing_off_is_legal(source: str) -> None:
    assert told(source) == []


@pytest.mark.parametrize(
    "source", ['a: "\\\\frac"\n', 'a: "\\n1"\n', 'a: "\\u00e9x"\n', "a: '\\frac'\n", "a: |\n  \\frac\n"]
)
def test_sound_escapes_and_tex_are_kept(source: str) -> None:
    assert told(source) == []


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("é: x\n".encode("utf-16"), "1:1: the file is UTF-16 or UTF-32, not UTF-8; save it as UTF-8 in your editor"),
        ("a: é\n".encode("utf-16-be"), "1:1: the file is UTF-16 or UTF-32, not UTF-8; save it as UTF-8 in your editor"),
        ("a: b\nc: café\n".encode("latin-1"), "2:7: byte 11 (0xe9) is not UTF-8; save it as UTF-8 in your editor"),
        (b"\xef\xbb\xbfa: \xff\n", "1:4: byte 6 (0xff) is not UTF-8; save it as UTF-8 in your editor"),
        (b"#" * 5_000_001, f"1:1: the file has 5,000,001 bytes, more than the 5,000,000 a deck may have; {SPLIT}"),
        (b"a: " + b"x" * 100_001, f"1:4: the text has 100,001 characters, more than the 100,000 it may have; {CARDS}"),
        pytest.param(
            b"[" + b"a," * 400_000 + b"]",
            f"1:1: the file has more than 400,000 keys and values; {SPLIT}",
            marks=pytest.mark.slow,
        ),
    ],
)
def test_what_is_no_deck_at_all_is_refused(data: bytes, said: str) -> None:
    assert told(data) == [said]


@pytest.mark.parametrize(
    "data",
    [b"[" * 25_000, b"- " * 25_000, b"[" * 2_000_000, b"[\n" * 50_000, b"{a: " * 25_000, b"? " * 25_000],
)
def test_deep_nesting_is_refused_at_once(data: bytes) -> None:
    begun = time.perf_counter()
    said = told(data)
    assert time.perf_counter() - begun < 1
    assert len(said) == 1
    assert said[0].endswith(": this is nested more than 8 levels deep; nest less")


def test_eight_levels_are_kept_and_a_ninth_is_left_out() -> None:
    assert values(mapping("k: [[[[[[[1]]]]]]]\n")) == {"k": [[[[[[["1"]]]]]]]}
    root = mapping("k: [[[[[[[[1], 2]]]]]]]\nl: 3\n")
    assert values(root) == {"k": [[[[[[["2"]]]]]]], "l": "3"}


def test_a_flood_of_directives_or_conflicts_takes_no_time() -> None:
    begun = time.perf_counter()
    for data in (
        b"%TAG !a! b:c\n" * 300_000,
        b"<<<<<<<\n" * 500_000,
        b"<<<<<<<\n=======\n>>>>>>>\n" * 200_000,
        b"...\n" * 1_000_000,
    ):
        said = told(data + b"---\na: b\n")
        assert len(said) <= yamltext.MAX_FAULTS + 1
    assert time.perf_counter() - begun < 5


def test_the_card_in_a_conflict_is_left_out_and_its_neighbours_are_kept() -> None:
    cards = "c:\n  - a: 1\n  - a: 2\n<<<<<<< HEAD\n    b: 3\n=======\n    b: 4\n>>>>>>> x\n  - a: 5\n"
    listed = mapping(cards).get("c")
    assert isinstance(listed, Items)
    assert [(values(card), isinstance(card, Mapping) and card.faulty) for card in listed.items] == [
        ({"a": "1"}, False),
        ({"a": "2", "b": "3"}, True),
        ({"a": "5"}, False),
    ]


def test_a_field_in_the_column_of_the_dash_takes_its_card_along_and_no_other() -> None:
    source = "c:\n  - a: 1\n  - a: 2\n  b: 3\n  - a: 4\n"
    assert values(mapping(source)) == {"c": [{"a": "1"}, {"a": "4"}]}


@pytest.mark.usefixtures("_loader")
def test_fields_in_the_column_of_the_dashes_of_an_unindented_list_take_only_their_card_along() -> None:
    source = "t: T\nc:\n- a: 1\n- a: 2\nb: 3\nd: 4\n- a: 5\nn: 6\n"
    assert values(mapping(source)) == {"t": "T", "c": [{"a": "1"}, {"a": "5"}], "n": "6"}
    assert told(source) == [
        "5:1: `b:` stands in the column of the dashes, not below the fields of its card; indent it by 2 more spaces"
    ]


def test_an_alias_bomb_is_refused_line_by_line() -> None:
    rows = [b"a: &a [x]", *(b"b%d: [%s]" % (n, b", ".join([b"*a"] * 9)) for n in range(9))]
    said = told(b"\n".join(rows))
    assert len(said) == 1 + 81
    assert said[1] == f"2:6: `*a` is an alias, and a deck has none; write the value out, or {QUOTE}"


def test_a_merge_bomb_is_refused_line_by_line() -> None:
    rows = [b"a0: &a0 {k: v}", *(b"a%d: &a%d {<<: [*a%d, *a%d]}" % (n, n, n - 1, n - 1) for n in range(1, 30))]
    said = told(b"\n".join(rows))
    assert len(said) == 30 + 29 * 3
    assert said[2] == "2:10: `<<` merges mappings, and a deck has no aliases; write the keys out"


def test_two_hundred_duplicate_keys_are_each_named_with_both_lines() -> None:
    said = told("k: v\n" * 201)
    assert len(said) == 200
    assert said[-1] == "201:1: the key `k` was given already on line 1; keep one of the two"


@pytest.mark.parametrize(
    "data", [b"a: b: c\n" * 300_000, b"#\x1b" * 200_000, b"- @\n" * 300_000, b"[" + b"*a," * 300_000]
)
def test_a_file_that_is_wrong_throughout_ends_after_many_faults(data: bytes) -> None:
    begun = time.perf_counter()
    said = told(data)
    assert time.perf_counter() - begun < 3
    assert len(said) == yamltext.MAX_FAULTS + 1
    assert said[-1].endswith(": there are 500 faults up to here; the rest is not read; mend these first")


# --- sound cards in spite of faults


BROKEN_FIELDS = (
    *("question: What: x", "question: @x", "question: `x`", "question: 'it's'", 'question: "open', "question: 'open"),
    *("tags: [a, b", "question: {{x}} y", "question: | x", "  odd: x", " odd: x", "\tquestion: x", "odd", "- odd"),
    *(
        "question: [a] b",
        'question: "\\sigma"',
        "a: {b: {c: {d: {e: {f: {g: {h: 1}}}}}}}",
        "question: *x y",
        "- - x: y: z",
    ),
    *("question: !<x", "%x", "question: %", "id: again", "<<: x", "? [a]", "question: 5 is # lost", "question: \x07"),
)


@pytest.mark.usefixtures("_loader")
@pytest.mark.parametrize("head", ["cards:\n", "title: t\ncards:\n", ""])
@pytest.mark.parametrize("indent", ["", "  "])
@pytest.mark.parametrize("broken", BROKEN_FIELDS)
def test_a_broken_card_leaves_every_other_card_sound(broken: str, indent: str, head: str) -> None:
    cards = [f"{indent}- id: c{n}\n{indent}  question: |\n{indent}    Why {n}?\n" for n in range(5)]
    cards[2] = f"{indent}- id: c2\n{indent}  {broken}\n{indent}  level: junior\n"
    foot = "notes: end\n" if head else ""
    root, faults = read((head + "".join(cards) + foot).encode())
    assert faults
    assert all(abs(fault.line - head.count("\n") - 8) <= 1 for fault in faults)
    listed = root.get("cards") if isinstance(root, Mapping) else root
    assert isinstance(listed, Items)
    sound = [values(card) for card in listed.items if isinstance(card, Mapping) and not card.faulty]
    assert [card for card in sound if card != {"id": "c2"}] == [
        {"id": f"c{n}", "question": f"Why {n}?\n"} for n in (0, 1, 3, 4)
    ]
    if foot:
        assert isinstance(root, Mapping)
        assert values(root.get("notes")) == "end"


def test_every_syntax_error_of_a_file_is_reported_at_its_place() -> None:
    source = "cards:\n  - q: a: b\n  - q: fine\n  - q: @x\n  - q: [a\n  - q: fine too\nnotes: x: y\nmore: z\n"
    assert [said.partition(": ")[0] for said in told(source)] == ["2:9", "4:8", "5:8", "7:9"]
    assert values(mapping(source)) == {"cards": [{"q": "fine"}, {"q": "fine too"}], "more": "z"}


def test_a_fault_in_the_head_of_a_deck_leaves_its_cards() -> None:
    assert values(mapping("title: What: now\ncards:\n  - id: a\n")) == {"cards": [{"id": "a"}]}


def test_places_stay_exact_after_a_syntax_error() -> None:
    root = mapping('cards:\n  - q: a: b\n  - id: c\n    q: "d"\n')
    assert [(t.value, t.line, t.column) for t in texts(root)] == [
        ("cards", 1, 1),
        ("id", 3, 5),
        ("c", 3, 9),
        ("q", 4, 5),
        ("d", 4, 8),
    ]
    assert told('cards:\n  - q: a: b\n  - q: "\\e"\n  - q: c d # e\n')[1:] == [
        "3:9: the control character U+001B is not allowed; delete it",
        "4:12: the text after # would be lost; quote it or put it under |",
    ]


def test_a_key_given_again_after_a_syntax_error_is_still_a_duplicate() -> None:
    assert told("title: a\ncards:\n  - q: a: b\n  - q: c\ntitle: d\n")[1:] == [
        "5:1: the key `title` was given already on line 1; keep one of the two"
    ]


def test_a_card_with_a_fault_is_marked_and_its_neighbours_are_not() -> None:
    root = mapping(
        "- id: a\n- {id: b, q: *x}\n- id: c\n  t: [d, *e]\n- id: \x01\n- id: f\n".replace("- ", "x: \n- ", 1)
    )
    cards = root.get("x")
    assert isinstance(cards, Items)
    assert [card.faulty for card in cards.items if isinstance(card, Mapping)] == [False, True, True, True, False]
    assert values(cards.items[3]) == {}


def test_the_first_of_two_equal_keys_is_kept() -> None:
    assert values(mapping("a: 1\na: 2\nb: 3\n")) == {"a": "1", "b": "3"}


# --- laws


SPECIAL = [
    *"\"'[]{}:-#|>&*!@`%,?\\~ \t\r\n\x00\x1b\x85\u2028\u202e\ufeff\u200d😀",
    *("- ", ": ", " #", "\n  ", "\n- ", "\n---\n", "cards:\n", "\nid: a", "\r\n", '"\\', "<<: ", "|\n  ", "a", "b c"),
    *(
        "\u00a0",
        "\u200b",
        "\u201c",
        "\n<<<<<<< HEAD\n",
        "\n=======\n",
        "\n>>>>>>> other\n",
        "\n...\n",
        "\n%TAG",
        "\n\t",
        "|2\n",
    ),
]
SUSPECT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
FAST = examples(25, deadline=timedelta(seconds=1), derandomize=True)


@FAST
@given(st.binary(max_size=400))
def test_bytes_of_any_kind_are_read_without_raising(data: bytes) -> None:
    root, faults = read(data)
    assert faults or root is not None or not data.strip() or data.lstrip(b"\xef\xbb\xbf \r\n").startswith(b"#")


@FAST
@given(st.lists(st.sampled_from(SPECIAL), max_size=50).map("".join) | st.text(max_size=40))
def test_no_control_character_comes_out_and_places_hold_the_values(source: str) -> None:
    root, faults = read(source.encode(errors="replace"))
    lines = re.split("\r\n|\r|\n", source.removeprefix("\ufeff"))
    for found in texts(root):
        assert not SUSPECT.search(found.value)
        at = lines[found.line - 1][found.column - 1 :] if found.line <= len(lines) else ""
        if found.block:
            assert at[0] in "|>&!"
        elif found.plain and at[:1] not in {"&", "!"}:
            assert at.startswith(found.value.partition("\n")[0].partition(" ")[0])
    for fault in faults:
        assert 1 <= fault.line <= len(lines) + 1
        assert not SUSPECT.search(fault.message)
        assert "\n" not in fault.message


WORDS = st.text(st.sampled_from("abz09$\\_^é😀\u200d(=+"), min_size=1, max_size=8)
LINES = st.lists(st.lists(WORDS, min_size=1, max_size=4).map(" ".join), min_size=1, max_size=4)


@FAST
@given(st.lists(st.tuples(LINES, LINES), min_size=1, max_size=6), st.sampled_from(["\n", "\r\n", "\r"]))
def test_plain_and_block_texts_are_found_again_at_their_places(
    cards: list[tuple[list[str], list[str]]], end: str
) -> None:
    rows = ["cards:"]
    for plain, block in cards:
        rows += [f"  - id: {plain[0]}", "    question: |", *(f"      {row}" for row in block)]
    root, faults = read(end.join([*rows, ""]).encode())
    assert not faults
    found = list(texts(root))[2::4]
    blocks = [t for t in texts(root) if t.block]
    assert [t.value for t in found] == [plain[0] for plain, _ in cards]
    for one in found:
        assert rows[one.line - 1][one.column - 1 :] == one.value
    for one in blocks:
        height = one.value.count("\n")
        below = rows[one.line : one.line + height]
        assert "".join(f"{row.removeprefix('      ')}\n" for row in below) == one.value


@FAST
@given(st.lists(st.sampled_from(SPECIAL), max_size=40).map("".join))
def test_without_libyaml_nothing_raises_either(source: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yamltext, "_LOADER", yaml.SafeLoader)
        root, _ = read(source.encode())
    assert not any(SUSPECT.search(found.value) for found in texts(root))


def test_the_collector_is_left_as_it_was() -> None:
    read(b"a: b: c\n")
    assert gc.isenabled()
    gc.disable()
    try:
        read(b"a: b\n")
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_a_fault_is_a_plain_value() -> None:
    assert read(b"a: 1\na: 2\n")[1] == [Fault(2, 1, "the key `a` was given already on line 1", "keep one of the two")]
