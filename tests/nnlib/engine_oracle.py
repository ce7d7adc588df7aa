"""What the engine is compared with: for each of its parts, the same in torch, in float64.

`COMPONENTS` maps a name to a function of (rng, shape, layout) that returns pairs: what nnlib
computed and what torch computed, for the output and every gradient. The calls are those of the
lessons. The tests ask that each pair agrees to 1e-12 of its largest entry;
`python bench/bench_oracle.py` prints the largest errors as a table.
"""

import numpy as np
import torch
import torch.nn.functional as F

import nnlib

torch.set_num_threads(1)

COMPONENTS = {}
TOLERANCE = 1e-12
EXCEPTIONS = {
    # two numbers of variance v become ±1/√(1 + eps/v): dX is what rounding leaves of three equal
    # terms, about eps/v of each, in torch as here
    "BatchNorm, training, a batch of two": 1e-9,
}


def component(name):
    """Register a function under a name."""

    def register(function):
        COMPONENTS[name] = function
        return function

    return register


def leaf(A):
    """Return a torch leaf that holds a copy of A."""
    return torch.tensor(np.array(A), dtype=torch.float64, requires_grad=True)


def numbers(tensor):
    """Return the numbers of a torch tensor."""
    return tensor.detach().numpy()


def layer_pairs(layer, torch_forward, X, rng, layout, training=True):
    """Compare a layer's output, dX and the gradient of each parameter.

    Parameters
    ----------
    layer : nnlib.Layer
    torch_forward : callable
        Takes X and the layer's parameters as leaves, in their order.
    X : ndarray
    rng, layout
        Draw dY, and lay it out in memory.
    training : bool
    """
    Xt, leaves = leaf(X), [leaf(value) for value in layer.named_params().values()]
    Yt = torch_forward(Xt, *leaves)
    dY = layout(rng.normal(size=tuple(Yt.shape)))
    Yt.backward(torch.tensor(np.array(dY)))
    pairs = [(layer.forward(X, training=training), numbers(Yt)), (layer.backward(dY), Xt.grad)]
    return pairs + list(zip(layer.named_grads().values(), [t.grad for t in leaves], strict=True))


def loss_pairs(loss, torch_loss, Z):
    """Compare a loss and its slope; torch_loss takes Z as a leaf."""
    ours, y = loss
    Zt = leaf(Z)
    value = torch_loss(Zt)
    value.backward()
    return [(ours.forward(Z, y), value.item()), (ours.backward(), Zt.grad)]


# ---- affine maps and activations


@component("Affine")
def _(rng, shape, layout):
    N, D, H, _ = shape
    layer = nnlib.Affine(D, H, rng=rng)
    layer.b = rng.normal(size=H)
    return layer_pairs(
        layer, lambda X, W, b: F.linear(X, W.T, b), layout(rng.normal(size=(N, D))), rng, layout
    )


@component("Affine, with a time axis")
def _(rng, shape, layout):
    N, D, H, T = shape
    layer = nnlib.Affine(D, H, rng=rng)
    layer.b = rng.normal(size=H)
    X = layout(rng.normal(size=(N, T, D)))
    return layer_pairs(layer, lambda X, W, b: X @ W + b, X, rng, layout)


@component("affine_forward, affine_backward")
def _(rng, shape, layout):
    N, D, H, _ = shape
    X, W = layout(rng.normal(size=(N, D))), layout(rng.normal(size=(D, H)))
    b, dZ = rng.normal(size=H), layout(rng.normal(size=(N, H)))
    Xt, Wt, bt = leaf(X), leaf(W), leaf(b)
    Zt = Xt @ Wt + bt
    Zt.backward(torch.tensor(np.array(dZ)))
    Z, cache = nnlib.affine_forward(X, W, b)
    slopes = nnlib.affine_backward(dZ, cache)
    return [(Z, numbers(Zt)), *zip(slopes, (Xt.grad, Wt.grad, bt.grad), strict=True)]


