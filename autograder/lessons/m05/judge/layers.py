"""Module 5: ``forward``, a batch on its way through layers, with every step kept."""

import itertools
from dataclasses import replace

import numpy as np

from autograder.core.exercise import Case, Misconception, Step
from autograder.core.plain_data import Layout
from autograder.lessons.corners import away_from_zero, in_corner, in_float32
from autograder.lessons.m05 import public
from nnlib.forward import forward as engine_forward

KEYS = ("X", "Z", "A")
ALONE, DEEP = ("one layer",), ("any depth",)


def forward_cases(rng):
    """Draw the cases; widths differ, except where equal ones let a mistake run that else raises."""

    def case(name, N, sizes, *names, tags=()):
        return Case(name, _network(rng, N, sizes, list(names)), tags=tags)

    D, H, C = (int(n) for n in rng.permutation([3, 4, 6]))
    example = {
        "X": np.array([[1.0, 2.0]]),
        "params": [
            (np.array([[1.0, 0.0], [1.0, -1.0]]), np.array([0.0, 1.0])),
            (np.array([[2.0], [5.0]]), np.array([-10.0])),
        ],
        "activations": ["relu", "identity"],
    }
    alike = [4, 4, 4]
    four = case(
        "four layers", 5, [D, 8, H, 9, C], "relu", "sigmoid", "tanh", "identity", tags=DEEP
    )  # fmt: skip
    return [
        Case("the example of the docstring", example),
        _small(rng, "one layer, one sample", [2, 3], "tanh", tags=ALONE),
        case("one layer", 5, [D, C], "tanh", tags=ALONE),
        case("two layers", 5, [D, H, C], "relu", "identity"),
        case("two layers, a sigmoid at the end", 5, [D, H, C], "tanh", "sigmoid"),
        case("two layers of equal widths", 5, alike, "sigmoid", "identity"),
        _small(rng, "one sample", [2, 3, 2], "tanh", "identity"),
        _small(
            rng, "three layers, one sample", [2, 3, 4, 2], "sigmoid", "tanh", "identity", tags=DEEP
        ),
        case("three layers", 5, [D, H, 8, C], "relu", "tanh", "identity", tags=DEEP),
        case("three layers of equal widths", 5, [*alike, 4], "tanh", "relu", "tanh", tags=DEEP),
        in_corner(four, "long"),
        _laid_out(_of_size(1e4, case("", 5, [D, H, C], "relu", "identity"))),
        _tiny(case("", 5, [D, H, C], "relu", "identity")),
        _whole(rng, case("whole numbers, and a sample of zeros", 5, [D, H, C], "relu", "tanh")),
    ]


def _network(rng, N, sizes, names):
    """Draw X and params: of every layer some sums are below 0, and some above."""
    A = rng.normal(size=(N, sizes[0]))
    X, params = A, []
    for (D, H), name in zip(itertools.pairwise(sizes), names, strict=True):
        W, b = rng.normal(size=(D, H)) / np.sqrt(D), away_from_zero(rng, H, 0.3, 0.8)
        Z = A @ W
        b[:2] = [0.5, -0.5] - Z[0, :2]  # the sums of the first sample, whatever was drawn
        params.append((W, b))
        A = CURVES[name](Z + b)
    return {"X": X, "params": params, "activations": names}


def _small(rng, name, sizes, *names, tags=()):
    """Draw a network that can be read, and followed by hand: numbers of one decimal."""
    tenths = lambda of, *range: np.round(away_from_zero(rng, of, *range), 1)  # noqa: E731
    A = X = tenths((1, sizes[0]), 0.5, 2.0)
    params = []
    for (D, H), activation in zip(itertools.pairwise(sizes), names, strict=True):
        W, b = tenths((D, H), 0.3, 1.0), tenths(H, 0.3, 0.8)
        b[:2] = np.round([0.5, -0.5] - (A @ W)[0, :2], 1)
        params.append((W, b))
        A = CURVES[activation](A @ W + b)
    return Case(name, {"X": X, "params": params, "activations": list(names)}, tags=tags)


