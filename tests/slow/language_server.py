"""The YAML language server itself, as editors run it: an npm package, put into a folder of its own where it is missing."""

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any, Self

import pytest

PACKAGE = "yaml-language-server@1.25.0"
PATIENCE_S = 60


def program() -> str:
    """The path of the server; skips the test with a sentence where there can be none."""
    if found := shutil.which("yaml-language-server"):
        return found
    folder = Path(tempfile.gettempdir()) / f"flashcards-{PACKAGE}"
    there = folder / "node_modules" / ".bin" / "yaml-language-server"
    if not there.exists():
        if not shutil.which("node") or not shutil.which("npm"):
            pytest.skip("node and npm are not installed: the YAML language server cannot be run")
        words = ["npm", "install", "--no-audit", "--no-fund", "--prefix", str(folder), PACKAGE]
        done = subprocess.run(words, capture_output=True, text=True, timeout=300, check=False)
        if done.returncode:
            pytest.skip(f"npm cannot install the YAML language server: {done.stderr.strip()[-200:]}")
    return str(there)


class Server:
    """A running server, and the files that are open in it."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [program(), "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._asked = 0
        self.ask(
            "initialize",
            processId=os.getpid(),
            rootUri=None,
            capabilities={
                "textDocument": {
                    "completion": {"completionItem": {"snippetSupport": True, "documentationFormat": ["plaintext"]}},
                    "hover": {"contentFormat": ["plaintext"]},
                    "publishDiagnostics": {},
                }
            },
        )
        self._tell("initialized")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    def _send(self, message: dict[str, Any]) -> None:
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(data), data))
        self._process.stdin.flush()

    def _message(self) -> dict[str, Any]:
        out = self._process.stdout
        assert out is not None
        length = 0
        while line := out.readline().strip():
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        message: dict[str, Any] = json.loads(out.read(length))
        if "method" in message and "id" in message:  # it asks for settings: there are none
            wanted = message.get("params", {}).get("items", [])
            self._send({"id": message["id"], "result": [None] * len(wanted)})
        return message

    def _tell(self, method: str, **params: Any) -> None:
        self._send({"method": method, "params": params})

    def ask(self, method: str, **params: Any) -> Any:
        """The answer to a request."""
        self._asked += 1
        self._send({"id": self._asked, "method": method, "params": params})
        while (message := self._message()).get("id") != self._asked or "method" in message:
            pass
        assert "error" not in message, message
        return message["result"]

    def open(self, path: Path) -> list[dict[str, Any]]:
        """What the server complains of in a file."""
        document = {"uri": path.as_uri(), "languageId": "yaml", "version": 1, "text": path.read_text(encoding="utf-8")}
        self._tell("textDocument/didOpen", textDocument=document)
        while True:
            message = self._message()
            if message.get("method") == "textDocument/publishDiagnostics" and message["params"]["uri"] == path.as_uri():
                found: list[dict[str, Any]] = message["params"]["diagnostics"]
                return found

    def completions(self, path: Path, line: int, character: int) -> list[dict[str, Any]]:
        """What is offered at a place, counted from 0."""
        found = self.ask(
            "textDocument/completion",
            textDocument={"uri": path.as_uri()},
            position={"line": line, "character": character},
        )
        return list(found["items"] if isinstance(found, dict) else found)

    def hover(self, path: Path, line: int, character: int) -> str:
        """What is explained at a place, counted from 0."""
        found = self.ask(
            "textDocument/hover", textDocument={"uri": path.as_uri()}, position={"line": line, "character": character}
        )
        return json.dumps(found["contents"], ensure_ascii=False) if found else ""
