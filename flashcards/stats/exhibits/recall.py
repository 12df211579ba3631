"""Exhibits of what is remembered: true retention, calibration, confidence, the forgetting curve."""

from collections.abc import Mapping

from flashcards.log.counting import MATURE_DAYS
from flashcards.questions import CONFIDENCE
from flashcards.stats.exhibits.exhibit import Exhibit, Said
from flashcards.stats.figures import Figures
from flashcards.stats.insights import RECALLED, Share
from flashcards.stats.wording import LONG_INTERVALS, of_words, passed_words, scores, verdict
from flashcards.words import counted, percent


def lowest_first(shares: Mapping[str, Share]) -> list[tuple[str, Share]]:
    """Shares with their names, the lowest first; those of no answers are left out."""
    return sorted(((n, s) for n, s in shares.items() if s.total), key=lambda row: (row[1].value or 0, row[0]))


def topics(figures: Figures) -> list[tuple[str, Mapping[str, Share]]]:
    """Topics with the shares of each confidence; those where being sure was wrong most often come first."""

    def wrong(shares: Mapping[str, Share]) -> float:
        value = shares[CONFIDENCE[0]].value
        return 2.0 if value is None else value

    return sorted(figures.confidence.items(), key=lambda row: (wrong(row[1]), row[0]))


def _retention(f: Figures) -> Said:
    return Said(passed_words(sum(f.retention.values(), Share()), f.target), lead="In all: ")


def _ages(f: Figures) -> Said:
    told = (f"{age} cards {of_words(f.retention[age])}" for age in RECALLED if f.retention[age].total)
    return Said(", ".join(told), lead="Passed: ")


def _lowest(shares: Mapping[str, Share]) -> Said:
    name, share = lowest_first(shares)[0]
    return Said(f"Lowest: {name} with {of_words(share)} answers passed")


def _calibration(f: Figures) -> Said:
    return Said(verdict(f.calibration), f" {scores(f.calibration)}.")


def confidence_words(shares: Mapping[str, Share]) -> str:
    """`sure 92% of 120; unsure 60% of 20`."""
    return "; ".join(f"{word} {of_words(shares[word])}" for word in CONFIDENCE if shares[word].total)


def _confidence(f: Figures) -> Said:
    whole = {word: sum((shares[word] for shares in f.confidence.values()), Share()) for word in CONFIDENCE}
    return Said(confidence_words(whole), lead="Passed when ")


def _curve(f: Figures) -> Said:
    learned = counted(sum(1 for state in f.states.values() if state.memory), "card")
    return Said(f"{percent(f.curve()[0][1])} today", f", the mean of {learned}; the band holds four cards of five")


RETENTION = Exhibit(
    "retention",
    "True retention",
    "Of cards that came back after a day or more, the share recalled, Hard too.",
    LONG_INTERVALS,
    lambda f: f.retention_by_day,
    _retention,
)
AGES = Exhibit(
    "retention-ages",
    "Retention by age",
    f"Mature cards have intervals of {MATURE_DAYS} days and more.",
    LONG_INTERVALS,
    lambda f: any(share.total for share in f.retention.values()),
    _ages,
)
BY_DECK = Exhibit(
    "retention-decks",
    "Retention by deck",
    "Where you forget: the weakest deck first.",
    LONG_INTERVALS,
    lambda f: f.retention_by_deck,
    lambda f: _lowest(f.retention_by_deck),
)
BY_KIND = Exhibit(
    "retention-kinds",
    "Retention by kind",
    "Which sort of question you forget: the weakest first.",
    LONG_INTERVALS,
    lambda f: f.retention_by_kind,
    lambda f: _lowest(f.retention_by_kind),
)
CALIBRATION = Exhibit(
    "calibration",
    "Calibration",
    "Recall predicted before each answer, against what happened.",
    "predicted answers (a card is predicted from its second day on)",
    lambda f: f.calibration.answers,
    _calibration,
)
SURENESS = Exhibit(
    "confidence",
    "Confidence",
    "How often you were right when you said you were sure, by topic.",
    "confidence",
    lambda f: f.confidence,
    _confidence,
)
CURVE = Exhibit(
    "curve",
    "Forgetting curve",
    "What would be left of all these cards if you stopped today.",
    "cards learned",
    lambda f: f.curve(),
    _curve,
)
