"""A panel as a page of its own: frames and JavaScript in one file, no kernel, no net."""

import base64
import json
from html import escape
from pathlib import Path

import numpy as np

from nnlib.viz import browser
from nnlib.viz.controls import Control
from nnlib.viz.panel import Panel
from nnlib.viz.precompute import Ahead
from nnlib.viz.trainer import Trainer

PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
{styles}
body {{ margin: 0; }}
.nnf-page {{ max-width: 1000px; margin: 0 auto; padding: 16px; min-height: 100vh;
  box-sizing: border-box; background: var(--nnf-paper); color: var(--nnf-text);
  font: 15px/1.5 system-ui, sans-serif; }}
.nnf-page pre {{ overflow-x: auto; padding: 8px 12px; border: 1px solid var(--nnf-line);
  border-radius: 4px; font-size: 13px; line-height: 1.4; }}
html {{ background: #fff; }}
@media (prefers-color-scheme: dark) {{ html {{ background: #111; }} }}
</style>
</head>
<body>
<main class="nnf-page">
<h1>{title}</h1>
{body}
</main>
<script type="module">
{module}
</script>
</body>
</html>
"""


def export_html(panels, path, *, title="", most=300, steps=100):
    """Write a page on which panels live without a kernel.

    Parameters
    ----------
    panels : Panel, or list of Panel and str
        Texts are HTML that stands between the panels.
    path : str or Path
        Of the page; its folder exists.
    title : str
        Of the page; without one, what the first panel is called.
    most : int
        Frames of a panel: its precomputed controls move on the page, and others as long as all
        combinations together are no more. Controls that do not fit stand still.
    steps : int
        Of a Trainer, the number of steps that are recorded, from its present state.

    Returns
    -------
    path : Path

    Raises
    ------
    TypeError
        If there is something else than panels and texts.

    Notes
    -----
    All combinations are computed here; that takes as long as moving every control once.
    """
    panels = panels if isinstance(panels, list | tuple) else [panels]
    body, first = [], ""
    for panel in panels:
        if isinstance(panel, str):
            body.append(panel)
            continue
        if not isinstance(panel, Panel):
            raise TypeError(f"export_html expected panels and texts, got {type(panel).__name__}")
        state = _recorded(panel, steps) if isinstance(panel, Trainer) else _combined(panel, most)
        first = first or state["spec"]["label"]
        # "</" would end the script
        text = json.dumps(state, ensure_ascii=False, sort_keys=True).replace("</", "<\\/")
        body.append(
            f'<div class="nnf-exported"><script type="application/json">{text}</script></div>'
        )
    page = PAGE.format(
        title=escape(title or first),
        styles=browser.styles(),
        body="\n".join(body),
        module=browser.module("page"),
    )
    path = Path(path)
    path.write_text(page, encoding="utf-8")
    return path


def _combined(panel, most):
    """Compute all combinations of as many controls as fit."""
    pictures, places = panel.pictures, panel.shown["inputs"]
    names, count = [control["name"] for control in panel.spec["ahead"]], 1
    for name in names:
        count *= len(pictures.choices(name))
    if pictures.compute is not None:
        for name in places:
            size = len(pictures.choices(name))
            if name not in names and 0 < size <= most // count:
                names.append(name)
                count *= size
    if not names:
        return _state(panel, panel.spec | {"ahead": [], "kernel": False})
    work = Ahead(pictures, names, places)
    for k in work.missing():
        work.make(k)
    ahead = [pictures.ahead_spec(name) for name in names]
    return _state(panel, panel.spec | {"ahead": ahead, "kernel": False}, *work.joined())


def _recorded(trainer, steps):
    """Train on, and keep every picture; on the page a slider goes through them."""
    made, at = [trainer.pictures.packed(trainer.data)[0]], [trainer.steps]
    texts = [{"sentence": trainer.sentence, "note": ""}]
    while len(made) <= steps and not trainer.is_over():
        trainer.train(1)
        made.append(trainer.frame)
        at.append(trainer.steps)
        texts.append({"sentence": trainer.sentence, "note": trainer.shown["note"]})
    step = Control("step", tuple(at), 0, stepper=True, play=60)
    controls = [step.spec("step"), *trainer.spec["controls"]]
    spec = trainer.spec | {"controls": controls, "trainer": None, "kernel": False}
    spec["ahead"] = [{"name": "step", "count": len(at), "columns": 1}]
    lengths = [len(frame) for frame in made]
    table = np.stack([np.cumsum([0, *lengths[:-1]]), lengths], axis=1).astype("<i4").tobytes()
    state = _state(trainer, spec, b"".join(made), table, texts)
    state["shown"]["inputs"] = {**state["shown"]["inputs"], "step": 0}
    return state


def _state(panel, spec, frames=b"", offsets=b"", texts=()):
    text = lambda raw: base64.b64encode(raw).decode()  # noqa: E731
    return {
        "spec": spec,
        "shown": {
            **panel.shown,
            "client": "",
            "answered": 0,
            "said": None,
            "picture": {"number": 0},
        },
        "frame": text(panel.frame),
        "frames": text(frames),
        "offsets": text(offsets),
        "texts": list(texts),
    }
