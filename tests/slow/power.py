"""A power cut at any moment: what the program wrote is replayed on a disk that keeps only what was synced.

The program itself is run under `strace`, with Python's own SQLite. Its system calls are the record; from the record
disks are made as a power cut could leave them: of each file what was synced, and of what was not any mix of
512-byte sectors; of each folder the names as they were synced, and any first part of the changes since (file systems
keep the order of these). Every such disk is opened by the program, and must hold each answer acknowledged before the
cut. A program that syncs less must fail here, or the disks prove nothing.
"""

import random
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from flashcards.events import Kind
from tests.slow.program import ROOT, Skipped, acknowledged, arguments, check, need, place, whole

DISKS = 1500
CONTROLS = 150
SECTOR = 512
CALLS = (
    "openat,pwrite64,write,ftruncate,fsync,fdatasync,unlink,unlinkat,link,linkat,rename,renameat,renameat2,mkdir,close"
)
LINE = re.compile(r"(\w+)\((.*)\) += (-?\d+)")
TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
SITTING = "\n1\n\n2\n\n4\nu\n\n3\n\n3\n\n2\n\n1\n\n4\n\n4\nq\n"
RUN = "{}\nimport sys\nfrom flashcards.cli import main\nsys.exit(main(sys.argv[1:]))"
WEAKER = """
from flashcards.log import opening
connect = opening.connect
def weaker(path):
    db, writable = connect(path)
    db.execute("PRAGMA synchronous={}")
    return db, writable
opening.connect = weaker
"""

Change: TypeAlias = tuple[str, str, "File | None"]
"""A folder's `add` or `drop` of a name."""


@dataclass(eq=False)
class File:
    """What was written to a file: on disk for sure, and since then."""

    synced: bytearray = field(default_factory=bytearray)
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)
    """Writes by offset; None: cut off there."""

    def sync(self) -> None:
        for offset, data in self.pending:
            put(self.synced, offset, data)
        self.pending.clear()

    def after_cut(self, chance: random.Random, share: float) -> bytes:
        """The synced content with a share of the unsynced sectors."""
        content = bytearray(self.synced)
        for offset, data in self.pending:
            if data is None:
                if chance.random() < share:
                    put(content, offset, None)
                continue
            for start in range(0, len(data), SECTOR):
                if chance.random() < share:
                    put(content, offset + start, data[start : start + SECTOR])
        return bytes(content)


def put(content: bytearray, offset: int, data: bytes | None) -> None:
    if data is None:
        del content[offset:]
        return
    content.extend(bytes(max(0, offset + len(data) - len(content))))
    content[offset : offset + len(data)] = data


@dataclass(eq=False)
class Folder:
    """The names in a folder: on disk for sure, and the changes since."""

    synced: dict[str, File] = field(default_factory=dict)
    now: dict[str, File] = field(default_factory=dict)
    pending: list[Change] = field(default_factory=list)

    def change(self, what: str, name: str, file: File | None = None) -> None:
        self.pending.append((what, name, file))
        apply(self.now, what, name, file)

    def sync(self) -> None:
        self.synced = dict(self.now)
        self.pending.clear()

    def after_cut(self, chance: random.Random, share: float) -> dict[str, File]:
        names = dict(self.synced)
        for change in self.pending[
            : chance.randint(0, len(self.pending)) if 0 < share < 1 else round(share * len(self.pending))
        ]:
            apply(names, *change)
        return names


def apply(names: dict[str, File], what: str, name: str, file: File | None) -> None:
    if what == "drop":
        names.pop(name, None)
    elif file is not None:
        names[name] = file


