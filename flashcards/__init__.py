"""Interview preparation for deep learning engineers: spaced repetition in the terminal."""

__version__ = "0.1.0"
