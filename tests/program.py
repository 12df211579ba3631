"""The program within this process: what a command prints and returns, for a tenth of what a process costs.

What belongs to a process of its own (streams that are closed, devices, signals, what is imported) is tested in one.
"""

import io
import os
import sys
import time
from collections.abc import Mapping
from subprocess import CompletedProcess
from unittest import mock

from flashcards import cli


def program(
    *words: str, stdin: str | bytes = "", env: Mapping[str, str] | None = None, encoding: str = "utf-8"
) -> "CompletedProcess[bytes]":
    """Run a command as `python -m flashcards` would; `env` is the whole environment, if not this one."""
    into, out, err = (
        io.TextIOWrapper(io.BytesIO(given), encoding=encoding, write_through=True)
        for given in (stdin.encode() if isinstance(stdin, str) else stdin, b"", b"")
    )
    with (
        mock.patch.multiple(sys, stdin=into, stdout=out, stderr=err),
        mock.patch.dict(os.environ, env or {}, clear=env is not None),
    ):
        time.tzset()
        try:
            code = cli.main([*words])
        except SystemExit as ended:
            code = int(ended.code or 0)
    time.tzset()
    return CompletedProcess(words, code, *(stream.detach().getvalue() for stream in (out, err)))