def _laid_out(case):
    params = [(Layout("fortran", W), Layout("strided", b)) for W, b in case.inputs["params"]]
    inputs = {**case.inputs, "X": Layout("fortran", case.inputs["X"]), "params": params}
    return in_corner(case, "layout", name="arrays laid out another way in memory", inputs=inputs)


def _of_size(size, case):
    """Multiply what every sum is made of; with ReLU and identity all sums grow alike."""
    params = [(W, size * b) for W, b in case.inputs["params"]]
    inputs = {**case.inputs, "X": size * case.inputs["X"], "params": params}
    return in_corner(case, "decades", inputs=inputs)


def _tiny(case):
    """Bring every sum close to 0, so that a threshold beside it shows, and any rounding."""
    case = in_float32(_of_size(1e-9, case))
    return in_corner(case, "beside", name="tiny numbers of float32")


def _whole(rng, case):
    X = rng.integers(-3, 4, case.inputs["X"].shape)
    X[0] = 0
    (W, b), *others = case.inputs["params"]
    params = [(W, np.append(0.0, b[1:])), *others]  # of the zeros one sum is exactly 0
    inputs = {**case.inputs, "X": X, "params": params}
    return in_corner(case, "whole", "tie", "zeros", inputs=inputs)


def _facts(case):
    L = len(case.inputs["params"])
    return {"L": L, "layers": f"{L} layers" if L > 1 else "one layer"}


def _tidy(value):
    """Take a tuple of notes for a list, and leave out what a note has beside what is asked for."""
    if type(value) not in (tuple, list) or len(value) != 2:
        return value
    A, caches = value
    if type(caches) in (tuple, list):
        caches = [_note(cache) for cache in caches]
    return A, caches


def _note(cache):
    if type(cache) is dict and set(KEYS) <= cache.keys():
        return {key: cache[key] for key in KEYS}
    return cache


# ---------------------------------------------------------------- wrong versions


def _sigmoid(z):
    return 0.5 * (1 + np.tanh(z / 2))


CURVES = {
    "identity": lambda z: z,
    "relu": lambda z: np.maximum(z, 0),
    "tanh": np.tanh,
    "sigmoid": _sigmoid,
}


def _softmax(Z):
    E = np.exp(Z - Z.max(axis=-1, keepdims=True))
    return E / E.sum(axis=-1, keepdims=True)


def _but(
    reads=lambda A, X: A,
    affine=lambda A, W, b: A @ W + b,
    name=lambda i, names: names[i],
    note=lambda read, Z, A: {"X": read, "Z": Z, "A": A},
    pairs=lambda params: params,
    after=lambda A: A,
    answer=lambda A, caches: (A, caches),
):
    """Make a wrong version from a loop: right but for the steps given.

    Parameters
    ----------
    reads : callable
        What a layer takes in, from A and X.
    affine, after : callable
        Its sums; and what is done to the last output.
    name : callable
        Of the activation of layer i.
    note : callable
        What is kept, from what came in, Z and A.
    pairs : callable
        The layers that are visited.
    answer : callable
        What is returned, from A and the list of notes.
    """

    def version(X, params, activations):
        A, caches = X, []
        for i, (W, b) in enumerate(pairs(params)):
            read = reads(A, X)
            Z = affine(read, W, b)
            A = CURVES[name(i, activations)](Z)
            caches.append(note(read, Z, A))
        return answer(after(A), caches)

    return version


def _last_bare(i, names):
    return names[i] if i < len(names) - 1 else "identity"


def _bent_identity(i, names):
    return "relu" if names[i] == "identity" else names[i]


def _one_note_for_all(X, params, activations):
    A, caches, cache = X, [], {}
    for (W, b), name in zip(params, activations, strict=True):
        cache["X"], cache["Z"] = A, A @ W + b
        A = cache["A"] = CURVES[name](cache["Z"])
        caches.append(cache)
    return A, caches


