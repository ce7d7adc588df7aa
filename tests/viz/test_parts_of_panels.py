"""The parts of a panel one by one: what they send, what they refuse, and their pictures."""

import json
import re
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib.colors import to_hex

import nnlib
from nnlib import viz
from nnlib.viz import browser, lesson03, svg
from nnlib.viz.figures import SIGNED
from nnlib.viz.frames import as_bytes, unpack

X = viz.Axis("x", range=(0.0, 4.0))
Y = viz.Axis("y", range=(-1.0, 1.0))


def shown(plot, data, **values):
    """Push one picture of a plot; return the arrays that were sent, by name."""
    panel = viz.Panel(None, [plot])
    panel.push({**values, **data}, "A sentence.")
    return dict(zip(panel.pictures.names, unpack(panel.frame), strict=True)), panel


def elements(picture):
    """The elements of a picture, the picture itself among them."""
    return list(ElementTree.fromstring(str(picture)).iter())


# ------------------------------------------------------------ every part

GRAPH = nnlib.Tensor(2.0, name="a") * nnlib.Tensor(3.0, name="b")
LAYOUT, STEPS = viz.graph_steps(GRAPH)
PLANE = viz.Plane(
    "plane", X, Y,
    field=viz.Field("field", (3, 4)),
    points=viz.Points("px", "py", "group", names=("one", "two"), ring="ring"),
    lines={"line": "line"}, paths={"path": ("px", "py")}, move=viz.Move("at", (1, 0)),
)  # fmt: skip
EDITOR = viz.PixelEditor("pixels", "pixels", np.eye(3), levels=5)
PARTS = {
    "curves": (
        viz.Curves("c", X, Y, {"a": ("u", "v")}, cursor="at", levels={"0": 0}, dots=("a",)),
        {"u": [0, 1, 2], "v": [0, 1, 0], "at": [1]},
    ),
    "bars": (
        viz.Bars("b", ("p", "q"), Y, {"s": "v", "t": "w"}, mark="m"),
        {"v": [1, -1], "w": [0, 1], "m": [0]},
    ),
    "histogram": (viz.Histogram("h", X, Y, "edges", "n"), {"edges": [0, 1, 2], "n": [3, 4]}),
    "gauge": (viz.DepthGauge("g", (viz.Row("r", "v"),)), {"v": [1, 10, 100]}),
    "plane": (
        PLANE,
        {
            "field": np.linspace(0, 1, 12),
            "px": [1, 2],
            "py": [0, 0.5],
            "group": [0, 1],
            "ring": [],
            "line": [1, 1, 0],
            "at": (1, 0),
        },
    ),
    "heat": (
        viz.HeatMap("h", X, Y, ("a", "b"), ("p", "q", "r"), "v", signed=True, cursor="cell"),
        {"v": np.arange(6), "cell": (0, 1)},
    ),
    "images": (viz.ImageGrid("i", "v", (2, 2), captions=("one", "two")), {"v": np.eye(4)[:2]}),
    "pixels": (EDITOR, {"pixels": np.eye(3)}),
    "network": (
        viz.NetworkDiagram("n", (2, 3), ("W",), activations=("a", "b")),
        {"W": np.ones((2, 3)), "a": [1, 2], "b": [0, 1, 2]},
    ),
    "graph": (viz.GraphSteps("g", LAYOUT), STEPS[-1][0]),
}  # fmt: skip


@pytest.mark.parametrize("name", PARTS)
def test_a_part_describes_itself_in_plain_data_and_draws_itself(name):
    plot, data = PARTS[name]
    _, panel = shown(plot, data)
    assert panel.shown["fault"] == ""
    assert json.loads(json.dumps(panel.spec)) == panel.spec
    assert f"{panel.spec['plots'][0]['type']}:" in browser.module()  # the canvas knows it
    # a sheet and a title, and something on it
    assert len(elements(panel.still().picture())) > 3


def test_every_name_of_the_package_can_be_imported():
    assert all(getattr(viz, name) for name in viz.__all__)
    with pytest.raises(AttributeError, match="viz has no 'Pannel'"):
        _ = viz.Pannel


# ------------------------------------------------------------ what is sent


def test_bytes_keep_the_ends_and_what_lies_beyond_them():
    np.testing.assert_array_equal(
        as_bytes([-5, 0, 0.5, 1, 9, np.nan], 0, 1), [0, 0, 128, 255, 255, 0]
    )


