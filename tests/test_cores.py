"""Work that is spread over the cores comes back whole and in order, whatever becomes of the copies."""

import os
import sys
import threading
from collections.abc import Callable

import pytest

from flashcards import cores

HERE = os.getpid()
THINGS = [*range(10)]


cores_here = cores._cores


@pytest.fixture(autouse=True)
def three(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a machine of three cores, with much to do."""
    monkeypatch.setattr(cores, "MANY", 1)
    monkeypatch.setattr(cores, "_cores", lambda: 3)


def _in_a_copy(act: Callable[[], object]) -> Callable[[int], str]:
    """What makes a text of a number, and does something first where it is a copy that makes it."""

    def make(number: int) -> str:
        if os.getpid() != HERE:
            act()
        return f"{number} \udcff"

    return make


def no_copy_is_left() -> bool:
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return True
    return False


def test_each_core_makes_its_share_and_all_come_back_in_order() -> None:
    made = [text.split() for text in cores.spread(lambda number: f"{number} {os.getpid()}", THINGS)]
    assert [int(number) for number, _ in made] == THINGS
    processes = [process for _, process in made]
    assert len({*processes}) == 3
    assert processes[0] == processes[3] == str(HERE)
    assert no_copy_is_left()


@pytest.mark.parametrize("fault", [lambda: 1 / 0, lambda: os._exit(7), lambda: os.kill(os.getpid(), 9)])
def test_what_a_copy_fails_to_make_is_made_here(fault: Callable[[], object]) -> None:
    assert cores.spread(_in_a_copy(fault), THINGS) == [f"{number} \udcff" for number in THINGS]
    assert no_copy_is_left()


def test_where_no_copy_can_be_made_all_is_made_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused() -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", refused)
    assert [int(text) for text in cores.spread(lambda number: f"{number * os.getpid()}", THINGS)] == [
        number * HERE for number in THINGS
    ]


def test_an_error_here_leaves_no_copy_behind() -> None:
    def make(number: int) -> str:
        if os.getpid() == HERE:
            raise LookupError(number)
        return "x" * 1_000_000  # more than a pipe holds: the copy waits until it is read

    with pytest.raises(LookupError):
        cores.spread(make, THINGS)
    assert no_copy_is_left()


def test_little_is_made_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cores, "MANY", len(THINGS) + 1)
    assert cores.spread(lambda _: str(os.getpid()), THINGS) == [str(HERE)] * len(THINGS)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere one process does all")
def test_beside_threads_no_copy_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: range(64))
    monkeypatch.setattr(os, "listdir", lambda _: ["1"])
    assert cores_here() == cores.MOST_CORES
    monkeypatch.undo()
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        assert cores_here() == 1
    finally:
        done.set()
        thread.join()