class Disk:
    """The home as the program's calls make it, one call after the other."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.folders: dict[Path, Folder] = {home: Folder()}
        self.open: dict[int, tuple[File | Folder, int]] = {}
        self.said = bytearray()

    def call(self, name: str, words: str, result: int) -> bool:
        """Do what a call did; true when it changed something."""
        texts = [bytes.fromhex(text.replace("\\x", "")) for text in TEXT.findall(words)]
        numbers = [int(word) for word in re.findall(r"(?<![\w\\])\d+(?![\w\\])", TEXT.sub("", words))]
        if result < 0:
            return False
        if name in ("write", "pwrite64"):
            return self._write(numbers[0], texts[0], numbers[2] if name == "pwrite64" else None)
        if name == "openat":
            return self._open(Path(texts[0].decode()), words, result)
        if name == "close":
            self.open.pop(numbers[0], None)
            return False
        if name in ("fsync", "fdatasync", "ftruncate"):
            target, _ = self.open.get(numbers[0], (None, 0))
            if isinstance(target, File) and name == "ftruncate":
                target.pending.append((numbers[1], None))
            elif target is not None:
                target.sync()
            return target is not None
        paths = [Path(text.decode()) for text in texts]
        if paths[-1].parent not in self.folders:
            return False
        return self._names(name, paths)

    def _write(self, fd: int, data: bytes, offset: int | None) -> bool:
        if fd == 1:
            self.said += data
            return False
        target, position = self.open.get(fd, (None, 0))
        if not isinstance(target, File):
            return False
        target.pending.append((position if offset is None else offset, data))
        if offset is None:
            self.open[fd] = (target, position + len(data))
        return True

    def _open(self, path: Path, words: str, fd: int) -> bool:
        self.open.pop(fd, None)
        if path in self.folders:
            self.open[fd] = (self.folders[path], 0)
        elif path.parent in self.folders:
            folder = self.folders[path.parent]
            if path.name not in folder.now:
                folder.change("add", path.name, File())
            if "O_TRUNC" in words:
                folder.now[path.name].pending.append((0, None))
            self.open[fd] = (folder.now[path.name], 0)
        return False

    def _names(self, name: str, paths: list[Path]) -> bool:
        folder, target = self.folders[paths[-1].parent], paths[-1].name
        if name == "mkdir":
            self.folders[paths[0]] = Folder()
        elif name.startswith("unlink"):
            folder.change("drop", target)
        else:
            assert paths[0].parent == paths[1].parent, "the program moves files within a folder only"
            folder.change("add", target, folder.now[paths[0].name])
            if name.startswith("rename"):
                folder.change("drop", paths[0].name)
        return True

    def cut(self, chance: random.Random, target: Path) -> None:
        """Leave in `target` what the disk holds after a power cut now."""
        share = chance.choice((0.0, 0.0, 0.5, 0.5, 0.1, 0.9, 1.0))
        for path, folder in self.folders.items():
            below = target / path.relative_to(self.home)
            below.mkdir(exist_ok=True)
            for name, file in folder.after_cut(chance, share).items():
                (below / name).write_bytes(file.after_cut(chance, share))


def recorded(folder: Path, weaker: str) -> list[tuple[str, str, int]]:
    """The calls of a sitting from an empty home to the backup at its end."""
    run = RUN.format(WEAKER.format(weaker) if weaker else "")
    done = subprocess.run(
        [
            need("strace"),
            "-o",
            folder / "trace",
            "-xx",
            "-s",
            "100000",
            "-e",
            f"trace={CALLS}",
            sys.executable,
            "-c",
            run,
            *arguments(folder),
        ],
        input=SITTING.encode(),
        capture_output=True,
        check=False,
        cwd=ROOT,
    )
    if b"PTRACE" in done.stderr or b"Operation not permitted" in done.stderr:
        raise Skipped("strace may not trace here")
    assert done.returncode == 0, done.stderr
    assert done.stderr == b""
    lines = (folder / "trace").read_text().splitlines()
    return [(m[1], m[2], int(m[3])) for line in lines if (m := LINE.match(line))]


def disks(folder: Path, *, count: int, seed: int, weaker: str = "") -> Iterator[tuple[Disk, Path]]:
    """As many disks after a power cut as wanted, at moments spread over the sitting."""
    calls = recorded(folder, weaker)
    chance = random.Random(seed)
    scratch = Disk(folder / "home")
    moments = [n for n, call in enumerate(calls) if scratch.call(*call)]
    wanted = sorted(chance.choices(moments, k=count))
    disk = Disk(folder / "home")
    made = 0
    for n, call in enumerate(calls):
        while made < count and wanted[made] == n:
            made += 1
            target = folder / f"cut{made}"
            disk.cut(chance, target)
            yield disk, target
        disk.call(*call)


def survives(disk: Disk, home: Path) -> None:
    """The disk opens, and holds what was acknowledged before the cut."""
    answered = acknowledged(bytes(disk.said))
    path = home / "progress.db"
    assert path.exists() or not answered, f"{answered} were acknowledged, and there is no file"
    events = check(path, [], answered)
    assert sum(e.event is Kind.UNDO for e in events) >= disk.said.count(b"Taken back")
    for copy in (home / "backups").glob("*.db"):
        whole(copy)


def prove() -> str:
    need("strace")
    with place(in_memory=True) as folder:
        cuts = answers = 0
        for disk, home in disks(folder, count=DISKS, seed=2026):
            survives(disk, home)
            cuts += 1
            answers = max(answers, len(acknowledged(bytes(disk.said))))
        assert answers >= 9, "the record ends too early"
    lost = {}
    for weaker in ("FULL", "OFF"):
        with place(in_memory=True) as folder:
            lost[weaker] = sum(not survived(*cut) for cut in disks(folder, count=CONTROLS, seed=7, weaker=weaker))
        assert lost[weaker] > 0, f"with synchronous={weaker} nothing was lost: the disks prove nothing"
    return f"{cuts} power cuts, nothing acknowledged lost; of {CONTROLS} under weaker settings {lost} lose something, as they must"


def survived(disk: Disk, home: Path) -> bool:
    try:
        survives(disk, home)
    except Exception:  # noqa: BLE001 - whatever it is, something was lost
        return False
    return True
