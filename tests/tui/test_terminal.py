"""The real program in a real pseudo-terminal: what a person types, what is on the screen, what is in the log."""

import contextlib
import fcntl
import os
import pty
import re
import select
import selectors
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from flashcards.log.file import Progress
from flashcards.tui.terminal import draw_on_a_terminal, end_at_once

PATIENCE_S = 40.0
UNSAFE_OUTPUT = re.compile("\N{RIGHT-TO-LEFT OVERRIDE}|\x1b\\]52|\x1b\\]0;|HACKED\x07")


class Terminal:
    """A pseudo-terminal with the program in it."""

    def __init__(self, *words: str, stderr: str = "", **env: str) -> None:
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            if stderr:
                os.dup2(os.open(stderr, os.O_WRONLY), 2)
            os.environ.update({"TERM": "xterm-256color", "COLORTERM": "truecolor", **env})
            os.execv(sys.executable, [sys.executable, "-m", "flashcards", *words])
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.output = ""
        self.status: int | None = None

    def read(self, seconds: float) -> None:
        if select.select([self.fd], [], [], seconds)[0]:
            with contextlib.suppress(OSError):
                self.output += os.read(self.fd, 65536).decode(errors="replace")

    def until(self, text: str) -> None:
        """Wait until a text has come since the last key."""
        deadline = time.monotonic() + PATIENCE_S
        while text not in self.plain() and time.monotonic() < deadline:
            self.read(0.1)
        assert text in self.plain(), self.plain()[-2000:]

    def plain(self) -> str:
        return re.sub(r"\x1b\[[0-9;?<>=]*[ -/]*[@-~]|\x1b[()=>]\S?", "", self.output)

    def type(self, keys: str) -> None:
        self.output = ""
        os.write(self.fd, keys.encode())

    def send(self, raw: bytes) -> None:
        self.output = ""
        os.write(self.fd, raw)

    def stopped(self) -> bool:
        """Wait until the program is stopped as a job."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            self.read(0.05)
            pid, status = os.waitpid(self.pid, os.WNOHANG | os.WUNTRACED)
            if pid:
                return os.WIFSTOPPED(status)
        return False

    def ended(self) -> int:
        """Wait for the program's end; its exit code, or minus the signal."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            self.read(0.05)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = os.waitstatus_to_exitcode(status)
                return self.status
        raise AssertionError("the program did not end")

    def close(self) -> None:
        if self.status is None:
            with contextlib.suppress(ProcessLookupError, ChildProcessError):
                os.kill(self.pid, signal.SIGKILL)
                os.waitpid(self.pid, 0)
        os.close(self.fd)


@pytest.fixture
def words(home: Path, decks: Path) -> list[str]:
    return ["--home", str(home), "--decks", str(decks), "--now", "2026-11-23T09:00+01:00"]


@contextlib.contextmanager
def terminal(*words: str, stderr: str = "", **env: str) -> Iterator[Terminal]:
    made = Terminal(*words, stderr=stderr, **env)
    try:
        yield made
    finally:
        made.close()


def reviews(home: Path) -> list[int | None]:
    progress = Progress.open(home / "progress.db")
    found = [event.rating for event in progress.standing()]
    progress.close()
    return found


def test_three_cards_are_reviewed_in_a_real_terminal(words: list[str], home: Path) -> None:
    with terminal(*words) as screen:
        screen.until("Small deck")
        screen.type(" ")
        for rating, question in (("4", "recall"), ("3", "precision"), ("4", "softmax")):
            screen.until(f"What {'does' if question == 'softmax' else 'is'} {question}")
            screen.type(" ")
            screen.until("Again")
            screen.type(rating)
        screen.until("What is precision")
        assert reviews(home) == [4, 3, 4]
        screen.type("q")
        screen.until("nseen")
        screen.type("q")
        assert screen.ended() == 0
        assert "\x1b[?1049l" in screen.output, "the terminal is as it was"


@pytest.mark.parametrize("number", [signal.SIGTERM, pytest.param(signal.SIGHUP, marks=pytest.mark.slow)])
def test_a_signal_restores_the_terminal_and_keeps_every_answer(words: list[str], home: Path, number: int) -> None:
    with terminal(*words, "review") as screen:
        screen.until("What is recall")
        screen.type(" ")
        screen.until("Again")
        screen.type("4")
        screen.until("What is precision")
        os.kill(screen.pid, number)
        screen.ended()
        assert "\x1b[?1049l" in screen.output
        assert reviews(home) == [4]


