"""Module 7: ``mlp_backward``, the backward pass of a whole network of any depth."""

import itertools

import numpy as np

from autograder.core.exercise import Case, Misconception
from autograder.core.plain_data import Layout
from autograder.lessons.corners import array_of, away_from_zero, in_corner, in_float32
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
        in_corner(case("four layers", 7, D, 8, H, 9, C, tags=deep), "long"),
        in_corner(Case("whole numbers, units that hardly speak", _at_the_kink(rng)), *AT_THE_KINK),
        _laid_out(in_float32(case("", 7, D, H, C))),
    ]


AT_THE_KINK = ("whole", "beside", "tie", "zeros")
A_LITTLE = 2.0**-40  # beside a whole number it is exact, in whatever order numbers are added


def _at_the_kink(rng):
    """Draw a network in which a score is a little above 0, another a little below, a third is 0.

    Nothing comes back to the unit whose score is 0, so every slope will do there, and nan will not.
    """
    N, D, H, C = 5, 2, 4, 3
    X = rng.integers(1, 4, (N, D)) * rng.choice([-1, 1], (N, D))
    W = rng.integers(1, 3, (D, H)) * rng.choice([-1.0, 1.0], (D, H))
    last = rng.permuted(np.tile([-1.0, 1.0, 2.0], (H, 1)), axis=1)
    beside = rng.permutation([A_LITTLE, A_LITTLE, -A_LITTLE, 0.0])
    last[beside == 0] = 0
    b = beside - (X @ W)[rng.permutation(N)[:H], np.arange(H)]
    y = rng.permutation(np.arange(N) % C)
    return {"X": X, "y": y, "params": [(W, b), (last, away_from_zero(rng, C, 0.5, 1))]}


def _laid_out(case):
    """Lay out all but the last b, which shows that the numbers are float32."""
    (W, b), (last, last_b) = case.inputs["params"]
    inputs = {**case.inputs, "X": Layout("fortran", case.inputs["X"])}
    first = Layout("fortran", W), Layout("strided", b)
    inputs["params"] = [first, (Layout("fortran", last), last_b)]
    name = "float32, and laid out another way in memory"
    return in_corner(case, "layout", name=name, inputs=inputs)


def _network(rng, N, sizes):
    """Draw X, y and params; each hidden unit is silent for some samples and speaks for others."""
    X = rng.normal(size=(N, sizes[0]))
    A, params = X, []
    for D, H in itertools.pairwise(sizes):
        W = rng.normal(size=(D, H)) * np.sqrt(2 / D)
        Z = A @ W
        # the bias puts 0 halfway between two of the unit's values, so no Z is near 0
        b = -_widest_gap(Z) if N > 1 else rng.choice([-1, 1], H) * np.abs(Z[0]) / 2
        if np.abs(Z + b).min() < 1e-3:
            return _network(rng, N, sizes)  # nearly all units before were silent: no gap is left
        params.append((W, b))
        A = np.maximum(Z + b, 0)
    W, b = params[-1]
    params[-1] = W, away_from_zero(rng, len(b), 0.5, 1)
    y = rng.permutation(np.arange(N) % sizes[-1])
    return {"X": X, "y": y, "params": params}


def _widest_gap(Z):
    """Find for each column the middle of the widest gap among its inner values."""
    inner = np.sort(Z, axis=0)[1:-1]
    gaps = np.diff(inner, axis=0)
    place, column = np.argmax(gaps, axis=0), np.arange(Z.shape[1])
    return (inner[place, column] + inner[place + 1, column]) / 2


def _facts(case):
    N, L = len(array_of(case.inputs["X"])), len(case.inputs["params"])
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