TORCH_ACTIVATIONS = {
    "identity": lambda X: X * 1,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": F.relu,
    "leaky_relu": lambda X: F.leaky_relu(X, 0.01),
    "elu": F.elu,
    "selu": F.selu,
    "gelu": lambda X: F.gelu(X, approximate="tanh"),
    "silu": F.silu,
    # torch takes x itself above 20, which is 2e-9 too little there
    "softplus": lambda X: F.softplus(X, threshold=1e9),
}


def _activation(name):
    def compare(rng, shape, layout):
        X = layout(3 * rng.normal(size=shape[:2]))
        layer = nnlib.activation(name)
        pairs = layer_pairs(layer, TORCH_ACTIVATIONS[name], X, rng, layout)
        Xt = leaf(X)
        TORCH_ACTIVATIONS[name](Xt).sum().backward()
        return [*pairs, (nnlib.derivative(name, X), Xt.grad)]

    return compare


for _name in TORCH_ACTIVATIONS:
    COMPONENTS[_name] = _activation(_name)


@component("Softmax")
def _(rng, shape, layout):
    X = layout(5 * rng.normal(size=(shape[0], shape[3])))
    return layer_pairs(nnlib.Softmax(), lambda X: F.softmax(X, -1), X, rng, layout)


@component("LogSoftmax")
def _(rng, shape, layout):
    X = layout(5 * rng.normal(size=(shape[0], shape[3])))
    return layer_pairs(nnlib.LogSoftmax(), lambda X: F.log_softmax(X, -1), X, rng, layout)


@component("softmax_jacobian")
def _(rng, shape, layout):
    z = rng.normal(size=shape[3])
    J = torch.autograd.functional.jacobian(lambda z: F.softmax(z, -1), torch.tensor(z))
    return [(nnlib.softmax_jacobian(nnlib.softmax(z)), J)]


@component("softmax_vjp")
def _(rng, shape, layout):
    Z = layout(3 * rng.normal(size=(shape[0], shape[3])))
    G, Zt = layout(rng.normal(size=Z.shape)), leaf(Z)
    P = F.softmax(Zt, -1)
    P.backward(torch.tensor(np.array(G)))
    return [(nnlib.softmax_vjp(layout(numbers(P)), G), Zt.grad)]


# ---- losses


def _regression(make, torch_loss):
    def compare(rng, shape, layout):
        N, _, _, C = shape
        Z, Y = layout(2 * rng.normal(size=(N, C))), layout(rng.normal(size=(N, C)))
        Yt = torch.tensor(np.array(Y))
        return loss_pairs((make(), Y), lambda Z: torch_loss(Z, Yt), Z)

    return compare


COMPONENTS["MeanSquaredError"] = _regression(nnlib.MeanSquaredError, F.mse_loss)
COMPONENTS["MeanAbsoluteError"] = _regression(nnlib.MeanAbsoluteError, F.l1_loss)
COMPONENTS["Huber"] = _regression(
    lambda: nnlib.Huber(0.7), lambda Z, Y: F.huber_loss(Z, Y, delta=0.7)
)


@component("mse")
def _(rng, shape, layout):
    Z, Y = layout(rng.normal(size=shape[:2])), layout(rng.normal(size=shape[:2]))
    Zt = leaf(Z)
    value = F.mse_loss(Zt, torch.tensor(np.array(Y)))
    value.backward()
    loss, dZ = nnlib.mse(Z, Y)
    return [(loss, value.item()), (dZ, Zt.grad)]


@component("BinaryCrossEntropy")
def _(rng, shape, layout):
    Z, y = layout(6 * rng.normal(size=shape[:1])), rng.integers(0, 2, shape[0])
    target = torch.tensor(y.astype(float))
    return loss_pairs(
        (nnlib.BinaryCrossEntropy(), y),
        lambda Z: F.binary_cross_entropy_with_logits(Z, target),
        Z,
    )


