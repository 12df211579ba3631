"""The settings file: a bad key keeps its default and is named with its line; saving touches nothing else."""

from datetime import date
from pathlib import Path

import pytest

from flashcards import settings
from flashcards.files import FileError
from flashcards.interview.written import Interview, Plan
from flashcards.settings import KEYS, Settings, load, save

BAD = {
    "rollover_hour": ("24", "`24` is not a whole number from 0 to 23"),
    "desired_retention": ("0.99", "`0.99` is not a number from 0.70 to 0.97"),
    "new_per_day": ("-1", "`-1` is not a whole number from 0 to 9999"),
    "reviews_per_day": ("many", "`many` is not a whole number from 0 to 9999"),
    "minutes_per_day": ("0", "`0` is not a whole number from 1 to 1440"),
    "reviews_between_new": ("0", "`0` is not a whole number from 1 to 99"),
    "buttons": ("3", "`3` is neither 2 nor 4"),
    "timer": ("maybe", "`maybe` is neither on nor off"),
    "theme": ("nrod", "there is no theme `nrod`; did you mean nord?"),
    "motion": ("1", "`1` is neither on nor off"),
    "fuzz": ("none", "`none` is neither on nor off"),
}
OTHER = {
    "rollover_hour": ("0", 0),
    "desired_retention": (".85", 0.85),
    "new_per_day": ("0", 0),
    "reviews_per_day": ("9999", 9999),
    "minutes_per_day": ("30", 30),
    "reviews_between_new": ("1", 1),
    "buttons": ("2", 2),
    "timer": ("off", False),
    "theme": ("nord", "nord"),
    "motion": ("No", False),
    "fuzz": ("false", False),
    "confidence": ("on", True),
    "backups": ("'/mnt/my copies: all'", "/mnt/my copies: all"),
    "sync": ("~/Sync", "~/Sync"),
    "rules_off": ("[yes-no, wide]", ("yes-no", "wide")),
    "switched_off": ("[a, b/c]", ("a", "b/c")),
    "plan": ("{interviews: [{date: 2026-12-18}], minutes: 30}", Plan((Interview(date(2026, 12, 18)),), (30,) * 7)),
}
NAMES = ", ".join(key.name for key in KEYS)

