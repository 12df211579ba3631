"""What used to leave a command with a traceback, and its neighbours: one sentence on stderr, and the right exit code."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.program import program

Run = Callable[..., "subprocess.CompletedProcess[bytes]"]
COMMANDS = (
    ["due"],
    ["due", "--json"],
    ["decks"],
    ["decks", "--json"],
    ["check"],
    ["check", "--strict", "--json"],
    ["find", "recall"],
    ["find", "--json", "recall"],
    ["why", "recall"],
    ["show", "recall"],
    ["formulas"],
    ["log", "--json"],
    ["stats"],
    ["stats", "--json"],
    ["review", "--plain"],
)


@pytest.fixture
def run(home: Path, decks: Path) -> Run:
    def command(*words: str, **options: Any) -> "subprocess.CompletedProcess[bytes]":
        place = [] if "--home" in words else ["--home", str(home)]
        place += [] if "--decks" in words or "FLASHCARDS_DECKS" in options else ["--decks", str(decks)]
        env = {**os.environ, **{k: v for k, v in options.items() if k.isupper()}}
        if "stdout" not in options:
            return program(*words, *place, env=env)
        return subprocess.run(
            [sys.executable, "-m", "flashcards", *words, *place],
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=options["stdout"],
            stderr=subprocess.PIPE,
            timeout=60,
            check=False,
        )

    return command


@pytest.fixture
def every_command(home: Path, decks: Path) -> Callable[..., tuple[str, str]]:
    """Runs all commands; what they print on both streams, and none of them failed otherwise than with 1."""

    def command(encoding: str = "utf-8") -> tuple[str, str]:
        done = [program(*words, "--home", str(home), "--decks", str(decks), encoding=encoding) for words in COMMANDS]
        assert {d.returncode for d in done} <= {0, 1}, [d.stderr for d in done if d.returncode > 1]
        out, err = (b"".join(getattr(d, stream) for d in done).decode(encoding) for stream in ("stdout", "stderr"))
        return out, err

    return command


def sentence(done: "subprocess.CompletedProcess[bytes]") -> str:
    text = done.stderr.decode()
    assert "Traceback" not in text, text
    assert text.count("\n") == 1, text
    return text


@pytest.mark.parametrize(
    "now",
    ["0001-01-01T03:00+00:00", "0001-01-01", "9999-12-31T23:59", "1969-12-31T23:00-05:00", "9999-12-31T23:59+00:00"],
)
def test_a_date_beyond_what_can_be_planned_is_refused(run: Run, now: str) -> None:
    done = run("due", "--now", now)
    assert done.returncode == 2
    assert now in sentence(done)


@pytest.mark.parametrize("now", ["1971-01-02T00:00", "9000-12-30T12:00+14:00", "2026-11-22T09:00-12:00"])
def test_a_far_date_that_can_be_planned_is_taken(run: Run, now: str) -> None:
    assert run("review", "--plain", "--now", now).returncode == 0
    assert run("stats", "--now", now).returncode == 0


@pytest.mark.parametrize(
    ("words", "environment"),
    [
        (["due", "--home", "~nosuch/x"], {}),
        (["check", "--decks", "~nosuch/x"], {}),
        (["due"], {"FLASHCARDS_DECKS": "~nosuch/x"}),
        (["due", "--decks", "x" * 5000], {}),
        (["due", "--home", "x" * 5000], {}),
        (["due"], {"FLASHCARDS_DECKS": "y" * 5000}),
    ],
)
def test_a_path_that_cannot_be_one_is_refused(run: Run, words: list[str], environment: dict[str, str]) -> None:
    done = run(*words, **environment)
    assert done.returncode == 2
    sentence(done)


@pytest.mark.parametrize("zone", ["AAA-24", "AAA+24", "XXX-24:30", ":/no/such/zone", "\x01"])
def test_a_zone_that_no_clock_has_is_no_traceback(run: Run, zone: str) -> None:
    done = run("due", TZ=zone)
    assert done.returncode in (0, 2)
    if done.returncode:
        sentence(done)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
@pytest.mark.parametrize("words", [COMMANDS[1], COMMANDS[5], COMMANDS[-1]], ids=" ".join)
def test_a_full_disk_behind_stdout_is_said(run: Run, words: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = run(*words, stdout=full)
    assert done.returncode == 1
    assert "No space left" in sentence(done)


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp437"])
def test_an_encoding_that_cannot_show_a_character_gets_a_replacement(
    every_command: Callable[..., tuple[str, str]], decks: Path, encoding: str
) -> None:
    odd = "title: Δοκιμή\ncards:\n  - {id: odd, question: 'What is ∇·F, recall of 漢字?', answer: '∂x → 🙂'}\n"
    (decks / "odd.yaml").write_text(odd, encoding="utf-8")
    assert "recall of ??" in every_command(encoding)[0]


def test_the_name_of_a_deck_file_never_steers_the_terminal(
    every_command: Callable[..., tuple[str, str]], decks: Path
) -> None:
    (decks / "red\x1b[31m\x9b1m\u202e.yaml").write_text("title: x\ncards: [{question: recall\n", encoding="utf-8")
    for shown in every_command():
        assert not set(shown) & {"\x1b", "\x9b", "\u202e"}, shown


@pytest.mark.parametrize(
    "words", [["find", "\x1b[31m:x"], ["why", "\x1b[2J"], ["\x1b[31mnosuch"], ["review", "\x1b]0;x\x07"]]
)
def test_what_was_typed_comes_back_without_what_steers(run: Run, words: list[str]) -> None:
    done = run(*words)
    assert done.returncode in (0, 2)
    assert b"\x1b" not in done.stdout + done.stderr


def test_settings_that_are_a_pipe_do_not_wait(run: Run, home: Path) -> None:
    home.mkdir()
    os.mkfifo(home / "settings.yaml")
    assert run("due").returncode == 0
    assert b"not a regular file" in run("check").stdout


@pytest.mark.parametrize("option", ["--html", "--svg"])
def test_statistics_never_take_the_place_of_a_device_or_pipe(run: Run, tmp_path: Path, option: str) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for place in (pipe, Path(os.devnull)):
        before = place.stat().st_mode
        done = run("stats", option, str(place))
        assert place.stat().st_mode == before
        if option == "--html":
            assert done.returncode == 1
            sentence(done)
