"""The page of progress in a real browser: both colour schemes, two widths, no word over another, and no request leaves it.

`python -m tests.slow.page [FOLDER]` drives a headless Chromium over its debugging pipe and puts screenshots into the
folder; without a browser it says so and passes.
Everything that the browser asks for goes to a proxy on loopback, which serves the page and counts the rest.
"""

import base64
import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flashcards.days import moment
from flashcards.library import Library
from flashcards.stats.figures import Figures
from flashcards.stats.page import report
from tests.slow.program import Skipped
from tests.stats.two_months import TODAY, Person, write_decks

ANSWERS_WITHIN_S = 60
SETTLES_S = 0.5
"""What a page asks for late, such as an icon, is asked for by then."""
HOST = "progress.invalid"
ELSEWHERE = "elsewhere.invalid"
QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--disable-extensions",
    "--hide-scrollbars",
    "--disable-domain-reliability",
    "--disable-features=OptimizationHints,MediaRouter",
    "--remote-debugging-pipe",
)
LURES = f"""
<img src="http://{ELSEWHERE}/picture.png"><script src="http://{ELSEWHERE}/script.js"></script>
<link rel="stylesheet" href="http://{ELSEWHERE}/style.css"><iframe src="http://{ELSEWHERE}/frame.html"></iframe>
<style>@font-face {{ font-family: lure; src: url(http://{ELSEWHERE}/font.woff2); }} h1 {{ font-family: lure; }}
body {{ background-image: url(http://{ELSEWHERE}/background.png); }}</style>
"""
# In the page: words of a picture that touch other words or leave it, as the browser lays them out.
TOUCHING = """
(() => {
  const found = [];
  for (const svg of document.querySelectorAll('svg.picture')) {
    const edge = svg.getBoundingClientRect();
    if (!edge.width) continue;
    const boxes = [...svg.querySelectorAll('text')].map(t => [t.textContent, t.getBoundingClientRect()]);
    boxes.forEach(([text, a], i) => {
      if (a.left < edge.left - 1 || a.right > edge.right + 1 || a.bottom > edge.bottom + 1)
        found.push(`${svg.id || svg.querySelector('title').textContent}: "${text}" leaves the picture`);
      for (const [other, b] of boxes.slice(i + 1))
        if (a.left < b.right && b.left < a.right && a.top + 3 < b.bottom && b.top + 3 < a.bottom)
          found.push(`${svg.querySelector('title').textContent}: "${text}" touches "${other}"`);
    });
  }
  return found;
})()
"""
LOOK = """
({ background: getComputedStyle(document.body).backgroundColor,
   overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
   shown: [...document.querySelectorAll('svg.picture')].filter(s => s.getBoundingClientRect().height > 20).length,
   tables: document.querySelectorAll('figure details table').length,
   unfilled: [...document.querySelectorAll('svg.picture .fill')].filter(m => getComputedStyle(m).fill === 'none').length })
"""


class Asked:
    """A proxy for everything: it serves the pages given and writes down every address asked for."""

    def __init__(self, pages: dict[str, str]) -> None:
        self.addresses: list[str] = []
        asked = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.addresses.append(self.path)
                parts = urlsplit(self.path)
                body = pages.get(parts.path.lstrip("/"), "") if parts.hostname == HOST else ""
                self.send_response(200 if body else 404)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body.encode())))
                self.end_headers()
                self.wfile.write(body.encode())

            def do_CONNECT(self) -> None:
                asked.addresses.append(f"https://{self.path}")
                self.send_error(403)

            do_POST = do_GET

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def of_pages(self) -> list[str]:
        """The addresses asked for, without what the browser looks up for itself."""
        return [a for a in self.addresses if (urlsplit(a).hostname or "").endswith(".invalid")]