def _first_x_noted(X, params, activations):
    A, caches = _but()(X, params, activations)
    return A, [{**cache, "X": X} for cache in caches]


def _relu_in_place(X, params, activations):
    A, caches = _but()(X, params, activations)
    bent = [
        {**cache, "Z": cache["A"]} if name == "relu" else cache
        for cache, name in zip(caches, activations, strict=True)
    ]
    return A, bent


def _notes_of_affine(X, params, activations):
    A, caches = _but()(X, params, activations)
    return A, [(cache["X"], W) for cache, (W, _) in zip(caches, params, strict=True)]


def _name_called(X, params, activations):
    W, b = params[0]
    return activations[0](X @ W + b), []


def _sums_go_on(X, params, activations):
    A, caches, read = X, [], X
    for (W, b), name in zip(params, activations, strict=True):
        Z = read @ W + b
        A = CURVES[name](Z)
        caches.append({"X": read, "Z": Z, "A": A})
        read = Z
    return A, caches


def _relu_before_the_last(i, names):
    return names[i] if i == len(names) - 1 else "relu"


def _in_one_dict(A, caches):
    return A, {key: [cache[key] for cache in caches] for key in KEYS}


def _two_layers(pick, names=()):
    """Make a wrong version that sends the batch through two pairs of params, whatever there are.

    ``names`` are those of the activations, where it does not look them up.
    """

    def version(X, params, activations):
        two, own = pick(params), names or pick(activations)
        return _but(pairs=lambda _: two)(X, params, own)

    return version


def _unpacked(pairs):
    first, second = pairs
    return [first, second]


