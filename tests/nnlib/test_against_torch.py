"""Layers, losses, networks and steps against torch in float64, called as the lessons call them."""

import itertools

import numpy as np
import pytest
import torch
import torch.nn.functional as F

import nnlib

TOLERANCE = 1e-12
ACTIVATIONS = {nnlib.ReLU: F.relu, nnlib.Tanh: torch.tanh, nnlib.Sigmoid: torch.sigmoid}


def leaf(A):
    """Return a torch leaf that holds a copy of A."""
    return torch.tensor(np.array(A), dtype=torch.float64, requires_grad=True)


def test_affine(case, rel):
    # wrong: a transpose that only fits square shapes, db averaged, dW divided by N once more
    rng, (N, D, H, _), laid_out = case
    X, dZ = laid_out(rng.normal(size=(N, D))), laid_out(rng.normal(size=(N, H)))
    layer = nnlib.Affine(D, H, rng=rng)
    layer.b = rng.normal(size=H)
    Xt, Wt, bt = leaf(X), leaf(layer.W), leaf(layer.b)
    Zt = F.linear(Xt, Wt.T, bt)
    Zt.backward(torch.tensor(np.array(dZ)))

    assert rel(layer.forward(X), Zt.detach()) <= TOLERANCE
    assert rel(layer.backward(dZ), Xt.grad) <= TOLERANCE
    assert rel(layer.dW, Wt.grad) <= TOLERANCE
    assert rel(layer.db, bt.grad) <= TOLERANCE


def test_affine_functions(case, rel):
    rng, (N, D, H, _), laid_out = case
    X, W = laid_out(rng.normal(size=(N, D))), laid_out(rng.normal(size=(D, H)))
    b, dZ = laid_out(rng.normal(size=H)), laid_out(rng.normal(size=(N, H)))
    Xt, Wt, bt = leaf(X), leaf(W), leaf(b)
    (Xt @ Wt + bt).backward(torch.tensor(np.array(dZ)))

    Z, cache = nnlib.affine_forward(X, W, b)
    assert rel(Z, (Xt @ Wt + bt).detach()) <= TOLERANCE
    dX, dW, db = nnlib.affine_backward(dZ, cache)
    assert rel(dX, Xt.grad) <= TOLERANCE
    assert rel(dW, Wt.grad) <= TOLERANCE
    assert rel(db, bt.grad) <= TOLERANCE


@pytest.mark.parametrize("activation", ACTIVATIONS, ids=lambda cls: cls.__name__)
def test_activation(activation, case, rel):
    # wrong: the slope taken at the output instead of the input, or the mask from dA
    rng, (N, D, _, _), laid_out = case
    X, dA = laid_out(3 * rng.normal(size=(N, D))), laid_out(rng.normal(size=(N, D)))
    Xt = leaf(X)
    At = ACTIVATIONS[activation](Xt)
    At.backward(torch.tensor(np.array(dA)))

    layer = activation()
    assert rel(layer.forward(X), At.detach()) <= TOLERANCE
    assert rel(layer.backward(dA), Xt.grad) <= TOLERANCE


def test_softmax(case, rel):
    # wrong: the sum over the batch instead of the classes
    rng, (N, _, _, C), laid_out = case
    Z = laid_out(10 * rng.normal(size=(N, C)))
    Zt = torch.tensor(np.array(Z))
    assert rel(nnlib.softmax(Z), F.softmax(Zt, dim=-1)) <= TOLERANCE
    assert rel(nnlib.log_softmax(Z), F.log_softmax(Zt, dim=-1)) <= TOLERANCE


def test_softmax_cross_entropy(case, rel):
    # wrong: a sum instead of the mean, dZ not divided by N
    rng, (N, _, _, C), laid_out = case
    Z, y = laid_out(5 * rng.normal(size=(N, C))), rng.integers(0, C, N)
    Zt = leaf(Z)
    value = F.cross_entropy(Zt, torch.tensor(y))
    value.backward()

    loss = nnlib.SoftmaxCrossEntropy()
    assert rel(loss.forward(Z, y), value.item()) <= TOLERANCE
    assert rel(loss.backward(), Zt.grad) <= TOLERANCE


def test_softmax_cross_entropy_function(case, rel):
    rng, (N, _, _, C), laid_out = case
    Z, y = laid_out(5 * rng.normal(size=(N, C))), rng.integers(0, C, N)
    Zt = leaf(Z)
    value = F.cross_entropy(Zt, torch.tensor(y))
    value.backward()
    loss, dZ = nnlib.softmax_cross_entropy(Z, y)
    assert rel(loss, value.item()) <= TOLERANCE
    assert rel(dZ, Zt.grad) <= TOLERANCE


