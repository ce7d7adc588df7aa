# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # The parts of a panel
#
# Every exploration of the course is built from the parts on this page. A cell shows a part, its
# code and the lessons that use it. Run all cells, then move things; every control can be reached
# with the Tab key and moved with the arrow keys.

# %% id="imports"
import numpy as np

import nnlib
from nnlib import viz
from nnlib.data import load_digits_split, make_moons

X, y = make_moons(200, 0.15, np.random.default_rng(0))
X = X.astype(np.float32)

# %% [markdown]
# ## A decision field
#
# `viz.Plane`: a field with its line, points of two groups. `plane.grid` holds the places at which
# the field is wanted. The learning rate is *precomputed*: it answers without the kernel. The
# scale is *live*. Lessons 1, 2, 3, 6, 8, 9.

# %% id="field"
plane = viz.Plane(
    "Where the network decides",
    viz.Axis("first feature", range=(-1.7, 2.7)),
    viz.Axis("second feature", range=(-1.3, 1.8)),
    field=viz.Field("field"),
    points=viz.Points("x1", "x2", "group", names=("upper moon", "lower moon")),
)
curve = viz.Curves(
    "While it learns",
    viz.Axis("step", range=(0, 60)),
    viz.Axis("loss (nats)", log=True, range=(0.02, 20)),
    {"loss": ("step", "loss")},
)


def start(scale, sizes=(2, 16, 16, 1)):
    net = nnlib.mlp(list(sizes), nnlib.Tanh, rng=np.random.default_rng(1), dtype=np.float32)
    net.params *= scale
    return net


def learn(net, lr):
    """Take one step on all 200 points; return the loss before it."""
    Z = net.forward(X, training=True)
    target = y[:, None].astype(np.float32)
    net.backward((nnlib.sigmoid(Z) - target) / len(X))
    net.params -= np.float32(lr) * net.grads
    return float(np.mean(np.logaddexp(0, Z) - target * Z))


def picture(net):
    return {
        "field": nnlib.sigmoid(net.predict(plane.grid)),
        "x1": X[:, 0],
        "x2": X[:, 1],
        "group": y,
    }


def moons(lr, scale):
    net = start(scale)
    loss = [learn(net, lr) for _ in range(60)]
    right = np.mean((net.predict(X)[:, 0] > 0) == y)
    sentence = (
        f"Learning rate {viz.spoken_number(lr)}, start {viz.spoken_number(scale)} times the usual: "
        f"the loss goes from {loss[0]:.2f} to {loss[-1]:.2f} in 60 steps; "
        f"{right:.0%} of the points lie on the right side."
    )
    return picture(net) | {"step": np.arange(60), "loss": loss}, sentence


viz.Panel(
    moons,
    [plane, curve],
    {"lr": viz.learning_rate(1.0), "scale": viz.init_scale()},
    precompute="lr",
    columns=2,
)

# %% [markdown]
# ## Straight lines and a ring
#
# `lines` draws w1 x + w2 y + b = 0 with teeth on the side above 0; `ring` marks points; `move` is a
# point that learners move themselves. Lessons 1 and 2.

# %% id="lines"
flowers = viz.Plane(
    "A line of your own",
    viz.Axis("petal length (cm)", range=(0, 6)),
    viz.Axis("petal width (cm)", range=(0, 3)),
    points=viz.Points("x", "y", "group", names=("setosa", "versicolor"), ring="wrong"),
    lines={"yours": "line", "the other": "other"},
    move=viz.Move("flower", (2.5, 0.8), step=0.1),
)
rng = np.random.default_rng(3)
setosa, versicolor = rng.normal([1.5, 0.3], 0.15, (20, 2)), rng.normal([4.3, 1.3], 0.35, (20, 2))
petals = np.concatenate([setosa, versicolor])
kinds = np.repeat([0, 1, 0], [20, 20, 1])


def divide(angle, offset, flower):
    w = np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))])
    places = np.concatenate([petals, [flower]])
    wrong = np.flatnonzero((places @ w > offset) != kinds)
    return {
        "x": places[:, 0],
        "y": places[:, 1],
        "group": kinds,
        "wrong": wrong,
        "line": [*w, -offset],
        "other": [1, 0, -3],
    }, f"Your line leaves {len(wrong)} of 41 flowers on the wrong side, ringed here."