NO_ACTIVATION = (
    _but(name=lambda i, names: "identity"),
    _but(name=lambda i, names: names[i] if i == len(names) - 1 else "identity"),
)
MISCONCEPTIONS = (
    Misconception(
        "both answers taken for Z",
        "affine_forward returns two things, Z and its cache, and what you go on with holds both. "
        "How does its docstring take them apart?",
        _but(affine=lambda A, W, b: (A @ W + b, (A, W))),
    ),
    Misconception(
        "a name called",
        'A name like "tanh" is a text and ACTIVATIONS is a dict: neither can be called. How is an '
        "entry of a dict looked up?",
        _name_called,
    ),
    Misconception(
        "no activation between",
        "Your hidden layers pass their sums on as they are, so the whole network is one affine "
        "map. By hand that gives −9. What happens to a hidden sum of −1 on its way?",
        NO_ACTIVATION,
    ),
    Misconception(
        "no activation after the last layer",
        "The last layer of yours returns its plain sums, whatever its name says. It has an entry "
        "in activations like every other layer: which one?",
        _but(name=_last_bare),
    ),
    Misconception(
        "identity bent",
        "Sums below 0 come out of your last layer as 0. Its activation is called identity: what "
        "does that do to −4?",
        _but(name=_bent_identity),
    ),
    Misconception(
        "ReLU whatever the name",
        "Every layer of yours is a ReLU. Here the layers have names of their own: where in your "
        "code is the name of a layer looked up?",
        _but(name=lambda i, names: "relu"),
    ),
    Misconception(
        "one name for all layers",
        "All your layers have the same activation, and activations names one for each of the "
        "{layers}. When the next layer comes, which name does your code take?",
        (_but(name=lambda i, names: names[0]), _but(name=lambda i, names: names[-1])),
    ),
    Misconception(
        "the name of the layer before",
        "Your layers take the name of the layer before them, and the first one takes the last "
        "name: in Python the index −1 is the end of a list. Which entry of activations belongs to "
        "layer 0?",
        _but(name=lambda i, names: names[i - 1]),
    ),
    Misconception(
        "ReLU in all hidden layers",
        "Your hidden layers are ReLUs, whatever their names say; the last layer follows its name. "
        "Here a hidden layer is called otherwise: where does your code ask for its name?",
        _but(name=_relu_before_the_last),
    ),
    Misconception(
        "the sums go on",
        "Each of your layers gets the sums of the one before it, as if there were no activation "
        "between. Of Z and A, which one is the input of the next layer?",
        _sums_go_on,
    ),
    Misconception(
        "sums returned",
        "Your notes are right, and what you return in front is the last Z. After the last layer "
        "there is an activation as well: what is its output called?",
        _but(answer=lambda A, caches: (caches[-1]["Z"], caches)),
        holds="caches are right.",
    ),
    Misconception(
        "softmax added",
        "Your outputs add up to 1 for each sample: they have been through softmax. Which "
        "activation was asked for after the last layer?",
        _but(after=_softmax),
        open_in=("decades",),
    ),
    Misconception(
        "biases forgotten",
        "Your sums know nothing of the biases: by hand the output would be 6. Each entry of params "
        "holds two things: where does the second one come in?",
        _but(affine=lambda A, W, b: A @ W),
    ),
    Misconception(
        "last layer missing",
        "Your network stops one layer early, and its output has the width of the layer before. "
        "With {layers}, how many rounds does your loop take?",
        _but(pairs=lambda params: params[:-1]),
    ),
    Misconception(
        "first layer only",
        "Only your first layer runs: the output is what comes out of it. Which lines have to run "
        "once for each of the {layers}, and what ends them too early?",
        (
            _but(pairs=lambda params: params[:1]),
            _but(pairs=lambda params: params[:1], answer=lambda A, caches: (A, None)),
        ),
    ),
    Misconception(
        "two layers only",
        "Your code counts on two layers, and a network may have one or four. Which line would have "
        "to run once for each entry of params?",
        (
            _two_layers(_unpacked),
            _two_layers(lambda pairs: [pairs[0], pairs[1]]),
            _two_layers(lambda pairs: [pairs[0], pairs[-1]]),
        ),
    ),
    Misconception(
        "the network of the example",
        "Your code is the network of the example, two layers with a ReLU between. params and "
        "activations may hold others: which lines have to run once for each pair and its name?",
        tuple(
            _two_layers(pick, names=("relu", "identity"))
            for pick in (_unpacked, lambda p: [p[0], p[1]], lambda p: [p[0], p[-1]])
        ),
    ),
    Misconception(
        "X fed to every layer",
        "Each of your layers starts again from X; that runs only where the widths are equal. What "
        "should the second layer take in?",
        (
            _but(reads=lambda A, X: X),
            _but(reads=lambda A, X: X, affine=lambda A, W, b: np.dot(A, W) + b),
        ),
    ),
    Misconception(
        "first X in every note",
        'Each of your notes has the batch itself under "X". A note says what came into its own '
        "layer: what came into the second one?",
        _first_x_noted,
        holds="A is right.",
    ),
    Misconception(
        "X noted too late",
        'In your notes "X" is what came out of the layer, not what came in. At which moment of '
        "your loop is it still the old one?",
        _but(note=lambda read, Z, A: {"X": A, "Z": Z, "A": A}),
        holds="A is right.",
    ),
    Misconception(
        "activation in place",
        'Under "Z" your notes hold what the activation made of it: by hand 3 and 0 instead of 3 '
        "and −1. Which line of yours changes Z itself, where a new array was needed?",
        (_but(note=lambda read, Z, A: {"X": read, "Z": A, "A": A}), _relu_in_place),
        holds="A is right.",
    ),
    Misconception(
        "one note for all layers",
        "All your notes say the same: what the last layer did. They are one and the same dict, in "
        "the list {L} times. Where in your code is a new one made?",
        _one_note_for_all,
        holds="A is right.",
    ),
    Misconception(
        "one note alone",
        "Your list holds one note, that of the last layer, and there are {layers}. In which line "
        "does the list begin empty, in which one does it grow, and how often does each one run?",
        _but(answer=lambda A, caches: (A, caches[-1:])),
        holds="A is right.",
    ),
    Misconception(
        "other names in the notes",
        "Every layer has its note, and the names in it are others than asked for. Python tells "
        '"x" from "X": which three names does the docstring give?',
        (
            _but(note=lambda read, Z, A: {"x": read, "z": Z, "a": A}),
            _but(note=lambda read, Z, A: {"A_prev": read, "Z": Z, "A": A}),
        ),
        holds="A is right.",
    ),
    Misconception(
        "a dict of lists",
        "Your notes are one dict with a list under each name. Asked for is the reverse, a list "
        "with a dict for each of the {layers}: what would one of these dicts hold?",
        _but(answer=_in_one_dict),
        holds="A is right.",
    ),
    Misconception(
        "a single dict",
        "What you return as caches is one dict, with the numbers of the last layer. Asked for is a "
        "list of them, one for each of the {layers}: where would a new one have to be made?",
        _but(answer=lambda A, caches: (A, caches[-1])),
        holds="A is right.",
    ),
    Misconception(
        "the caches of affine_forward",
        "Your list holds the caches of affine_forward, X and W. Asked for is a note of your own "
        "for each layer: which three arrays does it hold, under which names?",
        _notes_of_affine,
        holds="A is right.",
    ),
    Misconception(
        "notes in reverse",
        "All notes are there, the last layer first. In the order of params: which end of your list "
        "does a new note go to?",
        _but(answer=lambda A, caches: (A, caches[::-1])),
        holds="A is right.",
    ),
    Misconception(
        "caches first",
        "Both answers are there, the notes in front. In which order does the docstring name them?",
        _but(answer=lambda A, caches: (caches, A)),
    ),
    Misconception(
        "notes not returned",
        "The notes of the layers do not come back. Asked for are two things, A and caches: what "
        "does your return hand over?",
        (
            _but(answer=lambda A, caches: A),
            _but(answer=lambda A, caches: (A, None)),
            _but(answer=lambda A, caches: (A, [])),
        ),
    ),
    Misconception(
        "notes without names",
        "Each of your notes is a row of arrays, and one has to know their order. Asked for is a "
        'dict with the names "X", "Z" and "A": how is one written?',
        (
            _but(note=lambda read, Z, A: (read, Z, A)),
            _but(note=lambda read, Z, A: [read, Z, A]),
        ),
        holds="A is right.",
    ),
)


