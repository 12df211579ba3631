"""The JSON Schema of a deck, made from the fields that the kinds declare: editors complete and explain by it.

`python -m flashcards.deckschema > flashcards/deck.schema.json` writes the file that decks name in their first line.
"""

import json
import sys
from collections.abc import Sequence
from typing import Any, TypeAlias

from flashcards import yamltext
from flashcards.deckfile import CARDS, DECK_FIELDS
from flashcards.kinds import KINDS
from flashcards.kinds.fields import COMMON, CardKind, Either, Field, Flag, Group, ListOf, Named, Shape, Text, Whole

Json: TypeAlias = dict[str, Any]

_TEXT: Json = {"type": ["string", "number", "boolean"]}
"""The reader takes every value as it is typed; an editor sees `5` as a number and `true` as a truth value."""

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
"""A card of each kind, and a reversed one."""


def schema() -> Json:
    """The schema, draft 7."""
    examples: dict[str, list[Json]] = {}
    for card in _examples():
        examples.setdefault(_kind_of(card).name, []).append(card)
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "A deck of flashcards",
        **_mapping(DECK_FIELDS),
        "definitions": {
            **{field.name: _described(field) for field in COMMON},
            **{kind.name: _card(kind, examples[kind.name]) for kind in KINDS},
        },
    }


def text() -> str:
    """The schema as the file has it."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def _card(kind: CardKind, examples: Sequence[Json]) -> Json:
    found = _mapping(kind.fields)
    common = {field.name: {"$ref": f"#/definitions/{field.name}"} for field in COMMON}
    found["properties"] = {"id": common.pop("id"), **found["properties"], **common}
    return {"title": f"A card of the kind {kind.name}", **found, "examples": list(examples)}


def _mapping(fields: Sequence[Field]) -> Json:
    required = [field.name for field in fields if field.required]
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {field.name: _described(field) for field in fields},
        **({"required": required} if required else {}),
    }


def _described(field: Field) -> Json:
    return {"description": field.help, **_shape(field)}


def _shape(field: Field) -> Json:
    if field.shape is CARDS:
        return {"type": "array", "items": {"anyOf": [{"$ref": f"#/definitions/{kind.name}"} for kind in KINDS]}}
    return _of(field.shape, fewest=int(field.required))


def _of(shape: Shape, fewest: int = 1) -> Json:
    """The schema of a shape; an element of a list, unlike an optional field, is never empty."""
    match shape:
        case Text(one_of):
            return {"enum": list(one_of)} if one_of else _TEXT | ({"minLength": 1} if fewest else {})
        case Flag():
            return {"type": "boolean"}
        case Whole(low, high):
            return {"type": "integer", "minimum": low, "maximum": high}
        case ListOf(inner, single):
            listed = {"type": "array", "items": _of(inner)} | ({"minItems": 1} if fewest else {})
            return {"anyOf": [_of(inner, fewest), listed]} if single else listed
        case Group(fields, short):
            return {"anyOf": [_of(Text()), _mapping(fields)]} if short else _mapping(fields)
        case Named(inner):
            return {"type": "object", "additionalProperties": _of(inner)}
        case Either():
            return {"anyOf": [_of(Text()), _of(ListOf(Text()))]}


def _kind_of(card: Json) -> CardKind:
    return next(kind for kind in KINDS if kind.marker in card)


def _examples() -> list[Json]:
    root, _ = yamltext.read(EXAMPLES.encode())
    cards: list[Json] = plain(root)["cards"]
    return cards


def plain(node: yamltext.Node | None) -> Any:
    """A tree as an editor sees it: unquoted numbers and truth values are no texts."""
    match node:
        case yamltext.Mapping():
            return {key.value: plain(value) for key, value in node}
        case yamltext.Items(items):
            return [plain(item) for item in items]
        case yamltext.Text(value, plain=True) if value.isdecimal():
            return int(value)
        case yamltext.Text(value, plain=True) if value in ("true", "false"):
            return value == "true"
        case yamltext.Text(value):
            return value
    return None


if __name__ == "__main__":
    sys.stdout.write(text())