def _classes(rng, shape, layout):
    N, _, _, C = shape
    return layout(4 * rng.normal(size=(N, C))), rng.integers(0, C, N)


@component("SoftmaxCrossEntropy")
def _(rng, shape, layout):
    Z, y = _classes(rng, shape, layout)
    return loss_pairs(
        (nnlib.SoftmaxCrossEntropy(), y), lambda Z: F.cross_entropy(Z, torch.tensor(y)), Z
    )


@component("SoftmaxCrossEntropy, one-hot")
def _(rng, shape, layout):
    Z, y = _classes(rng, shape, layout)
    rows = np.eye(Z.shape[1])[y]
    return loss_pairs(
        (nnlib.SoftmaxCrossEntropy(), rows), lambda Z: F.cross_entropy(Z, torch.tensor(rows)), Z
    )


@component("SoftmaxCrossEntropy, weighted")
def _(rng, shape, layout):
    Z, y = _classes(rng, shape, layout)
    weights = rng.uniform(0.2, 3, Z.shape[1])
    return loss_pairs(
        (nnlib.SoftmaxCrossEntropy(weights), y),
        lambda Z: F.cross_entropy(Z, torch.tensor(y), weight=torch.tensor(weights)),
        Z,
    )


@component("FocalLoss")
def _(rng, shape, layout):
    Z, y = _classes(rng, shape, layout)

    def focal(Z):
        log_p = F.log_softmax(Z, -1)[torch.arange(len(y)), torch.tensor(y)]
        return -((-torch.expm1(log_p)) ** 2 * log_p).mean()

    return loss_pairs((nnlib.FocalLoss(2.0), y), focal, Z)


# ---- whole networks: forward, loss, backward, step


def _network(activation, kind):
    def compare(rng, shape, layout):
        N, D, H, C = shape
        net = nnlib.mlp([D, H, C], activation, rng=rng)
        net.params = net.params + 0.1 * rng.normal(size=net.params.shape)
        W1, b1, W2, b2 = weights = [leaf(value) for value in net.named_params().values()]
        X, act = layout(rng.normal(size=(N, D))), TORCH_ACTIVATIONS[activation]
        if kind == "classes":
            loss, y, torch_loss = (
                nnlib.SoftmaxCrossEntropy(), rng.integers(0, C, N), F.cross_entropy
            )  # fmt: skip
        else:
            loss, y, torch_loss = nnlib.MeanSquaredError(), rng.normal(size=(N, C)), F.mse_loss
        optimizer, torch_optimizer = nnlib.SGD(0.1), torch.optim.SGD(weights, lr=0.1)
        pairs = []
        for _ in range(3):
            Xt = leaf(X)
            value = torch_loss(act(Xt @ W1 + b1) @ W2 + b2, torch.tensor(y))
            torch_optimizer.zero_grad()
            value.backward()
            pairs.append((loss.forward(net.forward(X, training=True), y), value.item()))
            pairs.append((net.backward(loss.backward()), Xt.grad.clone()))
            grads = [t.grad.clone() for t in weights]
            copies = [grad.copy() for grad in net.named_grads().values()]
            pairs += zip(copies, grads, strict=True)
            optimizer.step(net)
            torch_optimizer.step()
        after = [numbers(t) for t in weights]
        return pairs + list(zip(net.named_params().values(), after, strict=True))

    return compare


for _name in ("relu", "tanh", "sigmoid", "gelu"):
    for _kind in ("classes", "numbers"):
        COMPONENTS[f"three steps of a network, {_name}, {_kind}"] = _network(_name, _kind)


