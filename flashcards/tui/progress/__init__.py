"""The progress screens."""
