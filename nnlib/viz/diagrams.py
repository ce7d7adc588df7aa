"""Networks as they are drawn on a board: layers with their weights, and a graph of operations."""

from dataclasses import dataclass

import numpy as np

from nnlib.viz.graph_layout import graph_layout, tensors_of
from nnlib.viz.plots import Plot
from nnlib.viz.svg import ink, minus, tinted

MOST = 16  # nodes of a layer that are drawn


@dataclass(frozen=True)
class NetworkDiagram(Plot):
    """A small network: edges show its weights, nodes its activations.

    Parameters
    ----------
    title : str
    sizes : tuple of int
        Nodes of each layer, inputs first. Of more than 16, the first 16 are drawn.
    weights : tuple of str
        Names of the arrays W, shape (in, out), one for each step between two layers. Width is the
        size of a weight; above 0 it is green, below 0 purple and dashed, at 0 a hairline.
    activations : tuple of str, optional
        Names of the arrays with one number for each node, one for each layer: the shade.
    names : tuple of str, optional
        Of the layers.
    inputs, outputs : tuple of str
        Names beside the first and the last nodes.
    full : float, optional
        The activation with the fullest shade; without it, the largest one of each layer.
    strongest : float, optional
        The weight with the widest line; without it, the largest one between two layers.
    """

    title: str
    sizes: tuple
    weights: tuple
    activations: tuple | None = None
    names: tuple | None = None
    inputs: tuple = ()
    outputs: tuple = ()
    full: float | None = None
    strongest: float | None = None

    def __post_init__(self):
        expected = len(self.sizes) - 1
        if len(self.weights) != expected:
            raise ValueError(
                f"{self.title}: expected {expected} names of weights for {len(self.sizes)} layers, "
                f"got {len(self.weights)}"
            )

    @property
    def arrays(self):
        """The names of the arrays that the plot wants."""
        return [*self.weights, *(self.activations or ())]

    def prepare(self, name, array):
        """Leave out what is not drawn."""
        array = np.asarray(array)
        if name in self.weights:
            k = self.weights.index(name)
            return array.reshape(self.sizes[k], self.sizes[k + 1])[:MOST, :MOST]
        return array.ravel()[:MOST]

    def check(self, data):
        """Refuse weights and activations of other sizes."""
        for k, name in enumerate(self.weights):
            self._expect(name, data[name], self.sizes[k] * self.sizes[k + 1])
        for size, name in zip(self.sizes, self.activations or (), strict=False):
            self._expect(name, data[name], size)

    def spec(self, place):
        """Describe the plot for the canvas."""
        hidden = [
            f"hidden {k}" if len(self.sizes) > 3 else "hidden"
            for k in range(1, len(self.sizes) - 1)
        ]
        return {
            "type": "network",
            "title": self.title,
            "sizes": [int(n) for n in self.sizes],
            "weights": [place[name] for name in self.weights],
            "activations": self.activations and [place[name] for name in self.activations],
            "names": list(self.names or ["input", *hidden, "output"]),
            "inputs": list(self.inputs) or None,
            "outputs": list(self.outputs) or None,
            "full": self.full,
            "strongest": self.strongest,
        }

    def draw(self, picture, cell, data):
        """Draw the network into a cell of a picture."""
        left, top, width, height = cell
        shown = [min(size, MOST) for size in self.sizes]
        across = (width - 120) / max(len(shown) - 1, 1)
        places = [
            [(left + 60 + k * across, top + 34 + (height - 60) * (i + 0.5) / n) for i in range(n)]
            for k, n in enumerate(shown)
        ]
        for k, name in enumerate(self.weights):
            _draw_edges(picture, places[k], places[k + 1], self.prepare(name, data[name]))
        for k, layer in enumerate(places):
            active = self.activations and self.prepare(
                self.activations[k], data[self.activations[k]]
            )  # fmt: skip
            for i, (x, y) in enumerate(layer):
                fill = ink("paper")
                if active is not None and np.isfinite(active[i]):
                    full = self.full or max(float(np.nanmax(np.abs(active))), 1e-12)
                    rgb = tinted([[abs(active[i])]], 0, full, ("paper", "act"))[0, 0]
                    fill = "#" + "".join(f"{v:02x}" for v in rgb)
                style = f"fill:{fill};stroke:{ink('ink')};stroke-width:1.3"
                picture.add("circle", cx=x, cy=y, r=min(11, 0.4 * height / shown[k]), style=style)
        for names, layer, side, anchor in (
            (self.inputs, places[0], -18, "end"), (self.outputs, places[-1], 18, "start"),
        ):  # fmt: skip
            for name, (x, y) in zip(names, layer, strict=False):
                picture.text(x + side, y + 4, name, anchor=anchor, size=12, colour="soft")


def _draw_edges(picture, start, end, weights):
    most = max(float(np.nanmax(np.abs(weights), initial=0)), 1e-12)
    for (x0, y0), row in zip(start, weights, strict=True):
        for (x1, y1), w in zip(end, row, strict=True):
            if np.isfinite(w) and abs(w) > 0.02 * most:
                colour, dash = ("minus", "6 3") if w < 0 else ("plus", "")
                look = {"colour": colour, "dash": dash, "width": 0.4 + 3 * abs(w) / most}
                picture.line(x0, y0, x1, y1, **look)


