"""An optimizer decides how far and in which direction a gradient moves the parameters.

It sees a network as two flat vectors, parameters and gradients, so its rule reads like the paper.
The functions of lesson 8 (`momentum_step`, `adam_step`, …) hold the rules; the classes remember
between two steps what the rule needs, and step a whole network.
"""

import math

import numpy as np

from nnlib._checks import check_alike, check_count, check_not_negative, check_positive, check_share

# ---- the rules, one step each


def sgd_step(w, g, lr):
    """Step against the gradient.

    Parameters
    ----------
    w, g : ndarray, any one shape
        Parameters and the gradient of the loss in them.
    lr : float
        Learning rate.

    Returns
    -------
    w : ndarray, shape of w
        w - lr g.
    """
    w, g = check_alike({"w": w, "g": g}, "sgd_step")
    return w - lr * g


def momentum_step(w, g, v, lr, mu=0.9, nesterov=False):
    """Step along a velocity that remembers earlier gradients.

    Parameters
    ----------
    w, g, v : ndarray, any one shape
        Parameters, gradient and velocity; the velocity starts at zero.
    lr : float
        Learning rate.
    mu : float, default 0.9
        Share of the velocity that is kept, 0 to below 1.
    nesterov : bool, default False
        Take the gradient as if the next velocity had already acted.

    Returns
    -------
    w, v : ndarray
        v <- mu v + g and w <- w - lr v; with Nesterov w <- w - lr (g + mu v).

    Notes
    -----
    A constant gradient ends in steps of lr g / (1 - mu): ten times lr g at mu = 0.9. The other
    form in use, v <- mu v + (1 - mu) g, keeps lr g, so name the form when you name a rate.

    References
    ----------
    Polyak (1964), Some methods of speeding up the convergence of iteration methods; Sutskever,
    Martens, Dahl and Hinton (2013), On the importance of initialization and momentum.
    """
    w, g, v = check_alike({"w": w, "g": g, "v": v}, "momentum_step")
    v = mu * v + g
    return w - lr * (g + mu * v if nesterov else v), v


def adagrad_step(w, g, s, lr, eps=1e-10):
    """Step with a separate rate for each parameter, which shrinks with every gradient seen.

    Parameters
    ----------
    w, g, s : ndarray, any one shape
        Parameters, gradient and sum of squared gradients; the sum starts at zero.
    lr, eps : float

    Returns
    -------
    w, s : ndarray
        s <- s + g² and w <- w - lr g / (√s + eps).

    References
    ----------
    Duchi, Hazan and Singer (2011), Adaptive subgradient methods.
    """
    w, g, s = check_alike({"w": w, "g": g, "s": s}, "adagrad_step")
    s = s + g * g
    return w - lr * g / (np.sqrt(s) + eps), s


def rmsprop_step(w, g, s, lr, rho=0.99, eps=1e-8):
    """Step with the gradient divided by its usual size.

    Parameters
    ----------
    w, g, s : ndarray, any one shape
        Parameters, gradient and running average of squared gradients; it starts at zero.
    lr : float
    rho : float, default 0.99
        Share of the average that is kept, 0 to below 1.
    eps : float

    Returns
    -------
    w, s : ndarray
        s <- rho s + (1 - rho) g² and w <- w - lr g / (√s + eps). Without the root, a gradient
        ten times as large would make a step ten times smaller.

    References
    ----------
    Tieleman and Hinton (2012), Lecture 6.5, Neural networks for machine learning.
    """
    w, g, s = check_alike({"w": w, "g": g, "s": s}, "rmsprop_step")
    s = rho * s + (1 - rho) * g * g
    return w - lr * g / (np.sqrt(s) + eps), s


