"""Panels under the finger: from the event to the pixels, in a real JupyterLab and a real browser.

A network 2-16-16-1 is trained anew for 60 steps, and a field of 100 x 100 evaluated, for every
value of a slider that is dragged by the mouse; browser, server and kernel share this machine. The
panels of lesson 7 are dragged too. "To pixels" is the time from the last event with a value until a
task after the frame that shows it; the age of what is on the screen is never counted as fresh.

``python bench/bench_slider.py`` prints the table, ``--write`` puts it into bench/README.md. It
needs a browser, and ipympl for the comparison: ``pip install -e .[bench]``. ``--against FOLDER``
drags the same panels in another checkout, which has its own ``.venv``, and here, by turns, and
prints the ratios.
"""

import importlib.util
import statistics
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from jupyterlab import SlowLine, Traffic, execute, notebook, open_and_run, page, server
from report import machine, publish, table

PROBE = Path(__file__).with_name("slider_probe.js").read_text(encoding="utf-8")
DRAGS, SECONDS = 5, 2.5

JOB = """
import numpy as np
import nnlib
from nnlib import viz
from nnlib.data import make_moons

X, y = make_moons(200, 0.15, np.random.default_rng(0))
X, target = X.astype(np.float32), y[:, None].astype(np.float32)
plane = viz.Plane(
    "Where the network decides", viz.Axis("first feature", range=(-1.7, 2.7)),
    viz.Axis("second feature", range=(-1.3, 1.8)), field=viz.Field("field", (100, 100)),
    points=viz.Points("x1", "x2", "group", names=("upper moon", "lower moon")),
)
curve = viz.Curves(
    "While it learns", viz.Axis("step"), viz.Axis("loss", log=True, range=(0.02, 20)),
    {"loss": ("step", "loss")},
)

def step(net, lr):
    Z = net.forward(X, training=True)
    net.backward((nnlib.sigmoid(Z) - target) / len(X))
    net.params -= np.float32(lr) * net.grads
    return float(np.mean(np.logaddexp(0, Z) - target * Z))

def start():
    return nnlib.mlp(
        [2, 16, 16, 1], nnlib.Tanh, rng=np.random.default_rng(1), dtype=np.float32
    )

def picture(net, loss):
    data = {"field": nnlib.sigmoid(net.predict(plane.grid)), "x1": X[:, 0], "x2": X[:, 1]}
    return data | {"group": y, "step": np.arange(len(loss)), "loss": loss}

def moons(lr):
    net = start()
    loss = [step(net, lr) for _ in range(60)]
    return picture(net, loss), f"Learning rate {lr:.3g}: the loss ends at {loss[-1]:.3f}."
"""
LIVE = """
panel = viz.Panel(moons, [plane, curve], {"lr": viz.learning_rate(1.0, steps=50)}, columns=2)
panel
"""
AHEAD = """
panel = viz.Panel(
    moons, [plane, curve], {"lr": viz.learning_rate(1.0)}, precompute="lr", columns=2
)
panel
"""
TRAINER = """
class Run:
    def __init__(self):
        self.net, self.loss = start(), [0.7]
    def step(self):
        self.loss = [*self.loss, step(self.net, 0.3)][-200:]
    def picture(self):
        return picture(self.net, self.loss), f"The loss is {self.loss[-1]:.3f}."

panel = viz.Trainer(Run, [plane, curve], columns=2)
panel
"""
LESSON = "from nnlib.viz import lesson07\npanel = lesson07.{}()\npanel"
IPYMPL = """
%matplotlib widget
import ipywidgets, matplotlib.pyplot as plt
from IPython.display import display

fig, (left, right) = plt.subplots(1, 2, figsize=(9.6, 3.2))
image = left.imshow(np.zeros((100, 100)), vmin=0, vmax=1, cmap="RdBu_r", origin="lower",
                    extent=(-1.7, 2.7, -1.3, 1.8), aspect="auto")
left.scatter(*X.T, c=y, s=12)
line, = right.semilogy(np.arange(60), np.ones(60))
right.set_ylim(0.02, 20)
stamp = plt.Rectangle((0, 0), 0.03, 0.08, transform=fig.transFigure, zorder=9)
fig.add_artist(stamp)
rates = viz.learning_rate(1.0, steps=50).values
slider = ipywidgets.SelectionSlider(options=[(f"{v:.3g}", k) for k, v in enumerate(rates)],
                                    layout={"width": "560px"})

def moved(change):
    data, _ = moons(rates[slider.index])
    image.set_data(data["field"].reshape(100, 100))
    line.set_ydata(data["loss"])
    stamp.set_facecolor((slider.index / 255, 1, 0))
    fig.canvas.draw_idle()

slider.observe(moved, "index")
moved(None)
display(slider)
"""


