"""The panels of lesson 7: seven readers, the size of a nudge, depth, and where a tangent ends."""

import functools
import timeit

import numpy as np

import nnlib
from nnlib.data import load_digits_split
from nnlib.threads import one_blas_thread
from nnlib.viz.controls import (
    button,
    count_control,
    init_scale,
    learning_rate,
    log_control,
    spoken_number,
    switch,
)
from nnlib.viz.diagrams import GraphSteps
from nnlib.viz.figures import figure, show
from nnlib.viz.graph import graph_layout, tensors_of
from nnlib.viz.panel import Panel
from nnlib.viz.plots import Axis, Bars, Curves, DepthGauge, Row

EPOCHS = 30
STEP_DIGITS = 200  # in the panels that take one gradient


# ------------------------------------------------------------ seven readers


class Spoiled(nnlib.Affine):
    """An affine layer whose own gradients go wrong; both ways back do the same to them."""

    def backward(self, dZ):
        """Pass back what is right, and spoil dW or db."""
        dX = super().backward(dZ)
        self.spoil(len(dZ))
        return dX

    def backward_params(self, dZ):
        """Spoil dW or db, where nobody asks for dX."""
        super().backward_params(dZ)
        self.spoil(len(dZ))

    def spoil(self, N):
        """Change dW or db in place, for a batch of N samples."""
        raise NotImplementedError


class AveragedBias(Spoiled):
    """Averages the slope of the bias over the batch, though dZ carries the 1/N already."""

    def spoil(self, N):
        """Make db N times too small."""
        self.db /= N


class SilentBias(Spoiled):
    """Leaves the slope of the bias at zero."""

    def spoil(self, N):
        """Forget db."""
        self.db[:] = 0


class Frozen(Spoiled):
    """Never moves."""

    def spoil(self, N):
        """Forget dW and db."""
        self.dW[:] = 0
        self.db[:] = 0


class RandomRoad(nnlib.Affine):
    """Passes slopes back through a fixed random matrix in place of its weights."""

    def backward(self, dZ):
        """Pass back; dX has nothing to do with W."""
        super().backward(dZ)
        road = np.random.default_rng(7).normal(0, np.sqrt(2 / self.W.shape[0]), self.W.shape)
        return dZ @ road.T


class OpenGate(nnlib.ReLU):
    """Passes every slope back, also through units that were switched off."""

    def backward(self, dA):
        """Pass back without the mask."""
        return dA


class SummedLoss(nnlib.SoftmaxCrossEntropy):
    """Says that it is a mean, and passes the slope of the sum back."""

    def backward(self):
        """Pass back slopes that are N times too large."""
        dZ = super().backward()
        return dZ * len(dZ)


# Letter -> first layer, activation, last layer, loss, and what is wrong in the learner's words.
RIGHT = (nnlib.Affine, nnlib.ReLU, nnlib.Affine, nnlib.SoftmaxCrossEntropy)
READERS = {
    "A": ((AveragedBias, nnlib.ReLU, AveragedBias, RIGHT[3]), "averages the bias a second time"),
    "B": ((nnlib.Affine, nnlib.ReLU, RandomRoad, RIGHT[3]), "passes back through random weights"),
    "C": (RIGHT, "nothing"),
    "D": ((nnlib.Affine, OpenGate, nnlib.Affine, RIGHT[3]), "passes back through closed units"),
    "E": ((Frozen, nnlib.ReLU, nnlib.Affine, RIGHT[3]), "never moves its first layer"),
    "F": ((SilentBias, nnlib.ReLU, SilentBias, RIGHT[3]), "leaves the slope of the bias at 0"),
    "G": ((*RIGHT[:3], SummedLoss), "forgets to divide by the batch"),
}


def make_reader(letter, seed=0):
    """Make one of the seven networks, 64-32-10; all start from the same weights.

    Returns
    -------
    net : nnlib.Sequential
    loss : nnlib.SoftmaxCrossEntropy
    """
    first, relu, last, loss = READERS[letter][0]
    rng = np.random.default_rng(seed)
    net = nnlib.Sequential(first(64, 32, rng=rng), relu(), last(32, 10, rng=rng))
    return net, loss()


