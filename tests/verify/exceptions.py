"""Shipped cards that break a rule which came after them, by rule; each goes from here when its deck is mended."""

WIDE = {
    "oversample-before-split",
    "best-score-reported",
    "resplit-on-resume",
    "gridsearch-refit-rows",
    "shuffled-time",
    "target-encoding-leak",
    "augment-before-split",
    "best-of-many-on-test",
    "fold-model-not-reset",
    "write-gradient-check",
}
"""A line of code of more than 72 columns."""
DEFEATED = {
    "patient-straddle-chance",
    "timeseries-train-size",
    "accuracy-interval",
    "mcnemar-statistic",
    "random-search-trials",
    "patience-stop-epoch",
}
"""Draws in which a mistake is right, two mistakes are the same, or the answer is 0 or 1, too often."""

SHOWN = {"wide": WIDE}
