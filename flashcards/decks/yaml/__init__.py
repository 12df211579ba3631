"""Strict YAML: strings with places, nothing constructed, everything bounded."""
