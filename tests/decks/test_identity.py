"""Edited cards: what no reader would doubt is followed, whatever else changed is not, measured on pairs of every kind."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from flashcards.cards import Deck, is_alike
from flashcards.decks.file import load
from flashcards.decks.folder import deck_files
from flashcards.decks.identity.evidence import Text, same_meaning
from flashcards.decks.identity.lexicon import Lexicon
from flashcards.decks.identity.match import Known
from flashcards.decks.identity.matching import matches
from flashcards.decks.identity.places import goals_in_family, moves_to
from flashcards.kinds import BY_NAME
from flashcards.library import bundled_decks

EDITS = Path(__file__).with_name("edits.txt")
MARK = re.compile("⟦(.*?)⇒(.*?)⟧")
TEXT = "tag:yaml.org,2002:str"
LEXICON = Lexicon(lambda: [path.read_text(encoding="utf-8") for _, path in deck_files(bundled_decks())])


def written(kind: str, line: str) -> dict[str, object]:  # noqa: C901 - a branch a kind
    """The card that a line of the file of edits stands for."""
    first, *rest = line.replace("⏎", "\n").split(" :: ")
    lines = rest[0].split(" | ") if rest else []
    match kind:
        case "basic":
            return {"question": first, "answer": rest[0]}
        case "cloze":
            return {"cloze": first}
        case "choice":
            starred = any(text.startswith("*") for text in lines)
            right = [text.startswith("*") if starred else at == 0 for at, text in enumerate(lines)]
            options = [text.removeprefix("*") for text in lines]
            return {
                "question": first,
                "choices": [
                    {"right": text} if yes else {"wrong": text, "because": "It is not so."}
                    for yes, text in zip(right, options, strict=True)
                ],
            }
        case "number":
            names = sorted(set(re.findall(r"\{\{(\w+)\}\}", first)))
            return {"question": first, "number": {"given": dict.fromkeys(names, "4..9"), "answer": rest[0]}}
        case "output":
            return {"question": first, "code": rest[0], "language": "python", "prints": rest[1]}
        case "bug":
            return {"symptom": first, "code": rest[0], "language": "python", "fix": rest[1]}
        case "order":
            return {"question": first, "steps": lines}
        case "explain":
            return {"question": first, "points": lines}
        case "typed":
            return {"question": first, "accept": lines}
        case "write":
            tests = [{"point": "It works", "assert": "True"}]
            return {"question": first, "solution": rest[0], "language": "python", "tests": tests}
    raise AssertionError(kind)


class Blocks(yaml.SafeDumper):
    """Writes texts of several lines as blocks."""


Blocks.add_representer(str, lambda to, text: to.represent_scalar(TEXT, text, style="|" if "\n" in text else None))


def deck_of(*cards: dict[str, object], name: str = "deck") -> Deck:
    text = yaml.dump({"title": "T", "cards": [*cards]}, Dumper=Blocks, allow_unicode=True, sort_keys=False)
    made = load(text.encode(), Path(f"{name}.yaml"), name)
    assert not made.problems, made.problems
    return made


def edits() -> Iterator[tuple[str, str, str, str]]:
    """Section, kind, and the line before and after the edit."""
    section = ""
    for line in EDITS.read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            section = line[3:]
        elif line and not line.startswith("#"):
            kind, text = line.split(": ", 1)
            yield section, kind, MARK.sub(r"\1", text), MARK.sub(r"\2", text)


def pairs(section: str) -> list[tuple[str, str, str]]:
    return [rest for found, *rest in edits() if found == section]  # type: ignore[misc]


def unasked(kind: str, before: str, after: str, **named: str) -> dict[str, str]:
    """The parts of the old card that go on as cards of the new text with nothing said, and the parts they are then."""
    old, new = (deck_of({**named, **written(kind, text)}) for text in (before, after))
    standing = {card.id: card for card in new.cards}
    going = {}
    lost: list[Known] = []
    for card in old.cards:
        was, now = Text.of_card(card), standing.pop(card.id, None)
        if now is None:
            lost.append(was)
        elif is_alike(was.fingerprint, now.fingerprint) or same_meaning(was, Text.of_card(now), LEXICON) is not None:
            going[card.part] = now.part
    sure = [match for match in matches(lost, [*standing.values()], LEXICON) if match.sure]
    return going | {match.old.part: match.card.part for match in sure}


def is_followed(kind: str, before: str, after: str) -> bool:
    """Whether every card of the old text goes on as the same part of the new one without a question."""
    parts = [card.part for card in deck_of(written(kind, before)).cards]
    return unasked(kind, before, after) == dict(zip(parts, parts, strict=True))


def test_the_pairs_are_enough_and_of_every_kind() -> None:
    listed = [*edits()]
    assert len(listed) >= 300
    assert len({(kind, before, after) for _, kind, before, after in listed}) == len(listed)
    for section in ("mended", "changed"):
        assert {kind for kind, *_ in pairs(section)} == set(BY_NAME) - {"design", "compare"}


def test_at_least_95_of_100_mended_slips_are_followed_without_a_question() -> None:
    asked = [pair for pair in pairs("mended") if not is_followed(*pair)]
    assert len(asked) <= 0.05 * len(pairs("mended")), asked


def test_a_question_in_other_words_is_followed_where_its_long_answer_stayed() -> None:
    assert [pair for pair in pairs("reworded") if not is_followed(*pair)] == []


@pytest.mark.parametrize("named", [{}, {"id": "x"}], ids=["without ids", "with ids"])
def test_no_changed_meaning_goes_on_without_a_word(named: dict[str, str]) -> None:
    """Neither is it linked, nor does it stand under its name as if nothing had changed."""
    assert [pair for pair in pairs("changed") + pairs("look-alikes") if unasked(*pair, **named)] == []


HOLES = st.lists(st.integers(0, 5), unique=True, max_size=5)


@given(HOLES, HOLES, st.booleans())
def test_no_history_of_a_hole_is_lost_or_comes_to_the_word_of_another(
    before: list[int], after: list[int], alike: bool
) -> None:
    """Words of holes are numbers here; the question of a hole is the words of the others."""

    def marks(words: list[int]) -> dict[str, str]:
        return {f"r#{n}": f"{'-'.join(map(str, {*words} - {word}))}.{word}" for n, word in enumerate(words, 1)}

    answered, standing = marks(before), marks(after)
    held = {name: before[int(name[2:]) - 1] for name in answered}
    for old, new in moves_to(goals_in_family(answered, standing, lambda *_: alike), answered):
        assert new not in held, "a history is put away before another comes to its name"
        held[new] = held.pop(old)
    assert sorted(held.values()) == sorted(before)
    for name, word in held.items():
        if name in standing:
            has = int(standing[name].partition(".")[2])
            assert word == has or (before.index(word) == int(name[2:]) - 1 and (not alike or word not in after))


def test_holes_stay_where_a_log_knows_less_of_them() -> None:
    """Older logs have no part of the meaning in their marks."""
    known = {"r#1": "q1.a1", "r#2": "q2.a2"}
    assert goals_in_family(known, {"r#1": "q1.a1.m1", "r#2": "q2.a2.m2"}) == {}
    assert goals_in_family(known, {"r#1": "q2.a2.m2", "r#2": "q1.a1.m1"}) == {"r#1": "r#2", "r#2": "r#1"}