def gone(pid: int, seconds: float) -> bool:
    """Whether the process ends by itself within so many seconds."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if os.waitpid(pid, os.WNOHANG)[0]:
            return True
        time.sleep(0.02)
    return False


@pytest.mark.slow
@pytest.mark.parametrize("drawing", [0.0, 0.03, 0.3])
def test_a_terminal_that_is_closed_while_the_screen_is_drawn_leaves_no_process_behind(
    words: list[str], home: Path, drawing: float
) -> None:
    with terminal(*words, "review") as screen:
        screen.until("What is recall")
        screen.type(" ")
        screen.until("Again")
        screen.type("4")
        screen.until("What is precision")
        screen.type("?\x1b?\x1b? ")
        time.sleep(drawing)
        os.close(screen.fd)
        screen.fd = os.open(os.devnull, os.O_RDONLY)
        assert gone(screen.pid, PATIENCE_S)
        screen.status = 0
    assert reviews(home) == [4]


@pytest.mark.slow
def test_a_program_that_cannot_draw_any_more_still_ends_when_it_is_told_to(words: list[str], home: Path) -> None:
    with terminal(*words, "review") as screen:
        screen.until("What is recall")
        began = time.monotonic()
        os.write(screen.fd, b"?\x1b" * 400)  # and nobody reads: the terminal is full, drawing waits
        time.sleep(0.5)
        os.kill(screen.pid, signal.SIGTERM)
        assert gone(screen.pid, PATIENCE_S)
        screen.status = 0
        assert time.monotonic() - began < PATIENCE_S


def test_a_sign_that_the_terminal_has_not_takes_one_column(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, shown = pty.openpty()
    with open(shown, "w", encoding="latin-1", errors="backslashreplace") as stream:
        monkeypatch.setattr(sys, "__stderr__", stream)
        draw_on_a_terminal()
        stream.write("▸ Größe ▰▱")
    assert os.read(ours, 64) == "? Größe ??".encode("latin-1")
    os.close(ours)


@pytest.mark.slow
def test_no_color_is_honoured(words: list[str]) -> None:
    with terminal(*words, NO_COLOR="1") as screen:
        screen.until("Small deck")
        screen.type("?")
        screen.until("begin all decks")
        assert re.search(r"\x1b\[1[;m]", screen.output), "weight is no colour"
        assert not re.search(r"\x1b\[[\d;]*\b([34]8;[25]|3[0-7]|4[0-7]|9[0-7]|10[0-7])[;m]", screen.output)
        screen.type("qq")
        assert screen.ended() == 0


def test_nothing_in_a_deck_reaches_the_terminal_as_a_command(tmp_path: Path, home: Path) -> None:
    folder = tmp_path / "hostile\x1b]0;HACKED\x07"
    folder.mkdir()
    (folder / "evil\N{RIGHT-TO-LEFT OVERRIDE}.yaml").write_text(
        'title: "T\\e]52;c;aGFja2Vk\\e\\\\"\ncards:\n'
        '  - {id: a, question: "Q\\e]0;HACKED\\a", answer: A}\n'
        "  - {id: b, question: '[@click=app.quit]Quit[/] x[/]y [link=file:///etc]z[/]', answer: 'list[int]'}\n",
        encoding="utf-8",
    )
    with terminal("--home", str(home), "--decks", str(folder)) as screen:
        screen.until("nseen")
        screen.type("!")
        screen.until("Problems")
        first = screen.output
        screen.type("q")
        screen.until("nseen")
        screen.type(" ")
        screen.until("[@click=app.quit]Quit[/] x[/]y")
        assert not UNSAFE_OUTPUT.search(first + screen.output)
        screen.type("\x1b")
        screen.until("nseen")
        screen.type("q")
        assert screen.ended() == 0


@pytest.mark.slow
def test_bytes_that_are_no_text_do_not_end_the_program(words: list[str], home: Path) -> None:
    with terminal(*words, "review") as screen:
        screen.until("What is recall")
        for raw in (b"caf\xe9", b"\xff\xfe", b"\xc3", b"\x1b[M#\xf0\xa1", b"\x1b[200~na\xefve\x1b[201~"):
            screen.send(raw)
            screen.read(0.2)
        screen.type(" ")
        screen.until("1 Again")
        screen.type("4")
        screen.until("What is precision")
        assert reviews(home) == [4]


@pytest.mark.slow
def test_keys_of_other_keyboards_and_space_in_a_real_terminal(words: list[str], home: Path) -> None:
    with terminal(*words, "review") as screen:
        screen.until("What is recall")
        screen.type(" ")
        screen.until("1 Again")
        time.sleep(1.2)
        screen.type(" ")
        screen.until("What is precision")
        assert reviews(home) == [3]
        screen.type("г")
        screen.until("Taken back")
        assert reviews(home) == []
        screen.type("\N{IDEOGRAPHIC SPACE}")
        screen.until("1 Again")
        screen.type("é")
        screen.until("What is precision")
        assert reviews(home) == [2]


@pytest.mark.slow
def test_a_held_space_stops_at_the_reveal_in_a_real_terminal(words: list[str], home: Path) -> None:
    # A busy machine may hold back a repeat for as long as a person takes to press again; it does not do so each time.
    rated = []
    for attempt in range(4):
        fresh = home / str(attempt)
        with terminal(*(word if word != str(home) else str(fresh) for word in words), "review") as screen:
            screen.until("What is recall")
            screen.type(" ")
            time.sleep(0.5)
            for _ in range(30):
                os.write(screen.fd, b" ")
                screen.read(0.03)
            screen.until("1 Again")
            screen.type("q")
            screen.until("Tomorrow")
            rated.append(reviews(fresh))
        if not rated[-1]:
            return
    raise AssertionError(rated)


def test_ctrl_z_gives_the_terminal_back_to_the_shell(words: list[str], home: Path) -> None:
    with terminal(*words, "review") as screen:
        screen.until("What is recall")
        screen.type("\x1a")
        assert screen.stopped()
        assert "\x1b[?1049l" in screen.output, "the terminal is as it was"
        screen.output = ""
        os.kill(screen.pid, signal.SIGCONT)
        screen.until("What is recall")
        screen.type(" ")
        screen.until("1 Again")
        screen.type("\x1a")
        assert screen.stopped()
        screen.output = ""
        os.kill(screen.pid, signal.SIGCONT)
        screen.until("1 Again")
        assert "What is recall" in screen.plain(), "all of it is drawn again"


@pytest.mark.slow
def test_the_screen_is_drawn_where_stderr_leads_elsewhere(words: list[str]) -> None:
    with terminal(*words, stderr=os.devnull) as screen:
        screen.until("Small deck")
        screen.type("q")
        assert screen.ended() == 0


@pytest.mark.parametrize("command", [["review"], pytest.param([], marks=pytest.mark.slow)])
def test_a_terminal_that_cannot_draw_gets_plain_lines(words: list[str], home: Path, command: list[str]) -> None:
    with terminal(*words, *command, TERM="dumb") as screen:
        screen.until("Question: What is recall?")
        screen.type("\n4\nq\n")
        assert screen.ended() == 0
        assert "\x1b" not in screen.output
        assert reviews(home) == [4]


@pytest.mark.skipif(os.name != "posix", reason="needs the signals of POSIX")
def test_a_signal_that_comes_while_a_thread_is_being_started_ends_the_program_too() -> None:
    script = """
