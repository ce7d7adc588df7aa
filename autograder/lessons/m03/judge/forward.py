"""Module 3: ``mlp_forward``, the way of a batch through a network of any depth."""

import itertools
from dataclasses import replace

import numpy as np

from autograder.core.exercise import Case, Misconception
from autograder.core.plain_data import Layout
from autograder.lessons.corners import in_corner, in_float32, laid_out
from autograder.lessons.m03 import public
from nnlib.network import mlp_forward as engine_mlp_forward


def mlp_forward_cases(rng):
    """Draw the cases; widths differ, except where equal ones let a mistake run that else raises."""

    def case(name, N, *sizes, tags=()):
        return Case(name, _network(rng, N, sizes), tags=tags)

    D, H, C = (int(n) for n in rng.permutation([3, 4, 6]))
    deep = ("any depth",)
    example = {
        "X": np.array([[1.0, 2.0]]),
        "params": [
            (np.array([[1.0, -1.0], [1.0, 0.0]]), np.array([0.0, 0.0])),
            (np.array([[2.0], [5.0]]), np.array([1.0])),
        ],
    }
    return [
        Case("the example of the docstring", example),
        case("two layers", 7, D, H, C),
        case("two layers, a batch of one", 1, D, H + 4, C),
        case("two layers, all widths equal", 7, 4, 4, 4),
        case("one layer", 7, D, C, tags=("one layer",)),
        case("three layers", 7, D, 8, H, C, tags=deep),
        case("three layers, all widths equal", 5, 4, 4, 4, 4, tags=deep),
        in_corner(case("four layers", 7, D, 8, H, 9, C, tags=deep), "long"),
        _tiny(case("", 5, D, H, C)),
        _huge(case("", 5, D, H, C)),
        _whole(rng, case("whole numbers, and a sample of zeros", 5, D, H, 8, C, tags=deep)),
    ]


def _network(rng, N, sizes):
    """Draw X and params: some hidden units are silent, some outputs are below 0."""
    X = rng.normal(size=(N, sizes[0]))
    X[0] = -np.abs(X[0]) if N > 1 else X[0]
    params = []
    for D, H in itertools.pairwise(sizes):
        signs = rng.permutation(np.arange(H) % 2 * 2.0 - 1)
        params.append((rng.normal(size=(D, H)), rng.uniform(0.5, 1, H) * signs))
    # moves the outputs until one lies well below 0 and another well above
    Z = engine_mlp_forward(X, params)
    W, b = params[-1]
    params[-1] = W, b - np.median(Z) * (np.abs(Z).max() > 0) - 0.3
    return {"X": X, "params": params}


def _scaled(case, scale):
    """Multiply the batch and the biases, and so each sum and each output, by a number."""
    params = [(W, scale * b) for W, b in case.inputs["params"]]
    return replace(case, inputs={"X": scale * case.inputs["X"], "params": params})


def _tiny(case):
    """Bring every sum so close to 0 that a threshold beside 0 shows, and any rounding."""
    case = in_float32(_scaled(case, 1e-9))
    return in_corner(case, "decades", "beside", name="tiny numbers of float32")


def _huge(case):
    """Make every number large, and lay the arrays out another way in memory."""
    case = laid_out(_scaled(case, 1e6), X="fortran")
    params = [(Layout("strided", W), Layout("strided", b)) for W, b in case.inputs["params"]]
    inputs = {**case.inputs, "params": params}
    return in_corner(case, "decades", name="large numbers, laid out another way", inputs=inputs)


def _whole(rng, case):
    """Make the batch whole numbers; of its sample of zeros one hidden sum is exactly 0."""
    X = rng.integers(-3, 4, case.inputs["X"].shape)
    X[0] = 0
    (W, b), *others = case.inputs["params"]
    inputs = {"X": X, "params": [(W, np.append(0.0, b[1:])), *others]}
    return in_corner(case, "whole", "tie", "zeros", inputs=inputs)


def _facts(case):
    return {"L": len(case.inputs["params"])}


def _relu(Z):
    return np.maximum(Z, 0)


# ---------------------------------------------------------------- wrong versions


def _loop_but(
    before=lambda X: X,
    reads=lambda A, X: A,
    affine=lambda A, W, b: A @ W + b,
    between=_relu,
    after=lambda Z: Z,
):
    """Make a wrong version from a loop: right but for the steps given."""

    def version(X, params):
        A = before(X)
        for i, (W, b) in enumerate(params):
            A = affine(reads(A, X), W, b)
            if i < len(params) - 1:
                A = between(A)
        return after(A)

    return version