viz.Panel(
    divide,
    [flowers],
    {
        "angle": viz.linear_control("angle (degrees)", 60, 0, 180, 1),
        "offset": viz.linear_control("offset", 2.0, 0, 5, 0.05),
    },
    height=360,
)

# %% [markdown]
# ## A valley and a path
#
# A field of heights with lines at its `levels`, and a path with numbered steps. Lesson 8.

# %% id="valley"
valley = viz.Plane(
    "Downhill",
    viz.Axis("w1", range=(-3, 3)),
    viz.Axis("w2", range=(-2, 2)),
    field=viz.Field("height", (40, 60), (0, 20), levels=(0.5, 2, 5, 10, 20), kind="height"),
    paths={"descent": ("w1", "w2")},
    numbered=True,
    move=viz.Move("at", (-2.5, 1.5)),
)
distance = viz.Curves(
    "How far from the bottom",
    viz.Axis("step"),
    viz.Axis("distance", log=True, range=(1e-4, 1e3)),
    {"distance": ("step", "distance")},
)


def descend(share, at):
    slopes = np.array([1.0, 8.0])
    path = np.array([at * (1 - share * 2 / 8 * slopes) ** t for t in range(31)])
    far = np.linalg.norm(path, axis=1)
    heights = 0.5 * (valley.grid**2 @ slopes)
    verdict = "comes closer" if far[-1] < far[0] else "flies away"
    return {
        "height": heights,
        "w1": path[:, 0],
        "w2": path[:, 1],
        "step": np.arange(31),
        "distance": far,
    }, f"At {share:g} of the largest rate the path {verdict}: {far[0]:.2g} becomes {far[-1]:.2g}."


viz.Panel(
    descend,
    [valley, distance],
    {"share": viz.linear_control("rate, as a share of the limit", 0.9, 0.1, 1.1, 0.02)},
    columns=2,
)

# %% [markdown]
# ## Curves, bars, histograms
#
# Curves end in their names, or get a row of names where there is no room. Lessons 4 to 11.

# %% id="curves"
z = np.linspace(-6, 6, 121)
functions = viz.Curves(
    "Three activations",
    viz.Axis("z", range=(-6, 6)),
    viz.Axis("f(z)", range=(-1.2, 3)),
    {"sigmoid": ("z", "sigmoid"), "tanh": ("z", "tanh"), "ReLU": ("z", "relu")},
    cursor="at",
    levels={"1": 1.0},
)
slopes = viz.Bars(
    "Slopes there", ("sigmoid", "tanh", "ReLU"), viz.Axis("f'(z)", range=(0, 1.1)), "slopes"
)
spread = viz.Histogram(
    "1,000 random z, and what leaves tanh",
    viz.Axis("value"),
    viz.Axis("count", range=(0, 400)),
    "edges",
    {"z": "before", "tanh(z)": "after"},
)
draws = np.random.default_rng(0).normal(0, 1, 1000)


def activations(at):
    s = nnlib.sigmoid(np.array(at))
    slope = [s * (1 - s), 1 - np.tanh(at) ** 2, float(at > 0)]
    edges = np.linspace(-3, 3, 31)
    drawn = draws * max(abs(at), 0.1)
    return {
        "z": z,
        "sigmoid": nnlib.sigmoid(z),
        "tanh": np.tanh(z),
        "relu": nnlib.relu(z),
        "at": [at],
        "slopes": slope,
        "edges": edges,
        "before": np.histogram(drawn, edges)[0],
        "after": np.histogram(np.tanh(drawn), edges)[0],
    }, (
        f"At z = {at:g} the slopes are {slope[0]:.2f} (sigmoid), {slope[1]:.2f} (tanh) and "
        f"{slope[2]:.0f} (ReLU)."
    )


viz.Panel(
    activations,
    [functions, slopes, spread],
    {"at": viz.linear_control("z", 0.5, -6, 6, 0.25)},
    precompute="at",
    columns=3,
    height=280,
)

# %% [markdown]
# ## A heat map with a cursor
#
# Press arrow keys on the map: the cell is a value like any other. Lessons 10 and 12.