@component("mlp_backward")
def _(rng, shape, layout):
    N, D, H, C = shape
    sizes = [(D, H), (H, H + 1), (H + 1, C)]
    params = [
        (layout(rng.normal(size=size) / np.sqrt(size[0])), rng.normal(size=size[1]))
        for size in sizes
    ]
    X, y = layout(rng.normal(size=(N, D))), rng.integers(0, C, N)
    leaves = [(leaf(W), leaf(b)) for W, b in params]
    A = torch.tensor(np.array(X))
    for W, b in leaves[:-1]:
        A = F.relu(A @ W + b)
    value = F.cross_entropy(A @ leaves[-1][0] + leaves[-1][1], torch.tensor(y))
    value.backward()
    loss, grads = nnlib.mlp_backward(X, y, params)
    pairs = [(loss, value.item())]
    for (dW, db), (W, b) in zip(grads, leaves, strict=True):
        pairs += [(dW, W.grad), (db, b.grad)]
    return pairs


# ---- optimizers and schedules: 200 steps along the same gradients

OPTIMIZERS = {
    "SGD": (lambda lr: nnlib.SGD(lr), lambda p, lr: torch.optim.SGD(p, lr)),
    "SGD, L2": (
        lambda lr: nnlib.SGD(lr, weight_decay=0.02),
        lambda p, lr: torch.optim.SGD(p, lr, weight_decay=0.02),
    ),
    "SGD, momentum": (
        lambda lr: nnlib.SGD(lr, momentum=0.9),
        lambda p, lr: torch.optim.SGD(p, lr, momentum=0.9),
    ),
    "SGD, Nesterov": (
        lambda lr: nnlib.SGD(lr, momentum=0.9, nesterov=True),
        lambda p, lr: torch.optim.SGD(p, lr, momentum=0.9, nesterov=True),
    ),
    "Adagrad": (lambda lr: nnlib.Adagrad(lr), lambda p, lr: torch.optim.Adagrad(p, lr)),
    "RMSprop": (lambda lr: nnlib.RMSprop(lr), lambda p, lr: torch.optim.RMSprop(p, lr)),
    "Adam": (lambda lr: nnlib.Adam(lr), lambda p, lr: torch.optim.Adam(p, lr)),
    "Adam, L2": (
        lambda lr: nnlib.Adam(lr, weight_decay=0.02),
        lambda p, lr: torch.optim.Adam(p, lr, weight_decay=0.02),
    ),
    "AdamW": (
        lambda lr: nnlib.AdamW(lr, weight_decay=0.02),
        lambda p, lr: torch.optim.AdamW(p, lr, weight_decay=0.02),
    ),
}


def _optimizer(make, make_torch):
    def compare(rng, shape, layout):
        net = nnlib.Affine(shape[1], shape[2], rng=rng)
        p = leaf(net.params)
        ours, theirs = make(0.02), make_torch([p], 0.02)
        for _ in range(200):
            g = 0.3 * rng.normal(size=net.params.shape) + 0.1 * net.params
            net.grads, p.grad = g, torch.tensor(g)
            ours.step(net)
            theirs.step()
        return [(net.params, numbers(p))]

    return compare


for _name, (_make, _make_torch) in OPTIMIZERS.items():
    COMPONENTS[f"{_name}, 200 steps"] = _optimizer(_make, _make_torch)


def _rates(schedule, torch_schedule):
    """Return the rates of 60 steps: ours, and those that torch sets one after the other."""
    optimizer = torch.optim.SGD([leaf(np.zeros(1))], lr=0.3)
    scheduler, theirs = torch_schedule(optimizer), []
    for _ in range(60):
        theirs.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return [(np.array([schedule(t) for t in range(1, 61)]), np.array(theirs))]


@component("StepDecay")
def _(rng, shape, layout):
    every, factor = int(rng.integers(2, 15)), float(rng.uniform(0.1, 0.9))
    return _rates(
        nnlib.StepDecay(0.3, every, factor),
        lambda o: torch.optim.lr_scheduler.StepLR(o, every, factor),
    )


@component("Cosine")
def _(rng, shape, layout):
    end = float(rng.uniform(0, 0.1))  # torch's cosine rises again after its end: compare up to it
    return _rates(
        nnlib.Cosine(0.3, 60, end),
        lambda o: torch.optim.lr_scheduler.CosineAnnealingLR(o, 60, end),
    )


