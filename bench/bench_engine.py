"""The engine against torch (eager) and scikit-learn on the same work, one thread.

One call is one training step as lessons and `nnlib.fit` make it: forward, loss, backward, step;
for batch normalization a forward and a backward pass. `python bench/bench_engine.py` prints the
table, with `--write` it goes into bench/README.md. Ratios are medians of paired rounds; a time
alone says little on a shared machine.

`--against FOLDER` compares with an older engine instead, `FOLDER/nnlib`, in the same process:

    mkdir -p /tmp/old && git archive ab001ce nnlib | tar -x -C /tmp/old
    python bench/bench_engine.py --against /tmp/old
"""

import argparse
import importlib
import itertools
import statistics
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import torch
from report import machine, paired_rounds, publish, ratio, table
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier, MLPRegressor
from step_by_hand import StepByHand

import nnlib
from nnlib.threads import one_blas_thread

torch.set_num_threads(1)

# name, sizes, batch, dtype, optimizer
STEPS = [
    ("2-16-16-1", (2, 16, 16, 1), 64, np.float64, "SGD"),
    ("2-16-16-1", (2, 16, 16, 1), 64, np.float64, "Adam"),
    ("2-16-16-1", (2, 16, 16, 1), 64, np.float32, "SGD"),
    ("2-16-16-1", (2, 16, 16, 1), 64, np.float32, "Adam"),
    ("784-128-64-10", (784, 128, 64, 10), 128, np.float32, "SGD"),
    ("784-128-64-10", (784, 128, 64, 10), 128, np.float32, "Adam"),
    ("784-128-64-10", (784, 128, 64, 10), 128, np.float64, "SGD"),
    ("784-128-64-10", (784, 128, 64, 10), 128, np.float64, "Adam"),
]


def data(sizes, N, dtype):
    """Return eight batches: inputs, and classes or numbers."""
    rng = np.random.default_rng(0)
    X = [rng.normal(size=(N, sizes[0])).astype(dtype) for _ in range(8)]
    if sizes[-1] == 1:
        return X, [rng.normal(size=(N, 1)).astype(dtype) for _ in range(8)]
    return X, [rng.integers(0, sizes[-1], N) for _ in range(8)]


def engine_step(sizes, N, dtype, optimizer, engine=nnlib, norm=False):
    """Return a function that makes one training step with an engine, and its network.

    With `norm`, a batch normalization comes after each hidden affine map.
    """
    X, y = data(sizes, N, dtype)
    net = engine.mlp(sizes, rng=np.random.default_rng(1), dtype=dtype)
    if norm:
        net = with_norms(engine, sizes, dtype, net.params)
    loss = engine.MeanSquaredError() if sizes[-1] == 1 else engine.SoftmaxCrossEntropy()
    rule = engine.SGD(0.01, momentum=0.9) if optimizer == "SGD" else engine.Adam(1e-3)
    turn = iter_forever(len(X))

    def step():
        i = next(turn)
        value = loss.forward(net.forward(X[i], training=True), y[i])
        net.backward_params(loss.backward())
        rule.step(net)
        return value

    return step, net


def with_norms(engine, sizes, dtype, params):
    """Return the network of `mlp` with a batch normalization after each hidden affine map."""
    layers = []
    for D, H in itertools.pairwise(sizes):
        layers += [engine.Affine(D, H, dtype=dtype), engine.BatchNorm(H, dtype=dtype)]
        layers.append(engine.ReLU())
    net = engine.Sequential(*layers[:-2])
    start = 0
    for layer in net.layers[::3]:
        end = start + layer.params.size
        layer.params = params[start:end]
        start = end
    return net


def torch_step(sizes, N, dtype, optimizer, net):
    """Return a function that makes the same step with torch, from the same start."""
    X, y = ([torch.tensor(batch) for batch in part] for part in data(sizes, N, dtype))
    layers = []
    for layer in net.layers:
        if isinstance(layer, nnlib.Affine):
            linear = torch.nn.Linear(*layer.W.shape, dtype=X[0].dtype)
            linear.weight.data, linear.bias.data = torch.tensor(layer.W.T), torch.tensor(layer.b)
            layers.append(linear)
        else:
            layers.append(torch.nn.ReLU())
    twin = torch.nn.Sequential(*layers)
    loss = torch.nn.MSELoss() if sizes[-1] == 1 else torch.nn.CrossEntropyLoss()
    rule = (
        torch.optim.SGD(twin.parameters(), 0.01, momentum=0.9)
        if optimizer == "SGD"
        else torch.optim.Adam(twin.parameters(), 1e-3)
    )
    turn = iter_forever(len(X))

    def step():
        i = next(turn)
        rule.zero_grad()
        value = loss(twin(X[i]), y[i])
        value.backward()
        rule.step()
        return value.item() if step.reads else value

    step.reads = False
    return step


