"""What each shipped deck holds: how many cards of each kind, and the shares of its levels. Authors of decks keep it."""

from dataclasses import dataclass, field


def usual_levels() -> dict[str, float]:
    return {"junior": 0.40, "mid": 0.45, "senior": 0.15}


@dataclass(frozen=True)
class Plan:
    kinds: dict[str, int]
    """Cards by kind; the siblings of one card count once."""
    levels: dict[str, float] = field(default_factory=usual_levels)
    """Share of each level, kept to within five points."""


SYLLABUS = {
    "metrics": Plan(
        {
            "number": 32,
            "basic": 24,
            "choice": 12,
            "bug": 9,
            "output": 7,
            "explain": 7,
            "compare": 6,
            "write": 4,
            "design": 2,
        }
    ),
    "cross-validation": Plan(
        {
            "basic": 17,
            "bug": 14,
            "number": 12,
            "choice": 8,
            "output": 7,
            "compare": 7,
            "order": 5,
            "explain": 5,
            "write": 2,
            "design": 1,
        }
    ),
    "neural-network-basics": Plan(
        {
            "basic": 14,
            "number": 12,
            "output": 7,
            "cloze": 5,
            "compare": 4,
            "choice": 2,
            "explain": 2,
        }
    ),
    "backprop": Plan(
        {
            "number": 31,
            "basic": 17,
            "bug": 14,
            "explain": 9,
            "output": 8,
            "write": 7,
            "cloze": 5,
            "order": 5,
            "compare": 4,
            "choice": 3,
        }
    ),
    "pytorch": Plan(
        {
            "bug": 27,
            "output": 25,
            "basic": 16,
            "number": 8,
            "order": 5,
            "explain": 5,
            "compare": 4,
            "write": 4,
            "choice": 2,
        }
    ),
    "tensorflow-keras": Plan(
        {
            "output": 15,
            "bug": 17,
            "basic": 11,
            "compare": 8,
            "number": 5,
            "order": 1,
            "write": 1,
            "explain": 2,
        }
    ),
    "training-dynamics": Plan(
        {
            "number": 14,
            "basic": 14,
            "choice": 9,
            "explain": 6,
            "bug": 4,
            "output": 3,
            "write": 3,
            "compare": 3,
            "cloze": 2,
            "order": 1,
            "design": 1,
        },
        levels={"junior": 0.35, "mid": 0.45, "senior": 0.20},
    ),
    "llm-inference": Plan(
        {
            "number": 11,
            "basic": 11,
            "choice": 6,
            "explain": 3,
            "write": 3,
            "bug": 3,
            "compare": 3,
            "output": 2,
            "order": 1,
            "design": 1,
        },
        {"junior": 0.35, "mid": 0.45, "senior": 0.20},
    ),
    "transformers": Plan(
        {
            "number": 14,
            "basic": 12,
            "choice": 9,
            "compare": 6,
            "output": 5,
            "explain": 3,
            "bug": 3,
            "write": 3,
            "cloze": 1,
            "order": 1,
        },
        levels={"junior": 0.35, "mid": 0.45, "senior": 0.20},
    ),
    "ml-screen": Plan(
        {
            "number": 12,
            "basic": 11,
            "choice": 11,
            "output": 4,
            "explain": 4,
            "compare": 4,
            "write": 2,
            "bug": 2,
            "design": 1,
        },
        levels={"junior": 0.35, "mid": 0.45, "senior": 0.20},
    ),
    "llm-training": Plan(
        {
            "basic": 14,
            "number": 11,
            "choice": 7,
            "write": 4,
            "bug": 4,
            "explain": 4,
            "compare": 3,
            "output": 2,
            "cloze": 1,
            "design": 1,
        },
        levels={"junior": 0.35, "mid": 0.45, "senior": 0.20},
    ),
    "llm-applications": Plan(
        {
            "number": 11,
            "basic": 11,
            "choice": 9,
            "explain": 4,
            "write": 4,
            "output": 2,
            "bug": 2,
            "compare": 1,
            "order": 1,
            "design": 1,
        },
        levels={"junior": 0.35, "mid": 0.45, "senior": 0.20},
    ),
}
