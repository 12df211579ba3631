"""Typed answers are judged as an examiner would: the same is right, a slip is partly right, another thing is wrong."""

from pathlib import Path

import pytest

from flashcards import kinds
from flashcards.cards import Card
from flashcards.decks.file import load
from flashcards.kinds.typed import judged
from flashcards.questions import Outcome, Response

# Accepted | what was typed with a slip of the finger, or several such.
SLIPS = """
gradient descent | gradeint descent | gradient decsent | gradient descnet
overfitting | overfiting | ovrefitting | overfittting
regularisation | regularistion | regularization | reguralisation
backpropagation | backpropogation | backpropagtion | bakcpropagation
learning rate | leraning rate | learning rte | learnign rate
softmax | sofmax | sotfmax | softmx
cross-entropy | cross-entorpy | cros entropy | crossentrpy
dropout | droput | dropuot | dorpout
momentum | momentm | momentun | mometnum
convolution | convoluton | convolutoin | convolotion
attention | atention | attentoin | attenion
transformer | transfromer | tranformer | transfomer
embedding | embeding | embeddign | emebdding
perceptron | perceptorn | percetpron | perceptrn
batch normalisation | batch normalistion | bacth normalisation | batch normalisaton
layer norm | layer nrom | laeyr norm | layer norn
precision | percision | precison | preciison
sensitivity | sensitvity | sensitivty | senstivity
confusion matrix | confusoin matrix | confusion matirx | confusion martix
cross-validation | cross-validaton | corss-validation | cross validatoin
hyperparameter | hyperparamter | hyperparametr | hyperaprameter
vanishing gradients | vanishing gradeints | vanshing gradients | vanishng gradients
early stopping | early stoping | ealry stopping | early stoppping
weight decay | weight deacy | weigth decay | wieght decay
stratified | straitfied | stratifed | startified
heteroscedasticity | heteroscedasticty | heteroscadasticity | heterosecdasticity
autoencoder | autoencodre | autoecnoder | autoencder
multicollinearity | multicolinearity | multicollinearty | multicollineraity
calibration | calibraton | calibratoin | calibation
bootstrap | bootstarp | bootsrap | bootstrp
Mahalanobis distance | Mahalonobis distance | Mahalanobis distnace | Mahalanobs distance
curse of dimensionality | curse of dimensionalty | curse of dimesionality | curse dimensionality
chain rule | chian rule | chain rul | chani rule
Jacobian | Jacobain | Jacoban | Jaocbian
eigenvalue | eigenvlaue | eigenvale | eigenavlue
tanh | tahn | tnah
k-means | k-mean
weights | weight
Lévy flight | Levy flight
naïve Bayes | naive Bayes | naïve Bayse
Gödel | Godel
Überanpassung | Uberanpassung | Überanpasung
régularisation | regularisation | régularistion
обучение | обучнеие | обчение
"""
# Accepted | what names something else.
OTHERS = """
unsupervised | supervised | semi-supervised | self-supervised
supervised learning | unsupervised learning | reinforcement learning
biased | unbiased
encoder | decoder | autoencoder
decoder | encoder
type I error | type II error
-log p | log p
log p | -log p | log 1/p
L1 regularisation | L2 regularisation
L_2 | L_1 | l1
Adam | AdamW | Nadam | Adamax
ReLU | GELU | ELU | SELU | PReLU
sigmoid | softmax | tanh
softmax | softmin | softplus | sparsemax | log-softmax
argmax | argmin
maximisation | minimisation
precision | recall | prevision
false positive | false negative | true positive
overfitting | underfitting | fitting
upsampling | downsampling | oversampling | sampling
covariance | variance | covariate
inductive | deductive | transductive
intrinsic | extrinsic
implicit | explicit
internal | external
increase | decrease
symmetric | asymmetric | antisymmetric
synchronous | asynchronous
linear | nonlinear | non-linear | bilinear
parametric | nonparametric
parameter | hyperparameter
stationary | non-stationary
homoscedastic | heteroscedastic
micro average | macro average
micro-F1 | macro-F1
MSE | MAE | RMSE
CNN | RNN | GNN
LSTM | GRU | BiLSTM
BERT | BART
ResNet | RegNet | ResNeXt | DenseNet
roberta | deberta
GAN | VAE | CAN
PCA | ICA | LDA
k-means | k-medians | k-medoids
top-k | top-p
p-value | q-value | t-value
x axis | y axis
CIFAR-10 | CIFAR-100
float16 | bfloat16 | float32
int8 | uint8
GPT-2 | GPT-3
O(n log n) | O(n) | O(log n) | O(n^2)
O(n^2) | O(n^3) | O(2n)
1 - p | p | 1 + p | 1 - q
x^2 | x2 | 2x | x^3
p(x|y) | p(y|x)
P(A and B) | P(A or B)
n! | n
f' | f | f''
a < b | a > b
>= 0 | <= 0 | > 0
10^-3 | 10^3 | 10^-4
0.5 | 0.05 | 5
3x3 | 5x5 | 3x5
add_ | add
squeeze | unsqueeze
with replacement | without replacement
not convex | convex
convex | concave
stochastic gradient descent | gradient descent | batch gradient descent
binary cross-entropy | cross-entropy
batch norm | layer norm | group norm
left padding | right padding
prior | posterior
bagging | boosting | tagging
ridge | lasso | bridge
quantile | quartile
mean | median | mode
mode | model | node
standard deviation | standard derivation
momentum | moment
clipping | flipping
equivariant | invariant
convolution | deconvolution
pretraining | training | post-training
likelihood | log-likelihood
regression | autoregression
forward | backward
exploration | exploitation
ascending | descending
acceleration | deceleration
majority | minority
isotropic | anisotropic
inference | reference | interference
detection | selection
interpolation | extrapolation
positive definite | positive semidefinite
pre-norm | post-norm
max pooling | average pooling | min pooling
inclusive | exclusive
eigenvector | eigenvalue
scalar | scaler
attach | detach
positive | negative
true | false
监督学习 | 无监督学习
过拟合 | 欠拟合
梯度下降 | 梯度上升
批归一化 | 层归一化
指導学習 | 非指導学習
지도학습 | 비지도학습
supervisé | non supervisé
überwacht | unüberwacht
переобучение | недообучение
"""
# Accepted | other ways to type the same.
SAME = r"""
$\theta$ | θ | theta | \theta | Θ
$\frac{1}{2}$ | 1/2 | ½ | 0.5 | \frac{1}{2} | 0,5 | 50%
$L_2$ | L2 | L₂ | l_2 | $L_2$ | L_{2}
$x^2$ | x² | x^2 | x**2 | x^{2}
$\lambda_1$ | λ1 | lambda_1 | lambda 1 | λ₁
$1 - p$ | 1-p | 1 − p | 1 – p
$-\log p$ | -log p | − log p
$3 \times 3$ | 3x3 | 3 × 3 | 3*3
$x \le 0$ | x <= 0 | x ≤ 0
$10^{-3}$ | 10^-3 | 10⁻³ | 1e-3 | 0.001
$O(n \log n)$ | O(n log n) | o(nlogn)
$\nabla_\theta L$ | ∇_θ L | \nabla_\theta L
k-fold | k fold | kfold | k‑fold | K‐Fold
cross-entropy | cross entropy | crossentropy | Cross–Entropy
bias-variance trade-off | bias–variance tradeoff | bias variance trade off
Student's t | Student’s t | Students t | student`s t
“relu” | relu | "ReLU" | «relu»
**early stopping** | early stopping | Early stopping.
`batch_size` | batch_size | batch size | BatchSize
layer normalisation | Layer Normalisation | layer  normalisation. | layer-normalisation
chain rule | the chain rule | Chain rule! | chain rule。
iid | i.i.d. | I.I.D
naïve Bayes | naïve  bayes
ＡＵＣ | AUC | auc
softmax | ｓｏｆｔｍａｘ | softmax．
5 % | 5% | 5 percent | 0.05 | 5 per cent
1,000 | 1000 | 1 000 | 1_000
precision & recall | precision and recall
过拟合 | 过拟合。
InvalidArgumentError | InvalidArgument | tf.errors.InvalidArgumentError
RuntimeError | runtime error | RuntimeError
"""