def _relu_where(is_there):
    """Make a wrong version whose ReLU after layer i of L stands only where ``is_there(i, L)``."""

    def version(X, params):
        A = X
        for i, (W, b) in enumerate(params):
            A = A @ W + b
            if is_there(i, len(params)):
                A = _relu(A)
        return A

    return version


def _bias_where(is_there):
    """Make a wrong version whose layer i of L adds its bias only where ``is_there(i, L)``."""

    def version(X, params):
        L = len(params)
        some = [(W, b if is_there(i, L) else 0 * b) for i, (W, b) in enumerate(params)]
        return _loop_but()(X, some)

    return version


def _two_layers(pick):
    """Make a wrong version that sends the batch through two pairs of params, whatever there are."""

    def version(X, params):
        (W1, b1), (W2, b2) = pick(params)
        return _relu(X @ W1 + b1) @ W2 + b2

    return version


MLP_FORWARD = public.MLP_FORWARD.judged(
    reference=engine_mlp_forward,
    cases=mlp_forward_cases,
    visible_points=1,
    rubric={"two layers": 1.5, "one layer": 0.5, "any depth": 1},
    label_words={
        "two layers": "networks of two layers",
        "one layer": "a single layer",
        "any depth": "deeper networks",
    },
    version=2,
    facts=_facts,
    misconceptions=(
        Misconception(
            "activation on the output",
            "Your network can no longer answer −1: every output below 0 came out as 0. "
            "Who forbids it, and after which layers was a ReLU asked for?",
            _loop_but(after=_relu),
        ),
        Misconception(
            "no activation between",
            "Nothing bends in your network, so it is one linear map, however many layers it has. "
            "What happens to a hidden unit whose sum is below 0?",
            _loop_but(between=lambda Z: Z),
        ),
        Misconception(
            "activation between some layers only",
            "Between two of your layers no ReLU comes. With {L} layers, how many places are there "
            "between two, and at how many of them does yours act?",
            (
                _relu_where(lambda i, L: i == 0),
                _relu_where(lambda i, L: i == 0 < L - 1),
                _relu_where(lambda i, L: i < L - 2),
                _relu_where(lambda i, L: i == L - 2),
            ),
        ),
        Misconception(
            "bias forgotten",
            "Feed in a sample of zeros: your network answers 0, whatever the biases are. "
            "Which half of each pair is never used?",
            _loop_but(affine=lambda A, W, b: A @ W),
        ),
        Misconception(
            "bias in some layers only",
            "Some of your layers add their bias, and others do not. Each pair in params is a "
            "layer: which lines of yours make a weighted sum, and what does each of them add?",
            (_bias_where(lambda i, L: i == L - 1), _bias_where(lambda i, L: i < L - 1)),
        ),
        Misconception(
            "bias after the activation",
            "The sums are right, and the bias comes when the ReLU has spoken. "
            "A bias moves the place of the kink: can it still do so afterwards?",
            _loop_but(
                affine=lambda A, W, b: (A @ W, b),
                between=lambda Zb: _relu(Zb[0]) + Zb[1],
                after=lambda Zb: Zb[0] + Zb[1],
            ),
        ),
        Misconception(
            "activation on the input",
            "The inputs went through a ReLU before the first layer saw them, so their minus signs "
            "are lost. Between which things should it stand?",
            _loop_but(before=_relu),
        ),
        Misconception(
            "two layers only",
            "Right for two layers; this network has {L}. "
            "Which line of yours would have to run once for each pair in params?",
            (
                _two_layers(lambda params: params),
                _two_layers(lambda params: (params[0], params[-1])),
                _two_layers(lambda params: (params[0], params[1])),
            ),
        ),
        Misconception(
            "every layer reads X",
            "Each of your layers starts again from X. That runs only where widths are equal: "
            "what should the second layer take in?",
            _loop_but(reads=lambda A, X: X),
        ),
        Misconception(
            "magnitude for ReLU",
            "Where a hidden sum is −2, yours passes 2 on. "
            "Does a unit that is far below its threshold speak loudly, or not at all?",
            _loop_but(between=np.abs),
        ),
    ),
)
