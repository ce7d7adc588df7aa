"""The panels of lesson 7: seven readers, the size of a nudge, depth, and where a tangent ends."""

import numpy as np

import nnlib
from nnlib.viz.controls import (
    about,
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
from nnlib.viz.graph_layout import graph_layout, tensors_of
from nnlib.viz.handed_on import handed_on
from nnlib.viz.panel import Panel
from nnlib.viz.plots import Axis, Bars, Curves, DepthGauge, Row

__getattr__ = handed_on("lesson07", "cost_of_a_gradient", "run_of_your_own", "suspects")


# ------------------------------------------------------------ seven readers


class NobodyNoticed(Panel):
    """The hook: seven curves drawn while they train, suspects to mark, and then the nudge."""

    def __init__(self):
        from nnlib.lessons.lesson07 import EPOCHS, READERS

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
        from nnlib.lessons.lesson07 import train_readers

        self.curves = train_readers(each_epoch=self._draw)

    def begin(self):
        """Train when it is shown."""
        self.train()

    def _draw(self, curves):
        self.curves = curves
        self.push(*self._picture())

    def _nudge(self):
        from nnlib.lessons.lesson07 import nudge_readers

        self._errors = {letter: max(found.values()) for letter, found in nudge_readers().items()}

    def _picture(self, **marked):
        from nnlib.lessons.lesson07 import EPOCHS

        data = {"epoch": np.arange(1.0, EPOCHS + 1), "errors": list(self._errors.values())}
        if np.isnan(self._errors["A"]):
            return data | self.curves, _so_far(self.curves)
        suspects = {letter for letter, is_marked in marked.items() if is_marked}
        return data | self.curves, _verdict(self._errors, suspects)


def _so_far(curves):
    from nnlib.lessons.lesson07 import EPOCHS

    if not np.isfinite(curves["G"]).any():
        return "Nothing has been trained yet."
    ends = {letter: curve[np.isfinite(curve)][-1] for letter, curve in curves.items()}
    epoch = int(np.isfinite(curves["A"]).sum())
    numbers = ", ".join(f"{letter} {value:.0f} %" for letter, value in ends.items())
    task = " Which have a mistake? Mark your suspects, then nudge." if epoch == EPOCHS else ""
    return f"After epoch {epoch}: {numbers}.{task}"


def _verdict(errors, marked):
    from nnlib.lessons.lesson07 import READERS

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


def seven_networks():
    """Make the hook's panel; it trains when it is shown, and draws that as it goes."""
    return NobodyNoticed()


# ------------------------------------------------------------ the size of a nudge


def nudge_size(measure=nnlib.numerical_gradient):
    """Make the panel of the V: the error of a slope of sin against the size of the nudge.

    Parameters
    ----------
    measure : callable
        The learner's ``numerical_gradient`` or the engine's.
    """
    from nnlib.lessons.lesson07 import error_of_slope

    sizes = 10.0 ** np.arange(-13, -0.75, 0.25)
    both = np.array([error_of_slope(measure, eps) for eps in sizes])
    one = np.abs((np.sin(1 + sizes) - np.sin(1)) / sizes - np.cos(1))

    def compute(eps):
        at = int(np.argmin(np.abs(np.log(sizes / eps))))
        sentence = (
            f"With a nudge of {about(eps)} the slope from both sides is off by "
            f"{about(both[at])}, from one side by {about(one[at])}. The best of these nudges is "
            f"{about(sizes[both.argmin()])} for both sides and "
            f"{about(sizes[one.argmin()])} for one."
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


# ------------------------------------------------------------ the depth gauge


def depth_gauge():
    """Make the depth gauge: initialization scale and depth against signal and slope."""
    from nnlib.lessons.lesson07 import depth_signals

    def compute(scale, depth):
        forward, backward, weights = depth_signals(depth, scale)
        relative = backward / backward[-1]
        sentence = (
            f"{depth} hidden layer{'s' * (depth > 1)}, initialization scale "
            f"{spoken_number(scale)}: the signal goes from {about(forward[0])} in layer 1 to "
            f"{about(forward[-1])} in layer "
            f"{depth + 1}; the slope that arrives at layer 1 is {about(relative[0])} times as "
            f"large as the one that the loss sends back, and the gradient of its weights has size "
            f"{about(weights[0])}."
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


def where_the_tangent_ends():
    """Make the panel of one step: learning rate and initialization scale."""
    from nnlib.lessons.lesson07 import one_step, tangent

    def compute(lr, scale):
        rates, promised, actual = tangent(scale)
        at = int(np.argmin(np.abs(np.log(rates / lr))))
        start, squared, loss_after = one_step(scale)
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
        super().__init__(self._picture, [plot], buttons | {"again": button("Reset", self._forget)})

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
    from nnlib.lessons.lesson07 import worked_graph

    return SpeakInTurn(worked_graph())


# ------------------------------------------------------------ two curves


def two_curves(own, whose="yours", seed=0):
    """Train the reader by the engine's ``fit``, and draw its curve over yours.

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
    from nnlib.lessons.lesson07 import EPOCHS, engine_curve

    engine = engine_curve(seed)
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
