"""Proofs that the shipped decks are true: numbers recomputed, printed outputs printed, faults shown and mended."""