def spin():
    """Tell how much longer than its CPU time a busy loop takes: 1.0 on a quiet machine."""
    wall, cpu = time.perf_counter(), time.process_time()
    while time.process_time() - cpu < 0.2:
        sum(range(2000))
    return (time.perf_counter() - wall) / (time.process_time() - cpu)


def drag(tab, box, grip=9):
    """Drag from one end of a slider to the other, with 60 moves a second if the page keeps up.

    ``grip`` is how far inside the box the handle stands when it is at an end, in pixels.
    """
    y = box["y"] + box["height"] / 2
    left, right = box["x"] + grip, box["x"] + box["width"] - grip
    tab.mouse.move(left, y)
    tab.mouse.down()
    start, moves = time.perf_counter(), 0
    while (share := (time.perf_counter() - start) / SECONDS) < 1:
        tab.mouse.move(left + (right - left) * share, y)
        moves += 1
        time.sleep(max(0, moves / 60 - (time.perf_counter() - start)))
    tab.mouse.move(right, y)
    tab.mouse.up()


def measured(seen):
    """Turn what the probe has seen into figures of one drag."""
    events, paints, released = seen["events"], seen["paints"], seen["released"]
    fresh = []
    for when, value in paints:
        asked = [t for t, v in events if v == value and t <= when]
        if asked:
            fresh.append(when - asked[-1])
    seconds = (released - events[0][0]) / 1000
    values = {v for _, v in events}
    return {
        "fresh": fresh,
        "rate": sum(when <= released for when, _ in paints) / seconds,
        "possible": len(events) / seconds,
        "after": sum(when > released for when, _ in paints),
        "steps": len({v for _, v in paints} & values) / len(values),
        "paints": len(paints),
    }


def dragged(folder, port, tab, sources, number, name, stamped=False):
    """Open a notebook, drag its slider several times, return the figures."""
    (folder / "bench.ipynb").write_text(notebook(*sources), encoding="utf-8")
    open_and_run(tab, port, "bench.ipynb")
    if stamped:
        track = tab.locator(".noUi-target")
        tab.evaluate(
            "() => { window.probeValue = () => Number("
            "document.querySelector('.noUi-handle').getAttribute('aria-valuenow')) }"
        )
        tab.evaluate(PROBE, [[".jp-Notebook", 0], None, True])
    else:
        track = tab.locator(".nnf-panel input[type=range]").nth(number)
        tab.evaluate(PROBE, [[".nnf-panel", 0], [number, name], False])
    track.scroll_into_view_if_needed()
    drags, spins = [], []
    with Traffic(tab) as traffic:
        for _ in range(DRAGS):
            (tab.locator(".noUi-handle") if stamped else track).focus()
            tab.keyboard.press("Home")
            tab.wait_for_timeout(1200)
            spins.append(spin())
            before = traffic.bytes
            tab.evaluate("probe.start(false)")
            drag(tab, track.bounding_box(), 0 if stamped else 9)
            tab.wait_for_timeout(1500)
            drags.append(measured(tab.evaluate("({...probe})")))
            drags[-1]["kB"] = (traffic.bytes - before) / 1000 / max(1, drags[-1]["paints"])
    return summary(drags, spins)