def train_readers(seed=0, lr=0.1, letters="ABCDEFG", each_epoch=lambda curves: None):
    """Train readers side by side on one split of the digits.

    Parameters
    ----------
    seed : int
        Of split, start and order.
    lr : float
    letters : str
    each_epoch : callable
        Called after each epoch with the curves so far.

    Returns
    -------
    dict of str to ndarray
        Letter -> test accuracy in percent after each epoch, shape (30,).
    """
    X, y, X_test, y_test = load_digits_split(seed)
    nets = {letter: make_reader(letter, seed) for letter in letters}
    orders = {letter: np.random.default_rng(seed) for letter in letters}
    curves = {letter: np.full(EPOCHS, np.nan) for letter in letters}
    for epoch in range(EPOCHS):
        for letter, (net, loss) in nets.items():
            nnlib.fit(
                net,
                loss,
                X,
                y,
                optimizer=nnlib.SGD(lr),
                epochs=1,
                batch_size=32,
                rng=orders[letter],
                progress=False,
            )
            curves[letter][epoch] = 100 * nnlib.accuracy(net, X_test, y_test)
        each_epoch(curves)
    return curves


@functools.cache
def nudge_readers(seed=0):
    """Compare every slope of each reader with the nudge, on five digits.

    Returns
    -------
    dict of str to dict
        Letter -> name of the parameter -> relative error.
    """
    X, y, *_ = load_digits_split(seed)
    return {
        letter: {
            name: error
            for name, error in nnlib.check_gradients(*make_reader(letter), X[:5], y[:5]).items()
            if name != "X"
        }
        for letter in READERS
    }


class NobodyNoticed(Panel):
    """The hook: seven curves drawn while they train, suspects to mark, and then the nudge."""

    def __init__(self):
        self.curves = {letter: np.full(EPOCHS, np.nan) for letter in READERS}
        self._errors = dict.fromkeys(READERS, np.nan)
        curves = Curves(
            "Seven networks learn the digits. Six have a mistake.",
            Axis("epoch", range=(1, EPOCHS)),
            Axis("test digits read (%)", range=(0, 100)),
            {letter: ("epoch", letter) for letter in READERS},
            gaps=True,
        )
        bars = Bars(
            "Largest relative error of a slope, against the nudge",
            tuple(READERS),
            Axis("relative error", log=True, range=(1e-11, 10)),
            "errors",
            gaps=True,
        )
        suspects = {letter: switch(letter) for letter in READERS}
        nudge = {"nudge": button("Nudge all seven", self._nudge)}
        super().__init__(self._picture, [curves, bars], suspects | nudge, height=330)

    def train(self):
        """Train all seven and draw them as they go."""
        self.curves = train_readers(each_epoch=self._draw)

    def _draw(self, curves):
        self.curves = curves
        self.push(*self._picture())

    def _nudge(self):
        self._errors = {letter: max(found.values()) for letter, found in nudge_readers().items()}

    def _picture(self, **marked):
        data = {"epoch": np.arange(1.0, EPOCHS + 1), "errors": list(self._errors.values())}
        if np.isnan(self._errors["A"]):
            return data | self.curves, _so_far(self.curves)
        suspects = {letter for letter, is_marked in marked.items() if is_marked}
        return data | self.curves, _verdict(self._errors, suspects)


def _so_far(curves):
    if not np.isfinite(curves["G"]).any():
        return "Nothing has been trained yet."
    ends = {letter: curve[np.isfinite(curve)][-1] for letter, curve in curves.items()}
    epoch = int(np.isfinite(curves["A"]).sum())
    numbers = ", ".join(f"{letter} {value:.0f} %" for letter, value in ends.items())
    task = " Which have a mistake? Mark your suspects, then nudge." if epoch == EPOCHS else ""
    return f"After epoch {epoch}: {numbers}.{task}"


