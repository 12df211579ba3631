"""Markdown, code and TeX become lines of spans."""