def but(
    activate=_relu,
    output=lambda Z: Z,
    first=lambda dZ, Z: dZ,
    weights=lambda A, Z, dZ: A.T @ dZ,
    bias=lambda dZ: dZ.sum(axis=0),
    back=lambda dZ, W, dW: dZ @ W.T,
    gate=lambda dA, Z_before, Z: dA * (Z_before > 0),
    last=lambda grads, params: grads,
    stops_at=1,
):
    """Make a wrong version: right but for the steps given.

    Parameters
    ----------
    activate, output : callable
        What follows an affine layer, and the last one.
    first : callable
        Changes the slopes of the scores Z.
    weights, bias : callable
        dW, from what went in, as A and as Z before the ReLU; and db.
    back, gate : callable
        dA of the layer before, and its dZ.
    last : callable
        What is done with all slopes.
    stops_at : int
        The last layer from which the way back goes on.
    """

    def version(X, y, params):
        inputs, Zs = [X], []
        for W, b in params:
            Zs.append(inputs[-1] @ W + b)
            inputs.append(activate(Zs[-1]))
        loss, dZ = softmax_cross_entropy(output(Zs[-1]), y)
        dZ, grads = first(dZ, Zs[-1]), []
        for i in reversed(range(len(params))):
            dW = weights(inputs[i], Zs[i - 1] if i else X, dZ)
            grads.insert(0, (dW, bias(dZ)))
            if i >= stops_at:
                dZ = gate(back(dZ, params[i][0], dW), Zs[i - 1], Zs[i])
        return loss, last(grads, params)

    return version


def _steep(dA, Z):
    return dA * (Z > 0)


def _moved_first(lr):
    return but(back=lambda dZ, W, dW: dZ @ (W - lr * dW).T)


def _without_biases(hidden_alone):
    """Make a wrong version whose forward pass adds no biases, or none but the last."""

    def version(X, y, params):
        kept = len(params) - 1 if hidden_alone else len(params)
        bare = [(W, 0 * b) for W, b in params[:kept]] + list(params[kept:])
        return but()(X, y, bare)

    return version


def _zero_like(pair):
    return tuple(np.zeros_like(array) for array in pair)


