"""How many of the formulas in people's notes are drawn: `python -m tests.slow.notes FOLDER…` over folders of Markdown.

Nothing of the notes is kept. A formula counts once, and only if its braces, brackets, environments and scripts are in
order; what KaTeX refuses does not count either, where Debian's `node-katex` is installed.
"""

import argparse
import json
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from flashcards.markup.maths.drawing import explain_failure

AIM, FEWEST = 0.98, 2_000
_CODE = re.compile(r"^[ \t>]*(`{3,}|~{3,}).*?^[ \t>]*\1|`[^`\n]+`", re.MULTILINE | re.DOTALL)
_FORMULA = re.compile(
    r"\$\$(.+?)\$\$|(?<![\\$])\$(?![\s$])((?:[^$\n\\]|\\.)+?)(?<!\s)\$(?!\d)|\\\((.+?)\\\)|\\\[(.+?)\\\]", re.DOTALL
)
_KATEX = """
const katex = require('/usr/share/nodejs/katex');
const lines = require('fs').readFileSync(0, 'utf8').split('\\n').filter(Boolean).map(JSON.parse);
for (const tex of lines) {
  try { katex.renderToString(tex, {displayMode: true, strict: 'ignore'}); console.log(1); } catch (e) { console.log(0); }
}
"""


def formulas(folder: Path) -> Iterator[str]:
    """Each formula of the Markdown files below a folder, outside code, once."""
    seen = set()
    for path in sorted(folder.rglob("*.md")):
        text = _CODE.sub("", path.read_text(encoding="utf-8", errors="replace"))
        for found in _FORMULA.finditer(text):
            tex = next(filter(None, found.groups())).strip()
            if tex and tex not in seen and "\n\n" not in tex and len(tex) <= 2_000:
                seen.add(tex)
                yield tex


def is_well_formed(tex: str) -> bool:
    """Whether its braces and environments pair and nothing is plainly missing."""
    plain = re.sub(r"\\[\\{}%$&#_]", "", tex)
    begun = re.findall(r"\\begin *\{(.*?)\}", plain)
    ended = re.findall(r"\\end *\{(.*?)\}", plain)
    depth = 0
    for char in plain:
        depth += (char == "{") - (char == "}")
        if depth < 0:
            return False
    pairs = len(re.findall(r"\\left(?![a-zA-Z])", plain)) == len(re.findall(r"\\right(?![a-zA-Z])", plain))
    return not depth and sorted(begun) == sorted(ended) and pairs and not re.search(r"[%$#]|[_^]\s*(?:[_^]|$)", plain)


def accepted_by_katex(texts: list[str]) -> list[bool]:
    """What KaTeX says of each; yes to all without it."""
    if not shutil.which("node") or not Path("/usr/share/nodejs/katex").exists():
        return [True] * len(texts)
    lines = "\n".join(map(json.dumps, texts))
    done = subprocess.run(["node", "-e", _KATEX], input=lines, capture_output=True, text=True, check=True)
    return [line == "1" for line in done.stdout.split()]


def report(name: str, texts: Iterable[str]) -> tuple[int, Counter[str]]:
    """Print a line for one collection; how many formulas count, and why some of them are not drawn."""
    found = [tex for tex in texts if is_well_formed(tex)]
    counted = [tex for tex, good in zip(found, accepted_by_katex(found), strict=True) if good]
    reasons = Counter(reason for tex in counted if (reason := explain_failure(tex)))
    drawn = len(counted) - reasons.total()
    print(f"{name}: {drawn:,} of {len(counted):,} formulas are drawn, {drawn / max(len(counted), 1):.2%}")
    return len(counted), reasons


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="+", type=Path)
    parser.add_argument("--reasons", action="store_true", help="why formulas are not drawn, most frequent first")
    arguments = parser.parse_args()
    count, reasons = 0, Counter[str]()
    for folder in arguments.folder:
        number, why = report(folder.name, formulas(folder))
        count, reasons = count + number, reasons + why
    share = 1 - reasons.total() / max(count, 1)
    print(f"all: {share:.2%} of {count:,}")
    if arguments.reasons:
        print("\n".join(f"{number:5} {reason}" for reason, number in reasons.most_common(60)))
    assert count >= FEWEST, f"{count} formulas prove nothing"
    assert share >= AIM


if __name__ == "__main__":
    main()