# %% id="heat"
rates, scales = np.geomspace(0.01, 10, 10), np.geomspace(0.1, 10, 9)
losses = np.empty((10, 9))
for r, lr in enumerate(rates):
    for c, scale in enumerate(scales):
        net = start(scale)
        losses[r, c] = [learn(net, lr) for _ in range(30)][-1]
heat = viz.HeatMap(
    "Loss after 30 steps",
    viz.Axis("scale of the start"),
    viz.Axis("learning rate"),
    tuple(viz.spoken_number(v) for v in scales),
    tuple(viz.spoken_number(v) for v in rates),
    "losses",
    range=(0, 1),
    upward=True,
    cursor="cell",
    start=(6, 4),
)


def read_cell(cell):
    r, c = cell
    return {"losses": losses}, (
        f"Learning rate {viz.spoken_number(rates[r])}, start {viz.spoken_number(scales[c])}: "
        f"loss {losses[r, c]:.2f}."
    )


viz.Panel(read_cell, [heat])

# %% [markdown]
# ## Pixels, a network, bars
#
# The editor hands its picture to `compute`; the diagram shows real weights and activations. Keys:
# arrows, plus, minus, Space, Backspace, Escape. Lessons 5, 7 and 12.

# %% id="pixels"
D, d, D_test, d_test = load_digits_split(0)
reader = nnlib.mlp([64, 12, 10], rng=np.random.default_rng(0))
nnlib.fit(
    reader,
    nnlib.SoftmaxCrossEntropy(),
    D,
    d,
    optimizer=nnlib.SGD(0.3),
    epochs=8,
    batch_size=32,
    rng=np.random.default_rng(0),
    progress=False,
)
editor = viz.PixelEditor("A digit of your own", "pixels", D_test[0].reshape(8, 8))
inside = viz.NetworkDiagram(
    "Inside the reader",
    (12, 10),
    ("W",),
    activations=("hidden", "share"),
    names=("12 hidden units", "digit"),
    outputs=tuple("0123456789"),
)
answer = viz.Bars(
    "What it reads",
    tuple("0123456789"),
    viz.Axis("probability", range=(0, 1)),
    "share",
    mark="top",
)


def read_digit(pixels):
    hidden = nnlib.relu(reader.layers[0].forward(pixels.reshape(1, 64)))
    share = nnlib.softmax(reader.layers[2].forward(hidden))[0]
    changed = int((pixels != D_test[0].reshape(8, 8)).sum())
    return {
        "W": reader.layers[2].W,
        "hidden": hidden,
        "share": share,
        "top": [share.argmax()],
    }, f"It reads {share.argmax()}, with {share.max():.0%}. Pixels changed: {changed}."


viz.Panel(read_digit, [editor, inside, answer], columns=3, height=340)

# %% [markdown]
# ## A whole network
#
# Width is the size of a weight, colour and dashes are its sign; the shade of a node is its
# activation. Lessons 3, 5 and 10.

# %% id="network"
diagram = viz.NetworkDiagram(
    "Two features, two hidden layers",
    (2, 4, 3, 1),
    ("W1", "W2", "W3"),
    activations=("a0", "a1", "a2", "a3"),
    inputs=("x1", "x2"),
    outputs=("p",),
)
small = nnlib.mlp([2, 4, 3, 1], nnlib.Tanh, rng=np.random.default_rng(5))


def look_inside(x1, x2):
    A = [np.array([[x1, x2]])]
    for layer in small.layers:
        A.append(layer.forward(A[-1]))
    p = float(nnlib.sigmoid(A[-1])[0, 0])
    weights = {f"W{k + 1}": small.layers[2 * k].W for k in range(3)}
    return weights | {"a0": A[0], "a1": A[2], "a2": A[4], "a3": [p]}, (
        f"For x = ({x1:g}, {x2:g}) the network answers {p:.2f}."
    )


viz.Panel(
    look_inside,
    [diagram],
    {
        "x1": viz.linear_control("x1", 0.5, -2, 2, 0.1),
        "x2": viz.linear_control("x2", -1, -2, 2, 0.1),
    },
)

# %% [markdown]
# ## Images side by side
#
# Digits, filters, maps of attention; signed images run from blue to orange. Lessons 1, 7, 9, 12.