def summary(drags, spins):
    """Put the drags of one panel together."""
    fresh = np.concatenate([one["fresh"] for one in drags])
    return {
        "p50": float(np.percentile(fresh, 50)),
        "p95": float(np.percentile(fresh, 95)),
        "rate": statistics.median(one["rate"] for one in drags),
        "possible": statistics.median(one["possible"] for one in drags),
        "after": max(one["after"] for one in drags),
        "steps": min(one["steps"] for one in drags),
        "kB": max(one["kB"] for one in drags),
        "spin": statistics.median(spins),
    }


# ------------------------------------------------------------ training

TRAINING = """async seconds => {
  const canvas = document.querySelector('.nnf-panel canvas');
  const buttons = [...document.querySelectorAll('.nnf-trainer button')];
  const button = text => buttons.find(b => b.textContent === text);
  let paints = [];
  canvas.addEventListener('nnf-painted', () => paints.push(performance.now()));
  button('Play').click();
  await new Promise(done => setTimeout(done, 1000 * seconds));
  const during = paints.length;
  const pressed = performance.now();
  button('Pause').click();
  await new Promise(done => setTimeout(done, 1500));
  return {rate: during / seconds, late: Math.max(0, paints[paints.length - 1] - pressed)};
}"""
PLAY = """text => [...document.querySelectorAll('.nnf-trainer button')]
  .find(b => b.textContent === text).click()"""
MEMORY = """
import gc, pathlib, re
gc.collect()
print(re.search(r"VmRSS:\\s+(\\d+)", pathlib.Path("/proc/self/status").read_text())[1])
"""


def train(folder, port, tab):
    """Let a Trainer play: pictures a second, pause, another cell, memory."""
    (folder / "bench.ipynb").write_text(notebook(JOB, TRAINER), encoding="utf-8")
    open_and_run(tab, port, "bench.ipynb")
    tab.locator(".nnf-panel").scroll_into_view_if_needed()
    runs = [tab.evaluate(TRAINING, 4) for _ in range(3)]
    tab.evaluate(PLAY, "Play")
    cells = []
    for _ in range(12):
        cells.append(execute(tab, "1 + 1")[0])
        tab.wait_for_timeout(100)
    tab.evaluate(PLAY, "Pause")
    tab.wait_for_timeout(500)
    heap, kernel = [], []
    for updates in (300, 500):
        tab.evaluate(PLAY, "Play")
        _wait_for_updates(tab, updates)
        tab.evaluate(PLAY, "Pause")
        tab.wait_for_timeout(1500)
        tab.evaluate("() => { gc(); gc() }")
        heap.append(tab.evaluate("performance.memory.usedJSHeapSize") / 1e6)
        kernel.append(int(execute(tab, MEMORY)[1]) / 1000)
    return {
        "rate": statistics.median(run["rate"] for run in runs),
        "late": max(run["late"] for run in runs),
        "cell": max(cells),
        "heap": heap[1] - heap[0],
        "kernel": kernel[1] - kernel[0],
        "spin": spin(),
    }


def _wait_for_updates(tab, number):
    tab.evaluate(
        """number => new Promise(done => {
          let left = number;
          const canvas = document.querySelector('.nnf-panel canvas');
          const count = () => {
            left -= 1;
            if (left > 0) return;
            canvas.removeEventListener('nnf-painted', count);
            done();
          };
          canvas.addEventListener('nnf-painted', count);
        })""",
        number,
    )


# ------------------------------------------------------------ the table


