"""The panels of lesson 1: a line by hand, weights and bias, nodes that light up, a reader."""

import functools

import numpy as np

from nnlib.activations import sigmoid
from nnlib.data import (
    load_breast_cancer,
    load_digits,
    load_digits_split,
    split,
    standardize,
)
from nnlib.neuron import neuron_step
from nnlib.threads import one_blas_thread
from nnlib.viz.controls import (
    init_scale,
    learning_rate,
    linear_control,
    spoken_number,
    switch,
)
from nnlib.viz.diagrams import NetworkDiagram
from nnlib.viz.figures import figure, show
from nnlib.viz.grids import ImageGrid
from nnlib.viz.panel import Panel
from nnlib.viz.planes import Field, Plane, Points
from nnlib.viz.plots import Axis, Curves
from nnlib.viz.trainer import Trainer

FEATURES = [23, 24]  # worst area, worst smoothness
MACHINE = {"lr": 10.0, "steps": 300}
ACROSS = Axis("worst area (standardized)", range=(-2, 4.5))
UP = Axis("worst smoothness (standardized)", range=(-3, 4.5))


@functools.cache
def tissue():
    """Return two measurements of the 569 samples, standardized, and 1 for malignant."""
    X, y = load_breast_cancer()
    return standardize(X[:, FEATURES]), y


def learn(X, y, lr, steps, w=(0.0, 0.0), b=0.0, step=neuron_step):
    """Let a neuron take steps, with the learner's ``step`` or the engine's.

    Returns
    -------
    w : ndarray
    b : float
    miss : ndarray, shape (steps + 1,)
        Mean |target − output| before the first step and after each.
    """
    w, miss = np.asarray(w, dtype=float), [mean_miss(w, b, X, y)]
    for _ in range(steps):
        w, b = step(w, b, X, y, lr)
        miss.append(mean_miss(w, b, X, y))
    return w, b, np.array(miss)


def mean_miss(w, b, X, y):
    """Return the mean of |target − output| over the samples."""
    return float(np.mean(np.abs(y - sigmoid(X @ w + b))))


def wrong_side(w, b, X, y):
    """Return the places of the samples that lie on the other side of the line than they should."""
    return np.flatnonzero((X @ w + b > 0) != (y == 1))


@functools.cache
def machine():
    """Return w and b of the neuron that learnt from all samples."""
    with one_blas_thread():
        w, b, _ = learn(*tissue(), **MACHINE)
    return w, b


def _plane(title, lines, field=None):
    names = ("benign", "malignant")
    points = Points("x1", "x2", "kind", names=names, ring="wrong")
    return Plane(title, ACROSS, UP, points=points, lines=lines, field=field)


def _samples(X, y, wrong):
    return {"x1": X[:, 0], "x2": X[:, 1], "kind": y, "wrong": wrong}


# ------------------------------------------------------------ you against the machine


def line_by_hand(angle, offset):
    """Return w of length 1, and b, of the line at right angles to ``angle``, ``offset`` away."""
    turned = np.radians(angle)
    return np.array([np.cos(turned), np.sin(turned)]), 0.0 - offset


def you_against_the_machine():
    """Make the hook's panel: turn and move a line, and compare with the neuron's."""
    X, y = tissue()
    best = [len(y)]

    def compute(angle, offset, shown):
        w, b = line_by_hand(angle, offset)
        wrong = wrong_side(w, b, X, y)
        best[0] = min(best[0], len(wrong))
        mw, mb = machine()
        other = [*mw, mb] if shown else [*w, b]
        sentence = (
            f"Your line leaves {len(wrong)} of {len(y)} on the wrong side, ringed here "
            f"({1 - len(wrong) / len(y):.1%} right). Your best so far: {best[0]}."
        )
        if shown:
            sentence += (
                f" The machine's line, dashed, leaves {len(wrong_side(mw, mb, X, y))}. Its numbers:"
                f" w = ({mw[0]:.1f}, {mw[1]:.1f}), b = {mb:.1f}; yours: w = ({w[0]:.2f}, "
                f"{w[1]:.2f}), b = {b:.2f}."
            )
        data = {"line": [*w, b], "other": other}
        return data | _samples(X, y, wrong), sentence.replace("-", "−")

    controls = {
        "angle": linear_control("angle (degrees)", 45, -90, 180, 1),
        "offset": linear_control("offset", 0.5, -2, 3, 0.05),
        "shown": switch("show the machine's line"),
    }
    lines = {"yours": "line", "the machine's": "other"}
    return Panel(compute, [_plane("You against the machine", lines)], controls, height=420)


