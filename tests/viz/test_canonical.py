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


def test_the_entry_that_is_followed_has_a_frame_around_all_that_it_is_made_of(picture):
    corners = {"X": (0, 0), "W": (100, 0), "b": (200, 0), "Z": (300, 0)}
    canonical.follow(picture, corners, 3, 1, 0, 20)
    numbers = r'x="([\d.-]+)" y="([\d.-]+)" width="([\d.]+)" height="([\d.]+)"'
    found = [tuple(map(float, one)) for one in re.findall(numbers, "".join(picture.parts))]
    # row 1 of X, column 0 of W with its three entries, a bias, an entry of Z
    assert found == [(-2, 18, 62, 22), (98, -2, 22, 62), (198, -2, 22, 22), (298, 18, 22, 22)]


def test_blocks_are_drawn_to_scale_and_give_their_places(picture):
    row = (
        ("X", np.ones((4, 2)), ("N", "D"), "@"),
        ("W", (2, 5), ("D", "H"), "="),
        ("Z", (4, 5), (None, "H"), ""),
    )
    places = canonical.blocks(picture, 0, 30, row, cell=10)
    assert {name: place[2:] for name, place in places.items()} == {
        "X": (20, 40), "W": (50, 20), "Z": (50, 40),
    }  # fmt: skip
    lefts = [place[0] for place in places.values()]
    assert lefts == sorted(lefts)
    said = texts(picture)
    assert {"N 4", "D 2", "H 5", "@", "=", "X", "W", "Z"} <= set(said)
    assert said.count("N 4") == 1  # of Z it is not written
    assert said.count("1") == 8  # the numbers of X; the others are shapes alone


def test_blocks_stand_where_they_are_told_to(picture):
    row = (("X", (2, 3), ("N", "D"), "@"), ("W", (3, 1), ("D", "H"), ""))
    places = canonical.blocks(picture, 0, 30, row, lefts=(50, 300))
    assert [place[:2] for place in places.values()] == [(50, 30), (300, 30)]


def test_dominoes_that_meet_give_the_shape_of_the_product(picture):
    found = canonical.dominoes(picture, 0, 0, [(7, 3), (3, 5), (5, 2)], ("X", "V", "W", "Z"))
    assert found is None
    said = texts(picture)
    assert said.count("=") == 2
    assert {"gives", "X", "V", "W", "Z"} <= set(said)
    assert said[-3:-1] == ["7", "2"]


def test_the_first_domino_that_does_not_fit_is_named(picture):
    found = canonical.dominoes(picture, 0, 0, [(64, 32), (32, 16), (10, 4), (5, 1)])
    assert found == 2
    said = texts(picture)
    assert (said.count("="), said.count("≠")) == (1, 2)
    assert "gives" not in said


def test_a_layer_is_two_columns_of_squares_the_fuller_the_more_active(picture):
    layers = [np.array([0.0, 1.0, 2.0]), np.array([1.0, 4.0, 2.0, 0.0])]
    high = canonical.layers_of_squares(
        picture, 10, 20, layers, full=(2.0, 4.0), words=("0.8", "1.5"), square=12
    )
    assert high == 24
    shares = re.findall(r'fill-opacity="([\d.]+)"', str(picture))
    assert [float(share) for share in shares] == [0, 0.5, 1, 0.25, 1, 0.5, 0]
    assert texts(picture) == ["0.8", "1.5"]


def test_a_layer_without_any_activity_is_empty(picture):
    canonical.layers_of_squares(picture, 0, 0, [np.zeros(2)], full=(0.0,))
    assert re.findall(r'fill-opacity="([\d.]+)"', str(picture)) == ["0.00"] * 2


def test_shares_are_bars_with_their_percent(picture):
    canonical.percents(picture, 20, 20, [0.25, 0.75], ("a", "b"), wide=100, bold=1)
    assert texts(picture) == ["a", "25 %", "b", "75 %"]
    widths = re.findall(r'width="([\d.]+)" height="14"', str(picture))
    assert [float(width) for width in widths] == [25, 75]


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0, "0 %"), (0.00001, "< 0.01 %"), (0.0042, "0.42 %"), (0.0949, "9.5 %"), (0.1, "10 %"),
        (0.9744, "97 %"), (0.994, "99.4 %"), (0.99951, "> 99.9 %"), (1, "100 %"),
        (float("nan"), "?"),
    ],
)  # fmt: skip
def test_a_percent_is_never_0_nor_100_where_it_is_neither(share, said):
    assert canonical.percent(share) == said


def test_a_digit_has_its_words_below_it(picture):
    canonical.digit(picture, 10, 10, 80, np.linspace(0, 1, 64), words=("3 read as 8", "97 % sure"))
    assert count(picture, "image") == 1
    assert texts(picture) == ["3 read as 8", "97 % sure"]


def drawn_lines(picture):
    """The points of every drawn line, no marks; where the pen was lifted begins another."""
    drawn = re.findall(r'<path[^>]* d="([M\d.,L-]+)"', str(picture))
    lines = [line for one in drawn for line in one.split("M") if line]
    return [[tuple(map(float, at.split(","))) for at in line.split("L")] for line in lines]


def test_a_walk_in_the_valley_goes_through_its_places(picture):
    places = [(1.0, 1.0), (0.9, -0.5), (0.8, 0.25), (0.7, -0.125), (0.6, 0.0)]
    frame = canonical.valley(picture, (40, 20, 400, 240), 4.0, places, numbered=3)
    found = [frame.values(x, y) for x, y in drawn_lines(picture)[-1]]
    np.testing.assert_allclose(found, places, atol=0.001)
    said = texts(picture)
    assert {"+", "1", "2", "3"} <= set(said)
    assert "4" not in said
    assert {"w₁, along the valley", "w₂, across"} <= set(said)


def test_a_level_line_of_the_valley_is_longer_along_it_by_the_root_of_kappa(picture):
    frame = canonical.valley(picture, (40, 20, 400, 240), 9.0, [(0.0, 0.0)])
    along, across = zip(*(frame.values(x, y) for x, y in drawn_lines(picture)[4]), strict=True)
    assert max(along) / max(across) == pytest.approx(3, rel=0.01)
    assert max(across) < 1  # it is whole


def test_a_walk_that_leaves_the_valley_is_not_drawn_outside_of_it(picture):
    places = [(1.0, 0.5 * (-1.5) ** k) for k in range(30)]
    box = left, top, width, height = 40, 20, 400, 240
    canonical.valley(picture, box, 100.0, places, numbered=30)
    for line in drawn_lines(picture):
        for x, y in line:
            assert left - 0.1 <= x <= left + width + 0.1
            assert top - 0.1 <= y <= top + height + 0.1
    assert [word for word in texts(picture) if word.isdigit()] == ["1", "2"]