def rows_of(folder, port, tab):
    """Measure all panels; yield the rows of the table."""
    live = dragged(folder, port, tab, (JOB, LIVE), 0, "lr")
    yield "live, 2-16-16-1", live
    for name, number, control in (
        ("depth_gauge", 1, "depth"),
        ("where_the_tangent_ends", 1, "scale"),
    ):
        source = LESSON.format(name)
        found = dragged(folder, port, tab, (source,), number, control)
        yield f"live, lesson 7, {name}, {control}", found
    yield "ahead, 2-16-16-1", dragged(folder, port, tab, (JOB, AHEAD), 0, "lr")
    slow = SlowLine(port, 0.05)
    far = dragged(folder, slow.port, tab, (JOB, AHEAD), 0, "lr")
    yield "the same behind 100 ms", far
    source = LESSON.format("where_the_tangent_ends")
    yield "ahead, lesson 7, tangent", dragged(folder, port, tab, (source,), 0, "lr")
    if importlib.util.find_spec("ipympl"):
        found = dragged(folder, port, tab, (JOB, IPYMPL), 0, "lr", stamped=True)
        found["ratio"] = live["rate"] / found["rate"]
        yield "ipympl, 2-16-16-1", found


ROUNDS = 4
COMPARED = {
    "live, 2-16-16-1": ((JOB, LIVE), 0, "lr"),
    "live, lesson 7, depth_gauge": ((LESSON.format("depth_gauge"),), 1, "depth"),
    "ahead, 2-16-16-1": ((JOB, AHEAD), 0, "lr"),
}


def compare(other):
    """Drag here and in another checkout by turns; print event to pixels, and the ratios."""
    found = {title: {"other": [], "here": []} for title in COMPARED}
    checkouts = {"other": Path(other).resolve(), "here": Path(__file__).resolve().parents[1]}
    for _ in range(ROUNDS):
        for which, root in checkouts.items():
            command = (root / ".venv" / "bin" / "python", "-m", "jupyterlab")
            with (
                tempfile.TemporaryDirectory() as name,
                server(Path(name), command) as port,
                page() as tab,
            ):
                for title, job in COMPARED.items():
                    found[title][which].append(dragged(Path(name), port, tab, *job))
    for title, runs in found.items():
        for share in ("p50", "p95"):
            there, here = ([run[share] for run in runs[which]] for which in ("other", "here"))
            ratios = sorted(new / old for old, new in zip(there, here, strict=True))
            middle, old, new = map(statistics.median, (ratios, there, here))
            spread = ", ".join(f"{ratio:.2f}" for ratio in ratios)
            print(f"{title}, {share}: {old:.0f} ms there, {new:.0f} here; {middle:.2f} ({spread})")


def main():
    """Measure and print."""
    if "--against" in sys.argv:
        compare(sys.argv[sys.argv.index("--against") + 1])
        return
    lines, notes = [], []
    with tempfile.TemporaryDirectory() as name, server(Path(name)) as port, page() as tab:
        folder = Path(name)
        for title, found in rows_of(folder, port, tab):
            lines.append([
                title, f"{found['p50']:.0f}", f"**{found['p95']:.0f}**",
                f"{found['rate']:.1f} of {found['possible']:.0f}",
                found["after"],
                f"{found['steps']:.0%}", f"{found['kB']:.1f}", f"{found['spin']:.2f}",
            ])  # fmt: skip
            print(" | ".join(map(str, lines[-1])), flush=True)
            if "ratio" in found:
                notes.append(f"Pictures a second, panel / ipympl: {found['ratio']:.1f}.")
        trained = train(folder, port, tab)
    notes.append(
        f"Trainer: {trained['rate']:.1f} pictures a second; the last picture "
        f"{trained['late']:.0f} ms after Pause; another cell answers within "
        f"{trained['cell']:.0f} ms; after 500 updates the browser's heap has grown by "
        f"{trained['heap']:.1f} MB and the kernel by {trained['kernel']:.1f} MB "
        f"(machine {trained['spin']:.2f})."
    )
    header = ["panel", "p50 ms", "p95 ms, event to pixels", "pictures a second, of values",
              "after release", "steps painted", "kB a picture", "machine"]  # fmt: skip
    publish("slider", table(header, lines) + "\n\n" + "\n\n".join([*notes, machine() + "."]))


if __name__ == "__main__":
    main()
