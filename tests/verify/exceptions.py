"""Shipped cards that do not keep a rule yet; this is empty when the decks are done."""

DEFEATED = frozenset(
    """
    chain-square-affine two-layer-relu-dw1 one-update-first-weight softmax-logit-gradient reused-value-gradient
    shared-weight-gradient bias-gradient-batch conv-kernel-gradient max-pool-overlap embedding-row-gradient
    layer-norm-input-gradient attention-score-gradient clipped-gradient-component rnn-linear-unroll
    residual-block-gradient forward-tangent vjp-component checkpoint-peak reparameterised-log-sigma
    hessian-vector-component
    patient-straddle-chance timeseries-train-size accuracy-interval mcnemar-statistic random-search-trials
    patience-stop-epoch
    false-positive-rate macro-f1-three-classes precision-at-threshold auc-from-pairs ppv-from-prevalence
    log-loss-few-predictions ndcg-at-3 detection-ap clipped-unigram-precision pass-at-k
    perceptron-update-score merged-bias forward-pass-by-hand variance-through-relu-layers
    torch-flatten-features torch-batches-per-run torch-batches-per-rank
    """.split()
)
"""Number cards whose draws defeat them too often."""
