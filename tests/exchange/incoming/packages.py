"""Packages as Anki writes them, made by hand: the old formats with JSON, and the recent one with Zstandard."""

import contextlib
import io
import json
import sqlite3
import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

CREATED = 1_700_000_000
OLD = """
CREATE TABLE col (id integer primary key, crt integer, models text, decks text, dconf text);
CREATE TABLE notes (id integer primary key, guid text, mid integer, mod integer, tags text, flds text);
CREATE TABLE cards (id integer primary key, nid integer, did integer, ord integer, type integer, queue integer,
    due integer, odue integer, odid integer, flags integer, ivl, factor, data);
CREATE TABLE revlog (id integer primary key, cid integer, ease integer, factor integer, time integer, type integer);
"""
NEW = """
CREATE TABLE notetypes (id integer primary key, name text COLLATE unicase, config blob);
CREATE TABLE fields (ntid integer, ord integer, name text COLLATE unicase, config blob, primary key (ntid, ord)) without rowid;
CREATE TABLE templates (ntid integer, ord integer, name text COLLATE unicase, config blob, primary key (ntid, ord)) without rowid;
CREATE TABLE decks (id integer primary key, name text COLLATE unicase, kind blob);
CREATE TABLE deck_config (id integer primary key, config blob);
CREATE UNIQUE INDEX idx_decks_name ON decks (name);
"""
BEHIND = "{{FrontSide}}\n\n<hr id=answer>\n\n"
TYPES: dict[str, tuple[int, list[str], list[tuple[str, str]]]] = {
    "Basic": (0, ["Front", "Back"], [("{{Front}}", BEHIND + "{{Back}}")]),
    "Signed": (
        0,
        ["Front", "Back"],
        [("{{Front}}<br>Made by A", "{{Front}}<br>{{Back}}<br>Made by A")],
    ),
    "Turned": (0, ["Front", "Back"], [("{{Front}}", BEHIND + "{{Back}}"), ("{{Back}}", BEHIND + "{{Front}}")]),
    "Typed": (0, ["Front", "Back"], [("{{Front}}\n\n{{type:Back}}", "{{Front}}\n<hr id=answer>\n{{type:Back}}")]),
    "Cloze": (1, ["Text", "Back Extra"], [("{{cloze:Text}}", "{{cloze:Text}}<br>\n{{Back Extra}}")]),
    "Country": (
        0,
        ["Country", "Capital", "Hint", "Source", "Unseen"],
        [
            (
                "What is the capital of {{Country}}?{{#Hint}} {{hint:Hint}}{{/Hint}}",
                BEHIND + "{{Capital}}<br>{{Source}}",
            ),
            ("Where is {{Capital}}?", BEHIND + "In {{Country}}"),
        ],
    ),
    "Covered": (
        0,
        ["Header", "Image", "Question Mask", "Answer Mask"],
        [("{{Question Mask}}{{Image}}", "{{Answer Mask}}{{Image}}")],
    ),
    "AllInOne": (
        0,
        ["Question", "Title", "QType (0=kprim,1=mc,2=sc)", "Q_1", "Q_2", "Q_3", "Answers", "Sources", "Extra 1"],
        [("<script>x()</script>{{Question}}", "{{Answers}}")],
    ),
}


def note(kind: str, *fields: str, guid: str = "", deck: str = "ML", tags: str = "", **more: Any) -> dict[str, Any]:
    """A note; `cards` are the columns that its cards have beside the usual ones, `log` their answers by card."""
    return {"kind": kind, "fields": fields, "guid": guid or fields[0], "deck": deck, "tags": tags, **more}