def pairs(table: str) -> list[tuple[str, str]]:
    rows = [[cell.strip() for cell in line.split(" | ")] for line in table.strip().splitlines()]
    return [(accepted, typed) for accepted, *others in rows for typed in others]


def found(table: str, wanted: Outcome) -> dict[tuple[str, str], str]:
    outcomes = {pair: judged(pair[1], [pair[0]]).outcome for pair in pairs(table)}
    return {pair: outcome.name for pair, outcome in outcomes.items() if outcome is not None and outcome is not wanted}


def test_a_slip_of_the_finger_is_partly_right() -> None:
    assert len(pairs(SLIPS)) >= 100
    assert found(SLIPS, Outcome.PARTIAL) == {}


def test_what_names_something_else_is_wrong() -> None:
    assert len(pairs(OTHERS)) >= 100
    assert found(OTHERS, Outcome.WRONG) == {}


def test_the_same_is_right_however_it_is_typed() -> None:
    assert found(SAME, Outcome.RIGHT) == {}


DECK = """\
title: T
cards:
  - {id: one, question: Q, accept: [exploration rate, exploration]}
  - {id: two, question: R, accept: [exploitation rate]}
  - id: three
    cloze: 'A {{c1::generatr}} and a {{c2::discriminator}}.'
    typed: true
  - {id: four, question: S, accept: [generator]}
  - {id: five, question: U, accept: [learning rates]}
  - {id: six, question: V, accept: [learning rate]}
"""