def _verdict(errors, marked):
    right = [letter for letter, error in errors.items() if error < 1e-6]
    liars = set(errors) - set(right)
    text = f"Only {', '.join(right)} agrees with the nudge; the other six are off by 50 % or more. "
    if marked:
        text += f"You marked {', '.join(sorted(marked))}: {len(marked & liars)} of the six"
        text += (
            f", and {', '.join(sorted(marked - liars))}, which is right. "
            if marked - liars
            else ". "
        )
    mistakes = "; ".join(f"{letter} {READERS[letter][1]}" for letter in sorted(liars))
    return text + f"What they do: {mistakes}."


def nobody_noticed():
    """Show the hook's panel; training takes a few seconds and is drawn as it goes."""
    panel = NobodyNoticed()
    panel.watch(panel.train)


# ------------------------------------------------------------ the size of a nudge


def nudge_size(measure=nnlib.numerical_gradient):
    """Make the panel of the V: the error of a slope of sin against the size of the nudge.

    Parameters
    ----------
    measure : callable
        The learner's ``numerical_gradient`` or the engine's.
    """
    sizes = 10.0 ** np.arange(-13, -0.75, 0.25)
    both = np.array([_error_of_slope(measure, eps) for eps in sizes])
    one = np.abs((np.sin(1 + sizes) - np.sin(1)) / sizes - np.cos(1))

    def compute(eps):
        at = int(np.argmin(np.abs(np.log(sizes / eps))))
        sentence = (
            f"With a nudge of {_about(eps)} the slope from both sides is off by "
            f"{_about(both[at])}, from one side by {_about(one[at])}. The best of these nudges is "
            f"{_about(sizes[both.argmin()])} for both sides and "
            f"{_about(sizes[one.argmin()])} for one."
        )
        return {"sizes": sizes, "both": both, "one": one, "at": [eps]}, sentence

    plot = Curves(
        "Error of the measured slope of sin at 1",
        Axis("size of the nudge, eps", log=True),
        Axis("error", log=True, range=(1e-13, 1)),
        {"both sides": ("sizes", "both"), "one side": ("sizes", "one")},
        cursor="at",
    )
    control = log_control("eps", 1e-1, 1e-13, 1e-1, 4)
    return Panel(compute, [plot], {"eps": control}, precompute="eps")


def _about(number):
    return spoken_number(number, 1)


def _error_of_slope(measure, eps):
    """Never exactly 0: a logarithmic axis could not show it."""
    slope = measure(lambda x: float(np.sin(x[0])), np.array([1.0]), eps)[0]
    return max(abs(slope - np.cos(1)), 1e-16)


# ------------------------------------------------------------ the depth gauge


def depth_signals(depth, scale, seed=0):
    """Send a batch forwards and its slopes backwards through a deep ReLU network.

    Parameters
    ----------
    depth : int
        Hidden layers of 32 units.
    scale : float
        Of the initial weights, in units of the default start.
    seed : int

    Returns
    -------
    forward, backward, weights : ndarray, shape (depth + 1,)
        Root mean square, affine layer by affine layer, of Z, of the slope dZ that arrives there,
        and of the slope dW.
    """
    X, y, *_ = load_digits_split(0)
    net = nnlib.mlp([64, *[32] * depth, 10], rng=np.random.default_rng(seed))
    net.params *= scale
    rows = nnlib.layer_statistics(
        net, nnlib.SoftmaxCrossEntropy(), X[:STEP_DIGITS], y[:STEP_DIGITS]
    )
    affine = [row for row in rows if row["weight"] is not None]
    keys = "output", "gradient", "weight_gradient"
    return tuple(np.array([row[key] for row in affine]) for key in keys)


