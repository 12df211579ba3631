"""The cards of Org files: what org-fc, org-drill and anki-editor make of headings, else each heading with its text."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from flashcards.exchange.incoming import shapes
from flashcards.exchange.incoming.brought import Brought, Left, Standing
from flashcards.exchange.incoming.notations import HEADINGS, Found
from flashcards.exchange.incoming.org import holes, markup
from flashcards.exchange.incoming.org.answers import Answers
from flashcards.exchange.incoming.org.days import standings
from flashcards.exchange.incoming.org.outline import Entry

FC, DRILL, EDITOR = "org-fc", "org-drill", "anki-editor"
_TAGS = {FC: "fc", DRILL: "drill"}
_OF_NO_CARD = {"fc", "drill", "suspended", "noheading", "notitle", "leech"}
"""Tags that say how these programs show a heading."""
_BACKS = {"back", "answer", "the answer", "solution", "definition"}
_FRONTS = {"front", "question", "the question"}
_BARE = {"item", "card", "fact", "question", "flashcard", "drill", "drill entry", "note", "topic", ""}
"""What headings are called that say nothing."""
_OWN_TURN = {
    "hide1cloze",
    "multicloze",
    "show1cloze",
    "hide2cloze",
    "show2cloze",
    "hide1_firstmore",
    "show1_firstless",
    "show1_lastmore",
}
"""Cards of org-drill whose holes are not all asked at once."""
_SIDES = {"twosided", "multisided"}
_COMPUTED = {"conjugate", "decline_noun", "spanish_verb", "translate_number"}
"""Cards of org-drill whose question a program of Emacs computes."""


def cards_of(
    root: Entry, deck: tuple[str, ...], shown: markup.Shown, file: str, answers: Answers, *, history: bool
) -> Found:
    """The cards of a file; `shown` tells what stands for its pictures, `history`: with their answers and due days."""
    entries = [*root.every()][1:]
    notation = next(
        (name for name, tag in _TAGS.items() if any(tag in one.tags for one in entries)),
        EDITOR if any("ANKI_NOTE_TYPE" in one.properties for one in entries) else HEADINGS,
    )
    return _Reader(notation, deck, shown, file, root, answers, history=history).read(entries)


class _Reader:
    """Reads the entries of one file."""

    def __init__(
        self,
        notation: str,
        deck: tuple[str, ...],
        shown: markup.Shown,
        file: str,
        root: Entry,
        answers: Answers,
        *,
        history: bool,
    ) -> None:
        self._found = Found(notation)
        self._deck, self._shown, self._file, self._root = deck, shown, file, root
        self._answers, self._history = answers, history
        self._titles: Counter[str] = Counter()

    def read(self, entries: Sequence[Entry]) -> Found:
        mine = [entry for entry in entries if self._is_card(entry)]
        self._titles.update(entry.title.casefold() for entry in mine)
        make = {FC: self._fc, DRILL: self._drill, EDITOR: self._editor, HEADINGS: self._heading}[self._found.notation]
        for entry in mine:
            place = f"{self._file}:{entry.line}"
            remarks: list[str] = []
            fields = make(entry, remarks)
            if isinstance(fields, str):
                self._found.cards.append(Left(place, fields, self._source_of(entry)))
                continue
            tags = [*self._root.tags, *entry.all_tags, *entry.properties.get("ANKI_TAGS", "").split()]
            if tags := [tag for tag in dict.fromkeys(tags) if tag not in _OF_NO_CARD]:
                fields["tags"] = tags
            key = entry.properties.get("ID", "") or entry.properties.get("ANKI_NOTE_ID", "")
            first = str(fields.get("cloze") or fields["question"])
            card = Brought(key or first, place, fields, self._deck, remarks, own_key=bool(key))
            card.standing = self._standing(entry, fields)
            if self._found.notation == HEADINGS:
                self._found.headed.append(
                    (card, (self._root.title or self._file, *(one.title for one in entry.within)))
                )
            self._found.cards.append(card)
        return self._found

    def _is_card(self, entry: Entry) -> bool:
        match self._found.notation:
            case "org-fc" | "org-drill":
                return _TAGS[self._found.notation] in entry.tags
            case "anki-editor":
                return "ANKI_NOTE_TYPE" in entry.properties
            case _:
                return any(line.strip() for line in entry.body)

    # -- texts ----------------------------------------------------------------------------------------------------

    def _text(self, lines: Sequence[str]) -> str:
        return markup.markdown(lines, self._shown)

    def _line(self, text: str) -> str:
        return markup.inline(text, self._shown)

    def _whole(self, entry: Entry, *, headed: bool = True) -> str:
        """The text of an entry with those below it that are no cards; `headed`: behind its title."""
        parts = [f"**{self._line(entry.title)}**" if headed and entry.title else "", self._text(entry.body)]
        parts += [self._whole(child) for child in self._below(entry)]
        return "\n\n".join(filter(None, parts))

    def _below(self, entry: Entry) -> list[Entry]:
        return [child for child in entry.children if not self._is_card(child) or self._found.notation == HEADINGS]

    def _title(self, entry: Entry, body: str) -> str:
        """The title of a card, where it says something that the text below it needs."""
        bare = entry.title.casefold().strip(" .:")
        is_bare = bare in _BARE or self._titles[entry.title.casefold()] > 1
        return "" if (body and is_bare) or "noheading" in entry.all_tags else self._line(entry.title)

    def _source_of(self, entry: Entry) -> str:
        """What stood there, as it is written."""
        return "\n".join(
            f"{'*' * max(1, one.level - entry.level + 1)} {one.title}\n" + "\n".join(one.body) for one in entry.every()
        )

    # -- org-fc ---------------------------------------------------------------------------------------------------

    def _fc(self, entry: Entry, remarks: list[str]) -> dict[str, Any] | str:
        kind = entry.properties.get("FC_TYPE", "normal").casefold()
        if kind == "cloze":
            of = entry.properties.get("FC_CLOZE_TYPE", "deletion")
            remarks += [f"org-fc hides other holes as well: {of}"] if of != "deletion" else []
            return self._cloze(entry, holes.with_fc) or "there is no hole in it"
        back = next((child for child in self._below(entry) if child.title.casefold() in _BACKS), None)
        rest = [child for child in self._below(entry) if child is not back]
        before = [self._whole(child, headed=child.title.casefold() not in _FRONTS) for child in rest]
        if back is None:
            question, answer = self._line(entry.title), "\n\n".join(filter(None, [self._text(entry.body), *before]))
        else:
            body = "\n\n".join(filter(None, [self._text(entry.body), *before]))
            question = "\n\n".join(filter(None, [self._title(entry, body), body]))
            answer = self._whole(back, headed=False)
        if kind == "text-input" and question and answer:
            expected, _, why = answer.partition("\n")
            made = {"question": question, "accept": [_without_marks(expected.rstrip("\\"))]}
            return {**made, **({"why": why.strip()} if why.strip() else {})}
        remarks += [] if kind in {"normal", "double", "vocab"} else [f"org-fc's type: {kind}"]
        remarks += [f"sound: {entry.properties['FC_VOCAB_AUDIO']}"] if "FC_VOCAB_AUDIO" in entry.properties else []
        return _card(question, answer, reverse=kind in {"double", "vocab"})

    def _cloze(self, entry: Entry, marking: holes.Marking) -> dict[str, Any]:
        """A card with holes in its title or the text below it, and as its reason what lies below; empty without holes."""
        title = marking(entry.title, ())
        body = marking("\n".join(entry.body), holes.numbers(title))
        if not holes.numbers(title + body):
            return {}
        text = self._text(body.split("\n"))
        head = self._line(title) if holes.numbers(title) else self._title(entry, text)
        cloze = holes.with_braces("\n\n".join(filter(None, [head, text])))
        why = "\n\n".join(map(self._whole, self._below(entry)))
        return {"cloze": cloze, **({"why": why} if why else {})}

    # -- org-drill ------------------------------------------------------------------------------------------------

    def _drill(self, entry: Entry, remarks: list[str]) -> dict[str, Any] | str:
        kind = entry.properties.get("DRILL_CARD_TYPE", "").casefold()
        below, body = self._below(entry), self._text(entry.body)
        if kind in _SIDES and len(below) > 1:
            first, second, *more = below
            remarks.append(f"sides: {' / '.join(side.title for side in below)}")
            many = kind == "multisided" and bool(more)
            question = "\n\n".join(filter(None, [body, self._whole(first, headed=False)]))
            answer = self._whole(second, headed=False)
            why = "\n\n".join(self._whole(one) for one in more)
            remarks += ["org-drill asks for any side of it"] if many else []
            return _card(question, answer, why, reverse=True)
        marking = holes.with_drill_each if kind in _OWN_TURN else holes.with_drill_at_once
        if kind not in _COMPUTED and (cloze := self._cloze(entry, marking)):
            return cloze
        question = "\n\n".join(filter(None, [self._title(entry, body if below else ""), body if below else ""]))
        if kind in _COMPUTED:
            remarks.append(f"org-drill computes what is asked: {kind}")
            question = ": ".join(one.title for one in (*entry.within[-1:], entry))
        named = [child for child in below if child.title.casefold() in _BACKS]
        backs = named or below
        answer = "\n\n".join(self._whole(one, headed=not named and len(below) > 1) for one in backs) if below else body
        return _card(question, answer, "\n\n".join(self._whole(one) for one in below if one not in backs))

    # -- anki-editor, and headings --------------------------------------------------------------------------------

    def _editor(self, entry: Entry, remarks: list[str]) -> dict[str, Any] | str:
        """A note of anki-editor's: a heading below it for each field; the title and the text stand for those without one."""
        row = {child.title: self._whole(child, headed=False) for child in entry.children}
        row["type"] = entry.properties["ANKI_NOTE_TYPE"]
        known = {shapes.name_of(name) for name in row}
        body = self._text(entry.body)
        others = {"question": self._line(entry.title), "answer": body}
        row |= {name: text for name, text in others.items() if text and known.isdisjoint((name, "cloze"))}
        if "cloze" in row["type"].casefold() and "question" in row and "{{c" not in row["question"]:
            row["cloze"], row["question"] = row.pop("answer", ""), ""
        made = shapes.card_of(row, "")
        if isinstance(made, Left):
            return made.why
        remarks += made.remarks
        return made.fields

    def _heading(self, entry: Entry, remarks: list[str]) -> dict[str, Any] | str:  # noqa: ARG002 - as the others
        return _card(self._line(entry.title), self._text(entry.body))

    # -- how it stood ---------------------------------------------------------------------------------------------

    def _standing(self, entry: Entry, fields: dict[str, Any]) -> dict[str, Standing]:
        """Whether it was suspended, its answers, and when its parts come back."""
        parts = ["", "r"] if fields.get("reverse") else [""]
        if "cloze" in fields:
            parts = [*dict.fromkeys(re.findall(r"\{\{c(\d+)::", str(fields["cloze"])))]
        known = standings(entry, self._answers)
        self._found.dated += any(not one.reviews for one in known.values())
        suspended = "suspended" in (*self._root.tags, *entry.all_tags)
        found = {}
        for at, part in enumerate(parts):
            dated = known.get(part) or (known.get("") if at == 0 else None)
            self._answers.taken[entry.properties.get("ID", ""), part] = len(dated.reviews) if dated else 0
            found[part] = dated if dated and self._history else Standing()
            found[part].suspended = suspended
        return found


def _card(question: str, answer: str, why: str = "", *, reverse: bool = False) -> dict[str, Any] | str:
    """The fields of a card, or why there is none."""
    if not question or not answer:
        return "there is no answer" if question else "there is no question"
    turned = {"reverse": True} if reverse else {}
    return {"question": question, "answer": answer, **turned, **({"why": why} if why else {})}


def _without_marks(text: str) -> str:
    """A text without the emphasis around it."""
    found = re.fullmatch(r"(\*\*|\*|``? ?|~~)(.+?)\s?(?:\*\*|\*|``?|~~)", text.strip())
    return re.sub(r"\\(?=[^\w\s])", "", found[2] if found else text.strip())
