"""Programs timed from outside: whole commands, and a screen in a real pseudo-terminal."""

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

ROWS, COLUMNS = 30, 100
PATIENCE_S = 20.0
MOST_S = 2.0
"""So long a frame may take; what still moves then is a clock or a cursor."""
QUIET_S = 0.25
"""So long without output, and a frame is finished."""
_CODES = re.compile(r"\x1b\[[0-9;?<>=]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[()=>]\S?")


def whole(command: Sequence[str], env: Mapping[str, str]) -> float:
    """Milliseconds of processor time that a command takes."""
    process = subprocess.Popen(command, env=env, cwd="/", stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    assert status == 0, command
    return (used.ru_utime + used.ru_stime) * 1000


@dataclass(frozen=True)
class Seen:
    """One start of a screen, in milliseconds."""

    text: float
    """Until the text was there."""
    ready: float
    """Until a key typed at the start was answered."""
    keys: tuple[float, ...]
    """Of each further key, to the last byte of what it drew."""
    quit: float
    """From the last key to the end of the process."""
    megabytes: float


class Screen:
    """A program in a pseudo-terminal, with what it wrote."""

    def __init__(self, command: Sequence[str], env: Mapping[str, str]) -> None:
        self.began = time.perf_counter()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir("/")  # not into a checkout, whose modules would come before the installed ones
            os.execve(command[0], [*command], {**env, "TERM": "xterm-256color", "COLORTERM": "truecolor"})
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        self.output = b""

    def read(self, seconds: float) -> bool:
        """Take up what comes within a time; whether anything did."""
        if not select.select([self.fd], [], [], seconds)[0]:
            return False
        with contextlib.suppress(OSError):
            self.output += os.read(self.fd, 1 << 16)
            return True
        return False

    def until(self, marker: str) -> float:
        """Milliseconds that were spent when a text was on the screen; raises AssertionError."""
        while marker not in self.plain():
            if not self.read(PATIENCE_S) or time.perf_counter() > self.began + 2 * PATIENCE_S:
                raise AssertionError(f"{marker!r} never came: {self.plain()[-600:]!r}")
        return self.spent()

    def spent(self) -> float:
        """Milliseconds of processor time so far; since the start, where the system does not tell."""
        try:
            with open(f"/proc/{self.pid}/schedstat", encoding="ascii") as counted:
                return int(counted.read().split()[0]) / 1e6
        except OSError:
            return (time.perf_counter() - self.began) * 1000

    def plain(self) -> str:
        return _CODES.sub("", self.output.decode(errors="replace"))

    def key(self, keys: str) -> float:
        """Milliseconds that are spent from a key to the last byte that it draws."""
        self.settle()
        sent, before = time.perf_counter(), self.spent()
        last = before
        os.write(self.fd, keys.encode())
        while self.read(QUIET_S) and time.perf_counter() < sent + MOST_S:
            last = self.spent()
        return last - before

    def settle(self) -> None:
        began = time.perf_counter()
        while self.read(QUIET_S) and time.perf_counter() < began + MOST_S:
            pass

    def quit(self, keys: str) -> tuple[float, float]:
        """Milliseconds from the last key to the end, and the most memory it held, in megabytes."""
        self.settle()
        for key in keys[:-1]:
            self.key(key)
        megabytes = self.megabytes()
        sent = time.perf_counter()
        os.write(self.fd, keys[-1].encode())
        while self.read(PATIENCE_S):
            if time.perf_counter() > sent + PATIENCE_S:
                raise AssertionError("the program did not end")
        _, _, used = os.wait4(self.pid, 0)
        taken = (time.perf_counter() - sent) * 1000
        os.close(self.fd)
        return taken, megabytes or used.ru_maxrss / 1024

    def megabytes(self) -> float:
        """The most memory that the program has held, in megabytes; 0 where the system does not tell.

        What is told of it after its end begins with what this process held when it began it.
        """
        try:
            with open(f"/proc/{self.pid}/status", encoding="ascii") as told:
                return next((int(line.split()[1]) / 1024 for line in told if line.startswith("VmHWM")), 0.0)
        except OSError:
            return 0.0

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError, ChildProcessError):
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)


def started(
    command: Sequence[str],
    env: Mapping[str, str],
    *,
    text: str,
    first: str,
    answer: str,
    keys: Sequence[str] = (),
    leave: str,
) -> Seen:
    """Start a screen, type `first` at once, wait for its `answer`, type more keys and leave."""
    screen = Screen(command, env)
    try:
        seen = screen.until(text)
        os.write(screen.fd, first.encode())
        ready = screen.until(answer)
        drawn = tuple(screen.key(key) for key in keys)
        ended, megabytes = screen.quit(leave)
    except BaseException:
        screen.kill()
        raise
    return Seen(seen, ready, drawn, ended, megabytes)


def opened(command: Sequence[str], env: Mapping[str, str], text: str) -> float:
    """Open a sitting and leave it; milliseconds until its question was there."""
    screen = Screen(command, env)
    try:
        seen = screen.until(text)
        screen.until("all keys")  # the full screen stands as well
        screen.settle()
        os.write(screen.fd, b"\x1b")
        screen.quit("qq")
    except BaseException:
        screen.kill()
        raise
    return seen


def in_turn(runs: Mapping[str, Callable[[], object]], times: int) -> dict[str, list[object]]:
    """What each of the runs gave, all of them in turn, so that a busy moment falls on all alike."""
    found: dict[str, list[object]] = {name: [] for name in runs}
    for _ in range(times):
        for name, run in runs.items():
            found[name].append(run())
    return found
