"""Lesson 3 by hand, and what a network needs besides learning: tables and files."""

import itertools
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nnlib
from nnlib import network, storage


@pytest.fixture
def nested(rng):
    inner = nnlib.Sequential(nnlib.Affine(4, 4, rng=rng), nnlib.BatchNorm(4), nnlib.LeakyReLU(0.3))
    net = nnlib.Sequential(nnlib.Affine(3, 4, rng=rng), inner, nnlib.DropConnect(4, 2, 0.2))
    net.params = net.params + 0.1 * rng.normal(size=net.params.shape)
    net.forward(2 + rng.normal(size=(8, 3)), training=True)  # running averages move
    return net


# ---- by hand


def test_xor_by_hand():
    X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
    Z = nnlib.mlp_forward(X, network.xor_network())
    np.testing.assert_array_equal(Z, [[0], [1], [1], [0]])


def test_pieces_by_hand():
    # wrong: kinks on the edge, twice at one place or of units that do not bend
    count = network.relu_regions_1d
    assert count([1, 1, -2], [0, -1, 1], -1, 2) == 4  # kinks at 0, 1 and 1/2
    assert count([1, 2, -1], [-1, -2, 1], 0, 3) == 2  # three at 1
    assert count([1, 1], [0, -3], 0, 3) == 1  # both on the edge
    assert count([0, 0], [1, -1], -9, 9) == 1
    assert count([1], [5], -1, 1) == 1  # outside


@given(st.lists(st.integers(-4, 4), min_size=1, max_size=7), st.integers(0, 99))
def test_pieces_are_the_changes_of_slope(places, seed):
    rng = np.random.default_rng(seed)
    w = rng.choice([-2.0, -1.0, 1.0, 2.0], len(places))
    b = -w * np.array(places)
    # all units look the same way, so that no two bends can cancel
    x = np.linspace(-5, 5, 1001)
    y = sum(np.abs(w_h) * nnlib.relu(x - place) for w_h, place in zip(w, places, strict=True))
    slopes = np.round(np.diff(y) / np.diff(x), 6)
    assert network.relu_regions_1d(w, b, -5, 5) == 1 + np.count_nonzero(np.diff(slopes))


def test_a_bump_is_a_block():
    # wrong: sum and not difference of the steps; a steepness that moves the edges
    x = np.array([-10.0, 0.5, 0.0, 1.0, 10.0])
    np.testing.assert_allclose(network.bump(x, 0, 1, 3, 1000), [0, 3, 1.5, 1.5, 0], atol=1e-12)
    assert network.bump(x, 0, 1, 3, 0.1).max() < 0.1


def test_more_bumps_come_closer():
    # wrong: heights taken at the left edge; edges that do not meet
    x = np.linspace(0.1, 0.9, 400)

    def f(x):
        return np.sin(6 * x)

    errors = [
        np.abs(network.approximate(x, f, n, 0, 1, 20.0 * n) - f(x)).max() for n in (4, 8, 16, 32)
    ]
    assert all(later < 0.7 * earlier for earlier, later in itertools.pairwise(errors))
    flat = network.approximate(x, lambda x: 2.0, 5, 0, 1, 200)
    np.testing.assert_allclose(flat, 2, atol=1e-6)  # neighbours fit together without a seam


@given(*[st.integers(1, 5)] * 4, st.integers(0, 99))
def test_two_maps_are_one(N, D, H, C, seed):
    # wrong: b1 forgotten; W2 W1
    rng = np.random.default_rng(seed)
    W1, b1, W2, b2 = (rng.normal(size=size) for size in ((D, H), H, (H, C), C))
    X = rng.normal(size=(N, D))
    W, b = network.collapse_linear(W1, b1, W2, b2)
    assert (W.shape, b.shape) == ((D, C), (C,))
    np.testing.assert_allclose(X @ W + b, (X @ W1 + b1) @ W2 + b2, rtol=1e-10, atol=1e-10)


# ---- the table


def test_summary(nested):
    # wrong: parameters of inner layers counted twice; shapes of the batch that came before
    lines = nested.summary(np.zeros((7, 3))).splitlines()
    assert len(lines) == 1 + 3 + 1
    numbers = [int(line.split()[-1].replace(",", "")) for line in lines[1:]]
    assert numbers == [16, 28, 10, 54]
    assert numbers[-1] == sum(numbers[:-1]) == nested.params.size
    assert ["(7, 4)" in line for line in lines] == [False, True, True, False, False]
    assert "(7, 2)" in lines[3]
    without = nested.summary().splitlines()
    assert len(without) == 5
    assert "(7" not in "".join(without)


