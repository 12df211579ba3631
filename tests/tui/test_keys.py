"""The one table of keys: what design says of each, other people's keyboards, and that nothing else binds a key."""

import importlib
import pkgutil
from collections.abc import Callable
from typing import Any

import pytest
from textual.binding import BindingsMap
from textual.screen import ModalScreen, Screen

import flashcards.tui
from flashcards.tui.app import FlashcardsApp
from flashcards.tui.dialogs import KeysDialog
from flashcards.tui.keynames import shown, shown_all, stands_for
from flashcards.tui.keys import SCREENS
from tests.conftest import press

# Key → what it means on every screen that has it.
MEANINGS = {
    "u": "undo",
    "minus": "bury",
    "at": "suspend",
    "asterisk": "flag",
    "e": "edit",
    "E": "edit",
    "p": "plan",
    "P": "practise",
    "a": "ahead",
    "n": "more-new",
    "R": "reset",
    "A": "add",
    "I": "import",
    "question_mark": "keys",
    "i": "why",
    "slash": "find",
}
ALSO = {
    ("review", "I"): "why",
    ("home", "slash"): "browse",
    ("review", "a"): "choose",
    ("review", "e"): "choose",
    ("review", "i"): "choose",
}


def test_a_key_of_the_design_means_the_same_on_every_screen() -> None:
    for screen, commands in SCREENS.items():
        if "dialog" in screen:
            continue  # any usual key closes it
        for command in commands:
            for key in command.keys.split(","):
                meaning = MEANINGS.get(key, command.name)
                meaning = {"search": "search"}.get(meaning, meaning)
                assert command.name in (meaning, ALSO.get((screen, key))), (screen, key, command.name)


def test_each_command_has_words_and_each_key_its_argument() -> None:
    for screen, commands in SCREENS.items():
        for command in commands:
            assert command.words, (screen, command.name)
            assert not command.each or len(command.each) == len(command.keys.split(",")), (screen, command.name)


def test_a_screen_binds_a_key_once() -> None:
    for screen, commands in SCREENS.items():
        keys = [key for command in commands for key in command.keys.split(",")]
        twice = {key for key in keys if keys.count(key) > 1}
        assert screen == "review" or not twice, (screen, twice)


@pytest.mark.parametrize(
    ("character", "keys"),
    [
        ("U", ["u"]),
        ("E", ["e"]),
        ("г", ["u", "U"]),
        ("Г", ["U", "u"]),
        ("й", ["q", "Q"]),
        ("і", ["s", "S"]),
        ("３", ["3"]),
        ("٤", ["4"]),
        ("\N{IDEOGRAPHIC SPACE}", ["space"]),
        ("\N{NO-BREAK SPACE}", ["space"]),
        ("ｕ", ["u"]),
        ("？", ["question_mark"]),
        ("&", ["1"]),
        ("é", ["2"]),
        ('"', ["3"]),
        ("'", ["4"]),
        ("-", ["6"]),
        ("ю", ["full_stop"]),
        ("u", []),
        ("1", []),
        (" ", []),
        ("", []),
        (None, []),
        ("字", []),
    ],
)
def test_characters_of_other_keyboards_stand_for_keys(character: str | None, keys: list[str]) -> None:
    assert stands_for(character) == keys


def test_keys_are_called_what_people_call_them() -> None:
    assert [shown(key) for key in ("space", "ctrl+home", "alt+up", "question_mark", "E", "f1")] == [
        "Space",
        "Ctrl+Home",
        "Alt+↑",
        "?",
        "E",
        "F1",
    ]
    assert shown_all(["a", "b", "c", "d"]) == "a…d"
    assert shown_all(["q", "escape"]) == "q Esc"


def screens() -> list[type[Screen[Any]]]:
    """Every screen of the program."""
    for found in pkgutil.walk_packages(flashcards.tui.__path__, "flashcards.tui."):
        importlib.import_module(found.name)
    waiting: list[type[Screen[Any]]] = [Screen]
    all_screens: list[type[Screen[Any]]] = []
    while waiting:
        made = waiting.pop()
        waiting += made.__subclasses__()
        if made.__module__.startswith("flashcards."):
            all_screens.append(made)
    return all_screens


def test_every_screen_keeps_to_the_meanings_of_the_design() -> None:
    rows = {
        (key, command.name) for commands in SCREENS.values() for command in commands for key in command.keys.split(",")
    }
    for screen in screens():
        if issubclass(screen, ModalScreen):
            continue  # any usual key closes a dialog
        for key, binding in BindingsMap(screen.__dict__.get("BINDINGS", [])):
            name = (binding.id or "").partition(".")[0]
            if key in MEANINGS:
                assert name == MEANINGS[key] or (key, name) in rows, (screen.__name__, key, name)


def test_the_foot_of_a_screen_has_the_words_of_the_table() -> None:
    for commands in SCREENS.values():
        for command in commands:
            for binding in command.bindings():
                assert binding.tooltip == command.words
                assert binding.show == bool(command.short)


@pytest.mark.parametrize(
    ("keys", "above"),
    [
        (("slash", "enter", "enter"), "CardDialog"),
        (("space", "i"), "TextDialog"),
        (("A",), "Question"),
        (("space", "asterisk"), "LineDialog"),
    ],
)
async def test_every_dialog_explains_its_keys_and_stays(
    study: Callable[..., FlashcardsApp], keys: tuple[str, ...], above: str
) -> None:
    app = study()
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, *keys)
        dialog = app.screen
        assert type(dialog).__name__ == above
        await press(pilot, "f1" if above == "LineDialog" else "question_mark")
        assert isinstance(app.screen, KeysDialog)
        await press(pilot, "escape")
        assert app.screen is dialog
