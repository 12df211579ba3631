"""Protocol buffers without their schema: the fields of a message by number."""

import struct
from collections.abc import Iterator

MOST_FIELDS = 1_000_000


class WireError(ValueError):
    """Bytes that are no message."""


def fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Number and value of each field, a number or bytes; raises WireError."""
    at = 0
    for _ in range(MOST_FIELDS):
        if at >= len(data):
            return
        tag, at = _number(data, at)
        match tag & 7:
            case 0:
                value, at = _number(data, at)
                yield tag >> 3, value
            case 1 | 5 as kind:
                size = 8 if kind == 1 else 4
                yield tag >> 3, _piece(data, at, size)
                at += size
            case 2:
                size, at = _number(data, at)
                yield tag >> 3, _piece(data, at, size)
                at += size
            case _:
                raise WireError(f"byte {at} begins no field")
    raise WireError("too many fields")


def _piece(data: bytes, at: int, size: int) -> bytes:
    if at + size > len(data):
        raise WireError("the message ends too early")
    return data[at : at + size]


def _number(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        if at >= len(data):
            raise WireError("the message ends too early")
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if not byte & 0x80:  # the bit that says that more follows
            return value, at
    raise WireError("a number has too many bytes")


def text(data: bytes, number: int) -> str:
    """The last field of this number as text; empty where there is none."""
    return next(
        (
            value.decode("utf-8", "replace")
            for at, value in reversed([*fields(data)])
            if at == number and isinstance(value, bytes)
        ),
        "",
    )


def floats(data: bytes, number: int) -> tuple[float, ...]:
    """The last field of this number as packed floats; none where there is none."""
    found = next((value for at, value in reversed([*fields(data)]) if at == number and isinstance(value, bytes)), b"")
    numbers = struct.unpack(f"<{len(found) // 4}f", found[: len(found) // 4 * 4])
    return tuple(round(number, 6) for number in numbers)  # what a float of 32 bits knows


def whole(data: bytes, number: int) -> int:
    """The last field of this number as a number; 0 where there is none."""
    return next((value for at, value in reversed([*fields(data)]) if at == number and isinstance(value, int)), 0)
