"""Files of data that lie in the package beside its modules."""

from collections.abc import Callable
from pathlib import Path

PACKAGE = Path(__file__).parent


def _lying(name: str) -> bytes:
    return (PACKAGE / name).read_bytes()


read: Callable[[str], bytes] = _lying
"""What a file holds, by its path in the package; an open app has another one read what it kept. Raises OSError."""


def text(name: str) -> str:
    """The text of a file, by its path in the package, as in `log/event.sql`; raises OSError."""
    return read(name).decode("utf-8")