@component("Warmup")
def _(rng, shape, layout):
    steps = int(rng.integers(2, 20))

    def theirs(o):
        rise = torch.optim.lr_scheduler.LinearLR(o, 1 / steps, 1.0, total_iters=steps - 1)
        fall = torch.optim.lr_scheduler.CosineAnnealingLR(o, 60)
        return torch.optim.lr_scheduler.SequentialLR(o, [rise, fall], [steps])

    return _rates(nnlib.Warmup(steps, nnlib.Cosine(0.3, 60)), theirs)


@component("clip_by_global_norm")
def _(rng, shape, layout):
    arrays = [rng.normal(size=shape[:2]), rng.normal(size=shape[2])]
    leaves = [leaf(np.zeros(a.shape)) for a in arrays]
    for t, a in zip(leaves, arrays, strict=True):
        t.grad = torch.tensor(a)
    clipped, norm = nnlib.clip_by_global_norm(arrays, 0.5)
    total = torch.nn.utils.clip_grad_norm_(leaves, 0.5)
    # torch divides by norm + 1e-6; taken back here, since it is a choice and no rounding
    back = (total.item() + 1e-6) / total.item()
    pairs = [(c, t.grad * back) for c, t in zip(clipped, leaves, strict=True)]
    return [(norm, total.item()), *pairs]


# ---- normalization


def _affine_start(layer, rng):
    layer.gamma, layer.beta = rng.normal(size=layer.gamma.shape), rng.normal(size=layer.beta.shape)
    return layer


def _batchnorm(training, pictures, batch=None):
    def compare(rng, shape, layout):
        N, D, H, W = shape[0], shape[1], shape[2] % 5 + 2, shape[3] % 4 + 2
        if training and not pictures:
            N = batch or max(3, N)
        X = layout(3 * rng.normal(size=(N, D, H, W) if pictures else (N, D)) + 2)
        layer = _affine_start(nnlib.BatchNorm(D), rng)
        layer.running_mean, layer.running_var = rng.normal(size=D), rng.uniform(0.5, 2, D)
        mean, var = torch.tensor(layer.running_mean), torch.tensor(layer.running_var)
        pairs = layer_pairs(
            layer,
            lambda X, g, b: F.batch_norm(X, mean, var, g, b, training),
            X, rng, layout, training,
        )  # fmt: skip
        return [*pairs, (layer.running_mean, mean), (layer.running_var, var)]

    return compare


COMPONENTS["BatchNorm, training"] = _batchnorm(True, False)
COMPONENTS["BatchNorm, training, a batch of two"] = _batchnorm(True, False, batch=2)
COMPONENTS["BatchNorm, in use"] = _batchnorm(False, False)
COMPONENTS["BatchNorm, training, pictures"] = _batchnorm(True, True)
COMPONENTS["BatchNorm, in use, pictures"] = _batchnorm(False, True)


@component("batchnorm_fold")
def _(rng, shape, layout):
    N, D, H, _ = shape
    W, b, gamma, beta, mean = rng.normal(size=(D, H)), *rng.normal(size=(4, H))
    var, X = rng.uniform(0.5, 2, H), rng.normal(size=(N, D))
    t = torch.tensor
    Y = F.batch_norm(t(X @ W + b), t(mean), t(var), t(gamma), t(beta), False)
    W2, b2 = nnlib.batchnorm_fold(W, b, gamma, beta, mean, var)
    return [(X @ W2 + b2, Y)]


@component("LayerNorm")
def _(rng, shape, layout):
    N, D, T, _ = shape
    X = layout(3 * rng.normal(size=(N, T % 4 + 1, D)) + 2)
    layer = _affine_start(nnlib.LayerNorm(D), rng)
    return layer_pairs(layer, lambda X, g, b: F.layer_norm(X, (D,), g, b), X, rng, layout)


