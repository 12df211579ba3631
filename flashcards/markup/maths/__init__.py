"""Formulas of TeX: read, spaced and drawn in rows of characters."""