import os, signal, threading, time
from flashcards.tui.ending import Ending

Ending().watch()
threading._active_limbo_lock.acquire()  # as within the start of a thread
os.kill(os.getpid(), signal.SIGTERM)
time.sleep(20)
"""
    done = subprocess.run([sys.executable, "-c", script], check=False, timeout=15, stdin=subprocess.DEVNULL)
    assert done.returncode == 128 + signal.SIGTERM


def test_a_signal_ends_the_program_also_where_the_main_thread_never_comes_back_to_python() -> None:
    script = """
import ctypes, os, signal
from flashcards.tui.ending import Ending

Ending().watch()
c = ctypes.CDLL(None)
lock = ctypes.create_string_buffer(64)
c.pthread_mutex_init(lock, None)
c.pthread_mutex_lock(lock)
print("waiting", flush=True)
c.pthread_mutex_lock(lock)
"""
    with subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as waiting:
        assert waiting.stdout is not None
        assert waiting.stdout.readline() == b"waiting\n"
        waiting.send_signal(signal.SIGHUP)
        try:
            assert waiting.wait(15) == 128 + signal.SIGHUP
        finally:
            waiting.kill()


def test_a_terminal_that_is_closed_while_hang_ups_are_ignored_leaves_no_process_behind(tmp_path: Path) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as `nohup` starts a program
    try:
        screen = Terminal("--home", str(tmp_path), "review")
    finally:
        signal.signal(signal.SIGHUP, before)
    while not screen.output:  # the question is drawn before anything listens to signals
        screen.read(0.01)
    os.close(screen.fd)
    deadline = time.monotonic() + PATIENCE_S
    while not (ended := os.waitpid(screen.pid, os.WNOHANG)[0]) and time.monotonic() < deadline:
        time.sleep(0.05)
    if not ended:
        os.kill(screen.pid, signal.SIGKILL)
        os.waitpid(screen.pid, 0)
    assert ended


def test_a_driver_that_listens_to_no_keys_any_more_waits_for_none(monkeypatch: pytest.MonkeyPatch) -> None:
    driver = ModuleType("driver")
    driver.selectors = selectors  # type: ignore[attr-defined]
    end_at_once(driver)
    waited: list[float] = []
    monkeypatch.setattr(selectors.SelectSelector, "select", lambda _, seconds: waited.append(seconds))
    with driver.selectors.SelectSelector() as listening, open(os.devnull, encoding="utf-8") as keys:
        listening.register(keys, driver.selectors.EVENT_READ)
        listening.select(0.1)
        listening.unregister(keys)
        assert listening.select(0.1) == []
    assert waited == [0.1]