@component("layernorm_forward")
def _(rng, shape, layout):
    X, (gamma, beta) = layout(rng.normal(size=shape[:2]) + 2), rng.normal(size=(2, shape[1]))
    t = torch.tensor
    Y = F.layer_norm(t(np.array(X)), (shape[1],), t(gamma), t(beta))
    return [(nnlib.layernorm_forward(X, gamma, beta), Y)]


@component("GroupNorm")
def _(rng, shape, layout):
    N, groups, per, H = shape[0], shape[1] % 3 + 1, shape[2] % 4 + 2, shape[3] % 5 + 2
    X = layout(3 * rng.normal(size=(N, groups * per, H, 3)) + 2)
    layer = _affine_start(nnlib.GroupNorm(groups, groups * per), rng)
    return layer_pairs(layer, lambda X, g, b: F.group_norm(X, groups, g, b), X, rng, layout)


@component("InstanceNorm")
def _(rng, shape, layout):
    N, C, H = shape[0], shape[1] % 4 + 1, shape[3] % 5 + 2
    X = layout(3 * rng.normal(size=(N, C, H, 3)) + 2)
    layer = _affine_start(nnlib.InstanceNorm(C), rng)
    return layer_pairs(layer, lambda X, g, b: F.instance_norm(X, weight=g, bias=b), X, rng, layout)


# ---- regularization: the same mask on both sides


@component("dropout")
def _(rng, shape, layout):
    A, dA = layout(rng.normal(size=shape[:2])), layout(rng.normal(size=shape[:2]))
    Y, mask = nnlib.dropout_forward(A, 0.3, rng)
    At = leaf(A)
    Yt = At * (torch.tensor(mask) > 0) / 0.7
    Yt.backward(torch.tensor(np.array(dA)))
    return [(Y, numbers(Yt)), (nnlib.dropout_backward(dA, mask), At.grad)]


@component("DropConnect")
def _(rng, shape, layout):
    N, D, H, _ = shape
    layer = nnlib.DropConnect(D, H, 0.3, rng=rng)
    X, dZ = layout(rng.normal(size=(N, D))), layout(rng.normal(size=(N, H)))
    Z = layer.forward(X, training=True)
    Xt, Wt, bt = leaf(X), leaf(layer.W), leaf(layer.b)
    Zt = Xt @ (Wt * (torch.tensor(layer._mask) > 0) / 0.7) + bt
    Zt.backward(torch.tensor(np.array(dZ)))
    dX = layer.backward(dZ)
    return [(Z, numbers(Zt)), (dX, Xt.grad), (layer.dW, Wt.grad), (layer.db, bt.grad)]


@component("L2 and L1")
def _(rng, shape, layout):
    net = nnlib.mlp(shape[1:], rng=rng)
    weights = [leaf(layer.W) for layer in net.layers[::2]]
    value = 0.15 * sum((W**2).sum() for W in weights) + 0.2 * sum(W.abs().sum() for W in weights)
    value.backward()
    net.grads = np.zeros_like(net.grads)
    penalties = nnlib.L2(0.3), nnlib.L1(0.2)
    for penalty in penalties:
        penalty.add_gradient(net)
    pairs = [(layer.dW, W.grad) for layer, W in zip(net.layers[::2], weights, strict=True)]
    return [(sum(p.value(net) for p in penalties), value.item()), *pairs]


# ---- initialization: moments and bounds are tested apart; here the formulas


@component("gains and fans")
def _(rng, shape, layout):
    _, D, H, C = shape
    dense, kernel = torch.empty(H, D), torch.empty(H, C, 3, 2)
    fan = torch.nn.init._calculate_fan_in_and_fan_out
    leaky = torch.nn.init.calculate_gain("leaky_relu", 0.2)
    drawn = nnlib.he((D, H), np.random.default_rng(1), alpha=0.2)
    unit = np.random.default_rng(1).standard_normal((D, H))
    return [
        (np.array(nnlib.fans((D, H))), np.array(fan(dense))),
        (np.array(nnlib.fans((H, C, 3, 2))), np.array(fan(kernel))),
        (drawn, unit * leaky / np.sqrt(D)),
    ]


