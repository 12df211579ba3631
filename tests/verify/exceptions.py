"""Shipped cards that break a rule which came after them, by rule; each goes from here when its deck is mended."""

DOLLAR = {
    "softmax-logit-gradient",
    "bce-weight-gradient",
    "mean-loss-gradient",
    "layer-norm-input-gradient",
    "attention-score-gradient",
    "vjp-component",
    "hessian-vector-component",
    "perceptron-update-score",
    "merged-bias",
    "forward-pass-by-hand",
}
"""A dollar that begins or ends no formula."""

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
    "torch-collate-lengths",
    "torch-forgotten-eval",
    "torch-best-state-alias",
    "torch-set-epoch-missing",
    "torch-gradcheck-precision",
    "torch-masked-mean",
    "keras-loop-drops-penalty",
    "keras-preprocess-not-exported",
}
"""A line of code of more than 72 columns."""

SHOWN = {"dollar": DOLLAR, "wide": WIDE}
