"""A card of each kind as an author writes it: the schema shows them in editors, decks/README.md on the page."""

EXAMPLES = """\
title: Examples
cards:
  - id: balanced-accuracy-of-a-constant
    question: |
      A test set has 30 positives in 1,000. A model always answers negative. What are its accuracy and its
      balanced accuracy?
    answer: 97 %; 50 %.
    why: |
      Accuracy counts the 970 negatives. Balanced accuracy is the mean of both recalls, $(0 + 1) / 2$.
    mistake: Taking a high accuracy for skill when one class is rare.
    hint: One of the two does not depend on how rare the positives are.
    source: ["scikit-learn 1.9 user guide, Balanced accuracy score"]
    tags: [single-number, why]
    level: mid
    needs: [recall-from-counts]
    confused_with: [auc-of-five-hundredths]
    checked: 2026-11-22 by derivation

  - id: inverted-dropout
    question: inverted dropout
    answer: Dropout that divides what it keeps by $1 - p$ in training, so that inference needs no scaling
    reverse: true
    why: The expected activation is the same with and without the mask.
    source: ["PyTorch 2.13 documentation, torch.nn.Dropout"]
    tags: [regularisation]
    level: junior
    checked: 2026-11-22 against PyTorch 2.13

  - id: f1-name
    question: What is the harmonic mean of precision and recall called?
    accept: [F1, F1 score, F-measure]
    answer: $F_1$
    why: It is low whenever one of the two is low, as 0.0198 is for $P = 1$ and $R = 0.01$.
    source: ["scikit-learn 1.9 user guide, Precision, recall and F-measures"]
    tags: [single-number]
    level: junior
    checked: 2026-11-22 against scikit-learn 1.9

  - id: relu-slope
    cloze: |
      The derivative of ReLU is {{c1::1::a number}} for positive inputs and {{c2::0}} for negative ones.
    typed: true
    why: It is the identity on one side and constant on the other.
    source: ["Goodfellow, Bengio and Courville 2016, Deep Learning, section 6.3.1"]
    tags: [activations]
    level: junior
    checked: 2026-11-22 by derivation

  - id: auc-of-five-hundredths
    question: A model has an AUC of 0.05 on clean data. What does that tell you?
    choices:
      - right: The ranking is good but inverted.
      - wrong: The model knows next to nothing.
        because: A model that knows nothing ranks at random and has 0.5.
      - wrong: Positives are rare in these data.
        because: The AUC does not depend on how rare they are.
    why: Negate the scores, and every wrongly ordered pair becomes a right one, so that the AUC is 0.95.
    source: ["Fawcett 2006, An introduction to ROC analysis, section 7"]
    tags: [threshold-curves]
    level: junior
    confused_with: [balanced-accuracy-of-a-constant]
    checked: 2026-11-22 by derivation

  - id: recall-from-counts
    question: |
      A test finds {{tp}} of {{pos}} sick people and raises {{fp}} false alarms. What is its recall?
    number:
      given: {tp: 5..60, pos: 20..80, fp: 3..30}
      such_that: [tp < pos]
      where:
        missed: pos - tp
      answer: tp / (tp + missed)
      tolerance: 0.005
      slips:
        - {value: tp / (tp + fp), because: "That is precision: you divided by all who were called sick."}
    why: Recall asks how many of those who are sick were found, so false alarms play no part.
    source: ["Fawcett 2006, An introduction to ROC analysis, section 2"]
    tags: [class-rates]
    level: junior
    checked: 2026-11-22 by derivation

  - id: same-padding-shape
    question: What does this print?
    code: |
      import torch
      from torch import nn

      x = torch.zeros(2, 3, 8, 8)
      print(tuple(nn.Conv2d(3, 5, 3, padding=1)(x).shape))
    language: python
    prints: (2, 5, 8, 8)
    why: A kernel of 3 with a padding of 1 keeps the sides; the channels become those of the layer.
    source: ["PyTorch 2.13 documentation, torch.nn.Conv2d, Shape"]
    tags: [shapes]
    level: junior
    checked: 2026-11-22 against PyTorch 2.13

  - id: strided-slice
    question: What does this print for a list of {{n}} numbers?
    code: |
      xs = list(range({{n}}))
      print(xs[{{start}}::{{step}}], len(xs[::-1]))
    given: {n: 7..12, start: 0..3, step: 2..4}
    such_that: [start < n]
    prints: "{{[i for i in range(start, n, step)]}} {{n}}"
    why: A slice takes every step-th element from its start on; a negative step reverses and keeps the length.
    source: ["Python 3.14 documentation, Common sequence operations"]
    tags: [shapes]
    level: junior
    checked: 2026-11-27 by running it

  - id: dtype-of-a-sum
    question: What does this print?
    code: |
      import torch

      print((torch.ones(2, dtype=torch.{{left}}) + torch.ones(2, dtype=torch.{{right}})).dtype)
    draws:
      - {given: {left: int32, right: int64}, prints: torch.int64}
      - {given: {left: int64, right: float16}, prints: torch.float16}
      - {given: {left: float16, right: bfloat16}, prints: torch.float32}
    why: The result has the smallest type that holds both; a float beats every whole number.
    source: ["PyTorch 2.13 documentation, Tensor Attributes, torch.dtype"]
    tags: [shapes]
    level: mid
    mistake: Taking the type with the most bits, also between a whole number and a float.
    checked: 2026-11-27 against PyTorch 2.13

  - id: write-softmax
    question: Write `softmax(x)` for a list of numbers, without a library, so that large numbers do no harm.
    language: python
    solution: |
      from math import exp

      def softmax(x):
          top = max(x)
          powers = [exp(v - top) for v in x]
          return [p / sum(powers) for p in powers]
    tests:
      - must: Positive numbers that sum to 1
        assert: abs(sum(softmax([1.0, 2.0, 3.0])) - 1) < 1e-12 and min(softmax([1.0, 2.0, 3.0])) > 0
      - must: Numbers of 1,000 and more do not overflow
        assert: softmax([1000.0, 1000.0]) == [0.5, 0.5]
      - point: The same when all are moved
        key: shift
        assert: |
          moved = softmax([101.0, 102.0])
          assert max(abs(a - b) for a, b in zip(softmax([1.0, 2.0]), moved)) < 1e-12
    model: I subtract the maximum first, because softmax does not change when all inputs move together.
    why: The largest exponent is then 0, so that nothing overflows and the sum is at least 1.
    mistake: Taking the exponentials of the numbers as they are.
    source: ["Goodfellow, Bengio and Courville 2016, Deep Learning, section 4.1"]
    tags: [activations]
    level: mid
    checked: 2026-11-27 by running it

  - id: selection-before-folds
    symptom: Cross-validation scores 0.87 on pure noise.
    question: What is wrong, and how do you mend it?
    code: |
      X = SelectKBest(k=20).fit_transform(X, y)
      cross_val_score(model, X, y)
    language: python
    fix: |
      -X = SelectKBest(k=20).fit_transform(X, y)
      -cross_val_score(model, X, y)
      +cross_val_score(make_pipeline(SelectKBest(k=20), model), X, y)
    points:
      - must: The selection saw the labels of the held-out folds
      - It belongs into a pipeline that is fitted in each fold
    why: Among many columns some follow the labels by chance, in the held-out rows as well.
    mistake: Thinking that only a model can overfit.
    source: ["Hastie, Tibshirani and Friedman 2009, The Elements of Statistical Learning, section 7.10.2"]
    tags: [leakage, why]
    level: mid
    checked: 2026-11-22 against scikit-learn 1.9

  - id: batch-norm-steps
    question: Put what batch normalisation does to a channel in training in order.
    steps:
      - Take the mean over the batch
      - step: Take the variance over the batch
        because: It is the mean squared distance from that mean.
      - step: Subtract the mean and divide by the root of the variance
        because: Both statistics must be known.
      - step: Multiply by a learned scale and add a learned shift
        because: They act on values of mean 0 and variance 1.
    why: Each step reads what the one before has written.
    source: ["Ioffe and Szegedy 2015, Batch Normalization, Algorithm 1"]
    tags: [normalisation]
    level: junior
    checked: 2026-11-22 by derivation

  - id: explain-batch-norm
    question: Explain batch normalisation.
    seconds: 90
    points:
      - must: Normalises each channel over the batch in training
      - point: Uses running statistics at inference
        key: running-statistics
      - Adds a learned scale and shift
      - Is unsteady when batches are small
    model: |
      In training each channel is shifted and scaled to mean 0 and variance 1 over the batch, then a learned scale
      and shift follow. At inference running averages replace the statistics of the batch, so that an answer does not
      depend on its neighbours. With 2 examples a batch these statistics are noise.
    hints: [What is different at inference?]
    follow_ups: [What do you use when a batch holds 2 images?]
    why: Steady scales between layers allow larger learning rates.
    mistake: Leaving the model in training mode when it serves.
    source: ["Ioffe and Szegedy 2015, Batch Normalization, Algorithms 1 and 2"]
    tags: [normalisation, why]
    level: mid
    checked: 2026-11-22 against PyTorch 2.13

  - id: sgd-versus-adam
    question: Compare SGD with momentum and Adam.
    axes: [state per weight, what to tune, where it is the usual choice]
    seconds: 120
    points:
      - Momentum keeps 1 number for each weight, Adam 2
      - must: Adam divides by a running size of each gradient
      - SGD needs its rate tuned more carefully
      - SGD where a recipe exists, Adam for transformers
    model: |
      Both follow averaged gradients. SGD with momentum stores one number for each weight, Adam two, because it also
      divides by a running size of the gradient. That makes Adam less touchy about its rate. I keep SGD where a tuned
      recipe exists, as for a ResNet, and begin with AdamW for a transformer.
    hints: [How much memory does each need?]
    follow_ups: [What changes with decoupled weight decay?]
    why: The size of gradients differs widely between the weights of a transformer.
    mistake: Calling one of them the better optimiser without naming a task.
    source: ["Kingma and Ba 2015, Adam, Algorithm 1"]
    tags: [optimisers]
    level: mid
    checked: 2026-11-22 by derivation

  - id: design-photo-search
    question: Design a search over 10 million photos by text, 200 ms at the 95th percentile, 50 queries a second.
    stages: [Questions to ask, Index, Query, Evaluation]
    seconds: 900
    points:
      - must: Text and photos are embedded into one space, photos ahead of time
      - An approximate index fits into memory, 10 million times 512 bytes being 5 GB
      - Recall against exact search is measured along with latency
      - Names a limit, such as counting or negation in the text
    model: |
      I embed photos offline and the text at query time with the same two-tower model, keep quantised vectors in an
      approximate index of about 5 GB, and rank the first hundred again. I report recall at 10 against exact search, and
      latency at the 95th percentile.
    hints: [What can be computed before a query arrives?]
    follow_ups: [Half of the photos are deleted each month. What changes?]
    why: What does not depend on the query is paid once.
    mistake: Choosing a model before asking what counts as a good result.
    source: ["Radford et al. 2021, Learning Transferable Visual Models From Natural Language Supervision, section 2"]
    tags: [retrieval]
    level: senior
    checked: 2026-11-22 by derivation
"""