class Browser:
    """Chromium behind its debugging pipe."""

    def __init__(self, path: str, proxy: int, profile: str) -> None:
        (to_read, self._write), (self._read, to_write) = os.pipe(), os.pipe()

        def wire() -> None:  # the browser reads commands from 3 and writes answers to 4
            os.dup2(to_read, 103)
            os.dup2(to_write, 104)
            os.dup2(103, 3)
            os.dup2(104, 4)

        self._process = subprocess.Popen(
            [
                path,
                *QUIET,
                f"--user-data-dir={profile}",
                f"--proxy-server=http://127.0.0.1:{proxy}",
                "--proxy-bypass-list=<-loopback>",
                "about:blank",
            ],
            preexec_fn=wire,
            close_fds=False,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(to_read)
        os.close(to_write)
        self._rest = b""
        self._count = 0
        self.events: list[dict[str, Any]] = []
        self._session: str | None = None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Runtime", "Log"):
            self.call(f"{domain}.enable")

    def _message(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            ready, _, _ = select.select([self._read], [], [], ANSWERS_WITHIN_S)
            more = os.read(self._read, 1 << 20) if ready else b""
            if not more:
                raise RuntimeError("the browser is gone, or says nothing more")
            self._rest += more
        first, _, self._rest = self._rest.partition(b"\0")
        message: dict[str, Any] = json.loads(first)
        return message

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._count += 1
        command = {"id": self._count, "method": method, "params": parameters}
        if self._session:
            command["sessionId"] = self._session
        os.write(self._write, json.dumps(command).encode() + b"\0")
        while (message := self._message()).get("id") != self._count:
            self.events.append(message)
        if "error" in message:
            raise RuntimeError(f"{method}: {message['error']}")
        result: dict[str, Any] = message["result"]
        return result

    def open(self, address: str) -> None:
        self.events.clear()
        self.call("Page.navigate", url=address)
        while not any(e.get("method") == "Page.loadEventFired" for e in self.events):
            self.events.append(self._message())
        time.sleep(SETTLES_S)
        self.value("0")

    def value(self, script: str) -> Any:
        return self.call("Runtime.evaluate", expression=script, returnByValue=True)["result"]["value"]

    def show(self, scheme: str, width: int) -> None:
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def picture(self, path: Path) -> None:
        height = self.value("document.documentElement.scrollHeight")
        clip = {"x": 0, "y": 0, "width": self.value("innerWidth"), "height": height, "scale": 1}
        data = self.call("Page.captureScreenshot", captureBeyondViewport=True, clip=clip)["data"]
        path.write_bytes(base64.b64decode(data))

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(20)


def pages(folder: Path) -> dict[str, str]:
    """The page of two months of study, the one of an empty log, and one with everything a page could ask for, twice."""
    (folder / "home").mkdir()
    write_decks(folder / "decks")
    library, fresh = Library(folder / "home", [folder / "decks"]), Library(folder / "none", [folder / "decks"])
    Person(library).study()
    full, empty = (report.page(Figures(each, moment(TODAY, 4))) for each in (library, fresh))
    library.close()
    lured = full.replace("</body>", f"{LURES}</body>")
    assert lured != full
    open_door = lured.replace(report.POLICY, "default-src *; style-src * 'unsafe-inline'")
    return {"page": full, "empty": empty, "lured": lured, "open": open_door}


def look_at(browser: Browser, asked: Asked, pictures: Path | None) -> None:
    """Raises AssertionError where a promise is not kept."""
    for name in ("page", "empty"):
        backgrounds = set()
        for scheme in ("light", "dark"):
            for width in (1200, 400):
                where = f"{name}, {scheme}, {width} pixels"
                asked.addresses.clear()
                browser.show(scheme, width)
                browser.open(f"http://{HOST}/{name}")
                look = browser.value(LOOK)
                backgrounds.add(look["background"])
                assert look["overflow"] <= 0, f"{where}: the page is broader than the window by {look['overflow']}"
                assert look["shown"] == look["tables"] > 0, f"{where}: {look}"
                assert look["unfilled"] == 0, f"{where}: {look['unfilled']} marks have no colour"
                assert (found := browser.value(TOUCHING)) == [], f"{where}: {found}"
                assert asked.of_pages() == [f"http://{HOST}/{name}"], f"{where}: {asked.of_pages()}"
                sent = [
                    e["params"]["request"]["url"]
                    for e in browser.events
                    if e.get("method") == "Network.requestWillBeSent"
                ]
                assert sent == [f"http://{HOST}/{name}"], f"{where}: {sent}"
                said = [
                    e for e in browser.events if e.get("method") == "Log.entryAdded" and "favicon" not in json.dumps(e)
                ]
                assert said == [], f"{where}: the browser complains: {said}"
                if pictures:
                    browser.picture(pictures / f"{name}-{scheme}-{width}.png")
        assert len(backgrounds) == 2, f"{name} looks the same in both colour schemes: {backgrounds}"
    asked.addresses.clear()
    browser.open(f"http://{HOST}/lured")
    assert asked.of_pages() == [f"http://{HOST}/lured"], f"the page's policy let something through: {asked.of_pages()}"
    browser.open(f"http://{HOST}/open")
    assert any(ELSEWHERE in a for a in asked.of_pages()), "the proxy would not have seen a request that leaves the page"


def prove(pictures: Path | None = None) -> str:
    """Raises AssertionError where a promise is not kept, Skipped without a browser; screenshots go to `pictures`."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None or sys.platform == "win32":
        raise Skipped("there is no Chromium here")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        asked = Asked(pages(Path(folder)))
        browser = Browser(chromium, asked.server.server_port, f"{folder}/profile")
        try:
            look_at(browser, asked, pictures)
        finally:
            browser.close()
            asked.server.shutdown()
    return "both pages in light and dark, 1200 and 400 pixels wide: one request each, no word touches another; no lure is followed"


if __name__ == "__main__":
    try:
        print(prove(Path(sys.argv[1]) if sys.argv[1:] else None))
    except Skipped as err:
        print(f"skipped: {err}")
