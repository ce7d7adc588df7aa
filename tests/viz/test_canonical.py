"""The pictures that return: what they show is what was computed."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest

from nnlib.activations import sigmoid
from nnlib.viz import canonical
from nnlib.viz.plots import Axis
from nnlib.viz.svg import Frame, Picture

ACROSS, UP = Axis("x", range=(-4, 4)), Axis("y", range=(-1, 3))


@pytest.fixture
def picture():
    return Picture(730, 300)


def texts(picture):
    """The words of a picture; it has to be whole XML."""
    root = ElementTree.fromstring(str(picture))
    return [node.text for node in root.iter() if node.tag.endswith("text") and node.text]


def count(picture, tag):
    return len(re.findall(rf"<{tag}\b", str(picture)))


def test_a_neuron_writes_its_sum_and_its_activation(picture):
    canonical.neuron(picture, 0, 0, (1.2, -0.5), (0.8, -0.6), 0.1)
    z = 1.2 * 0.8 + 0.5 * 0.6 + 0.1
    said = texts(picture)
    assert f"activation {sigmoid(np.array(z)):.2f}" in said
    assert "1.2 · 0.8 − 0.5 · (−0.6) + 0.1 = 1.36" in said
    assert {"w₁ 0.8", "w₂ −0.6", "b 0.1"} <= set(said)


def test_the_sum_may_come_from_a_learners_function(picture):
    canonical.neuron(picture, 0, 0, (1.0, 1.0), (1.0, 1.0), 0.0, z=7.0, activation=False)
    assert "z = 7.00" in texts(picture)


def test_a_weight_of_0_is_a_hairline_and_a_sign_has_colour_and_dashes(picture):
    canonical.neuron(picture, 0, 0, (1, 1, 1), (2, 0, -1), 0.0, full=2)
    drawn = str(picture)
    assert drawn.count("stroke-dasharray:7 4") == 1  # below 0
    assert drawn.count("stroke:var(--nnf-plus") == drawn.count("stroke:var(--nnf-minus") == 1
    widths = re.findall(r"--nnf-(?:plus|minus)[^;]*;stroke-width:([\d.]+)", drawn)
    assert [float(width) for width in widths] == [6, 3.5]


@pytest.mark.parametrize("x", [-2.0, 0.0, 1.5])
def test_a_tangent_has_the_slope_of_its_function(picture, x):
    frame = canonical.tangent(
        picture, (40, 20, 400, 240), ACROSS, UP, sigmoid, lambda z: sigmoid(z) * (1 - sigmoid(z)), x
    )
    (x0, y0), (x1, y1) = ends_of_the_last_path(picture, frame)
    slope = float(sigmoid(np.array(x)) * (1 - sigmoid(np.array(x))))
    assert (y1 - y0) / (x1 - x0) == pytest.approx(slope, abs=0.01)


def test_a_secant_goes_through_both_points(picture):
    frame, slope = canonical.secant(
        picture, (40, 20, 400, 240), ACROSS, UP, lambda z: z**2 / 4, 1.0, 0.5
    )
    assert slope == pytest.approx(0.5)
    (x0, y0), (x1, y1) = ends_of_the_last_path(picture, frame)
    assert (y1 - y0) / (x1 - x0) == pytest.approx(slope, abs=0.01)
    assert UP.range[0] - 0.01 <= min(y0, y1)
    assert max(y0, y1) <= UP.range[1] + 0.01


def ends_of_the_last_path(picture, frame):
    path = re.findall(r'<path[^>]* d="M([\d.,L-]+)"', str(picture))[-1]
    places = [tuple(map(float, one.split(","))) for one in path.split("L")]
    return [(frame.x.value(x), frame.y.value(y)) for x, y in (places[0], places[-1])]


def test_an_arrow_ends_where_it_points_to(picture):
    frame = Frame(picture, (40, 20, 400, 240), ACROSS, UP)
    canonical.arrow(frame, (0, 0), (2, 1), label="w")
    assert count(picture, "line") == 3
    assert f'x2="{frame.x(2):g}"' in str(picture)
    assert texts(picture) == ["w"]


def test_a_map_has_its_samples_in_the_marks_of_their_classes(picture):
    values = np.linspace(0, 1, 100).reshape(10, 10)
    canonical.unit_map(
        picture, 10, 10, 80, values, classes=True, points=[(0.1, 0.9, 0), (0.9, 0.1, 1)]
    )
    assert count(picture, "image") == 1
    drawn = str(picture)
    assert "--nnf-class-a" in drawn
    assert "--nnf-class-b" in drawn


def test_long_numbers_stand_closer_and_zero_has_no_sign(picture):
    canonical.neuron(picture, 0, 0, (-0.32, -1.69), (-0.87, -0.5), -0.001)
    assert "−0.32·(−0.87) − 1.69·(−0.5) + 0 = 1.12" in texts(picture)


def test_a_product_follows_one_entry(picture):
    X = np.array([[1.0, 2.0, 3.0], [2.0, 1.0, 0.0]])
    W = np.array([[2.0, 1.0], [0.0, -1.0], [1.0, 2.0]])
    b = np.array([4.0, 0.0])
    canonical.product(picture, 20, 20, X, W, b, X @ W + b, row=0, column=1)
    said = texts(picture)
    assert {"(2, 3)", "(3, 2)", "(2,)", "(2, 2)"} <= set(said)
    assert "1 · 1 + 2 · (−1) + 3 · 2 + 0 = 5" in said


def test_an_open_entry_has_no_number(picture):
    canonical.product(
        picture, 20, 20, np.ones((2, 1)), np.ones((1, 2)), np.zeros(2), np.full((2, 2), np.nan)
    )
    assert "nan" not in texts(picture)