def sklearn_step(sizes, N, dtype, optimizer):
    """Return a function that makes one step with scikit-learn's `partial_fit`."""
    X, y = data(sizes, N, dtype)
    common = dict(hidden_layer_sizes=sizes[1:-1], batch_size=N, alpha=0, shuffle=False)
    rule = dict(solver="sgd", learning_rate_init=0.01) if optimizer == "SGD" else {}
    if sizes[-1] == 1:
        model, extra = MLPRegressor(**common, **rule), {}
        y = [batch.ravel() for batch in y]
    else:
        model, extra = MLPClassifier(**common, **rule), {"classes": np.arange(sizes[-1])}
    turn = iter_forever(len(X))

    def step():
        i = next(turn)
        model.partial_fit(X[i], y[i], **extra)

    return step


def iter_forever(n):
    """Yield 0 to n - 1 again and again."""
    while True:
        yield from range(n)


def same_losses(case):
    """Return the largest relative difference of ten losses, to show that the work is the same."""
    _, sizes, N, dtype, optimizer = case
    step, net = engine_step(sizes, N, dtype, optimizer)
    twin = torch_step(sizes, N, dtype, optimizer, net)
    twin.reads = True
    by_hand = StepByHand(net, *data(sizes, N, dtype), optimizer)
    losses = [(step(), by_hand(), twin()) for _ in range(10)]
    return max(abs(ours - theirs) / abs(theirs) for *both, theirs in losses for ours in both)


def engine_in(folder):
    """Import another engine, `folder/nnlib`, beside the one that is installed.

    Its modules import each other by the name `nnlib`, so they get the name for as long as all of
    them take to load.
    """
    kept = {name: sys.modules.pop(name) for name in list(sys.modules) if is_engine(name)}
    sys.path.insert(0, str(folder))
    try:
        engine = importlib.import_module("nnlib")
        for name in engine.__all__:
            getattr(engine, name)  # loads its module
    finally:
        sys.path.remove(str(folder))
        for name in list(sys.modules):
            if is_engine(name):
                del sys.modules[name]
        sys.modules.update(kept)
    found = Path(engine.__file__).resolve().parent
    if found != (Path(folder) / "nnlib").resolve():
        raise SystemExit(f"--against expected a folder with an nnlib in it, got {folder}")
    return engine


def is_engine(name):
    """Tell whether a module belongs to the engine."""
    return name.split(".")[0] == "nnlib"


def against(folder):
    """Return a table of this engine and an older one on the same steps, in turn."""
    old = engine_in(folder)
    rows = []
    for norm in (False, True):
        for name, sizes, N, dtype, optimizer in STEPS:
            case = sizes, N, dtype, optimizer
            (ours, _), (theirs, _) = (engine_step(*case, engine, norm) for engine in (nnlib, old))
            pairs = [(ours(), theirs()) for _ in range(10)]
            difference = max(abs(a - b) / abs(b) for a, b in pairs)
            what = f"{name}, batch {N}, {optimizer}" + ", batch norm" * norm
            times = paired_rounds({"new": ours, "old": theirs}, rounds=31)
            rows.append(compared(what, dtype, times, f"{difference:.0e}"))
    for dtype in (np.float32, np.float64):
        functions = {
            name: batchnorm(dtype, e)["nnlib"] for name, e in (("new", nnlib), ("old", old))
        }
        rows.append(compared("batch norm 256 x 256 alone", dtype, paired_rounds(functions), ""))
    header = ["work", "dtype", "before µs", "now µs", "now / before", "losses differ by"]
    return f"{table(header, rows)}\n\n{machine()}."


def compared(what, dtype, times, difference):
    """Return one line of the table of two engines."""
    old, new = (f"{statistics.median(times[which]) * 1e6:.0f}" for which in ("old", "new"))
    return [
        what,
        np.dtype(dtype).name,
        old,
        new,
        f"**{ratio(times, 'new', 'old'):.2f}**",
        difference,
    ]