# ---- automatic differentiation


@component("Tensor: attention")
def _(rng, shape, layout):
    B, T, d, S = shape[0] % 3 + 1, shape[1] % 5 + 2, shape[2] % 6 + 1, shape[3] % 5 + 2
    Q, K, V = (rng.normal(size=size) for size in ((B, T, d), (B, S, d), (B, S, d)))
    mask = np.zeros((T, S), bool)
    mask[0, 1:] = True
    q, k, v = (nnlib.Tensor(A) for A in (Q, K, V))
    scores = (q @ k.transpose((0, 2, 1)) / np.sqrt(d)).masked_fill(mask, -np.inf)
    ours = scores.softmax() @ v
    (ours * ours).sum().backward()
    qt, kt, vt = leaf(Q), leaf(K), leaf(V)
    theirs = F.scaled_dot_product_attention(qt, kt, vt, attn_mask=torch.tensor(~mask))
    (theirs * theirs).sum().backward()
    pairs = zip((q, k, v), (qt, kt, vt), strict=True)
    return [(ours.data, numbers(theirs)), *((a.grad, b.grad) for a, b in pairs)]


@component("Tensor: operations and broadcasting")
def _(rng, shape, layout):
    N, D, H, _ = shape
    arrays = [rng.uniform(0.5, 2, size) for size in ((N, D), (D,), (D, H), (1, H))]

    def run(x, s, W, b, tanh, concatenate):
        # small sums: a tanh that saturates has slopes made of rounding, in torch as here
        a = tanh((x * s - x.sum(1, keepdims=True) / D) @ W / D + b / 2)
        c = concatenate([a, (a * a + 1).log(), a.exp() / (x.mean() + 2)])
        return (c**3).mean() + c.max() - (1 / (W * W)).sum()

    ours = [nnlib.Tensor(A) for A in arrays]
    end = run(*ours, lambda t: t.tanh(), nnlib.Tensor.concatenate)
    end.backward()
    theirs = [leaf(A) for A in arrays]
    end_torch = run(*theirs, torch.tanh, lambda parts: torch.cat(parts, -1))
    end_torch.backward()
    pairs = zip(ours, theirs, strict=True)
    return [(end.data, numbers(end_torch)), *((a.grad, b.grad) for a, b in pairs)]


def tolerance(name):
    """Return the largest error that a component may have."""
    return EXCEPTIONS.get(name, TOLERANCE)


def largest_error(pairs):
    """Return the largest difference of all pairs, each relative to the largest entry of torch's.

    Raises
    ------
    AssertionError
        If shapes differ or a number is not finite.
    """
    worst = 0.0
    for ours, theirs in pairs:
        ours, theirs = np.asarray(ours), np.asarray(theirs)
        assert ours.shape == theirs.shape, f"shapes {ours.shape} and {theirs.shape}"
        assert np.isfinite(ours).all()
        assert np.isfinite(theirs).all()
        largest = np.abs(theirs).max()
        worst = max(worst, float(np.abs(ours - theirs).max() / (largest if largest > 0 else 1)))
    return worst


# ---- shapes and layouts


def strided(A):
    """Return A as a view on every second entry of a larger array."""
    larger = np.full([2 * size for size in A.shape], np.nan)
    view = larger[tuple(slice(None, None, 2) for _ in A.shape)]
    view[...] = A
    return view


LAYOUTS = {"C": np.ascontiguousarray, "Fortran": np.asfortranarray, "strided": strided}


def cases():
    """Make 24 shapes (N, D, H, C) with a seed and a layout; each layout meets a batch of one."""
    rng = np.random.default_rng(20)
    for seed in range(24):
        N, D, H, C = (int(size) for size in rng.integers(2, 40, 4))
        N = 1 if seed < 3 else N
        yield seed, (N, D, H, C), list(LAYOUTS)[seed % 3]
