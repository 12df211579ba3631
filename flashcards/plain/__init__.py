"""The program in plain lines on stdin and stdout: for screen readers, pipes and dumb terminals."""

from flashcards.plain.recognise import recognise
from flashcards.plain.sitting import NotSavedError, Sitting

__all__ = ["NotSavedError", "Sitting", "recognise"]