def database(
    notes: Sequence[Mapping[str, Any]], *, modern: bool = False, also: str = "", weights: Sequence[float] = ()
) -> bytes:
    """A collection of these notes, of one preset with these weights; `also` is run at the end."""
    db = sqlite3.connect(":memory:")
    db.create_collation("unicase", lambda a, b: (a.lower() > b.lower()) - (a.lower() < b.lower()))
    with contextlib.closing(db):
        db.executescript(OLD + (NEW if modern else ""))
        names = [*dict.fromkeys(["Default", *(n["deck"] for n in notes)])]
        kinds = {name: number for number, name in enumerate(TYPES, 100)}
        models = {
            str(kinds[name]): {
                "name": name,
                "type": kind,
                "flds": [{"name": field, "ord": at} for at, field in enumerate(fields)],
                "tmpls": [
                    {"name": f"Card {at}", "ord": at, "qfmt": q, "afmt": a} for at, (q, a) in enumerate(templates)
                ],
            }
            for name, (kind, fields, templates) in TYPES.items()
        }
        decks = {str(number): {"name": name, "conf": 1} for number, name in enumerate(names, 1)}
        db.execute(
            "INSERT INTO col VALUES (1, ?, ?, ?, ?)",
            (CREATED, *(["", "", ""] if modern else map(json.dumps, (models, decks, {"1": {"fsrsParams6": weights}})))),
        )
        if modern:
            for name, (kind, fields, templates) in TYPES.items():
                db.execute("INSERT INTO notetypes VALUES (?, ?, ?)", (kinds[name], name, bytes([8, kind])))
                db.executemany(
                    "INSERT INTO fields VALUES (?, ?, ?, x'')", [(kinds[name], at, f) for at, f in enumerate(fields)]
                )
                rows = [(kinds[name], at, f"Card {at}", message({1: q, 2: a})) for at, (q, a) in enumerate(templates)]
                db.executemany("INSERT INTO templates VALUES (?, ?, ?, ?)", rows)
            db.executemany(
                "INSERT INTO decks VALUES (?, ?, ?)",
                [(n, name.replace("::", "\x1f"), message({1: b"\x08\x01"})) for n, name in enumerate(names, 1)],
            )
            db.execute(
                "INSERT INTO deck_config VALUES (1, ?)", (message({6: struct.pack(f"<{len(weights)}f", *weights)}),)
            )
        for number, of in enumerate(notes, 1):
            row = (number, of["guid"], kinds[of["kind"]], 0, f" {of['tags']} ", "\x1f".join(of["fields"]))
            db.execute("INSERT INTO notes VALUES (?, ?, ?, ?, ?, ?)", row)
            for at in of.get("ords", range(len(TYPES[of["kind"]][2]))):
                card = number * 100 + at
                columns = {
                    "type": 0,
                    "queue": 0,
                    "due": 0,
                    "odue": 0,
                    "odid": 0,
                    "flags": 0,
                    "ivl": 0,
                    "factor": 0,
                    "data": "",
                    **of.get("cards", {}).get(at, {}),
                }
                db.execute(
                    "INSERT INTO cards VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (card, number, names.index(of["deck"]) + 1, at, *columns.values()),
                )
                for ms, ease, factor, sort in of.get("log", {}).get(at, ()):
                    db.execute("INSERT INTO revlog VALUES (?, ?, ?, ?, 5000, ?)", (ms, card, ease, factor, sort))
        db.executescript(also)
        db.commit()
        return db.serialize()


def message(fields: Mapping[int, str | bytes]) -> bytes:
    """A protocol buffer of texts."""
    made = b""
    for number, value in fields.items():
        data = value.encode() if isinstance(value, str) else value
        made += bytes([number << 3 | 2]) + varint(len(data)) + data
    return made


def varint(value: int) -> bytes:
    made = b""
    while value > 127:
        made += bytes([value & 127 | 128])
        value >>= 7
    return made + bytes([value])


def packed(members: Mapping[str, bytes]) -> bytes:
    """A zip archive of these members."""
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return into.getvalue()


def package(
    *notes: Mapping[str, Any],
    media: Mapping[str, bytes] | None = None,
    name: str = "collection.anki2",
    weights: Sequence[float] = (),
) -> bytes:
    """A package of an old format."""
    files = media or {}
    members = {
        name: database(notes, weights=weights),
        "media": json.dumps({str(n): file for n, file in enumerate(files)}).encode(),
    }
    return packed({**members, **{str(n): data for n, data in enumerate(files.values())}})


def modern(
    *notes: Mapping[str, Any],
    compress: Callable[[bytes], bytes],
    media: Mapping[str, bytes] | None = None,
    weights: Sequence[float] = (),
) -> bytes:
    """A package of the recent format, with the collection beside it that only says that Anki is too old."""
    files = media or {}
    entries = b"".join(message({1: message({1: name})}) for name in files)
    dummy = database([note("Basic", "Please update to the latest Anki version", "x")])
    members = {
        "meta": b"\x08\x03",
        "collection.anki21b": compress(database(notes, modern=True, weights=weights)),
        "collection.anki2": dummy,
    }
    return packed(
        {**members, "media": compress(entries), **{str(n): compress(data) for n, data in enumerate(files.values())}}
    )