@dataclass(frozen=True)
class GraphSteps(Plot):
    """A graph of operations on single numbers, whose values and gradients appear step by step.

    Parameters
    ----------
    title : str
    layout : dict
        From `nnlib.viz.graph_layout.graph_layout`.
    values, grads : str
        Names of the arrays, one number for each node; nan is shown as a question mark.
    at : str
        Name of an array with one number: the node that speaks, -1 for none.
    """

    title: str
    layout: dict
    values: str = "values"
    grads: str = "grads"
    at: str = "at"

    @property
    def arrays(self):
        """The names of the arrays that the plot wants."""
        return [self.values, self.grads, self.at]

    @property
    def may_have_gaps(self):
        """What is not known yet."""
        return (self.values, self.grads)

    def check(self, data):
        """Refuse another number of values than nodes."""
        for name in (self.values, self.grads):
            self._expect(name, data[name], len(self.layout["nodes"]))

    def spec(self, place):
        """Describe the plot for the canvas."""
        keys = ("label", "kind", "x", "y", "width", "height")
        nodes = [{key: node[key] for key in keys} for node in self.layout["nodes"]]
        # room for three lines before there are gradients, too
        edges = [
            {key: edge[key] for key in ("to", "slope_text", "points")}
            for edge in self.layout["edges"]
        ]
        size = {key: self.layout[key] for key in ("width", "height")}
        return {
            "type": "graph",
            "title": self.title,
            "layout": {"nodes": nodes, "edges": edges, **size},
            "values": place[self.values],
            "grads": place[self.grads],
            "at": place[self.at],
        }

    def draw(self, picture, cell, data):
        """Draw the graph into a cell of a picture."""
        left, top, width, height = cell
        scale = min(width / self.layout["width"], (height - 30) / self.layout["height"], 1.5)

        def place(x, y):
            return left + scale * x, top + 30 + scale * y

        for edge in self.layout["edges"]:
            picture.path([place(*point) for point in edge["points"]], colour="soft", width=1.5)
        values, grads = np.ravel(data[self.values]), np.ravel(data[self.grads])
        for node, value, grad in zip(self.layout["nodes"], values, grads, strict=True):
            x, y = place(node["x"], node["y"])
            wide, high = scale * node["width"], scale * node["height"]
            style = f"fill:{ink('paper')};stroke:{ink('ink')}"
            picture.add("rect", x=x, y=y, width=wide, height=high, rx=4, style=style)
            for k, text in enumerate((node["label"], _number(value), _number(grad))):
                at = y + high * (k + 0.5) / 3 + 4
                picture.text(x + wide / 2, at, text, anchor="middle", size=11)


def _number(value):
    return minus(f"{value:.4g}") if np.isfinite(value) else "?"


def graph_steps(end):
    """Compute what is known after each step through a graph: values forwards, then slopes back.

    Parameters
    ----------
    end : nnlib.Tensor
        Of a graph of single numbers.

    Returns
    -------
    layout : dict
    steps : list of (data, sentence)
        For `GraphSteps` with its own names of arrays.

    Raises
    ------
    ValueError
        If a tensor of the graph is not a single number.
    """
    tensors = tensors_of(end)
    for tensor in tensors:
        if tensor.data.ndim:
            raise ValueError(f"graph_steps expected single numbers, got shape {tensor.data.shape}")
    end.backward()
    layout = graph_layout(end)
    texts = [node["text"] for node in layout["nodes"]]
    inputs = [i for i, tensor in enumerate(tensors) if not tensor.parents]
    inner = [i for i, tensor in enumerate(tensors) if tensor.parents]
    values, grads = np.full(len(tensors), np.nan), np.full(len(tensors), np.nan)
    values[inputs] = [float(tensors[i].data) for i in inputs]
    steps = [_step(values, grads, -1, "The inputs are known, nothing else.")]
    for i in inner:
        values[i] = float(tensors[i].data)
        steps.append(_step(values, grads, i, f"Forwards: {texts[i]} = {_number(values[i])}."))
    grads[-1] = 1.0
    said = "Backwards now. The end knows its slope: nudge it, and it moves by just as much, so 1."
    steps.append(_step(values, grads, len(tensors) - 1, said))
    for i in reversed(inner):
        steps.append(_step(values, grads, i, _pass_back(tensors, texts, grads, i)))
    return layout, steps


def _step(values, grads, at, sentence):
    return {"values": values.copy(), "grads": grads.copy(), "at": [at]}, sentence


def _pass_back(tensors, texts, grads, i):
    """Let node i pass its slope to its parents; say what each of them got."""
    parts = []
    for parent, slope in zip(tensors[i].parents, tensors[i].local_slopes(), strict=True):
        p = next(k for k, other in enumerate(tensors) if other is parent)
        share, old = grads[i] * slope, grads[p]
        grads[p] = share if np.isnan(old) else old + share
        name = texts[p].split(" = ")[0]
        total = f", with the {_number(old)} it had that makes {_number(grads[p])}"
        sum_up = "" if np.isnan(old) else total
        parts.append(
            f"{name} gets {_number(grads[i])} · {_number(slope)} = {_number(share)}{sum_up}"
        )
    return f"{texts[i].split(' = ')[0]} passes its slope back: {'; '.join(parts)}."


def step_through(end, title="One step at a time", *, height=320):
    """Make the panel of a graph: a slider goes through it, forwards and back.

    Parameters
    ----------
    end : nnlib.Tensor
        Of a graph of single numbers. Its gradients are computed.
    title : str
    height : int
        In pixels.

    Returns
    -------
    panel : Panel
    """
    from nnlib.viz.controls import Control
    from nnlib.viz.panel import Panel

    layout, steps = graph_steps(end)
    control = Control("step", tuple(range(len(steps))), 0, stepper=True)
    plot = GraphSteps(title, layout)
    return Panel(
        lambda step: steps[step], [plot], {"step": control}, precompute="step", height=height
    )
