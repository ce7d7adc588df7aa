"""Module 7: ``mlp_backward``, the backward pass of a whole network of any depth."""

import itertools

import numpy as np

from autograder.core.exercise import Case, Misconception
from autograder.lessons.m07 import public
from nnlib import mlp_backward as engine_mlp_backward
from nnlib import softmax_cross_entropy


def mlp_backward_cases(rng):
    """Draw the cases; widths differ, except where equal ones let a mistake run that else raises."""

    def case(name, N, *sizes, tags=()):
        return Case(name, _network(rng, N, sizes), tags=tags)

    D, H, C = (int(n) for n in rng.permutation([3, 4, 6]))
    example = {
        "X": np.array([[1.0, 2.0]]),
        "y": np.array([0]),
        "params": [
            (np.array([[1.0, -1.0], [1.0, 0.0]]), np.array([0.0, 0.0])),
            (np.array([[1.0, 3.0], [2.0, 5.0]]), np.array([6.0, 0.0])),
        ],
    }
    deep = ("any depth",)
    return [
        Case("the example of the docstring", example),
        case("one layer", 7, D, C),
        case("two layers", 7, D, H, C),
        case("two layers, a batch of one", 1, D, H + 4, C),
        case("two layers, all widths equal", 7, 4, 4, 4),
        case("three layers", 7, D, 8, H, C, tags=deep),
        case("three layers, all widths equal", 5, 4, 4, 4, 4, tags=deep),
        case("four layers", 7, D, 8, H, 9, C, tags=deep),
    ]


def _network(rng, N, sizes):
    """Draw X, y and params; each hidden unit is silent for some samples and speaks for others."""
    X = rng.normal(size=(N, sizes[0]))
    A, params = X, []
    for D, H in itertools.pairwise(sizes):
        W = rng.normal(size=(D, H)) * np.sqrt(2 / D)
        Z = A @ W
        # the bias puts 0 halfway between two of the unit's values, so no Z is near 0
        b = -_widest_gap(Z) if N > 1 else rng.choice([-1, 1], H) * np.abs(Z[0]) / 2
        params.append((W, b))
        A = np.maximum(Z + b, 0)
    W, b = params[-1]
    params[-1] = W, rng.uniform(0.5, 1, len(b)) * rng.choice([-1, 1], len(b))
    y = rng.permutation(np.arange(N) % sizes[-1])
    return {"X": X, "y": y, "params": params}


def _widest_gap(Z):
    """Find for each column the middle of the widest gap among its inner values."""
    inner = np.sort(Z, axis=0)[1:-1]
    gaps = np.diff(inner, axis=0)
    place, column = np.argmax(gaps, axis=0), np.arange(Z.shape[1])
    return (inner[place, column] + inner[place + 1, column]) / 2


def _facts(case):
    N, L = len(case.inputs["X"]), len(case.inputs["params"])
    return {"N": N, "L": L, "layers": f"{L} layers" if L > 1 else "one layer"}


def _in_pairs(value):
    """Take [dW, db] for (dW, db), and a tuple of pairs for a list."""
    if type(value) not in (tuple, list) or len(value) != 2:
        return value
    loss, grads = value
    if type(grads) in (tuple, list):
        grads = [tuple(pair) if type(pair) is list else pair for pair in grads]
    return loss, grads


# ---------------------------------------------------------------- wrong versions


def _relu(Z):
    return np.maximum(Z, 0)


def _steps_but(
    activate=_relu,
    output=lambda Z: Z,
    first=lambda dZ, N: dZ,
    weights=lambda A, Z, dZ: A.T @ dZ,
    bias=lambda dZ: dZ.sum(axis=0),
    back=lambda dZ, W: dZ @ W.T,
    gate=lambda dA, Z_before, Z: dA * (Z_before > 0),
    last=lambda grads, params: grads,
):
    """Make a wrong version from a loop over stored layers: right but for the steps given."""

    def version(X, y, params):
        inputs, Zs = [X], []
        for W, b in params:
            Zs.append(inputs[-1] @ W + b)
            inputs.append(activate(Zs[-1]))
        loss, dZ = softmax_cross_entropy(output(Zs[-1]), y)
        dZ = first(dZ, len(X))
        grads = []
        for i in reversed(range(len(params))):
            before = Zs[i - 1] if i else X
            grads.insert(0, (weights(inputs[i], before, dZ), bias(dZ)))
            if i:
                dZ = gate(back(dZ, params[i][0]), before, Zs[i])
        return loss, last(grads, params)

    return version


