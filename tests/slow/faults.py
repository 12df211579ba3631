"""Runs the slow proofs; each says in a line what it proved. Exit code 1: one failed."""

import sys
import time
import traceback

from tests.slow import closings, failures, flips, full, fuzz, kills, page, power, screen_kills, training, writers
from tests.slow.program import Skipped


def main() -> int:
    failed = 0
    for proof in (kills, screen_kills, power, failures, writers, full, flips, fuzz, page, training, closings):
        name = proof.__name__.rpartition(".")[2]
        began = time.monotonic()
        try:
            outcome = proof.prove()
        except Skipped as err:
            outcome = f"skipped: {err}"
        except Exception:  # noqa: BLE001 - the other proofs are to run all the same
            failed += 1
            outcome = f"FAILED\n{traceback.format_exc()}"
        print(f"{name} ({time.monotonic() - began:.0f} s): {outcome}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