def batchnorm(dtype, engine=nnlib, N=256, D=256):
    """Return forward-and-backward passes of an engine and of torch."""
    rng = np.random.default_rng(0)
    X, dY = (rng.normal(size=(N, D)).astype(dtype) for _ in range(2))
    layer, twin = engine.BatchNorm(D, dtype=dtype), torch.nn.BatchNorm1d(D)
    twin = twin.to(torch.tensor(X).dtype)
    Xt, dYt = torch.tensor(X, requires_grad=True), torch.tensor(dY)

    def ours():
        layer.forward(X, training=True)
        layer.backward(dY)

    def theirs():
        Xt.grad = twin.weight.grad = twin.bias.grad = None
        twin(Xt).backward(dYt)

    return {"nnlib": ours, "torch": theirs}


def row(name, dtype, times, difference=""):
    """Return one line of the table."""
    sklearn = f"{ratio(times, 'sklearn', 'nnlib'):.1f}" if "sklearn" in times else ""
    by_hand = f"{ratio(times, 'torch', 'by hand'):.2f}" if "by hand" in times else ""
    return [
        name,
        np.dtype(dtype).name,
        f"{statistics.median(times['nnlib']) * 1e6:.0f}",
        f"{statistics.median(times['torch']) * 1e6:.0f}",
        f"**{ratio(times, 'torch', 'nnlib'):.2f}**",
        by_hand,
        sklearn,
        difference,
    ]


def products(sizes, N, dtype):
    """Return a function that does the matrix products of a training step and nothing else."""
    rng = np.random.default_rng(0)
    X, _ = data(sizes, N, dtype)
    A = [rng.normal(size=(N, size)).astype(dtype) for size in sizes]
    W = [rng.normal(size=pair).astype(dtype) for pair in itertools.pairwise(sizes)]
    dW = [np.empty_like(weights) for weights in W]

    turn = iter_forever(len(X))

    def multiply():
        A[0] = X[next(turn)]  # another batch each time, as in training: it is not in the cache
        for k, weights in enumerate(W):
            A[k].dot(weights)
            A[k].T.dot(A[k + 1], dW[k])
            if k > 0:
                A[k + 1].dot(weights.T)

    return multiply


def where_the_time_goes(case):
    """Say what share of a large step its matrix products are, and what they leave to win."""
    name, sizes, N, dtype, optimizer = case
    step, net = engine_step(sizes, N, dtype, optimizer)
    times = paired_rounds(
        {
            "nnlib": step,
            "torch": torch_step(sizes, N, dtype, optimizer, net),
            "products": products(sizes, N, dtype),
        }
    )
    return (
        f"Of a step of {name} in {np.dtype(dtype).name} with {optimizer}, the matrix products "
        f"alone take {1 / ratio(times, 'nnlib', 'products'):.0%}. An engine on the same numpy that "
        f"did nothing else would be {ratio(times, 'torch', 'products'):.2f} times as fast as torch."
    )


def calls_of_a_step(sizes, N, dtype):
    """List the numpy calls of one step of SGD: what each is for, and a function that makes it.

    The arrays have the shapes, the layout and the dtype that they have in the engine.
    """
    rng = np.random.default_rng(0)
    X = [batch.astype(dtype) for batch in data(sizes, N, dtype)[0]]
    turn, calls = iter_forever(len(X)), []
    for k, (D, H) in enumerate(itertools.pairwise(sizes)):
        A, dZ = (rng.normal(size=(N, size)).astype(dtype) for size in (D, H))
        W, dW, b, db = *np.zeros((2, D, H), dtype), *np.zeros((2, H), dtype)
        source = (lambda: X[next(turn)]) if k == 0 else (lambda A=A: A)
        calls += [
            ("products", lambda s=source, W=W: s().dot(W)),
            ("products", lambda s=source, dZ=dZ: s().T.dot(dZ)),
            ("bias: add, and sum of dZ", lambda dZ=dZ, b=b: np.add(dZ, b, out=dZ)),
            ("bias: add, and sum of dZ", lambda dZ=dZ: dZ.sum(axis=0)),
            ("dW and db into the network's vector", lambda W=W, dW=dW: np.copyto(dW, W)),
            ("dW and db into the network's vector", lambda b=b, db=db: np.copyto(db, b)),
        ]
        if k > 0:
            calls += [
                ("products", lambda dZ=dZ, W=W: dZ.dot(W.T)),
                ("ReLU: maximum", lambda A=A: np.maximum(A, 0)),
                ("ReLU: compare, convert, multiply", lambda A=A: A * (A > 0).astype(A.dtype)),
            ]
    size = sum((D + 1) * H for D, H in itertools.pairwise(sizes))
    v, g, w = np.zeros((3, size), dtype)
    return [
        *calls,
        ("SGD: 0.9 v + g", lambda: 0.9 * v + g),
        ("SGD: w -= lr v", lambda: np.subtract(w, 0.01 * v, out=w)),
    ]