def test_a_field_is_sent_in_one_byte_a_place_and_its_grid_starts_below():
    arrays, _ = shown(*PARTS["plane"])
    assert arrays["field"].dtype == np.uint8
    assert (arrays["field"][0], arrays["field"][-1]) == (0, 255)
    grid = PLANE.grid
    assert grid.dtype == np.float32
    np.testing.assert_allclose(grid[0], [0.5, -2 / 3], rtol=1e-6)
    np.testing.assert_allclose(grid[1] - grid[0], [1, 0], atol=1e-6)


def test_of_a_large_network_only_what_is_drawn_is_sent():
    plot = viz.NetworkDiagram("n", (64, 32), ("W",))
    W = np.arange(64 * 32.0).reshape(64, 32)
    arrays, _ = shown(plot, {"W": W})
    np.testing.assert_array_equal(arrays["W"].reshape(16, 16), W[:16, :16])


def test_a_graph_learns_its_gradients_one_by_one():
    a, b = nnlib.Tensor(3.0, name="a"), nnlib.Tensor(-1.0, name="b")
    c = a * b
    layout, steps = viz.graph_steps(c * (c + b))
    names = [node["name"] for node in layout["nodes"]]
    known = [
        np.isfinite(data["values"]).sum() + np.isfinite(data["grads"]).sum() for data, _ in steps
    ]
    assert known == sorted(known)
    data, sentence = steps[-1]
    assert data["grads"][names.index("b")] == -24
    assert data["grads"][names.index("a")] == 7
    assert "with the −3 it had that makes −24" in sentence
    with pytest.raises(ValueError, match=r"single numbers, got shape \(2,\)"):
        viz.graph_steps(nnlib.Tensor(np.ones(2)) * 2.0)


# ------------------------------------------------------------ what is refused


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        ("curves", {"v": [1]}, "c: expected u and v of one length, got 3 and 1"),
        ("bars", {"v": [1, 2, 3]}, "b: expected 2 numbers for v, got 3"),
        ("histogram", {"n": [1]}, "h: expected 2 numbers for n, got 1"),
        ("plane", {"field": [1]}, "plane: expected 12 numbers for field, got 1"),
        ("plane", {"line": [1]}, "plane: expected 3 numbers for line, got 1"),
        ("heat", {"v": [1]}, "h: expected 6 numbers for v, got 1"),
        ("images", {"v": [1, 2, 3]}, "i: expected images of 4 pixels, got 3 numbers"),
        ("network", {"W": [1]}, "n: expected 6 numbers for W, got 1"),
        ("gauge", {"v": []}, "g: expected numbers for v, got an empty array"),
    ],
)
def test_arrays_of_a_wrong_size_are_named(name, change, message):
    plot, data = PARTS[name]
    with pytest.raises(ValueError, match=re.escape(message)):
        shown(plot, {**data, **change})


def test_numbers_that_are_none_are_counted_unless_gaps_are_wanted():
    plot, data = PARTS["curves"]
    _, panel = shown(plot, {**data, "v": [0, np.nan, np.inf]})
    assert panel.shown["note"] == "v: 2 of 3 are not finite numbers and are not drawn."
    growing = viz.Curves("c", X, Y, {"a": ("u", "v")}, gaps=True)
    _, panel = shown(growing, {"u": [0, 1], "v": [0, np.nan]})
    assert panel.shown["note"] == ""


def test_parts_that_make_no_sense_are_refused_when_they_are_made():
    with pytest.raises(ValueError, match="expected ranges for both"):
        viz.Plane("p", viz.Axis("x"), Y)
    with pytest.raises(ValueError, match="expected 2 names of weights for 3 layers, got 1"):
        viz.NetworkDiagram("n", (2, 3, 1), ("W",))
    with pytest.raises(ValueError, match="pixels is asked by a control and by a plot"):
        viz.Panel(None, [EDITOR], {"pixels": viz.seed()})
    with pytest.raises(ValueError, match="precompute expected a control, got 'rate'"):
        viz.Panel(None, [EDITOR], {"lr": viz.learning_rate()}, precompute="rate")


# ------------------------------------------------------------ controls

FACTORIES = [
    "activation", "batch_size", "dataset", "depth", "dropout", "init_scale", "init_scheme",
    "learning_rate", "optimizer", "seed", "weight_decay", "width",
]  # fmt: skip