MINE = """\
# My settings.

new_per_day:   20
# Colours for the evening.
theme: nord

switched_off:
  - a
  # not b
  - c
# The end.
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings.yaml"


def write(path: Path, text: str | bytes) -> None:
    path.write_bytes(text.encode() if isinstance(text, str) else text)


def told(path: Path) -> list[str]:
    return [str(problem).removeprefix(f"{path}:") for problem in load(path)[1]]


# -- reading -------------------------------------------------------------------------------------------------------


def test_without_a_file_there_are_defaults(path: Path) -> None:
    assert load(path) == (Settings(), [])


def test_every_key_can_be_set() -> None:
    assert {key.name for key in KEYS} == set(OTHER) == set(Settings.__dataclass_fields__)


@pytest.mark.parametrize("name", OTHER)
def test_a_key_that_is_given_counts(path: Path, name: str) -> None:
    write(path, f"{name}: {OTHER[name][0]}\n")
    found, problems = load(path)
    assert not problems
    assert getattr(found, name) == OTHER[name][1] != getattr(Settings(), name)


@pytest.mark.parametrize("name", BAD)
def test_a_bad_key_keeps_its_default_and_names_its_line(path: Path, name: str) -> None:
    value, said = BAD[name]
    other = "timer" if name != "timer" else "motion"
    write(path, f"# Mine.\n{other}: off\n{name}: {value}\n")
    found, _ = load(path)
    assert getattr(found, name) == getattr(Settings(), name)
    assert getattr(found, other) is False, "the others count"
    assert told(path) == [f"3:{len(name) + 3}: {name}: {said}; the default is used"]


@pytest.mark.parametrize("name", BAD)
def test_a_list_or_mapping_for_a_value_is_named(path: Path, name: str) -> None:
    for value in ("[1]", "{a: 1}"):
        write(path, f"{name}: {value}\n")
        assert load(path)[0] == Settings()
        assert told(path) == [f"1:{len(name) + 3}: {name}: not a single value; the default is used"]


def test_an_unknown_key_is_named_with_those_there_are(path: Path) -> None:
    write(path, "new_per_day: 5\nnew_a_day: 7\nzzz: 1\n")
    assert load(path)[0].new_per_day == 5
    assert told(path) == [
        "2:1: new_a_day: unknown setting; did you mean `new_per_day`?",
        f"3:1: zzz: unknown setting; there are {NAMES}",
    ]


def test_all_that_is_wrong_is_told_at_once(path: Path) -> None:
    write(path, "".join(f"{name}: {value}\n" for name, (value, _) in BAD.items()))
    assert load(path)[0] == Settings()
    assert [int(line.split(":")[0]) for line in told(path)] == list(range(1, len(BAD) + 1))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- a\n", "1:1: settings are `name: value` lines; defaults are used"),
        ("timer: off\ntimer: on\n", "2:1: the key `timer` was given already on line 1; keep one of the two"),
        (
            "timer: &a off\n",
            "1:8: `&a` is an anchor, and a deck has none; take it away, or put the text in quotes or under |",
        ),
        (b"theme: \xe9\n", "1:8: byte 7 (0xe9) is not UTF-8; save it as UTF-8 in your editor"),
    ],
)
def test_what_is_no_settings_file_is_named(path: Path, text: str | bytes, said: str) -> None:
    write(path, text)
    assert told(path) == [said]


def test_a_file_that_cannot_be_read_is_named(path: Path) -> None:
    path.mkdir()
    assert load(path)[0] == Settings()
    assert told(path) == ["1:1: the settings cannot be read: Is a directory; defaults are used"]


def test_an_empty_file_is_fine(path: Path) -> None:
    write(path, "# nothing yet\n")
    assert load(path) == (Settings(), [])


def test_the_file_that_is_made_has_every_key_with_its_default(path: Path) -> None:
    write(path, settings.text_of(Settings()))
    assert load(path) == (Settings(), [])
    lines = path.read_text(encoding="utf-8").splitlines()
    for key in KEYS:
        assert (
            lines[next(n for n, line in enumerate(lines) if line.startswith(f"{key.name}:")) - 1] == f"# {key.comment}"
        )


# -- saving --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", OTHER)
def test_what_is_saved_is_read_again(path: Path, name: str) -> None:
    value = OTHER[name][1]
    save(path, name, value)
    found, problems = load(path)
    assert not problems
    assert getattr(found, name) == value
    save(path, name, getattr(Settings(), name))
    assert load(path) == (Settings(), [])


def test_a_file_is_made_with_comments_where_there_is_none(tmp_path: Path) -> None:
    path = tmp_path / "home" / "settings.yaml"
    save(path, "new_per_day", 7)
    assert path.read_text(encoding="utf-8") == settings.text_of(Settings(new_per_day=7))


@pytest.mark.parametrize(
    ("name", "value", "before", "after"),
    [
        ("new_per_day", 5, "new_per_day:   20\n", "new_per_day: 5\n"),
        ("theme", "flashcards", "theme: nord\n", "theme: flashcards\n"),
        ("timer", False, "# The end.\n", "# The end.\ntimer: off\n"),
        ("switched_off", ("x",), "switched_off:\n  - a\n  # not b\n  - c\n", "switched_off: [x]\n"),
    ],
)
def test_saving_keeps_comments_and_every_other_byte(
    path: Path, name: str, value: object, before: str, after: str
) -> None:
    write(path, MINE)
    save(path, name, value)
    assert path.read_bytes().decode() == MINE.replace(before, after)


@pytest.mark.parametrize(
    ("before", "name", "value", "after"),
    [
        pytest.param("timer: off", "buttons", 2, "timer: off\nbuttons: 2\n", id="a last line without an end"),
        pytest.param(
            "# timer: old\ntimer : on\n", "timer", False, "# timer: old\ntimer: off\n", id="a whole name alone"
        ),
        pytest.param("buttons: 4  # all\n", "buttons", 2, "buttons: 2  # all\n", id="the comment behind a value"),
    ],
)
def test_saving_changes_one_value_and_nothing_beside_it(
    path: Path, before: str, name: str, value: object, after: str
) -> None:
    write(path, before)
    save(path, name, value)
    assert path.read_text(encoding="utf-8") == after


def test_saving_leaves_nothing_beside_the_file(path: Path) -> None:
    save(path, "buttons", 2)
    save(path, "buttons", 4)
    assert list(path.parent.iterdir()) == [path]


def test_saving_keeps_the_line_ends(path: Path) -> None:
    write(path, MINE.replace("\n", "\r\n"))
    save(path, "theme", "flashcards")
    assert path.read_bytes().decode() == MINE.replace("nord", "flashcards").replace("\n", "\r\n")


def test_saving_goes_through_a_link(path: Path, tmp_path: Path) -> None:
    real = tmp_path / "dotfiles.yaml"
    write(real, "buttons: 4\n")
    path.symlink_to(real)
    save(path, "buttons", 2)
    assert path.is_symlink()
    assert real.read_text(encoding="utf-8") == "buttons: 2\n"


@pytest.mark.parametrize("name", ["a, b", "c: d", "e #f", "[g]", "'h'"])
def test_a_deck_of_any_name_can_be_switched_off(path: Path, name: str) -> None:
    save(path, "switched_off", (name, "other"))
    assert load(path)[0].switched_off == (name, "other")


def test_saving_into_a_file_that_is_no_text_is_refused_in_a_sentence(path: Path) -> None:
    write(path, b"theme: \xe9\n")
    with pytest.raises(FileError, match="UTF-8"):
        save(path, "buttons", 2)
