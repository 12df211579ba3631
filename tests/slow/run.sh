#!/usr/bin/env bash
# The slow proofs; the first argument is the Python that has the program and its test extra.
set -euo pipefail
cd "$(dirname "$0")/../.."
exec "${1:-python3}" -m tests.slow.faults