# %% id="images"
filters = viz.ImageGrid(
    "What each hidden unit looks for",
    "filters",
    signed=True,
    range=(-0.6, 0.6),
    columns=4,
    numbers="size",
    mark="unit",
)
samples = viz.ImageGrid("Digits it gets wrong", "wrong", columns=3, captions=tuple("abcdef"))


def show_filters(unit):
    W = reader.layers[0].W
    missed = np.flatnonzero(reader.predict(D_test).argmax(1) != d_test)
    return {
        "filters": W.T,
        "size": np.linalg.norm(W, axis=0),
        "unit": [unit],
        "wrong": D_test[missed[:6]],
    }, (
        f"Unit {unit} has weights of size {np.linalg.norm(W[:, unit]):.2f}; "
        f"{len(missed)} of 500 digits are misread."
    )


units = viz.count_control("hidden unit", 0, 0, 11)
viz.Panel(show_filters, [filters, samples], {"unit": units}, columns=2, height=340)

# %% [markdown]
# ## The depth gauge
#
# Layers across, one strip for each quantity. Lessons 4, 5, 7, 8, 10 and 11.

# %% id="gauge"
gauge = viz.DepthGauge(
    "Through the layers",
    (
        viz.Row("share of saturated units", "saturated", log=False, range=(0, 1)),
        viz.Row("spread of the signal", "spread", range=(1e-4, 1e1)),
    ),
)


def through(scale, depth, activation):
    f = {"sigmoid": nnlib.sigmoid, "tanh": np.tanh, "ReLU": nnlib.relu}[activation]
    rng = np.random.default_rng(0)
    A, saturated, spreads = rng.normal(size=(100, 32)), [], []
    for _ in range(depth):
        Z = A @ rng.normal(0, scale / np.sqrt(32), (32, 32))
        A = f(Z)
        saturated.append(np.mean(np.abs(Z) > 3))
        spreads.append(max(A.std(), 1e-30))
    return {"saturated": saturated, "spread": spreads}, (
        f"{depth} layers of {activation}, start {viz.spoken_number(scale)}: the spread goes from "
        f"{viz.spoken_number(spreads[0])} to {viz.spoken_number(spreads[-1])}."
    )


viz.Panel(
    through,
    [gauge],
    {"scale": viz.init_scale(), "depth": viz.depth(8), "activation": viz.activation(start=1)},
    precompute="scale",
)

# %% [markdown]
# ## A graph, step by step
#
# Forwards come values, backwards come gradients. Lesson 7.

# %% id="graph"
a, b = nnlib.Tensor(3.0, name="a"), nnlib.Tensor(-1.0, name="b")
c = a * b
e = c + b
end = c * e
c.name, e.name, end.name = "c", "d", "L"
viz.step_through(end, "c = a b, d = c + b, L = c d")

# %% [markdown]
# ## Training that is watched
#
# `viz.Trainer`: a run has `step()` and `picture()`. The learning rate is `live`: it changes the run
# while it trains. Lessons 1, 3, 7, 8.


# %% id="trainer"
class Run:
    def __init__(self, lr, scale):
        self.lr, self.net, self.loss = lr, start(scale), []

    def step(self):
        self.loss.append(learn(self.net, self.lr))

    def picture(self):
        losses = self.loss or [np.log(2)]
        return picture(self.net) | {"step": np.arange(len(losses)), "loss": losses}, (
            f"After {len(self.loss)} steps the loss is {losses[-1]:.3f}."
        )


training = viz.Curves(
    "While it learns",
    viz.Axis("step"),
    viz.Axis("loss (nats)", log=True, range=(0.005, 2)),
    {"loss": ("step", "loss")},
)
viz.Trainer(
    Run,
    [plane, training],
    {"lr": viz.learning_rate(1.0), "scale": viz.init_scale()},
    live=("lr",),
    columns=2,
    limit=2000,
)

# %% [markdown]
# ## Predict first
#
# The panel keeps its result back until the learner has committed to a choice, or has drawn a curve
# on the empty axes. Every lesson.

# %% id="choice"
viz.Panel(
    moons,
    [plane],
    {"lr": viz.learning_rate(1.0), "scale": viz.init_scale()},
    predict=viz.Predict(
        "The start is multiplied by ten. What happens to the loss after 60 steps?",
        ("It is larger", "It is about the same", "It is smaller"),
    ),
)