@pytest.mark.parametrize("name", ["relu", "tanh", "sigmoid"])
def test_slopes_of_activations(name, case, rel):
    rng, (N, D, _, _), laid_out = case
    Z, dA = laid_out(3 * rng.normal(size=(N, D))), laid_out(rng.normal(size=(N, D)))
    Zt = leaf(Z)
    At = getattr(torch, name)(Zt)
    At.backward(torch.tensor(np.array(dA)))
    kept = Z if name == "relu" else laid_out(At.detach().numpy())
    assert rel(getattr(nnlib, f"{name}_backward")(dA, kept), Zt.grad) <= TOLERANCE


def test_softmax_jvp(case, rel):
    rng, (N, _, _, C), laid_out = case
    Z, G = laid_out(3 * rng.normal(size=(N, C))), laid_out(rng.normal(size=(N, C)))
    Zt = leaf(Z)
    P = F.softmax(Zt, dim=-1)
    P.backward(torch.tensor(np.array(G)))
    assert rel(nnlib.softmax_jvp(laid_out(P.detach().numpy()), G), Zt.grad) <= TOLERANCE


@pytest.mark.parametrize("depth", [1, 2, 3, 4])
def test_mlp_functions(depth, case, rel):
    # wrong: a ReLU after the last map, the mask of the wrong layer, grads in reverse order
    rng, (N, D, H, C), laid_out = case
    sizes = [D, *[H + k for k in range(depth - 1)], C]
    params = [
        (laid_out(rng.normal(size=size) / np.sqrt(size[0])), laid_out(rng.normal(size=size[1])))
        for size in itertools.pairwise(sizes)
    ]
    X, y = laid_out(rng.normal(size=(N, D))), rng.integers(0, C, N)
    leaves = [(leaf(W), leaf(b)) for W, b in params]
    Zt = torch.tensor(np.array(X)) @ leaves[0][0] + leaves[0][1]
    for W, b in leaves[1:]:
        Zt = F.relu(Zt) @ W + b
    value = F.cross_entropy(Zt, torch.tensor(y))
    value.backward()

    assert rel(nnlib.mlp_forward(X, params), Zt.detach()) <= TOLERANCE
    loss, grads = nnlib.mlp_backward(X, y, params)
    assert rel(loss, value.item()) <= TOLERANCE
    for ours, theirs in zip(grads, leaves, strict=True):
        assert rel(ours[0], theirs[0].grad) <= TOLERANCE
        assert rel(ours[1], theirs[1].grad) <= TOLERANCE


def test_mean_squared_error(case, rel):
    # wrong: the mean over the samples only, the factor 2 forgotten
    rng, (N, _, _, C), laid_out = case
    Z, Y = laid_out(rng.normal(size=(N, C))), laid_out(rng.normal(size=(N, C)))
    Zt = leaf(Z)
    value = F.mse_loss(Zt, torch.tensor(np.array(Y)))
    value.backward()

    loss = nnlib.MeanSquaredError()
    assert rel(loss.forward(Z, Y), value.item()) <= TOLERANCE
    assert rel(loss.backward(), Zt.grad) <= TOLERANCE


@pytest.mark.parametrize("activation", ACTIVATIONS, ids=lambda cls: cls.__name__)
@pytest.mark.parametrize("kind", ["classes", "numbers"])
def test_three_steps_of_a_network(activation, kind, case, rel):
    # wrong: gradients added up from step to step, one layer's view off by a few numbers
    rng, (N, D, H, C), laid_out = case
    net = nnlib.mlp([D, H, C], activation, rng=rng)
    net.params = net.params + 0.1 * rng.normal(size=net.params.shape)
    weights = [leaf(value) for value in net.named_params().values()]
    X = laid_out(rng.normal(size=(N, D)))
    if kind == "classes":
        loss, y, torch_loss = nnlib.SoftmaxCrossEntropy(), rng.integers(0, C, N), F.cross_entropy
    else:
        loss, y, torch_loss = nnlib.MeanSquaredError(), rng.normal(size=(N, C)), F.mse_loss
    optimizer, torch_optimizer = nnlib.SGD(0.1), torch.optim.SGD(weights, lr=0.1)

    for _ in range(3):
        Xt = leaf(X)
        W1, b1, W2, b2 = weights
        value = torch_loss(ACTIVATIONS[activation](Xt @ W1 + b1) @ W2 + b2, torch.tensor(y))
        torch_optimizer.zero_grad()
        value.backward()

        assert rel(loss.forward(net.forward(X, training=True), y), value.item()) <= TOLERANCE
        assert rel(net.backward(loss.backward()), Xt.grad) <= TOLERANCE
        for ours, theirs in zip(net.named_grads().values(), weights, strict=True):
            assert rel(ours, theirs.grad) <= TOLERANCE
        optimizer.step(net)
        torch_optimizer.step()
    for ours, theirs in zip(net.named_params().values(), weights, strict=True):
        assert rel(ours, theirs.detach()) <= TOLERANCE