# ---- files


def contents(path):
    with np.load(path) as stored:
        return dict(stored)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_a_network_comes_back(nested, dtype, rng, tmp_path):
    # wrong: settings lost (0.3, 0.2), running averages lost, another dtype
    net, X = nested.astype(dtype), rng.normal(size=(5, 3))
    nnlib.save(net, tmp_path / "net.npz")
    again = nnlib.load(tmp_path / "net.npz")
    assert again.dtype == dtype
    np.testing.assert_array_equal(again.forward(X), net.forward(X))
    assert list(again.named_params()) == list(net.named_params())
    assert again.layers[1].layers[2].alpha == 0.3
    assert again.layers[2].p == 0.2
    assert np.abs(again.layers[1].layers[1].running_mean).min() > 0


def test_a_network_inside_another_comes_back_alone(nested, rng, tmp_path):
    # wrong: its running averages stand in the file under the names of the larger network
    inner, X = nested.layers[1], rng.normal(size=(5, 4))
    nnlib.save(inner, tmp_path / "inner.npz")
    np.testing.assert_array_equal(nnlib.load(tmp_path / "inner.npz").forward(X), inner.forward(X))


def test_a_kind_of_network_of_ones_own_is_refused(tmp_path):
    # wrong: saved as a plain Sequential, which computes something else when it is loaded
    class Residual(nnlib.Sequential):
        def forward(self, X, training=False):
            return X + super().forward(X, training)

    for net in (Residual(nnlib.Affine(3, 3)), nnlib.Sequential(Residual(nnlib.Affine(3, 3)))):
        with pytest.raises(TypeError, match="nnlib's own layers only, got Residual"):
            nnlib.save(net, tmp_path / "net.npz")

    class ReLU(nnlib.ReLU):  # the name alone does not make it nnlib's
        pass

    with pytest.raises(TypeError, match="nnlib's own layers only, got ReLU"):
        nnlib.save(nnlib.Sequential(ReLU()), tmp_path / "net.npz")


def test_a_file_of_a_later_format_is_refused(nested, tmp_path):
    path = tmp_path / "net.npz"
    nnlib.save(nested, path)
    stored = contents(path)
    made_of = json.loads(str(stored["made_of"]))
    assert made_of["format"] == storage.FORMAT
    made_of["format"] += 1
    np.savez(path, **stored | {"made_of": np.array(json.dumps(made_of))})
    with pytest.raises(ValueError, match=rf"up to format {storage.FORMAT}, got format"):
        nnlib.load(path)


def test_a_layer_that_this_nnlib_does_not_know(tmp_path):
    path = tmp_path / "net.npz"
    nnlib.save(nnlib.Sequential(nnlib.ReLU()), path)
    stored = contents(path)
    made_of = str(stored["made_of"]).replace("ReLU", "Telepathy")
    np.savez(path, **stored | {"made_of": np.array(made_of)})
    with pytest.raises(ValueError, match="unknown layer 'Telepathy'"):
        nnlib.load(path)


def test_foreign_files_are_refused(tmp_path):
    # wrong: a KeyError of numpy, or a pickle that is run
    text, arrays = tmp_path / "text.npz", tmp_path / "arrays.npz"
    text.write_text("no archive")
    np.savez(arrays, params=np.ones(3))
    for path in (text, arrays):
        with pytest.raises(ValueError, match=r"expected a file that nnlib\.save has written"):
            nnlib.load(path)
    hostile = tmp_path / "hostile.npz"
    np.savez(hostile, made_of=np.array([{"a": 1}], dtype=object), params=np.ones(3))
    with pytest.raises(ValueError, match="allow_pickle"):
        nnlib.load(hostile)
    with pytest.raises(FileNotFoundError):
        nnlib.load(tmp_path / "nowhere.npz")


def test_what_was_loaded_learns(nested, rng, tmp_path):
    # wrong: windows on the arrays of the file
    nnlib.save(nested, tmp_path / "net.npz")
    net = nnlib.load(tmp_path / "net.npz")
    X, y = rng.normal(size=(6, 3)), rng.integers(0, 2, 6)
    loss = nnlib.SoftmaxCrossEntropy()
    loss.forward(net.forward(X, training=True), y)
    net.backward(loss.backward())
    nnlib.SGD(0.1).step(net)
    changed = [np.abs(v - nested.named_params()[k]).max() for k, v in net.named_params().items()]
    assert min(changed[-2:]) > 0