# %% id="guess"
relay = viz.Curves(
    "How much of a nudge of layer k reaches the end",
    viz.Axis("layer", range=(1, 10)),
    viz.Axis("share", log=True, range=(1e-8, 10)),
    {"sigmoid": ("layer", "share")},
)
viz.Panel(
    lambda: (
        {"layer": np.arange(1, 11), "share": 0.22 ** np.arange(9, -1, -1.0)},
        "Each layer passes about 0.22 on: of a nudge of layer 1, 1·10⁻⁶ is left.",
    ),
    [relay],
    predict=viz.Predict(
        "Ten layers. I push layer k by a hair. How much arrives at the end?",
        curve=(relay.title, "sigmoid"),
    ),
)

# %% [markdown]
# ## All controls
#
# One look for all lessons; each is one call.

# %% id="controls"
controls = {
    "lr": viz.learning_rate(),
    "scheme": viz.init_scheme(),
    "scale": viz.init_scale(),
    "width": viz.width(),
    "depth": viz.depth(),
    "batch": viz.batch_size(),
    "activation": viz.activation(),
    "optimizer": viz.optimizer(),
    "dropout": viz.dropout(),
    "decay": viz.weight_decay(),
    "seed": viz.seed(),
    "data": viz.dataset(),
    "noise": viz.switch("noise on the labels"),
    "again": viz.button("Draw again", lambda: None),
}
numbers = viz.Bars(
    "Their numbers",
    ("rate", "width", "depth"),
    viz.Axis("value", log=True, range=(1e-3, 1e3)),
    "three",
)


def say_all(**values):
    said = ", ".join(f"{name} {value}" for name, value in values.items())
    return {"three": [values["lr"], values["width"], values["depth"]]}, f"{said}."


viz.Panel(say_all, [numbers], controls, height=220)

# %% [markdown]
# ## A drawing that can be grabbed
#
# A picture of few things is SVG, made anew at every move; what can be dragged in it is a handle, by
# mouse, finger and arrow keys. `viz.show_picture` shows such a picture without a panel.

# %% id="drawing"
at = viz.Handle("at", 2.0, lambda x, y: round((x - 40) / 40, 2), lambda z: (40 + 40 * z, 90))


def on_a_line(at):
    picture = viz.Picture(400, 130)
    picture.line(40, 90, 360, 90, colour="soft")
    picture.text(40 + 40 * at, 60, f"{at:g}", anchor="middle", bold=True)
    picture.parts.append(viz.handle(40 + 40 * at, 90, "at", "the number: move it", f"{at:g}"))
    return {"line": str(picture)}, f"The number is {at:g}, and its square {at * at:g}."


viz.Panel(on_a_line, [viz.Drawing("A number on its line", "line", (400, 130), (at,))], height=180)

# %% [markdown]
# ## When something goes wrong
#
# What a function raises stands in the panel, and the panel lives on. Numbers that are none are
# counted.

# %% id="faults"
parabola = viz.Curves("A parabola", viz.Axis("x"), viz.Axis("y", range=(-1, 10)), {"y": ("x", "y")})


def trouble(what):
    x = np.linspace(-3, 3, 61)
    y = x**2
    if what == "nan":
        y[20:30] = np.nan
    if what == "empty":
        x = y = np.array([])
    if what == "raises":
        raise ValueError("the lesson's function says why")
    if what == "wrong size":
        y = y[:7]
    if what == "five seconds":
        import time

        time.sleep(5)
    return {"x": x, "y": y}, f"This is: {what}."


viz.Panel(
    trouble,
    [parabola],
    {
        "what": viz.choice(
            "what comes", ("all well", "nan", "empty", "raises", "wrong size", "five seconds")
        )
    },
    height=240,
)

# %% [markdown]
# ## A figure that stands still
#
# `viz.figure` and `viz.show`, with a sentence that says what is to be seen; light and dark.

# %% id="figure"
fig, (ax,) = viz.figure(width=6)
for k, f in enumerate((np.sin, np.cos, np.tanh)):
    ax.plot(z, f(z), label=f.__name__, markevery=(4 * k, 12))
ax.set(xlabel="z", ylabel="f(z)", title="Three functions")
ax.legend()
viz.show(fig, alt="Three curves, z from -6 to 6: sine and cosine swing, tanh rises from -1 to 1.")