@pytest.mark.parametrize("name", FACTORIES)
def test_each_factory_makes_a_control_with_a_label_and_spoken_values(name):
    control = getattr(viz, name)()
    spec = control.spec(name)
    assert spec["label"]
    assert len(spec["options"]) == len(control.values) == len(set(spec["options"])) > 1
    assert control.place_of(control.values[control.start]) == control.start


def test_linear_controls_hold_their_start_and_refuse_nonsense():
    control = viz.linear_control("x", 0.3, 0, 1, 0.1)
    assert control.values == (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
    assert control.values[control.start] == 0.3
    for start, low, high, step in ((2, 0, 1, 0.1), (0, 0, 1, 0), (0, 1, 0, 0.1)):
        with pytest.raises(ValueError, match="expected low <= start <= high"):
            viz.linear_control("x", start, low, high, step)
    with pytest.raises(ValueError, match=r"units in a layer: expected one of \(1, 2, 4"):
        viz.width(3)


def test_a_scale_may_be_one_of_a_few_exact_values():
    control = viz.init_scale(among=(0.1, 0.5, 1.0, 2.0))
    assert control.label == viz.init_scale().label
    assert (control.values, control.start) == ((0.1, 0.5, 1.0, 2.0), 2)


def test_a_value_that_no_control_has_is_refused_with_those_that_it_has():
    panel = viz.Panel(
        lambda n: ({"v": [n, 0]}, f"{n}"),
        [viz.Bars("b", ("p", "q"), Y, "v")],
        {"n": viz.count_control("n", 1, 1, 3)},
    )
    panel.choose(n=3)
    assert panel.sentence == "3"
    with pytest.raises(ValueError, match="n: expected one of 1, 2, 3, got 4"):
        panel.choose(n=4)
    with pytest.raises(ValueError, match="choose expected n, got 'm'"):
        panel.choose(m=1)
    assert panel.values == {"n": 3}


# ------------------------------------------------------------ values set on a plot


def say(panel, kind, seq=1, **content):
    """Say what the browser would say."""
    panel._handle_custom_msg({"kind": kind, "client": "t", "seq": seq, **content}, [])


def test_values_set_on_a_plot_reach_compute_as_arrays_and_pairs():
    came = []

    def compute(pixels, at):
        came.append((pixels, at))
        return PARTS["plane"][1] | {"at": at}, "?"

    panel = viz.Panel(compute, [EDITOR, PLANE])
    np.testing.assert_array_equal(came[0][0], np.eye(3))
    assert came[0][1] == (1.0, 0.0)
    say(panel, "values", inputs={"pixels": [2] * 9, "at": [3.5, -1]})
    np.testing.assert_array_equal(came[1][0], np.full((3, 3), 0.5))
    assert came[1][1] == (3.5, -1.0)


def test_a_program_sets_an_image_and_what_it_is_compared_with():
    editor = viz.PixelEditor("pixels", "pixels", np.eye(3), levels=5, base="before")
    panel = viz.Panel(lambda pixels: ({"before": np.eye(3)}, f"{pixels.sum():g}"), [editor])
    panel.choose(pixels=np.full((3, 3), 0.25))
    assert panel.sentence == "2.25"
    assert panel.shown["inputs"]["pixels"] == [1] * 9
    assert str(panel.still().picture()).count("<circle") == 9  # each differs from what was before
    with pytest.raises(ValueError, match="expected 9 whole numbers from 0 to 4"):
        panel.choose(pixels=np.ones((2, 2)))
    with pytest.raises(ValueError, match="choose expected , got 'before'"):
        panel.choose(before=np.eye(3))


@pytest.mark.parametrize(
    "inputs",
    [{"pixels": [9] * 9}, {"pixels": [1]}, {"at": [99, 0]}, {"at": "x"}]
    + [{"n": place} for place in (7, -1, True, None, "1")],
)
def test_what_no_browser_of_ours_would_send_is_refused(inputs):
    computed = []

    def compute(pixels, at, n):
        computed.append(n)
        return PARTS["plane"][1] | {"at": at}, "?"

    panel = viz.Panel(compute, [EDITOR, PLANE], {"n": viz.seed(0, 3)})
    say(panel, "values", inputs=inputs)
    assert computed == [0]
    assert "expected" in panel.shown["fault"]
    say(panel, "values", 2, inputs={"n": 2})
    assert computed == [0, 2]
    assert panel.shown["fault"] == ""


@pytest.mark.parametrize("kind", ["tell", "_tell", "picture", "__class__", "", None, 3, ["values"]])
def test_a_kind_of_message_that_is_not_known_does_nothing(kind):
    panel = viz.Panel(lambda: ({"v": [1, 2]}, "?"), [viz.Bars("b", ("p", "q"), Y, "v")])
    before = panel.shown
    say(panel, kind, inputs={})
    assert panel.shown == before


def test_a_button_calls_its_action_and_the_panel_computes_anew():
    presses = []
    bars = viz.Bars("b", ("p", "q"), Y, "v")
    panel = viz.Panel(
        lambda: ({"v": [len(presses), 0]}, f"{len(presses)} presses"),
        [bars],
        {"again": viz.button("Again", lambda: presses.append(1))},
    )
    say(panel, "press", name="again", inputs={})
    panel.press("again")
    say(panel, "press", name="nobody", inputs={})
    assert panel.sentence == "2 presses"


def test_a_cell_of_a_heat_map_can_be_computed_ahead():
    heat = viz.HeatMap("h", X, Y, ("a", "b"), ("p", "q", "r"), "v", cursor="cell", start=(2, 0))
    panel = viz.Panel(lambda cell: ({"v": np.arange(6)}, f"cell {cell}"), [heat], precompute="cell")
    assert [text["sentence"] for text in panel.texts] == [
        f"cell ({r}, {c})" for r in range(3) for c in range(2)
    ]


# ------------------------------------------------------------ colours


def contrast(first, second):
    def light(colour):
        parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
        r, g, b = (v / 12.92 if v <= 0.03928 else ((v + 0.055) / 1.055) ** 2.4 for v in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    low, high = sorted([light(first), light(second)])
    return (high + 0.05) / (low + 0.05)


def test_lines_stand_out_from_the_paper_in_both_themes():
    assert all(contrast(colour, "#ffffff") >= 3 for colour in browser.palette()["light"])
    assert all(contrast(colour, "#111111") >= 3 for colour in browser.palette()["dark"])


# ------------------------------------------------------------ one meaning of colours


def test_green_is_above_zero_and_purple_below_in_every_part():
    minus, plus = (svg.ink(name) for name in ("minus", "plus"))
    assert (svg.SIGNED[0], svg.SIGNED[-1]) == ("minus", "plus")
    assert [to_hex(SIGNED(at)) for at in (0.0, 1.0)] == [svg.INKS["minus"], svg.INKS["plus"]]
    net = viz.NetworkDiagram("n", (2, 1), ("W",))
    _, panel = shown(net, {"W": [[1.0], [-1.0]]})
    drawn = [
        part.attrib["style"] for part in elements(panel.still().picture()) if "x1" in part.attrib
    ]
    weights = [(plus in style, minus in style, "dasharray" in style) for style in drawn]
    assert weights == [(True, False, False), (False, True, True)]
    canvas = (browser.FOLDER / "networks.js").read_text(encoding="utf-8")
    assert "w > 0 ? ink.plus : w ? ink.minus : ink.grid" in canvas
    theme = (browser.FOLDER / "theme.js").read_text(encoding="utf-8")
    assert '[of("minus"), paper, of("plus")]' in theme


@pytest.mark.parametrize("last", ["widget", "page"])
def test_no_name_is_declared_by_two_files_that_are_joined(last):
    # wrong: the later one would take the place of the first, or no panel would load at all
    declared = r"^(?:export )?(?:async )?(?:const|let|var|class|function\*?) (\w+)"
    names = re.findall(declared, browser.module(last), flags=re.MULTILINE)
    assert len(names) > 100
    assert sorted(names) == sorted(set(names))


def test_a_ruled_sheet_has_no_dots_that_could_be_taken_for_samples():
    range_ = viz.Axis("x", range=(0, 1))
    plane = viz.Plane("p", range_, range_, paths={"sheet": ("u", "v")}, ruled=True)
    _, panel = shown(plane, {"u": [0, 1], "v": [0, 1]})
    tags = {part.tag.rpartition("}")[2] for part in elements(panel.still().picture())}
    assert "circle" not in tags
    assert plane.spec({"u": 0, "v": 1})["paths"][0]["ruled"] is True
    assert lesson03.fold().spec["plots"][1]["paths"][0]["ruled"] is True
