"""A disk that fills up: the sitting waits, says so, and goes on when there is room; a first start leaves nothing."""

import os
import subprocess
import sys
from pathlib import Path
from shutil import which

from tests.slow.program import ROOT, Skipped, acknowledged, check, command, place, sit

DISK = 'mount -t tmpfs -o size=600k,mode=700 none "$1" && exec "$2" -m tests.slow.full "$3"'


def fill(home: Path) -> Path:
    """Take what room is left, down to the last byte."""
    filler = home / "filler"
    with filler.open("wb", buffering=0) as handle:
        for size in (4096, 64, 1):
            try:
                while True:
                    handle.write(bytes(size))
            except OSError:
                continue
    return filler


def first_start(folder: Path) -> None:
    """No room at all: one sentence, exit code 1, and nothing is left behind."""
    home = folder / "home"
    filler = fill(home)
    done = sit(folder, "\n3\n")
    assert done.returncode == 1
    assert done.stderr.startswith(b"flashcards: "), done.stderr
    assert done.stderr.count(b"\n") == 1, done.stderr
    assert set(os.listdir(home)) <= {"cache", "filler"}, os.listdir(home)
    filler.unlink()


def sitting(folder: Path) -> int:
    """The disk fills up in the middle of a sitting; room is made while an answer waits."""
    home = folder / "home"
    program = subprocess.Popen(
        command(folder), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, bufsize=0
    )
    assert program.stdin is not None
    assert program.stdout is not None
    assert program.stderr is not None
    said, waited, filler = b"", 0, None
    with program:
        for turn in range(12):
            program.stdin.write(b"\n4\n")
            if turn in (3, 7):
                filler = fill(home)
            shown = len(acknowledged(said))
            while len(acknowledged(said)) == shown and (chunk := os.read(program.stdout.fileno(), 65536)):
                said += chunk
                if b"make room" in chunk and filler is not None:
                    waited += 1
                    before = acknowledged(said)
                    filler.unlink()
                    filler = None
                    assert acknowledged(said) == before
        program.stdin.write(b"q\n")
        said += program.stdout.read()
        assert program.stderr.read() == b""
    assert program.returncode == 0
    answered = acknowledged(said)
    assert len(answered) == 12, answered
    check(home / "progress.db", [], answered, most_unsaid=0)
    return waited


def copying(folder: Path) -> None:
    """No room for the copy at the end: one sentence, the sitting has not failed, and nothing is half made or missing."""
    home = folder / "home"
    for copy in (home / "backups").iterdir():
        copy.unlink()
    filler = home / "filler"
    room = os.statvfs(home)
    left = (home / "progress.db").stat().st_size - 8192  # for the journal of an answer, not for a copy
    filler.write_bytes(bytes(room.f_bavail * room.f_frsize - left))
    events = check(home / "progress.db", [], [], most_unsaid=99)
    done = sit(folder, "\n1\nq\n", day=1)
    assert done.returncode == 0, done.stdout
    assert b"make room" not in done.stdout, "the answer itself found no room"
    assert b"no copy was made" in done.stderr, done.stderr
    assert done.stderr.count(b"\n") == 1, done.stderr
    assert os.listdir(home / "backups") == []
    assert len(acknowledged(done.stdout)) == 1
    check(home / "progress.db", events, acknowledged(done.stdout), most_unsaid=0)
    filler.unlink()


def prove() -> str:
    """In a mount namespace of its own, so that no other process sees the small disk."""
    if os.name != "posix" or which("unshare") is None:
        raise Skipped("a small disk is mounted with `unshare`, which is not here")
    with place() as folder:
        run = ["unshare", "-m", "sh", "-c", DISK, "sh", str(folder / "home"), sys.executable, str(folder)]
        done = subprocess.run(run, capture_output=True, text=True, check=False, cwd=ROOT)
        if "Operation not permitted" in done.stderr or "permission denied" in done.stderr:
            raise Skipped("mounting is not allowed here")
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


if __name__ == "__main__":
    where = Path(sys.argv[1])
    first_start(where)
    times = sitting(where)
    assert times > 0, "the disk was never full: nothing was proved"
    copying(where)
    print(
        f"a disk of 600 KB full at the start, {times} times in a sitting and at its end: nothing lost, nothing half-made"
    )