@pytest.fixture(scope="module")
def deck() -> dict[str, Card]:
    loaded = load(DECK.encode(), Path("d.yaml"), "d")
    assert loaded.problems == ()
    return {card.id: card for card in loaded.cards}


@pytest.mark.parametrize(
    ("card", "typed", "outcome"),
    [
        ("one", "explortion rate", Outcome.PARTIAL),
        ("one", "exploitation rate", Outcome.WRONG),
        ("five", "learning rate", Outcome.WRONG),
        ("six", "learning rates", Outcome.WRONG),
        ("six", "learnign rate", Outcome.PARTIAL),
        ("five", "learning rtes", Outcome.PARTIAL),
        ("three#1", "generator", Outcome.WRONG),
        ("three#1", "genertr", Outcome.PARTIAL),
        ("four", "discriminator", Outcome.WRONG),
        ("four", "generatr", Outcome.WRONG),
        ("four", "generator", Outcome.RIGHT),
    ],
)
def test_the_answer_of_another_card_of_the_deck_is_no_slip(
    deck: dict[str, Card], card: str, typed: str, outcome: Outcome
) -> None:
    question = kinds.ask(deck[card], 0)
    assert "exploitation rate" in question.elsewhere
    assert kinds.judge(deck[card], question, Response(text=typed)).outcome is outcome


def test_an_answer_that_changes_elsewhere_makes_no_other_card() -> None:
    edited = load(DECK.replace("exploitation rate", "greed").encode(), Path("d.yaml"), "d").cards[0]
    assert edited == load(DECK.encode(), Path("d.yaml"), "d").cards[0]


@pytest.mark.parametrize(
    ("printed", "typed", "outcome"),
    [
        ("InvalidArgumentError", "InvalidArgument", Outcome.RIGHT),
        ("InvalidArgumentError", "tf.errors.InvalidArgumentError", Outcome.RIGHT),
        ("torch.cuda.OutOfMemoryError", "OutOfMemoryError", Outcome.RIGHT),
        ("RuntimeError", "runtimeerror", Outcome.RIGHT),
        ("StopIteration", "Stop", Outcome.RIGHT),
        ("ValueError", "TypeError", Outcome.WRONG),
        ("ValueError", "ValueWarning", Outcome.WRONG),
        ("ValueError", "Error", Outcome.WRONG),
        ("Value", "ValueError", Outcome.WRONG),
        ("3.0", "3", Outcome.WRONG),
    ],
)
def test_of_a_printed_exception_the_last_name_counts(printed: str, typed: str, outcome: Outcome) -> None:
    text = f"title: T\ncards:\n  - {{id: c, code: f(), prints: '{printed}'}}\n"
    (card,) = load(text.encode(), Path("d.yaml"), "d").cards
    assert kinds.judge(card, kinds.ask(card, 0), Response(text=typed)).outcome is outcome


@pytest.mark.parametrize(
    ("cloze", "typed"),
    [
        ("The parameters are called {{c1::$\\theta$}}.", "θ"),
        ("The midpoint is $x = {{c1::\\frac{1}{2}}}$.", "1/2"),
        ("It is called `{{c1::batch_size}}`.", "batch size"),
        ("Its name is {{c1::**early stopping**}}.", "early stopping"),
        ("Use $$\\sum_i {{c1::x_i^2}}$$", "x_i^2"),
    ],
)
def test_what_is_shown_after_the_reveal_is_right_in_a_hole(cloze: str, typed: str) -> None:
    (card,) = load(
        f"title: T\ncards:\n  - typed: true\n    cloze: |\n      {cloze}\n".encode(), Path("d.yaml"), "d"
    ).cards
    assert kinds.judge(card, kinds.ask(card, 0), Response(text=typed)).outcome is Outcome.RIGHT