def depth_gauge():
    """Make the depth gauge: initialization scale and depth against signal and slope."""

    def compute(scale, depth):
        forward, backward, weights = depth_signals(depth, scale)
        relative = backward / backward[-1]
        sentence = (
            f"{depth} hidden layer{'s' * (depth > 1)}, start {spoken_number(scale)} times the "
            f"default: the signal goes from {_about(forward[0])} in layer 1 to "
            f"{_about(forward[-1])} in layer "
            f"{depth + 1}; the slope that arrives at layer 1 is {_about(relative[0])} times as "
            f"large as the one that the loss sends back, and the gradient of its weights has size "
            f"{_about(weights[0])}."
        )
        return {"forward": forward, "backward": relative, "weights": weights}, sentence

    wide = (1e-6, 1e6)
    gauge = DepthGauge(
        "Forwards and backwards through the layers",
        (
            Row("size of the signal Z", "forward", True, wide),
            Row("size of the slope dZ, as a share of the last layer's", "backward", True, wide),
            Row("size of the gradient dW", "weights", True, wide),
        ),
        x=Axis("affine layer (1 is next to the input)"),
    )
    controls = {
        "scale": init_scale(1.0, 0.2, 5.0, 10),
        "depth": count_control("hidden layers", 9, 1, 20),
    }
    return Panel(compute, [gauge], controls, precompute="scale", height=470)


# ------------------------------------------------------------ where the tangent ends


@functools.cache
def _one_step(scale, seed=0):
    """Return the loss at a start, its squared slopes added up, and the loss after a step."""
    X, y, *_ = load_digits_split(0)
    X, y = X[:STEP_DIGITS], y[:STEP_DIGITS]
    net = nnlib.mlp([64, 32, 10], rng=np.random.default_rng(seed))
    net.params *= scale
    start, dZ = nnlib.softmax_cross_entropy(net.forward(X, training=True), y)
    net.backward(dZ)
    layers = net.layers[::2]

    def loss_after(lr):
        params = [(layer.W - lr * layer.dW, layer.b - lr * layer.db) for layer in layers]
        return nnlib.softmax_cross_entropy(nnlib.mlp_forward(X, params), y)[0]

    return start, float(net.grads @ net.grads), loss_after


@functools.cache
def tangent(scale, seed=0):
    """Take one step of every size along the gradient, and compare with what the slope promises.

    Parameters
    ----------
    scale : float
        Of the initial weights, in units of the default start.
    seed : int

    Returns
    -------
    rates, promised, actual : ndarray, shape (41,)
        Learning rates from 0.001 to 10, and the decrease of the loss.
    """
    start, squared, loss_after = _one_step(scale, seed)
    rates = np.geomspace(1e-3, 10, 41)
    return rates, rates * squared, np.array([start - loss_after(lr) for lr in rates])


def where_the_tangent_ends():
    """Make the panel of one step: learning rate and initialization scale."""

    def compute(lr, scale):
        rates, promised, actual = tangent(scale)
        at = int(np.argmin(np.abs(np.log(rates / lr))))
        start, squared, loss_after = _one_step(scale)
        along = np.linspace(0, 1.5 * lr, 31)
        data = {
            "along": along,
            "tangent": start - along * squared,
            "loss": [loss_after(step) for step in along],
            "rates": rates,
            "kept": np.ones_like(rates),
            "share": actual / promised,
            "at": [lr],
        }
        return data, _promise_in_words(lr, promised[at], actual[at])

    plots = [
        Curves(
            "The loss along one step",
            Axis("learning rate"),
            Axis("loss"),
            {"tangent": ("along", "tangent"), "loss": ("along", "loss")},
            cursor="at",
        ),
        Curves(
            "How much of the promised decrease comes",
            Axis("learning rate", log=True),
            Axis("share", range=(-1, 1.2)),
            {"promised": ("rates", "kept"), "actual": ("rates", "share")},
            cursor="at",
        ),
    ]
    controls = {"lr": learning_rate(0.01), "scale": init_scale(1.0, 0.2, 5.0, 5)}
    return Panel(compute, plots, controls, precompute="lr", columns=2, height=300)


def _promise_in_words(lr, promised, actual):
    share = actual / promised
    if share > 0.9:
        verdict = "as promised"
    elif share > 0:
        verdict = f"{100 * share:.0f} % of what was promised"
    else:
        verdict = "the step was too long"
    return (
        f"One step with learning rate {spoken_number(lr)}: the slope promises that the loss "
        f"falls by {spoken_number(promised)}; it {'falls' if actual > 0 else 'rises'} by "
        f"{spoken_number(abs(actual))}: {verdict}."
    )


# ------------------------------------------------------------ speak in turn