MLP_BACKWARD = public.MLP_BACKWARD.judged(
    reference=engine_mlp_backward,
    cases=mlp_backward_cases,
    visible_points=2,
    rubric={"grads": 2.5, "loss": 0.5, "any depth": 1},
    label_words={"any depth": "deeper networks"},
    tolerance=1e-11,  # a nudge is 1e-11 off at best: backwards was asked for
    outputs=("loss", "grads"),
    builds_on=("affine_backward", "relu_backward", "softmax_cross_entropy"),
    version=2,
    facts=_facts,
    tidy=_in_pairs,
    misconceptions=(
        Misconception(
            "gate missing",
            "Further back the slopes went through units that were silent. Which step of the way "
            "forward has no partner on the way back?",
            but(gate=lambda dA, before, Z: dA),
            holds="The loss and the last layer hold.",
        ),
        Misconception(
            "gate from the slopes",
            "What passes the gate depends on the sign of what comes back. What decided on the "
            "way forward whether a unit spoke?",
            (
                but(gate=lambda dA, before, Z: dA * (dA > 0)),
                but(gate=lambda dA, before, Z: np.maximum(dA * (before > 0), 0)),
            ),
            holds="The loss and the last layer hold.",
        ),
        Misconception(
            "gate of another layer",
            "The last layer holds. The gate you used belongs to another layer: that runs only "
            "where widths are equal. dA has the shape of the output of which layer?",
            but(gate=lambda dA, before, Z: dA * (Z > 0)),
        ),
        Misconception(
            "gate as a factor",
            "Further back your slopes are multiplied by what the units said, not by how steep "
            "they were. How steep is a ReLU at 5, and at 1?",
            but(gate=lambda dA, before, Z: dA * _relu(before)),
            holds="The loss and the last layer hold.",
        ),
        Misconception(
            "bias averaged",
            "Your db are {N} times too small, and the batch has {N} "
            "samples. Has somebody divided already?",
            but(bias=lambda dZ: dZ.mean(axis=0)),
            holds="The loss and every dW hold.",
        ),
        Misconception(
            "bias left out",
            "every db is 0. Raise all biases of a layer a little: does the loss stay where it is?",
            but(bias=lambda dZ: np.zeros(dZ.shape[1])),
            holds="The loss and every dW hold, and",
        ),
        Misconception(
            "not divided by the batch",
            "All your slopes are {N} times too large, and the batch has {N} "
            "samples. The loss is a mean: where on the way back does that show?",
            but(first=lambda dZ, Z: dZ * len(Z)),
            holds="The loss holds.",
        ),
        Misconception(
            "divided by the batch again",
            "Slopes of yours are {N} times too small, and the batch has {N} "
            "samples. Somebody had divided before: who, and who did it a second time?",
            (
                but(first=lambda dZ, Z: dZ / len(Z)),
                but(weights=lambda A, Z, dZ: A.T @ dZ / len(A)),
            ),
            holds="The loss holds.",
        ),
        Misconception(
            "W the wrong way round",
            "The last layer holds. Then dZ met W as it stands: that runs only where a layer has as "
            "many inputs as units. A row of dZ has one number for each unit: which axis of W must "
            "disappear?",
            but(back=lambda dZ, W, dW: dZ @ W),
        ),
        Misconception(
            "weights moved first",
            "Further back your slopes went through weights that had moved, and the forward pass "
            "never saw those. In which order do passing back and stepping come?",
            tuple(map(_moved_first, (1.0, 0.5, 0.1, 0.05, 0.01, 0.001))),
            holds="The loss and the last layer hold.",
        ),
        Misconception(
            "ReLU on the scores",
            "Your loss is off already where a score is below 0: the last layer went through a ReLU "
            "as well. Can such a network still say that a class is very unlikely?",
            (but(output=_relu), but(output=_relu, first=_steep)),
        ),
        Misconception(
            "gate on the scores",
            "On the way back the slopes of the negative scores are 0 all the same: through which "
            "gate did you send them?",
            but(first=_steep),
            holds="The loss holds, so no ReLU stands behind your last layer.",
        ),
        Misconception(
            "no ReLU on the way forward",
            "One layer holds, with two the loss is off: the layers of your forward pass follow "
            "each other with nothing between. What stands between two affine layers here?",
            (
                but(activate=lambda Z: Z),
                but(activate=lambda Z: Z, gate=lambda dA, before, Z: dA),
            ),
        ),
        Misconception(
            "no biases on the way forward",
            "This is the loss of a network without biases, of all layers or of the hidden ones. "
            "params holds pairs: where does the second of each pair enter your forward pass?",
            (_without_biases(hidden_alone=False), _without_biases(hidden_alone=True)),
        ),
        Misconception(
            "last layer first",
            "All slopes are there, in the order in which you met them on the way back. "
            "Whoever steps pairs the first entry of params with the first of grads: do they fit?",
            but(last=lambda grads, params: grads[::-1]),
        ),
        Misconception(
            "pairs the other way round",
            "Each of your pairs has both parts, and the first one has the shape of b. A pair of "
            "params holds W and b: in which order does a step meet them?",
            but(last=lambda grads, params: [(db, dW) for dW, db in grads]),
            holds="The loss holds.",
        ),
        Misconception(
            "no biases among the slopes",
            "Your list holds one array for each layer, and each layer has two to be changed. "
            "Where do your db go?",
            but(last=lambda grads, params: [dW for dW, _ in grads]),
            holds="The loss and every dW hold.",
        ),
        Misconception(
            "first layer left out",
            "the first layer got nothing. Your way back has {layers} to visit: at which index "
            "does it stop?",
            (
                but(last=lambda grads, params: grads[1:]),
                but(last=lambda grads, params: [_zero_like(params[0]), *grads[1:]]),
            ),
            holds="The loss and the later layers hold, and",
        ),
        Misconception(
            "gate before the first layer",
            "Where all layers are equally wide, everything holds; elsewhere the shapes clash at "
            "the first layer. Before it stands X, and no ReLU: at index i - 1, which Z does a list "
            "give you when i is 0?",
            but(stops_at=0),
        ),
        Misconception(
            "slope never passed on",
            "The last layer holds. Every other layer got the slope of the scores as well, so its "
            "dW has another shape than its W. Who turns the dZ of one layer into that of the one "
            "before?",
            but(gate=lambda dA, before, Z: dA, back=lambda dZ, W, dW: dZ),
        ),
        Misconception(
            "Z in place of A",
            "The later layers never saw Z: what went into them on the way forward?",
            but(weights=lambda A, Z, dZ: Z.T @ dZ),
            holds="The loss and every db hold, and so does the first dW.",
        ),
    ),
)
