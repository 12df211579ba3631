"""Strict YAML: strings with places, nothing constructed, everything bounded."""

MAX_BYTES = 5_000_000
"""A file may have so many."""