def worked_graph():
    """Make the graph of the lesson: c = a b, d = c + b, L = c d, with a = 3 and b = -1.

    Returns
    -------
    list of nnlib.Tensor
        a, b, c, d, L: each after its parents.
    """
    a, b = nnlib.Tensor(3.0, name="a"), nnlib.Tensor(-1.0, name="b")
    c = a * b
    d = c + b
    end = c * d
    c.name, d.name, end.name = "c", "d", "L"
    return [a, b, c, d, end]


class SpeakInTurn(Panel):
    """A graph whose nodes pass their slopes back one by one, when the learner says so.

    Parameters
    ----------
    nodes : list of nnlib.Tensor
        Each after its parents, of single numbers; the last one is the end.
    """

    def __init__(self, nodes):
        self._nodes = list(nodes)
        self._users = {
            node.name: [other.name for other in self._nodes if node in other.parents]
            for node in self._nodes
        }
        end = self._nodes[-1]
        end.backward()
        self._order = tensors_of(end)
        plot = GraphSteps("Who may speak?", graph_layout(end))
        self._speakers = [node.name for node in reversed(self._nodes) if node.parents]
        buttons = {
            name: button(f"{name} speaks", lambda name=name: self._let_speak(name))
            for name in self._speakers
        }
        self._forget()
        super().__init__(
            self._picture, [plot], buttons | {"again": button("Start again", self._forget)}
        )

    def start(self):
        """Forget what was said; only the end knows its slope, which is 1."""
        self.press("again")

    def speak(self, name):
        """Let a node pass its slope on to its parents, unless somebody has to speak before it."""
        self.press(name)

    def _forget(self):
        self._spoken, self._speaking = [], -1
        for node in self._nodes:
            node.grad = None
        self._nodes[-1].grad = np.array(1.0)
        self._words = "Only L knows its slope: nudge L, and L moves by just as much. Who may speak?"

    def _picture(self):
        grads = [np.nan if node.grad is None else float(node.grad) for node in self._order]
        values = [float(node.data) for node in self._order]
        return {"values": values, "grads": grads, "at": [self._speaking]}, self._words

    def _let_speak(self, name):
        node = next(node for node in self._nodes if node.name == name)
        waiting = [user for user in self._users[name] if user not in self._spoken]
        if name in self._spoken:
            self._words = f"{name} has passed its slope on already; once more would count it twice."
        elif waiting:
            has = "has" if len(waiting) == 1 else "have"
            self._words = (
                f"{name} refuses: {' and '.join(waiting)} {has} not spoken yet, and before that "
                f"{name} does not know its whole slope."
            )
        else:
            parts = []
            for parent, slope in zip(node.parents, node.local_slopes(), strict=True):
                share = float(node.grad) * slope
                old = 0.0 if parent.grad is None else float(parent.grad)
                parent.grad = np.array(old + share)
                more = f", with the {old:g} it had that makes {old + share:g}" if old else ""
                parts.append(
                    f"{parent.name} gets {float(node.grad):g} · {_factor(slope)} = {share:g}{more}"
                )
            self._spoken.append(name)
            self._speaking = next(k for k, other in enumerate(self._order) if other is node)
            done = " All slopes are known." if len(self._spoken) == len(self._speakers) else ""
            self._words = f"{name} speaks: {'; '.join(parts)}.{done}".replace("-", "−")


def _factor(number):
    return f"({number:g})" if number < 0 else f"{number:g}"


def speak_in_turn():
    """Make the panel of the worked graph."""
    return SpeakInTurn(worked_graph())


# ------------------------------------------------------------ what a gradient costs


def cost_of_a_gradient(rounds=30, seed=0):
    """Time a forward pass, and a forward pass with the backward pass after it, side by side.

    Returns
    -------
    ratio : float
        How many forward passes one gradient of all 2,410 numbers costs, backwards: the fastest
        of the rounds for either, because whatever else the machine does only makes them slower.
    """
    net, loss = make_reader("C", seed)
    X, y, *_ = load_digits_split(seed)
    X, y = X[:32], y[:32]

    def forward():
        return loss.forward(net.forward(X, training=True), y)

    def both():
        forward()
        net.backward(loss.backward())

    with one_blas_thread():
        pairs = [
            [timeit.timeit(work, number=20) for work in (forward, both)] for _ in range(rounds)
        ]
    fastest_forward, fastest_both = np.min(pairs, axis=0)
    return float(fastest_both / fastest_forward)


