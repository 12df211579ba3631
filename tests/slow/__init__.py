"""Proofs that take a minute: what a kill, a power cut, a failing disk and a full one do to the program itself."""
