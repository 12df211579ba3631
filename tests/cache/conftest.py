"""Here the cache stands where it is by itself: within the home."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def _cache_where_it_is_by_itself(monkeypatch: pytest.MonkeyPatch, _no_person: Path) -> None:
    monkeypatch.delenv("FLASHCARDS_CACHE", raising=False)