# ------------------------------------------------------------ two curves


def two_curves(own, whose="yours", seed=0):
    """Train the reader by the engine's ``fit``, and draw its curve over one's own.

    Parameters
    ----------
    own : sequence of float
        Training loss after each of the 30 epochs, from the same start and in the same order.
    whose : str
        Whose backward pass made it.
    seed : int
        Of start and order.

    Returns
    -------
    difference : float
        The largest one between the two curves.
    """
    X, y, *_ = load_digits_split(0)
    engine = nnlib.fit(
        nnlib.mlp([64, 32, 10], rng=np.random.default_rng(seed)),
        nnlib.SoftmaxCrossEntropy(),
        X,
        y,
        optimizer=nnlib.SGD(lr=0.1),
        epochs=EPOCHS,
        batch_size=32,
        rng=np.random.default_rng(seed),
        progress=False,
    ).loss
    difference = float(np.abs(np.array(own) - engine).max())
    fig, (ax,) = figure(width=6)
    epochs = range(1, EPOCHS + 1)
    ax.semilogy(epochs, engine, label="the engine's fit", markevery=(0, 4))
    ax.semilogy(epochs, own, label=f"backward pass: {whose}", markevery=(2, 4))
    ax.set(xlabel="epoch", ylabel="training loss", title="Two backward passes, one curve")
    ax.legend()
    show(
        fig,
        alt=f"Training loss over {EPOCHS} epochs, from {engine[0]:.2f} down to {engine[-1]:.3f}: "
        f"the two curves lie on each other, their largest difference is {difference:.0e}.",
    )
    return difference


# ------------------------------------------------------------ the hunt, and a run of one's own


def suspects(seed=0):
    """Make small copies of the seven readers, 8-6-4, ready to be questioned.

    Returns
    -------
    dict of str to tuple
        Letter -> (loss, gradient, candidates): two functions of a flat parameter vector, shape
        (82,), and three such vectors: one with which every hidden unit is silent, one with which
        every hidden unit speaks, and one between.
    """
    rng = np.random.default_rng(seed)
    X, y = rng.normal(size=(7, 8)), np.arange(7) % 4
    made = {}
    for letter, ((first, relu, last, loss), _) in READERS.items():
        net = nnlib.Sequential(first(8, 6, rng=rng), relu(), last(6, 4, rng=rng))
        starts = [_start_of(net, rng, bias) for bias in (-10.0, 10.0, 0.0)]
        made[letter] = (*_as_functions(net, loss(), X, y), starts)
    return made


def _start_of(net, rng, bias):
    net.params = rng.normal(0, 0.7, net.params.shape)
    net.layers[0].b = np.full(6, bias) + (bias == 0) * rng.normal(0, 0.7, 6)
    return net.params.copy()


def _as_functions(net, loss, X, y):
    def loss_at(params):
        net.params = params
        return loss.forward(net.forward(X, training=True), y)

    def gradient_at(params):
        loss_at(params)
        net.backward(loss.backward())
        return net.grads.copy()

    return loss_at, gradient_at


def run_of_your_own(number):
    """Start two deep networks from a number and say how much slope reaches their first layer.

    Parameters
    ----------
    number : int
        A whole number of one's own.
    """
    X, y, *_ = load_digits_split(0)
    for name, activation in (("sigmoid", nnlib.Sigmoid), ("tanh", nnlib.Tanh)):
        rng = np.random.default_rng(number)
        net = nnlib.mlp([64, 8, 8, 8, 8, 8, 10], activation, rng=rng)
        _, dZ = nnlib.softmax_cross_entropy(net.forward(X[:STEP_DIGITS]), y[:STEP_DIGITS])
        net.backward(dZ)
        first, last = (float(np.linalg.norm(net.layers[k].dW)) for k in (0, -1))
        print(f"{name:8} first layer {first:.4g}, last layer {last:.4g}, share {first / last:.4g}")