def _recursively_but(
    gate=lambda dA, A: dA * (A > 0),
    bias=lambda dZ: np.ones(len(dZ)) @ dZ,
    shrink=lambda dW, N: dW,
    start=lambda dZ, y: dZ,
    end=lambda Z: Z,
    order=lambda here, after: [here, *after],
    pass_on=lambda dZ, W: np.einsum("nh,dh->nd", dZ, W),
):
    """Make a wrong version that calls itself for the layers behind: right but for the steps."""

    def down(A, y, params):
        (W, b), *rest = params
        Z = np.einsum("nd,dh->nh", A, W) + b
        if rest:
            A_next = np.where(Z > 0, Z, 0.0)
            loss, after, dA = down(A_next, y, rest)
            dZ = gate(dA, A_next)
        else:
            loss, dZ = softmax_cross_entropy(end(Z), y)
            dZ, after = start(dZ, y), []
        grads = order((shrink(np.einsum("nd,nh->dh", A, dZ), len(A)), bias(dZ)), after)
        return loss, grads, pass_on(dZ, W)

    def version(X, y, params):
        return down(X, y, params)[:2]

    return version


def _relu_with_its_gate(X, y, params):
    inputs, Zs = [X], []
    for W, b in params:
        Zs.append(inputs[-1] @ W + b)
        inputs.append(_relu(Zs[-1]))
    loss, dA = softmax_cross_entropy(inputs[-1], y)
    grads = []
    for (W, _), A, Z in zip(params[::-1], inputs[-2::-1], Zs[::-1], strict=True):
        dZ = dA * (Z > 0)
        grads = [(A.T @ dZ, dZ.sum(axis=0)), *grads]
        dA = dZ @ W.T
    return loss, grads


def _gated_scores(X, y, params):
    inputs, Zs = [X], []
    for W, b in params:
        Zs.append(inputs[-1] @ W + b)
        inputs.append(_relu(Zs[-1]))
    loss, dA = softmax_cross_entropy(Zs[-1], y)
    grads = []
    for i in reversed(range(len(params))):
        dZ = dA * (Zs[i] > 0)
        grads.insert(0, (inputs[i].T @ dZ, dZ.sum(axis=0)))
        dA = dZ @ params[i][0].T
    return loss, grads


def _gated_scores_by_recursion(X, y, params):
    def down(A, params):
        (W, b), *rest = params
        Z = A @ W + b
        if rest:
            loss, after, dA = down(_relu(Z), rest)
        else:
            (loss, dA), after = softmax_cross_entropy(Z, y), []
        dZ = np.where(Z > 0, dA, 0.0)
        return loss, [(A.T @ dZ, dZ.sum(axis=0)), *after], dZ @ W.T

    return down(X, params)[:2]


def _moved_first(lr):
    """Make a wrong version that moves W before it passes the slopes back."""

    def version(X, y, params):
        inputs, Zs = [X], []
        for W, b in params:
            Zs.append(inputs[-1] @ W + b)
            inputs.append(_relu(Zs[-1]))
        loss, dZ = softmax_cross_entropy(Zs[-1], y)
        grads = []
        for i in range(len(params) - 1, -1, -1):
            W, b = params[i]
            dW, db = inputs[i].T @ dZ, dZ.sum(axis=0)
            grads.append((dW, db))
            W = W - lr * dW
            dZ = (dZ @ W.T) * (Zs[i - 1] > 0) if i else dZ
        return loss, grads[::-1]

    return version


def _one_slope_for_all(X, y, params):
    inputs = [X]
    for W, b in params:
        Z = inputs[-1] @ W + b
        inputs.append(_relu(Z))
    loss, dZ = softmax_cross_entropy(Z, y)
    return loss, [(A.T @ dZ, dZ.sum(axis=0)) for A in inputs[:-1]]