def profile(case, rounds=9):
    """Return a table of the numpy calls of one step of SGD, and of what is left of the step."""
    name, sizes, N, dtype, _ = case
    step, net = engine_step(sizes, N, dtype, "SGD")
    calls = calls_of_a_step(sizes, N, dtype)
    X, y = data(sizes, N, dtype)
    Z = net.forward(X[0])
    loss = nnlib.MeanSquaredError() if sizes[-1] == 1 else nnlib.SoftmaxCrossEntropy()
    calls.append(("loss, forward and backward", lambda: (loss.forward(Z, y[0]), loss.backward())))
    calls.append(("an empty call, taken off above", lambda: None))
    functions = {"step": step} | {str(i): call for i, (_, call) in enumerate(calls)}
    times = paired_rounds(functions, rounds=rounds, block=0.01)
    middle = {key: statistics.median(values) * 1e6 for key, values in times.items()}
    empty, whole = middle[str(len(calls) - 1)], middle["step"]
    spent = {}
    for i, (what, _) in enumerate(calls[:-1]):
        count, total = spent.get(what, (0, 0.0))
        spent[what] = count + 1, total + middle[str(i)] - empty
    rest = whole - sum(total for _, total in spent.values())
    rows = [[what, n, f"{t:.1f}", f"{t / whole:.0%}"] for what, (n, t) in spent.items()]
    rows.append(
        ["the rest: Python, checks of input, arrays that have left the cache", "", f"{rest:.1f}"]
    )
    rows[-1].append(f"{rest / whole:.0%}")
    title = f"One step of {name}, batch {N}, SGD, {np.dtype(dtype).name}: {whole:.0f} µs."
    return f"{title}\n\n{table(['numpy calls', 'count', 'µs', 'share'], rows)}\n"


def import_cost(rounds=15):
    """Return the median of what `import nnlib` costs over `import numpy`, as a share."""
    code = (
        "import time; a = time.process_time(); import numpy; b = time.process_time(); "
        "import nnlib; c = time.process_time(); print((c - b) / (b - a))"
    )
    command = [sys.executable, "-c", code]
    shares = [float(subprocess.check_output(command)) for _ in range(rounds)]
    return statistics.median(shares)


def main():
    """Print the tables, or compare with an older engine."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--against", metavar="FOLDER", help="compare with the nnlib in this folder")
    parser.add_argument("--write", action="store_true", help="put the table into bench/README.md")
    folder = parser.parse_args().against
    if folder is not None:
        publish("against", against(folder))
        return
    warnings.simplefilter("ignore", ConvergenceWarning)
    rows = []
    for case in STEPS:
        name, sizes, N, dtype, optimizer = case
        difference = f"{same_losses(case):.0e}"
        step, net = engine_step(sizes, N, dtype, optimizer)
        functions = {
            "nnlib": step,
            "torch": torch_step(sizes, N, dtype, optimizer, net),
            "by hand": StepByHand(net, *data(sizes, N, dtype), optimizer),
            "sklearn": sklearn_step(sizes, N, dtype, optimizer),
        }
        times = paired_rounds(functions)
        rows.append(row(f"{name}, batch {N}, {optimizer}", dtype, times, difference))
    for dtype in (np.float32, np.float64):
        rows.append(row("batch norm 256 x 256", dtype, paired_rounds(batchnorm(dtype))))
    header = [
        "work", "dtype", "nnlib µs", "torch µs", "torch / nnlib",
        "torch / by hand", "scikit-learn / nnlib", "losses differ by",
    ]  # fmt: skip
    step, _ = engine_step((2, 16, 16, 1), 64, np.float64, "SGD")
    hundred = 100 * statistics.median(paired_rounds({"nnlib": step})["nnlib"]) * 1e3
    lines = [
        table(header, rows),
        "",
        f"100 training steps of 2-16-16-1: {hundred:.1f} ms. "
        f"`import nnlib` over `import numpy`: {import_cost():.1%}.",
        "",
        *[where_the_time_goes(case) + "\n" for case in STEPS if case[3] == np.float64][2:],
        "Where the time goes, each call timed on its own in the same run:\n",
        *[profile(case) for case in STEPS if case[3] == np.float64 and case[4] == "SGD"],
        f"torch {torch.__version__}; {machine()}.",
    ]
    publish("engine", "\n".join(lines))


if __name__ == "__main__":
    with one_blas_thread():
        main()