def _known(*names):
    """Pick mistakes by their names, for a step that looks at one part of the answer alone."""
    by_name = {mistake.name: mistake for mistake in MISCONCEPTIONS}
    return tuple(replace(by_name[name], holds="") for name in names)


OF_ONE_LAYER = (
    Misconception(
        "plain sums returned",
        "A is your Z, as it was before any activation. The name of this layer's activation is "
        "tanh: what does ACTIVATIONS hold under it?",
        NO_ACTIVATION[0],
    ),
    *_known(
        "both answers taken for Z",
        "a name called",
        "ReLU whatever the name",
        "softmax added",
        "biases forgotten",
        "last layer missing",
        "two layers only",
        "notes not returned",
    ),
)

FORWARD = public.FORWARD.judged(
    reference=engine_forward,
    cases=forward_cases,
    visible_points=1.5,
    rubric={"A": 2, "caches": 1.5, "any depth": 1},
    about={"any depth": ("A",)},
    label_words={"any depth": "deeper networks"},
    outputs=("A", "caches"),
    builds_on=("affine_forward",),
    facts=_facts,
    tidy=_tidy,
    another_way="""def forward(X, params, activations):
    if not params:
        return X, []
    Z, _ = affine_forward(X, *params[0])
    A = ACTIVATIONS[activations[0]](Z)
    out, later = forward(A, params[1:], activations[1:])
    return out, [{"X": X, "Z": Z, "A": A}, *later]""",
    steps=(
        Step("one layer", ("A", *ALONE), misconceptions=OF_ONE_LAYER),
        Step("A goes on to the next layer", ("A",)),
        Step("a new note for each layer", ("caches", "any depth")),
    ),
    misconceptions=MISCONCEPTIONS,
)
