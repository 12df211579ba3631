"""The table of faults names proofs that there are."""

import re
from pathlib import Path

from tests.faults import TABLE

HERE = Path(__file__).parent


def test_every_fault_of_the_table_has_proofs_that_exist() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in HERE.rglob("test_*.py"))
    tests = set(re.findall(r"^(?:async )?def (test_\w+)", sources, re.MULTILINE))
    slow = {path.stem for path in (HERE / "slow").glob("*.py") if "def prove" in path.read_text(encoding="utf-8")}
    missing = {fault: [p for p in proofs if p not in tests | slow] for fault, proofs in TABLE.items()}
    assert {fault: names for fault, names in missing.items() if names} == {}
    assert all(TABLE.values())