def _gate_before_the_first_layer(X, y, params):
    inputs, Zs = [X], []
    for W, b in params:
        Zs.append(inputs[-1] @ W + b)
        inputs.append(_relu(Zs[-1]))
    loss, dZ = softmax_cross_entropy(Zs[-1], y)
    grads = []
    for i in range(len(params) - 1, -1, -1):
        grads.insert(0, (inputs[i].T @ dZ, dZ.sum(axis=0)))
        dZ = (dZ @ params[i][0].T) * (Zs[i - 1] > 0)
    return loss, grads


def _gate_before_the_first_layer_by_cells(X, y, params):
    A, kept = X, []
    for W, b in params:
        Z = A @ W + b
        kept.append((A, W, Z))
        A = np.where(Z > 0, Z, 0.0)
    loss, dZ = softmax_cross_entropy(Z, y)
    grads = [None] * len(params)
    for k in reversed(range(len(params))):
        A, W, _ = kept[k]
        grads[k] = np.einsum("nd,nh->dh", A, dZ), np.sum(dZ, axis=0)
        dZ = np.where(kept[k - 1][2] > 0, np.dot(dZ, W.T), 0.0)
    return loss, grads


def _zero_like(pair):
    return tuple(np.zeros_like(array) for array in pair)


MLP_BACKWARD = public.MLP_BACKWARD.judged(
    reference=engine_mlp_backward,
    cases=mlp_backward_cases,
    visible_points=2,
    rubric={"grads": 2.5, "loss": 0.5, "any depth": 1},
    tolerance=1e-11,  # a nudge is 1e-11 off at best: backwards was asked for
    outputs=("loss", "grads"),
    builds_on=("affine_backward", "relu_backward", "softmax_cross_entropy"),
    facts=_facts,
    tidy=_in_pairs,
    misconceptions=(
        Misconception(
            "gate missing",
            "Further back the slopes went through units that were silent. Which step of the way "
            "forward has no partner on the way back?",
            (
                _steps_but(gate=lambda dA, before, Z: dA),
                _recursively_but(gate=lambda dA, A: dA),
            ),
            holds="The loss and the last layer hold.",
        ),
        Misconception(
            "gate from the slopes",
            "What passes the gate depends on the sign of what comes back. What decided on the "
            "way forward whether a unit spoke?",
            (
                _steps_but(gate=lambda dA, before, Z: dA * (dA > 0)),
                _recursively_but(gate=lambda dA, A: np.maximum(dA, 0)),
                _steps_but(gate=lambda dA, before, Z: np.maximum(dA * (before > 0), 0)),
            ),
            holds="The loss and the last layer hold.",
        ),
        Misconception(
            "gate of another layer",
            "The last layer holds. The gate you used belongs to another layer: that runs only "
            "where widths are equal. dA has the shape of the output of which layer?",
            (
                _steps_but(gate=lambda dA, before, Z: dA * (Z > 0)),
                _steps_but(gate=lambda dA, before, Z: np.where(_relu(Z) > 0, dA, 0)),
            ),
        ),
        Misconception(
            "gate as a factor",
            "Further back your slopes are multiplied by what the units said, not by how steep "
            "they were. How steep is a ReLU at 5, and at 1?",
            (
                _steps_but(gate=lambda dA, before, Z: dA * _relu(before)),
                _recursively_but(gate=lambda dA, A: dA * A),
            ),
            holds="The loss and the last layer hold.",
        ),
        Misconception(
            "bias averaged",
            "Your db are {N} times too small, and the batch has {N} "
            "samples. Has somebody divided already?",
            (
                _steps_but(bias=lambda dZ: dZ.mean(axis=0)),
                _recursively_but(bias=lambda dZ: dZ.sum(axis=0) / len(dZ)),
            ),
            holds="The loss and every dW hold.",
        ),
        Misconception(
            "bias left out",
            "every db is 0. Raise all biases of a layer a little: does the loss stay where it is?",
            (
                _steps_but(bias=lambda dZ: np.zeros(dZ.shape[1])),
                _recursively_but(bias=lambda dZ: 0 * dZ[0]),
            ),
            holds="The loss and every dW hold, and",
        ),
        Misconception(
            "not divided by the batch",
            "All your slopes are {N} times too large, and the batch has {N} "
            "samples. The loss is a mean: where on the way back does that show?",
            (
                _steps_but(first=lambda dZ, N: dZ * N),
                _recursively_but(start=lambda dZ, y: dZ * len(y)),
            ),
            holds="The loss holds.",
        ),
        Misconception(
            "divided by the batch again",
            "Slopes of yours are {N} times too small, and the batch has {N} "
            "samples. Somebody had divided before: who, and who did it a second time?",
            (
                _steps_but(first=lambda dZ, N: dZ / N),
                _steps_but(weights=lambda A, Z, dZ: A.T @ dZ / len(A)),
                _recursively_but(shrink=lambda dW, N: dW / N, bias=lambda dZ: dZ.mean(axis=0)),
            ),
            holds="The loss holds.",
        ),
        Misconception(
            "W the wrong way round",
            "The last layer holds. Then dZ met W as it stands: that runs only where a layer has as "
            "many inputs as units. A row of dZ has one number for each unit: which axis of W must "
            "disappear?",
            (
                _steps_but(back=lambda dZ, W: dZ @ W),
                _recursively_but(pass_on=lambda dZ, W: np.dot(dZ, W)),
            ),
        ),
        Misconception(
            "weights moved first",
            "Further back your slopes went through weights that had moved, and the forward pass "
            "never saw those. In which order do passing back and stepping come?",
            (_moved_first(0.1), _moved_first(0.01), _moved_first(1.0)),
            holds="The loss and the last layer hold.",
        ),
        Misconception(
            "ReLU on the scores",
            "Your loss is off already where a score is below 0: the last layer went through a ReLU "
            "as well. Can such a network still say that a class is very unlikely?",
            (
                _steps_but(output=_relu),
                _recursively_but(end=_relu),
                _relu_with_its_gate,
            ),
        ),
        Misconception(
            "gate on the scores",
            "On the way back the slopes of the negative scores are 0 all the same: through which "
            "gate did you send them?",
            (_gated_scores, _gated_scores_by_recursion),
            holds="The loss holds, so no ReLU stands behind your last layer.",
        ),
        Misconception(
            "no ReLU on the way forward",
            "One layer holds, with two the loss is off: the layers of your forward pass follow "
            "each other with nothing between. What stands between two affine layers here?",
            (
                _steps_but(activate=lambda Z: Z),
                _steps_but(activate=lambda Z: Z, gate=lambda dA, before, Z: dA),
            ),
        ),
        Misconception(
            "last layer first",
            "All slopes are there, in the order in which you met them on the way back. "
            "Whoever steps pairs the first entry of params with the first of grads: do they fit?",
            (
                _steps_but(last=lambda grads, params: grads[::-1]),
                _recursively_but(order=lambda here, after: [*after, here]),
            ),
        ),
        Misconception(
            "first layer left out",
            "the first layer got nothing. Your way back has {layers} to visit: at which index "
            "does it stop?",
            (
                _steps_but(last=lambda grads, params: grads[1:]),
                _steps_but(last=lambda grads, params: [_zero_like(params[0]), *grads[1:]]),
            ),
            holds="The loss and the later layers hold, and",
        ),
        Misconception(
            "gate before the first layer",
            "Where all layers are equally wide, everything holds; elsewhere the shapes clash at "
            "the first layer. Before it stands X, and no ReLU: at index i - 1, which Z does a list "
            "give you when i is 0?",
            (_gate_before_the_first_layer, _gate_before_the_first_layer_by_cells),
        ),
        Misconception(
            "slope never passed on",
            "The last layer holds. Every other layer got the slope of the scores as well, so its "
            "dW has another shape than its W. Who turns the dZ of one layer into that of the one "
            "before?",
            (
                _one_slope_for_all,
                _steps_but(gate=lambda dA, before, Z: dA, back=lambda dZ, W: dZ),
            ),
        ),
        Misconception(
            "Z in place of A",
            "The later layers never saw Z: what went into them on the way forward?",
            (
                _steps_but(weights=lambda A, Z, dZ: Z.T @ dZ),
                _steps_but(weights=lambda A, Z, dZ: np.einsum("nd,nh->dh", Z, dZ)),
            ),
            holds="The loss and every db hold, and so does the first dW.",
        ),
    ),
)
