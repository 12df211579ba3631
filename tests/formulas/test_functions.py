"""The library of functions: known values, undefined cases with a reason, and nothing raised but FormulaError."""

import itertools
import math
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashcards.formulas.functions import FUNCTIONS, MAX_STEPS, Budget, describe_functions
from flashcards.formulas.language import FormulaError, Value, compile_formula
from tests.conftest import examples


def value(text: str, **values: Value) -> Any:
    """What a formula gives; the named values are its given names."""
    return compile_formula(text, values).evaluate(values)


PROMISED = """
abs min max sum len round floor ceil sqrt exp log log2 log10 sin cos tan tanh sigmoid relu sign prod range zip
enumerate sorted reversed any all mean median variance(xs, ddof=0) std(xs, ddof=0) quantile(xs, q) covariance
correlation rank cumsum dot outer matmul transpose norm(xs, p=2) det inverse trace argmax argmin argsort
softmax(xs, temperature=1) logsumexp entropy(ps, base=e) cross_entropy(ps, qs, base=e) kl(ps, qs, base=e)
binary_cross_entropy(y, p) gini(ps) accuracy(tp, fp, fn, tn) precision(tp, fp) recall(tp, fn)
specificity(tn, fp) f_beta(tp, fp, fn, beta=1) mcc(tp, fp, fn, tn) kappa(tp, fp, fn, tn)
confusion(labels, predictions, classes) auc(labels, scores) average_precision(labels, scores)
log_loss(labels, probabilities) brier(labels, probabilities) ece(confidences, hits, bins) mae(y, p) mse(y, p)
rmse(y, p) r2(y, p) mape(y, p) pinball(y, p, q) huber(x, delta) dcg(gains, k) ndcg(gains, k)
reciprocal_rank(relevant) precision_at(relevant, k) recall_at(relevant, k, total) ap_at(relevant, total)
pass_at_k(n, c, k) iou(box, other) dice(a, b, both) edit_distance(xs, ys)
ngram_precision(candidate, reference, n) perplexity(probabilities) wer(ref, hyp)
conv_out(size, kernel, stride=1, padding=0, dilation=1)
conv_transpose_out(size, kernel, stride=1, padding=0, output_padding=0, dilation=1)
conv_params(cin, cout, kernel, bias=1, groups=1) conv2d_valid(image, kernel) dense_params(nin, nout, bias=1)
receptive_field(kernels, strides) comb(n, k) perm(n, k) factorial gcd normal_cdf normal_quantile
binomial_pmf(k, n, p) poisson_pmf(k, mu) chi2_sf(x, df) t_quantile(q, df)
"""