def adam_step(w, g, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """Step along the average gradient, divided by its usual size, both corrected for the start.

    Parameters
    ----------
    w, g, m, v : ndarray, any one shape
        Parameters, gradient, running averages of the gradient and of its square; both averages
        start at zero.
    t : int
        Number of this step, from 1.
    lr, eps : float
    beta1, beta2 : float
        Shares of the averages that are kept.

    Returns
    -------
    w, m, v : ndarray

    Raises
    ------
    ValueError
        If t is below 1: the correction would divide by zero.

    Notes
    -----
    At t = 1 the averages hold only (1 - beta1) of g and (1 - beta2) of g². Divided by these, the
    first step is lr in each parameter, whatever the size of the gradient.

    References
    ----------
    Kingma and Ba (2015), Adam: a method for stochastic optimization, algorithm 1.
    """
    t = check_count(t, "adam_step: t")
    w, g, m, v = check_alike({"w": w, "g": g, "m": m, "v": v}, "adam_step")
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g * g
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v


def adamw_step(w, g, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.01):
    """Step like Adam, and shrink the parameters apart from that.

    Parameters
    ----------
    weight_decay : float, default 0.01
        Each step takes the share lr · weight_decay of every parameter; it does not pass through
        the averages. The other parameters are those of `adam_step`.

    Returns
    -------
    w, m, v : ndarray

    References
    ----------
    Loshchilov and Hutter (2019), Decoupled weight decay regularization, algorithm 2.
    """
    w, g, m, v = check_alike({"w": w, "g": g, "m": m, "v": v}, "adamw_step")
    return adam_step(w - lr * weight_decay * w, g, m, v, t, lr, beta1, beta2, eps)


def clip_by_global_norm(grads, max_norm):
    """Shorten a gradient that is too long; its direction stays.

    Parameters
    ----------
    grads : ndarray, or list of ndarray
        The arrays together are one gradient.
    max_norm : float
        The longest it may be, above 0.

    Returns
    -------
    grads : ndarray, or list of ndarray
        All multiplied by the same factor, max_norm / norm, if the norm is above max_norm. Those
        given are not changed.
    norm : float
        Length of the gradient before.

    Raises
    ------
    ValueError
        If max_norm is not a finite number above 0.

    Notes
    -----
    The factor is exact. PyTorch divides by norm + 1e-6, and so ends a little below max_norm.

    References
    ----------
    Pascanu, Mikolov and Bengio (2013), On the difficulty of training recurrent neural networks.
    """
    max_norm = check_positive(max_norm, "clip_by_global_norm: max_norm")
    arrays = [np.asarray(g) for g in (grads if isinstance(grads, list | tuple) else [grads])]
    largest = max((float(np.abs(g).max(initial=0.0)) for g in arrays), default=0.0)
    unit = largest if 0 < largest < math.inf else 1.0  # squares of large numbers would be inf
    parts = [g / unit for g in arrays]
    norm = unit * math.sqrt(sum(float(np.vdot(g, g).real) for g in parts))
    factor = max_norm / norm if norm > max_norm else 1.0
    clipped = [g * factor for g in arrays]
    return (clipped if isinstance(grads, list | tuple) else clipped[0]), norm


# ---- the same for whole networks


class Optimizer:
    """Step a network by a rule; the base of every optimizer.

    A subclass names in `memories` what it keeps between two steps, and writes `rule`.

    Parameters
    ----------
    lr : float or callable
        Learning rate, above 0. A schedule such as `Cosine(0.1, 1000)` is called with the number
        of each step, from 1.
    weight_decay : float, default 0
        Adds weight_decay · w to the gradient (L2 regularization, biases included). In AdamW it
        acts apart from the gradient.

    Attributes
    ----------
    lr : float
        The rate of the last step; without a schedule it may be set between two steps.
    t : int
        Steps made so far.

    Raises
    ------
    ValueError
        If lr is not a finite number above 0 or weight_decay is negative.
    """

    memories = ()
    couples = True  # weight decay enters the gradient

    def __init__(self, lr, *, weight_decay=0.0):
        name = type(self).__name__
        self.schedule = lr if callable(lr) else None
        self.lr = check_positive(lr(1) if callable(lr) else lr, f"{name}: lr")
        self.weight_decay = check_not_negative(weight_decay, f"{name}: weight_decay")
        self.t = 0
        self._size = None

    def step(self, net):
        """Move the parameters of a network (or of a layer on its own) by one step.

        Parameters
        ----------
        net : Sequential or Layer
            After its `backward`. What is remembered belongs to this network: take a new
            optimizer for another one.

        Raises
        ------
        ValueError
            If the network has another number of parameters than at the step before.
        TypeError
            If net is no network, such as its parameters alone.
        """
        if not hasattr(net, "grads"):
            raise TypeError(f"{self!r}.step expected a network, got {type(net).__name__}")
        w, g = net.params, net.grads
        if self._size != w.size:
            self._start(w)
        self.t += 1
        if self.schedule is not None:
            self.lr = self.schedule(self.t)
        self.rule(w, g + self.weight_decay * w if self.weight_decay and self.couples else g)

    def rule(self, w, g):
        """Change w in place; g is the gradient, and is not changed."""
        raise NotImplementedError(f"{type(self).__name__} has no rule yet")

    def _start(self, w):
        """Make the memories, all zero, for a network of this size."""
        if self._size is not None:
            raise ValueError(
                f"{type(self).__name__} has stepped a network of {self._size} parameters, got one "
                f"of {w.size}: make a new optimizer"
            )
        self._size = w.size
        for memory in self.memories:
            setattr(self, memory, np.zeros_like(w))

    def __repr__(self):
        return f"{type(self).__name__}(lr={self.lr:g})"


class SGD(Optimizer):
    """Move each parameter against its gradient, with or without momentum.

    Stochastic gradient descent when the gradient comes from a random batch.

    Parameters
    ----------
    lr : float or callable
        Learning rate, above 0, or a schedule.
    momentum : float, default 0
        Share of the velocity that is kept, 0 to below 1; see `momentum_step` for the form.
    nesterov : bool, default False
        Nesterov's variant; needs momentum.
    weight_decay : float, default 0
        Adds weight_decay · w to the gradient.

    Raises
    ------
    ValueError
        If a number is out of its range, or nesterov comes without momentum.

    References
    ----------
    Robbins and Monro (1951), A stochastic approximation method.
    """

    memories = ("v",)

    def __init__(self, lr, *, momentum=0.0, nesterov=False, weight_decay=0.0):
        super().__init__(lr, weight_decay=weight_decay)
        self.momentum = check_share(momentum, "SGD: momentum")
        if nesterov and not momentum:
            raise ValueError("SGD: nesterov needs a momentum above 0")
        self.nesterov = nesterov

    def rule(self, w, g):
        """Do what `sgd_step` or `momentum_step` does, in place.

        To call it, with its checks, would make a step of a small network a tenth longer.
        """
        if self.momentum:
            self.v = self.momentum * self.v + g
            g = g + self.momentum * self.v if self.nesterov else self.v
        w -= self.lr * g


class Adagrad(Optimizer):
    """Give each parameter a rate that shrinks with the gradients it has seen; `adagrad_step`."""

    memories = ("s",)

    def __init__(self, lr=0.01, *, eps=1e-10, weight_decay=0.0):
        super().__init__(lr, weight_decay=weight_decay)
        self.eps = check_positive(eps, "Adagrad: eps")

    def rule(self, w, g):
        """Write what `adagrad_step` says into w."""
        w[...], self.s = adagrad_step(w, g, self.s, self.lr, self.eps)


class RMSprop(Optimizer):
    """Divide each gradient by its usual size; see `rmsprop_step`."""

    memories = ("s",)

    def __init__(self, lr=0.01, *, rho=0.99, eps=1e-8, weight_decay=0.0):
        super().__init__(lr, weight_decay=weight_decay)
        self.rho = check_share(rho, "RMSprop: rho")
        self.eps = check_positive(eps, "RMSprop: eps")

    def rule(self, w, g):
        """Write what `rmsprop_step` says into w."""
        w[...], self.s = rmsprop_step(w, g, self.s, self.lr, self.rho, self.eps)


class Adam(Optimizer):
    """Average the gradients, divide by their usual size, correct both; see `adam_step`.

    Parameters
    ----------
    lr : float or callable, default 0.001
    beta1, beta2 : float, default 0.9 and 0.999
        Shares of the averages that are kept, 0 to below 1.
    eps : float, default 1e-8
    weight_decay : float, default 0
        Here it enters the gradient and so the averages too: weights with large gradients hardly
        shrink. AdamW shrinks all alike.
    """

    memories = ("M", "V", "_scratch")

    def __init__(self, lr=1e-3, *, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.0):
        super().__init__(lr, weight_decay=weight_decay)
        name = type(self).__name__
        self.beta1 = check_share(beta1, f"{name}: beta1")
        self.beta2 = check_share(beta2, f"{name}: beta2")
        self.eps = check_positive(eps, f"{name}: eps")

    def rule(self, w, g):
        """Do what `adam_step` does, in place.

        The textbook form makes a dozen new arrays a step, and writing those takes longer than
        the arithmetic. Here all factors wait to the end, where they are numbers and no arrays:
        M = m / (1 - beta1) and V = v / (1 - beta2) are kept, and

            m̂ / (√v̂ + eps) = c M / (√V + eps / r),  r² = (1 - beta2) / (1 - beta2^t)
        """
        M, V, u = self.M, self.V, self._scratch
        M *= self.beta1
        M += g
        V *= self.beta2
        V += np.multiply(g, g, out=u)
        r = math.sqrt((1 - self.beta2) / (1 - self.beta2**self.t))
        np.sqrt(V, out=u)
        u += self.eps / r
        np.divide(M, u, out=u)
        u *= self.lr * (1 - self.beta1) / (1 - self.beta1**self.t) / r
        w -= u


class AdamW(Adam):
    """Adam that shrinks the parameters apart from the gradient; see `adamw_step`.

    Parameters
    ----------
    lr, beta1, beta2, eps
        As in `Adam`.
    weight_decay : float, default 0.01
        Each step takes the share lr · weight_decay of every parameter.
    """

    couples = False

    def __init__(self, lr=1e-3, *, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.01):
        super().__init__(lr, beta1=beta1, beta2=beta2, eps=eps, weight_decay=weight_decay)

    def rule(self, w, g):
        """Shrink, then step like Adam."""
        w *= 1 - self.lr * self.weight_decay
        super().rule(w, g)


# ---- schedules: the learning rate of each step


def cosine_rate(t, lr, steps, end=0.0):
    """Compute a learning rate that falls along half a cosine: slowly, then fast, then slowly.

    Parameters
    ----------
    t : int
        Steps that were taken, from 0.
    lr : float
        The rate at t = 0.
    steps : int
        From so many steps on the rate is ``end``.
    end : float, default 0

    Returns
    -------
    rate : float

    Raises
    ------
    ValueError
        If t is below 0, ``lr`` or ``steps`` is not above 0, or ``end`` is negative.

    References
    ----------
    Loshchilov and Hutter (2017), SGDR: stochastic gradient descent with warm restarts.
    """
    check_not_negative(t, "cosine_rate: t")
    check_positive(lr, "cosine_rate: lr")
    check_count(steps, "cosine_rate: steps")
    check_not_negative(end, "cosine_rate: end")
    return end + (lr - end) * (1 + math.cos(math.pi * min(t / steps, 1))) / 2


class StepDecay:
    """Multiply the rate by a factor every so many steps.

    Parameters
    ----------
    lr : float
        The rate at the start, above 0.
    every : int
        Steps between two changes.
    factor : float, default 0.1
        Above 0.
    """

    def __init__(self, lr, every, factor=0.1):
        self.lr = check_positive(lr, "StepDecay: lr")
        self.every = check_count(every, "StepDecay: every")
        self.factor = check_positive(factor, "StepDecay: factor")

    def __call__(self, t):
        """Return the rate of step t, counted from 1."""
        return self.lr * self.factor ** ((t - 1) // self.every)


class Cosine:
    """Let the rate fall along half a cosine: slowly, then fast, then slowly.

    Parameters
    ----------
    lr : float
        The rate of the first step, above 0.
    steps : int
        After so many steps it has reached the end.
    end : float, default 0
        The rate from then on.

    References
    ----------
    Loshchilov and Hutter (2017), SGDR: stochastic gradient descent with warm restarts.
    """

    def __init__(self, lr, steps, end=0.0):
        self.lr = check_positive(lr, "Cosine: lr")
        self.steps = check_count(steps, "Cosine: steps")
        self.end = check_not_negative(end, "Cosine: end")

    def __call__(self, t):
        """Return the rate of step t, counted from 1."""
        return cosine_rate(t - 1, self.lr, self.steps, self.end)


class Warmup:
    """Let the rate rise in equal steps, and then follow another schedule.

    Parameters
    ----------
    steps : int
        The rate of step t <= steps is t / steps of that of the schedule.
    then : float or callable
        A rate, or a schedule that starts after the warm-up with its own step 1.
    """

    def __init__(self, steps, then):
        self.steps = check_count(steps, "Warmup: steps")
        self.then = then if callable(then) else None
        self.lr = check_positive(then(1) if callable(then) else then, "Warmup: then")

    def __call__(self, t):
        """Return the rate of step t, counted from 1."""
        if t <= self.steps:
            return self.lr * t / self.steps
        return self.then(t - self.steps) if self.then else self.lr