@functools.cache
def halves(step=neuron_step, rounds=10):
    """Fit a line to half of the samples twice, by counting mistakes and by a neuron.

    Parameters
    ----------
    step : callable
        The learner's ``neuron_step`` or the engine's.
    rounds : int

    Returns
    -------
    ndarray, shape (rounds, 4)
        Samples on the wrong side: the line that counts best, on its half and on the other half;
        the neuron's line, on its half and on the other half.
    """
    X, y = tissue()
    angles, offsets = np.arange(-90, 270), np.arange(-2, 2.001, 0.05)
    W = np.stack([np.cos(np.radians(angles)), np.sin(np.radians(angles))])
    found = []
    for seed in range(rounds):
        one, t, other, u = split(X, y, test=len(X) // 2, rng=np.random.default_rng(seed))
        counts, elsewhere = (
            ((Z @ W - offsets[:, None, None] > 0) != k[:, None]).sum(axis=1)
            for Z, k in ((one, t), (other, u))
        )
        w, b, _ = learn(one, t, step=step, **MACHINE)
        own, new = (len(wrong_side(w, b, Z, k)) for Z, k in ((one, t), (other, u)))
        at = np.unravel_index(counts.argmin(), counts.shape)
        found.append((counts[at], elsewhere[at], own, new))
    return np.array(found)


# ------------------------------------------------------------ weights and bias

SUM_OF = {0.9: np.log(9), 0.1: -np.log(9)}  # the sums of which the sigmoid makes these outputs


def weights_and_bias():
    """Make the panel of w and b: the line, how sure the neuron is, and what it gets right."""
    X, y = tissue()
    # drawn as lines, because they are straight: those of a field wobble between its cells
    field = Field("output", (60, 60), levels=())
    borders = {"output 0.5": "line", "0.9": "line 0.9", "0.1": "line 0.1"}
    plane = _plane("What two weights and a bias draw", borders, field)

    def compute(w1, w2, b):
        w = np.array([w1, w2])
        wrong = wrong_side(w, b, X, y)
        output = sigmoid(plane.grid @ w.astype(np.float32) + np.float32(b))
        sentence = (
            f"w = ({w1:g}, {w2:g}), b = {b:g}: {len(y) - len(wrong)} of {len(y)} on the right side "
            f"({1 - len(wrong) / len(y):.1%}); the output is off by {mean_miss(w, b, X, y):.3f} on "
            f"average."
        )
        data = {"output": output, "line": [w1, w2, b]}
        data |= {f"line {level}": [w1, w2, b - SUM_OF[level]] for level in SUM_OF}
        return data | _samples(X, y, wrong), sentence.replace("-", "−")

    controls = {
        "w1": linear_control("w₁, weight of the area", 1.0, -10, 10, 0.5),
        "w2": linear_control("w₂, weight of the smoothness", 1.0, -10, 10, 0.5),
        "b": linear_control("b, bias", 0.0, -10, 10, 0.5),
    }
    return Panel(compute, [plane], controls, height=420)


# ------------------------------------------------------------ a network that lights up

# Set by hand, so that they can be followed: one neuron for large nuclei, one for rough ones, one
# for those that are neither. The answer adds the first two and takes the third away.
W1 = np.array([[2.0, 0.0, -2.0], [0.0, 2.0, -2.0]])
B1 = np.array([-1.0, -1.0, -1.0])
W2 = np.array([[3.0], [2.0], [-3.0]])
B2 = np.array([-2.0])


def light(x, W1=W1):
    """Return the activations of the small network, layer by layer."""
    hidden = sigmoid(np.asarray(x, float) @ W1 + B1)
    return np.asarray(x, float), hidden, sigmoid(hidden @ W2 + B2)


def lights_up():
    """Make the panel of the network 2-3-1 whose nodes show their activations."""
    diagram = NetworkDiagram(
        "A network of four neurons",
        (2, 3, 1),
        ("W1", "W2"),
        activations=("inputs", "hidden", "out"),
        names=("inputs", "three neurons", "one neuron"),
        inputs=("area", "smoothness"),
        outputs=("malignant?",),
        full=1.0,
    )

    def compute(x1, x2, w):
        first = W1.copy()
        first[0, 0] = w
        _, hidden, out = light((x1, x2), first)
        moved = "One of the 13 parameters was moved, by you." if w != W1[0, 0] else (
            "All 13 parameters are as they were."
        )  # fmt: skip
        sentence = (
            f"Inputs ({x1:g}, {x2:g}). The three neurons answer {hidden[0]:.2f}, {hidden[1]:.2f} "
            f"and {hidden[2]:.2f}, the last one {out[0]:.2f}. {moved}"
        )
        hidden, out = np.round(hidden, 2), np.round(out, 2)  # a node has room for 0.01, not 7·10⁻³
        data = {"W1": first, "W2": W2, "inputs": [x1, x2], "hidden": hidden, "out": out}
        return data, sentence.replace("-", "−")

    controls = {
        "x1": linear_control("input: area", 0.0, -2, 3, 0.25),
        "x2": linear_control("input: smoothness", 0.0, -2, 3, 0.25),
        "w": linear_control("weight: area to the first neuron", 2.0, -4, 4, 0.5),
    }
    return Panel(compute, [diagram], controls, height=300)


# ------------------------------------------------------------ learning rate and start

STEPS = 100
WRONG_WAY = np.array([-1.0, 1.0])


def rate_and_start():
    """Make the panel of one neuron's curve: learning rate, and how far off it starts."""
    X, y = tissue()
    curve = Curves(
        "How far off the neuron is",
        Axis("step", range=(0, STEPS)),
        Axis("mean |target − output|", range=(0, 0.65)),
        {"miss": ("step", "miss")},
    )
    plane = _plane(f"The line after {STEPS} steps", {"now": "line", "at the start": "start"})

    def compute(lr, scale):
        start = scale * WRONG_WAY
        w, b, miss = learn(X, y, lr, STEPS, start)
        wrong = wrong_side(w, b, X, y)
        data = {"step": np.arange(STEPS + 1), "miss": miss, "line": [*w, b], "start": [*start, 0.0]}
        sentence = (
            f"Learning rate {spoken_number(lr)}, start w = ({start[0]:.2g}, {start[1]:.2g}): the "
            f"miss goes from {miss[0]:.3f} to {miss[-1]:.3f} in {STEPS} steps, and {len(wrong)} of "
            f"{len(y)} samples are left on the wrong side."
        )
        return data | _samples(X, y, wrong), sentence.replace("(-", "(−")

    controls = {"lr": learning_rate(0.1, steps=4), "scale": init_scale(1.0, steps=4)}
    return Panel(compute, [curve, plane], controls, columns=2, height=330)


# ------------------------------------------------------------ three against eight


@functools.cache
def threes_and_eights():
    """Return the 3s and 8s of the digits' split 0, X, y, X_test, y_test; an 8 has target 1."""
    X, y, X_test, y_test = load_digits_split(seed=0)
    train, test = np.isin(y, (3, 8)), np.isin(y_test, (3, 8))
    return X[train], 1.0 * (y[train] == 8), X_test[test], 1.0 * (y_test[test] == 8)


class ThreeAgainstEight:
    """A run of the neuron that tells an 8 from a 3; see `nnlib.viz.Trainer`."""

    def __init__(self, lr, scale, step):
        self.X, self.y, self.X_test, self.y_test = threes_and_eights()
        self.w = np.random.default_rng(0).normal(0, 0.1 * scale, 64)
        self.b, self.lr, self.learn, self.misses = 0.0, lr, step, []
        self._measure()

    def _measure(self):
        self.misses.append(mean_miss(self.w, self.b, self.X, self.y))

    def step(self):
        """Learn once from all 3s and 8s."""
        self.w, self.b = self.learn(self.w, self.b, self.X, self.y, self.lr)
        self._measure()

    def picture(self):
        """Show the 64 weights as a picture, and the curve so far."""
        wrong = len(wrong_side(self.w, self.b, self.X_test, self.y_test))
        steps = len(self.misses) - 1
        sentence = (
            f"After {steps} steps the output is off by {self.misses[-1]:.3f} on average, and "
            f"{wrong} of {len(self.y_test)} test digits are misread."
        )
        data = {"weights": self.w, "step": np.arange(steps + 1), "miss": self.misses}
        return data, sentence


def watch_it_learn(step=neuron_step):
    """Make the panel of the 64 weights while they learn.

    Parameters
    ----------
    step : callable
        The learner's ``neuron_step`` or the engine's.
    """
    picture = ImageGrid(
        "The 64 weights", "weights", columns=1, signed=True, range=(-2.5, 2.5),
        captions=("orange speaks for 8, blue for 3",),
    )  # fmt: skip
    curve = Curves(
        "How far off it is",
        Axis("step", range=(0, 300)),
        Axis("mean |target − output|", range=(0, 0.6)),
        {"miss": ("step", "miss")},
    )
    controls = {"lr": learning_rate(0.5, steps=4), "scale": init_scale(steps=4)}
    return Trainer(
        lambda lr, scale: ThreeAgainstEight(lr, scale, step),
        [picture, curve], controls, live=("lr",), columns=2, limit=300, height=330,
    )  # fmt: skip


def read_three_or_eight(step, seed, lr=0.5, steps=300):
    """Let one neuron learn from the 3s and 8s, from a start that a seed draws.

    Returns
    -------
    wrong : ndarray of int
        Places of the test digits that it misreads.
    output : ndarray, shape (110,)
        What it says to each of the test digits.
    """
    X, y, X_test, y_test = threes_and_eights()
    w, b = np.random.default_rng(seed).normal(0, 0.1, 64), 0.0
    for _ in range(steps):
        w, b = step(w, b, X, y, lr)
    return wrong_side(w, b, X_test, y_test), sigmoid(X_test @ w + b)


def show_digits(places, output=None):
    """Show test digits side by side, with what a neuron says to them.

    Parameters
    ----------
    places : sequence of int
        Among the 110.
    output : ndarray, shape (110,), optional
        What `read_three_or_eight` gives.
    """
    _, _, X_test, y_test = threes_and_eights()
    fig, axes = figure(len(places), width=1.5, height=1.8)
    said = []
    for ax, place in zip(axes, places, strict=True):
        said.append("an 8" if y_test[place] else "a 3")
        if output is not None:
            said[-1] += f": {output[place]:.2f}"
        ax.imshow(X_test[place].reshape(8, 8), cmap="Greys")
        ax.set(title=said[-1], xticks=[], yticks=[])
        ax.grid(False)
        ax.spines[:].set_visible(True)
    meaning = "" if output is None else " The number is the neuron's output."
    show(fig, alt=f"Handwritten digits of 8 by 8 pixels: {', '.join(said)}.{meaning}")


# ------------------------------------------------------------ all thirty, and a run of one's own


def thirty_measurements(step, seed, features=slice(None), test=169, lr=2.0, steps=100):
    """Let one neuron learn from the tissue samples but those held back.

    Returns
    -------
    wrong : int
        Samples held back that it puts on the wrong side.
    """
    X, y = load_breast_cancer()
    X, y, X_test, y_test = split(X[:, features], y, test=test, rng=np.random.default_rng(seed))
    X, X_test = standardize(X, X_test)
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(steps):
        w, b = step(w, b, X, y, lr)
    return len(wrong_side(w, b, X_test, y_test))


def run_of_your_own(number, test=110, steps=20, lr=0.5):
    """Draw pictures to hold back and a start from a number, and say how far off the neuron is.

    Parameters
    ----------
    number : int
        A whole number of one's own.
    """
    rng = np.random.default_rng(number)
    X, y = load_digits()
    kept = np.isin(y, (3, 8))
    X, y, X_test, y_test = split(X[kept], 1.0 * (y[kept] == 8), test=test, rng=rng)
    w, b = rng.normal(0, 1, 64), 0.0
    before = mean_miss(w, b, X_test, y_test)
    w, b, _ = learn(X, y, lr, steps, w, b)
    after = mean_miss(w, b, X_test, y_test)
    print(f"before:  miss on the {test} pictures held back  {before:.4f}")
    print(f"after:   miss on the {test} pictures held back  {after:.4f}")
