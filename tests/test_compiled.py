"""A start finds its modules in one file, as long as they are what Python itself would find."""

import compileall
import importlib
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from flashcards import compiled
from flashcards.compiled import Compiled, Kept

NAMES = ("started", "started.inner", "started.inner.one")
LATER_NS = 10**9


def loaded() -> list[ModuleType]:
    return [importlib.import_module(name) for name in NAMES]


@pytest.fixture
def forget(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """Begin anew: nothing of the package is loaded, and what was kept is found by a finder of its own."""
    meta_path = [*sys.meta_path]

    def begin() -> None:
        for name in NAMES:
            sys.modules.pop(name, None)
        importlib.invalidate_caches()
        monkeypatch.setattr(sys, "meta_path", [Compiled(), *meta_path])

    yield begin
    begin()


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, forget: Callable[[], None]) -> Path:
    """A package that was loaded, and kept."""
    folder = tmp_path / "started"
    (folder / "inner").mkdir(parents=True)
    (folder / "__init__.py").write_text("from .inner import one\n", encoding="utf-8")
    (folder / "inner" / "__init__.py").touch()
    (folder / "inner" / "one.py").write_text("ONE = 'first'\n", encoding="utf-8")
    compileall.compile_dir(tmp_path, quiet=1)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(compiled, "FILE", str(tmp_path / "kept"))
    everything = compiled._loaded
    monkeypatch.setattr(compiled, "_loaded", lambda: [one for one in everything() if one[0] in NAMES])
    forget()
    loaded()
    compiled.keep()
    return folder


def test_a_module_is_found_as_python_finds_it(package: Path, forget: Callable[[], None]) -> None:
    def said(module: ModuleType) -> tuple[object, ...]:
        spec = module.__spec__
        assert spec is not None
        return module.__file__, module.__package__, module.__cached__, getattr(module, "__path__", ""), spec.origin

    before = [said(module) for module in loaded()]
    forget()
    found = loaded()
    assert [said(module) for module in found] == before
    assert {type(module.__loader__) for module in found} == {Kept}
    assert found[2].ONE == "first"


def changed(package: Path) -> None:
    (package / "inner" / "one.py").write_text("ONE = 'other'\n", encoding="utf-8")
    os.utime(package / "inner" / "one.py", ns=(LATER_NS, LATER_NS))


def moved(package: Path) -> None:
    changed(package)
    sys.path.append("elsewhere")


def damaged(package: Path) -> None:
    kept = package.parent / "kept"
    kept.write_bytes(b"\xff" * 400 + kept.read_bytes()[400:])


def flipped(package: Path) -> None:
    kept = package.parent / "kept"
    kept.write_bytes(kept.read_bytes().replace(b"first", b"furst"))


def cut(package: Path) -> None:
    changed(package)
    kept = package.parent / "kept"
    kept.write_bytes(kept.read_bytes()[:-9] + b"\xff" * 8)


def empty(package: Path) -> None:
    changed(package)
    (package.parent / "kept").write_bytes(b"")


def gone(package: Path) -> None:
    changed(package)
    (package.parent / "kept").unlink()


@pytest.mark.parametrize("otherwise", [changed, moved, damaged, flipped, cut, empty, gone])
def test_what_is_otherwise_is_found_by_python(
    package: Path, forget: Callable[[], None], otherwise: Callable[[Path], None]
) -> None:
    otherwise(package)
    forget()
    assert loaded()[2].ONE == ("first" if otherwise in (damaged, flipped) else "other")


def test_what_another_start_loads_is_kept_beside_what_was(package: Path, forget: Callable[[], None]) -> None:
    kept = package.parent / "kept"
    before = kept.stat().st_ino
    forget()
    importlib.import_module(NAMES[0])
    compiled.keep()
    assert kept.stat().st_ino == before, "all was there"
    changed(package)
    compileall.compile_dir(package, quiet=1)
    forget()
    loaded()
    compiled.keep()
    assert kept.stat().st_ino != before
    forget()
    found = loaded()
    assert found[2].ONE == "other"
    assert {type(module.__loader__) for module in found} == {Kept}
    assert [path.name for path in package.parent.iterdir() if path.name.startswith("kept")] == ["kept"]


def test_a_module_without_compiled_code_is_left_to_python_and_has_nothing_written_again(
    package: Path, forget: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    for compiled_code in package.rglob("one.*.pyc"):
        compiled_code.unlink()
    changed(package)
    for _ in range(2):
        forget()
        assert loaded()[2].ONE == "other"
        compiled.keep()
        kept = (package.parent / "kept").stat().st_ino
    forget()
    loaded()
    compiled.keep()
    assert (package.parent / "kept").stat().st_ino == kept


def test_a_start_that_brings_an_older_log_up_keeps_nothing(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (package.parent / "kept").unlink()
    monkeypatch.setattr(compiled, "_loaded", lambda: [(compiled.RARE, "elsewhere.py")])
    compiled.keep()
    assert not (package.parent / "kept").exists()


@pytest.mark.parametrize("said", ["dont_write_bytecode", "pycache_prefix"])
def test_nothing_is_kept_where_python_is_to_keep_nothing_there(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)
    monkeypatch.setattr(sys, said, "elsewhere")
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path])
    compiled.use()
    assert not any(isinstance(finder, Compiled) for finder in sys.meta_path)