def test_every_promised_function_is_there_with_its_signature_and_a_sentence() -> None:
    described = {name: (usage, sentence) for name, usage, sentence in describe_functions()}
    for name, arguments in re.findall(r"(\w+)(\([^)]*\))?", PROMISED):
        assert described[name][0] == name + arguments or not arguments, name
    assert described.keys() == FUNCTIONS.keys()
    for name, (usage, sentence) in described.items():
        assert usage.startswith(f"{name}(")
        assert 10 < len(sentence) < 130, name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sign(-3) + sign(0)", -1),
        ("sigmoid(0)", 0.5),
        ("sigmoid(-1000) + sigmoid(1000)", 1),
        ("relu(-2) + leaky_relu(-2, slope=0.1)", -0.2),
        ("gelu(1)", 0.8413447460685429),
        ("softplus(0)", math.log(2)),
        ("clip(5, 0, 1)", 1),
        ("median([3, 1, 2, 10])", 2.5),
        ("variance([2, 4, 4, 4, 5, 5, 7, 9])", 4),
        ("std([2, 4, 4, 4, 5, 5, 7, 9], ddof=1)", 2.138089935299395),
        ("variance([0.1, 0.1, 0.1])", 0),
        ("quantile([1, 2, 3, 4], 0.25)", 1.75),
        ("nearest_rank(range(1, 101), 0.95)", 95),
        ("rank([10, 20, 20, 5])", [2, 3.5, 3.5, 1]),
        ("argsort([3, 1, 2])", [1, 2, 0]),
        ("argmax([1, 3, 3]) + 10 * argmin([2, 1, 1])", 11),
        ("cumsum([1, 2, 3])", [1, 3, 6]),
        ("outer([1, 2], [3, 4])", [[3, 4], [6, 8]]),
        ("matmul([[1, 2], [3, 4]], [[5, 6], [7, 8]])", [[19, 22], [43, 50]]),
        ("matmul([[1, 2], [3, 4]], [5, 6])", [17, 39]),
        ("matmul([1, 2], [[1, 2], [3, 4]])", [7, 10]),
        ("matmul([1, 2], [3, 4])", 11),
        ("det([[1, 2], [3, 4]])", -2),
        ("det([[2, 0, 1], [1, 3, 2], [1, 1, 4]])", 18),
        ("det([[0.1, 0.7], [0.3, 2.1]])", 0),
        ("det([[0, 1], [1, 0]])", -1),
        ("inverse([[4, 7], [2, 6]])", [[0.6, -0.7], [-0.2, 0.4]]),
        ("solve([[2, 1], [1, 3]], [3, 5])", [0.8, 1.4]),
        ("matrix_rank([[1, 2, 3], [2, 4, 6]])", 1),
        ("eigenvalues([[2, 1], [1, 2]])", [3, 1]),
        ("trace([[1, 2], [3, 4]])", 5),
        ("norm([3, 4]) + norm([3, -4], p=1) + norm([[1, 2], [2, 4]])", 17),
        ("cosine([1, 0], [1, 1])", math.sqrt(0.5)),
        ("softmax([1, 2, 3])", [0.09003057317038046, 0.24472847105479764, 0.6652409557748219]),
        ("softmax([1000, 1000], temperature=0.001)", [0.5, 0.5]),
        ("logsumexp([1000, 1000])", 1000 + math.log(2)),
        ("entropy([0.5, 0.25, 0.25], base=2)", 1.5),
        ("entropy([1, 0])", 0),
        ("kl([0.5, 0.5], [0.25, 0.75], base=2)", 0.20751874963942185),
        ("binary_cross_entropy(1, 0.8)", -math.log(0.8)),
        ("gini([0.5, 0.5])", 0.5),
        ("precision(3, 1) + recall(3, 3) + specificity(9, 1)", 2.15),
        ("f_beta(30, 10, 20)", 2 / 3),
        ("f_beta(30, 10, 20, beta=2)", 5 * 30 / (5 * 30 + 4 * 20 + 10)),
        ("mcc(6, 1, 2, 3)", 0.47809144373375745),  # Wikipedia, Phi coefficient: 12 pictures of cats and dogs
        ("kappa(20, 5, 10, 15)", 0.4),  # Wikipedia, Cohen's kappa: first example
        ("confusion([0, 1, 2, 2], [0, 2, 2, 1], 3)", [[1, 0, 0], [0, 0, 1], [0, 1, 1]]),
        ("counts_at([1, 1, 0, 0], [0.9, 0.5, 0.5, 0.1], 0.5)", [2, 1, 0, 1]),
        ("mean(class_f1([[2, 1], [0, 3]]))", (0.8 + 6 / 7) / 2),
        ("auc([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8])", 0.75),  # scikit-learn, roc_auc_score
        ("auc([0, 1], [0.5, 0.5])", 0.5),
        ("average_precision([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8])", 5 / 6),  # scikit-learn, average_precision_score
        ("average_precision([1, 0], [0.5, 0.5])", 0.5),
        ("log_loss([1, 0, 0, 1], [0.9, 0.1, 0.2, 0.65])", 0.21616187468057912),  # scikit-learn, log_loss
        ("brier([0, 1, 1, 0], [0.1, 0.9, 0.8, 0.3])", 0.0375),  # scikit-learn, brier_score_loss
        ("ece([0.95, 0.85, 0.85, 0.55], [1, 1, 0, 1], 10)", 0.05 / 4 + 0.7 / 4 + 0.45 / 4),
        ("ece([0.55, 0.56], [1, 0], 20)", (0.45 + 0.56) / 2),
        ("r2([3, -0.5, 2, 7], [2.5, 0, 2, 8])", 0.9486081370449679),  # scikit-learn, r2_score
        ("mape([100, 200], [110, 180])", 0.1),
        ("pinball([1, 2, 3], [0, 2, 3], 0.1) + pinball([1, 2, 3], [1, 2, 4], 0.1)", 0.1 / 3 + 0.9 / 3),
        ("huber(0.5, 1) + huber(-3, 1)", 0.125 + 2.5),
        ("hinge(-1, 0.5)", 1.5),
        ("dcg([3, 2, 3, 0, 1, 2], 6)", 6.861126688593501),  # Wikipedia, Discounted cumulative gain
        ("ndcg([3, 2, 3, 0, 1, 2], 6)", 0.9608081943360617),
        ("reciprocal_rank([0, 0, 1]) + reciprocal_rank([0, 0])", 1 / 3),
        ("ap_at([1, 0, 1, 0], 2)", (1 + 2 / 3) / 2),
        ("precision_at([1, 0, 1, 0], 3) + recall_at([1, 0, 1, 0], 2, 4)", 2 / 3 + 0.25),
        ("pass_at_k(10, 3, 2)", 1 - 21 / 45),
        ("pass_at_k(5, 4, 2)", 1),
        ("iou([0, 0, 2, 2], [1, 1, 3, 3])", 1 / 7),
        ("iou([0, 0, 1, 1], [2, 2, 3, 3])", 0),
        ("nms([[0, 0, 2, 2], [0, 0, 2, 1.9], [5, 5, 6, 6]], [0.8, 0.9, 0.1], 0.5)", [1, 2]),
        ("dice(4, 6, 3) + jaccard(4, 6, 3)", 0.6 + 3 / 7),
        ("edit_distance([1, 2, 3, 3, 2, 4], [5, 2, 3, 3, 2, 4, 6])", 2),
        ("wer([1, 2, 3, 4], [1, 3, 4, 5])", 0.5),
        ("lcs_length([1, 2, 3, 4, 1], [3, 4, 1, 2, 1, 3])", 3),
        ("ngram_precision([1, 1, 1, 1, 1, 1, 1], [1, 2, 3, 4, 1, 5], 1)", 2 / 7),  # Papineni et al. 2002, "the the the"
        ("perplexity([0.25, 0.25])", 4),
        ("conv_out(224, 7, stride=2, padding=3)", 112),
        ("conv_transpose_out(112, 4, stride=2, padding=1)", 224),
        ("conv_params(3, 64, 7, bias=0)", 9408),  # first layer of ResNet
        ("conv_params(32, 64, [3, 5], groups=4)", 64 * 8 * 15 + 64),
        ("mlp_params([784, 128, 10])", 101770),
        ("receptive_field([3, 3, 3], [1, 2, 2])", 9),
        ("conv2d_valid([[1, 2, 3], [4, 5, 6], [7, 8, 9]], [[1, 0], [0, -1]])", [[-4, -4], [-4, -4]]),
        ("max_pool2d([[1, 2], [3, 4]], 2, 2)", [[4]]),
        ("pad2d([[1]], 1)", [[0, 0, 0], [0, 1, 0], [0, 0, 0]]),
        ("contiguous_strides([2, 3, 4])", [12, 4, 1]),
        ("broadcast_shape([8, 1, 6], [7, 1])", [8, 7, 6]),
        ("batches(100, 32) + 10 * batches(100, 32, drop_last=1)", 34),
        ("fold_sizes(10, 3)", [4, 3, 3]),
        ("discounted([1, 2, 3], 0.5)", 2.75),
        ("comb(5, 2) + comb(2, 5) + perm(5, 2) + factorial(5)", 150),
        ("normal_cdf(1.96)", 0.9750021048517795),
        ("normal_quantile(0.975)", 1.959963984540054),
        ("binomial_pmf(2, 5, 0.5)", 0.3125),
        ("binomial_pmf(0, 5, 0) + binomial_cdf(5, 5, 0.3)", 2),
        ("poisson_pmf(2, 3)", 4.5 * math.exp(-3)),
        ("chi2_sf(3.841458820694124, 1)", 0.05),  # tables
        ("chi2_sf(18.307038053275146, 10)", 0.05),
        ("t_quantile(0.975, 10)", 2.2281388519649385),
        ("t_quantile(0.05, 1)", -6.313751514675043),
        ("t_cdf(t_quantile(0.9, 7.5), 7.5)", 0.9),
        ("mcnemar(10, 5)", 16 / 15),
        ("wilson_interval(8, 10)", [0.4901624715, 0.9433178485]),
        ("psi([0.5, 0.5], [0.4, 0.6])", 0.1 * math.log(1.5)),
    ],
)
def test_a_function_gives_the_known_value(text: str, expected: Any) -> None:
    found = value(text)
    flat = (
        [found]
        if not isinstance(found, list)
        else list(itertools.chain(*found))
        if isinstance(found[0], list)
        else found
    )
    if isinstance(expected, list):
        expected = list(itertools.chain(*expected)) if isinstance(expected[0], list) else expected
    else:
        expected = [expected]
    assert flat == pytest.approx(expected, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize(
    "text",
    [
        "precision(0, 0)",
        "recall(0, 0)",
        "mcc(1, 0, 1, 0)",
        "kappa(3, 0, 0, 0)",
        "auc([1, 1], [0.1, 0.2])",
        "auc([0, 2], [0.1, 0.2])",
        "average_precision([0, 0], [0.1, 0.2])",
        "ndcg([0, 0], 2)",
        "r2([1, 1], [1, 2])",
        "mape([0, 1], [1, 1])",
        "correlation([1, 1], [1, 2])",
        "log_loss([1], [0])",
        "cross_entropy([1, 0], [0, 1])",
        "iou([0, 0, 0, 0], [1, 1, 1, 1])",
        "iou([2, 0, 1, 1], [0, 0, 1, 1])",
        "ngram_precision([1], [1], 2)",
        "conv_out(2, 3)",
        "conv_params(3, 4, 3, groups=2)",
        "perplexity([0.5, 0])",
        "precision(-1, 2)",
        "broadcast_shape([2], [3])",
        "standardise([2, 2])",
        "eigenvalues([[0, -1], [1, 0]])",
        "fold_sizes(3, 5)",
        "dice(1, 1, 2)",
        "wilson_interval(11, 10)",
        "pass_at_k(3, 4, 1)",
        "auc([1, 0], [0.1])",
        "mse([1, 2], [1])",
    ],
)
def test_an_undefined_case_is_refused_with_the_name_of_the_function(text: str) -> None:
    with pytest.raises(FormulaError, match=f"^{text.partition('(')[0]}: "):
        value(text)


SCORED = st.lists(st.tuples(st.integers(0, 1), st.integers(0, 6).map(lambda x: x / 8)), min_size=2, max_size=9)


@examples(50)
@given(SCORED)
def test_auc_counts_pairs_and_average_precision_sums_over_thresholds(cases: list[tuple[int, float]]) -> None:
    labels: list[Any] = [label for label, _ in cases]
    scores: list[Any] = [score for _, score in cases]
    high = [s for label, s in cases if label]
    low = [s for label, s in cases if not label]
    if high and low:
        pairs = [1.0 if a > b else 0.5 if a == b else 0.0 for a in high for b in low]
        assert value("auc(y, s)", y=labels, s=scores) == pytest.approx(sum(pairs) / len(pairs))
    if high:
        area, before = 0.0, 0.0
        for threshold in sorted(set(scores), reverse=True):
            called = [label for label, score in cases if score >= threshold]
            reached = sum(called) / len(high)
            area, before = area + (reached - before) * sum(called) / len(called), reached
        assert value("average_precision(y, s)", y=labels, s=scores) == pytest.approx(area)


def _edits(xs: tuple[int, ...], ys: tuple[int, ...]) -> int:
    if not xs or not ys:
        return len(xs) + len(ys)
    if xs[0] == ys[0]:
        return _edits(xs[1:], ys[1:])
    return 1 + min(_edits(xs[1:], ys), _edits(xs, ys[1:]), _edits(xs[1:], ys[1:]))


@examples(40)
@given(st.lists(st.integers(0, 2), max_size=5), st.lists(st.integers(0, 2), max_size=5))
def test_edit_distance_is_the_shortest_recursion(xs: list[Value], ys: list[Value]) -> None:
    assert value("edit_distance(a, b)", a=xs, b=ys) == _edits(tuple(xs), tuple(ys))  # type: ignore[arg-type]


@examples(40)
@given(
    st.integers(1, 4).flatmap(
        lambda n: st.lists(st.lists(st.integers(-5, 5), min_size=n, max_size=n), min_size=n, max_size=n)
    )
)
def test_det_is_the_sum_over_permutations_and_inverse_undoes(rows: list[Any]) -> None:
    n = len(rows)
    leibniz = sum(
        (-1) ** sum(p[i] > p[j] for i in range(n) for j in range(i, n)) * math.prod(rows[i][p[i]] for i in range(n))
        for p in itertools.permutations(range(n))
    )
    assert value("det(m)", m=rows) == leibniz
    if leibniz:
        product = value("matmul(m, inverse(m))", m=rows)
        assert [x for row in product for x in row] == pytest.approx([float(i == j) for i in range(n) for j in range(n)])
    assert (value("matrix_rank(m)", m=rows) == n) == bool(leibniz)


@examples(30)
@given(st.integers(1, 30), st.integers(1, 7), st.integers(1, 4), st.integers(0, 3), st.integers(1, 3))
def test_conv_out_counts_the_places_of_the_kernel(
    size: int, kernel: int, stride: int, padding: int, dilation: int
) -> None:
    span = dilation * (kernel - 1) + 1
    places = len([start for start in range(0, size + 2 * padding, stride) if start + span <= size + 2 * padding])
    text = f"conv_out({size}, {kernel}, {stride}, {padding}, {dilation})"
    if places:
        assert value(text) == places
        assert value(f"conv_transpose_out({places}, {kernel}, {stride}, 0, 0, {dilation})") <= size + 2 * padding
    else:
        with pytest.raises(FormulaError):
            value(text)


@examples(20)
@given(st.floats(0.01, 0.99), st.floats(0.5, 60) | st.integers(1, 9))
def test_quantiles_undo_distribution_functions(q: float, df: float) -> None:
    assert value("t_cdf(t_quantile(q, n), n)", q=q, n=df) == pytest.approx(q, abs=1e-9)
    assert value("normal_cdf(normal_quantile(q))", q=q) == pytest.approx(q, abs=1e-12)


def test_the_tail_of_chi_squared_is_its_integral() -> None:
    for df, x in itertools.product((1, 2, 3, 8, 30), (0.5, 2, 7.5, 40)):
        steps = 20_000
        width = math.sqrt(x) / steps
        # In u = sqrt(x) the density is smooth also for one degree of freedom.
        area = (
            sum(2 * u ** (df - 1) * math.exp(-u * u / 2) for u in ((i + 0.5) * width for i in range(steps)))
            * width
            / (2 ** (df / 2) * math.gamma(df / 2))
        )
        assert value(f"chi2_sf({x}, {df})") == pytest.approx(1 - area, abs=1e-7)


def test_the_library_agrees_with_scikit_learn_and_numpy() -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    np = pytest.importorskip("numpy")
    stats = pytest.importorskip("scipy.stats")
    rng = np.random.default_rng(5)
    for _ in range(15):
        y = rng.integers(0, 2, 12)
        y[:2] = 0, 1
        hard = rng.integers(0, 2, 12)
        hard[:2] = 1, 0
        s = rng.integers(1, 10, 12) / 10
        a, b = rng.normal(size=12).round(2), rng.normal(size=12).round(2)
        g = rng.integers(0, 4, 12)
        g[0] = 3
        ps, qs = rng.dirichlet([1, 1, 1]), rng.dirichlet([1, 1, 1])
        m = rng.integers(-5, 6, (3, 3)) + 20 * np.eye(3, dtype=int)
        tn, fp, fn, tp = metrics.confusion_matrix(y, hard).ravel()
        names: dict[str, Any] = {
            "y": y,
            "h": hard,
            "s": s,
            "a": a,
            "b": b,
            "g": g,
            "ps": ps,
            "qs": qs,
            "m": m,
            "tn": tn,
            "fp": fp,
            "fn": fn,
            "tp": tp,
        }
        values = {name: item.tolist() for name, item in names.items()}
        expected: dict[str, float] = {
            "auc(y, s)": metrics.roc_auc_score(y, s),
            "average_precision(y, s)": metrics.average_precision_score(y, s),
            "log_loss(y, s)": metrics.log_loss(y, s),
            "brier(y, s)": metrics.brier_score_loss(y, s),
            "accuracy(tp, fp, fn, tn)": metrics.accuracy_score(y, hard),
            "precision(tp, fp)": metrics.precision_score(y, hard),
            "recall(tp, fn)": metrics.recall_score(y, hard),
            "balanced_accuracy(tp, fp, fn, tn)": metrics.balanced_accuracy_score(y, hard),
            "f_beta(tp, fp, fn, beta=2)": metrics.fbeta_score(y, hard, beta=2),
            "mcc(tp, fp, fn, tn)": metrics.matthews_corrcoef(y, hard),
            "kappa(tp, fp, fn, tn)": metrics.cohen_kappa_score(y, hard),
            "mean(class_f1(confusion(y, h, 2)))": metrics.f1_score(y, hard, average="macro"),
            "mae(a, b)": metrics.mean_absolute_error(a, b),
            "rmse(a, b)": metrics.root_mean_squared_error(a, b),
            "r2(a, b)": metrics.r2_score(a, b),
            "pinball(a, b, 0.3)": metrics.mean_pinball_loss(a, b, alpha=0.3),
            "rmsle(g, y)": metrics.root_mean_squared_log_error(g, y),
            "dcg(g, 5)": metrics.dcg_score([g], [-np.arange(12)], k=5),
            "ndcg(g, 5)": metrics.ndcg_score([g], [-np.arange(12)], k=5),
            "variance(a, ddof=1)": np.var(a, ddof=1),
            "covariance(a, b, ddof=1)": np.cov(a, b)[0, 1],
            "correlation(a, b)": np.corrcoef(a, b)[0, 1],
            "spearman(g, s)": stats.spearmanr(g, s).statistic,
            "quantile(a, 0.37)": np.quantile(a, 0.37),
            "entropy(ps, base=2)": stats.entropy(ps, base=2),
            "kl(ps, qs)": stats.entropy(ps, qs),
            "det(m)": np.linalg.det(m),
            "norm(inverse(m))": np.linalg.norm(np.linalg.inv(m)),
            "norm(solve(m, a[:3]))": np.linalg.norm(np.linalg.solve(m, a[:3])),
            "norm(a, p=3)": np.linalg.norm(a, 3),
            "chi2_sf(tp + 0.3, fn + 1)": stats.chi2.sf(tp + 0.3, fn + 1),
            "t_quantile(s[0], fn + 1)": stats.t.ppf(s[0], fn + 1),
            "binomial_cdf(tp, 12, s[0])": stats.binom.cdf(tp, 12, s[0]),
            "poisson_cdf(tp, 3.5)": stats.poisson.cdf(tp, 3.5),
        }
        for text, oracle in expected.items():
            assert compile_formula(text, values).evaluate(values) == pytest.approx(
                float(oracle), rel=1e-8, abs=1e-12
            ), text


ARGUMENTS = st.one_of(
    st.integers(-3, 12),
    st.integers(-(2**255), 2**255),
    st.floats(0, 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.lists(st.integers(0, 1), max_size=6),
    st.lists(st.floats(0, 1), max_size=6),
    st.lists(st.lists(st.integers(-5, 5), min_size=2, max_size=2), min_size=1, max_size=3),
    st.just([0.5, 0.25, 0.25]),
    st.just([0, 0, 2, 2]),
)


@examples(150)
@given(st.sampled_from(sorted(FUNCTIONS)), st.lists(ARGUMENTS, max_size=4))
def test_no_function_raises_anything_but_a_formula_error(name: str, arguments: list[Value]) -> None:
    values = {f"a{i}": argument for i, argument in enumerate(arguments)}
    before = repr(values)
    budget = Budget()
    try:
        compile_formula(f"{name}({', '.join(values)})", values).evaluate(values, budget)
    except FormulaError as error:
        assert str(error)
    assert budget.used <= MAX_STEPS
    assert repr(values) == before, "a function changed its argument"
