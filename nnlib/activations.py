"""An activation bends: it is applied to each number of a layer's output on its own.

Without one, a stack of affine maps is one affine map. Its slope decides how much of a nudge gets
through, and so how much an earlier layer can learn. Here are all of them, a = f(z):

    ==========  ==============================  ===================================
    name        a                               slope
    ==========  ==============================  ===================================
    identity    z                               1
    step        1 above 0, else 0               0
    sigmoid     1 / (1 + exp(-z))               a (1 - a)
    tanh        tanh(z)                         1 - a²
    relu        max(0, z)                       1 above 0, else 0
    leaky_relu  z above 0, else alpha z         1 above 0, else alpha
    elu         z above 0, else                 1 above 0, else a + alpha
                alpha (exp(z) - 1)
    selu        1.05 elu(z), alpha = 1.67       1.05 above 0, else a + 1.76
    gelu        z (1 + tanh(…)) / 2             by the product rule
    silu        z s, s = sigmoid(z)             s + a (1 - s)
    softplus    log(1 + exp(z))                 sigmoid(z)
    ==========  ==============================  ===================================

The functions come first, then a layer for each. Softmax, which looks at a whole row of scores, is
in `nnlib.probabilities`.
"""

import numpy as np

from nnlib._checks import check_positive, check_shape, floats
from nnlib.layer import Layer

# Klambauer and others (2017): the solution of "mean 0 and variance 1 stay as they are".
SELU_ALPHA, SELU_SCALE = 1.6732632423543772, 1.0507009873554805
GELU_SCALE = np.sqrt(2 / np.pi).item()


def relu(z):
    """Return max(0, z).

    Parameters
    ----------
    z : array_like, any shape

    Returns
    -------
    a : ndarray, shape of z, in [0, inf)

    Notes
    -----
    The slope is 0 below zero and 1 above. At 0 there is none; every value in [0, 1] is a
    subgradient, and nnlib takes 0, as PyTorch does. Complex numbers are judged by their real part.

    References
    ----------
    Fukushima (1969), Visual feature extraction by a multilayered network of analog threshold
    elements; Nair and Hinton (2010), Rectified linear units improve restricted Boltzmann machines.
    """
    z = np.asarray(z)
    if z.dtype.kind == "c":  # np.maximum would compare imaginary parts where real parts are equal
        return np.where(z.real > 0, z, 0)
    # unlike np.where(z > 0, z, 0), this lets nan through to be seen
    return np.maximum(z, 0)


def relu_backward(dA, Z):
    """Turn the slope of the loss in A = relu(Z) into its slope in Z.

    Parameters
    ----------
    dA : array_like, any shape
    Z : array_like, shape of dA
        What went into the ReLU. A itself would do too: it is above 0 where Z is.

    Returns
    -------
    dZ : ndarray, shape of dA
        dA where Z > 0, elsewhere 0: also where Z is exactly 0, by convention, see `relu`.

    Raises
    ------
    ValueError
        `relu_backward expected dA of shape (7, 3), got (7, 1)`.
    """
    Z = np.asarray(Z)
    return check_shape(dA, Z.shape, None, "relu_backward", "dA") * _relu_slope(Z)


def _relu_slope(Z):
    return (Z.real > 0).astype(Z.dtype)


def tanh(z):
    """Return the hyperbolic tangent, an S-curve through 0.

    Parameters
    ----------
    z : array_like, any shape

    Returns
    -------
    a : ndarray, shape of z, in [-1, 1]

    Notes
    -----
    The slope is 1 - a²: 1 at z = 0 and almost none beyond |z| = 4.
    """
    return np.tanh(z)


def tanh_backward(dA, A):
    """Turn the slope of the loss in A = tanh(Z) into its slope in Z.

    Parameters
    ----------
    dA : array_like, any shape
    A : array_like, shape of dA
        The output of tanh, not its input: its slope 1 - A² needs no second tanh.

    Returns
    -------
    dZ : ndarray, shape of dA
        dA (1 - A²).

    Raises
    ------
    ValueError
        `tanh_backward expected dA of shape (7, 3), got (7, 1)`.
    """
    A = np.asarray(A)
    return check_shape(dA, A.shape, None, "tanh_backward", "dA") * _tanh_slope(A)


def _tanh_slope(A):
    return 1 - A * A


def sigmoid(z):
    """Return 1 / (1 + exp(-z)), an S-curve from 0 to 1.

    Parameters
    ----------
    z : array_like, any shape

    Returns
    -------
    a : ndarray, shape of z, in [0, 1]

    Notes
    -----
    The slope is a (1 - a), at most 1/4. Multiply numerator and denominator by exp(z/2) to find
    (1 + tanh(z/2)) / 2: the same curve without an exponential that can overflow. Below z = -37
    it rounds to 0; who needs the logarithm of a tiny probability takes a loss on logits.
    """
    return 0.5 * (1 + np.tanh(0.5 * np.asarray(z)))


def sigmoid_backward(dA, A):
    """Turn the slope of the loss in A = sigmoid(Z) into its slope in Z.

    Parameters
    ----------
    dA : array_like, any shape
    A : array_like, shape of dA
        The output of the sigmoid, not its input.

    Returns
    -------
    dZ : ndarray, shape of dA
        dA A (1 - A).

    Raises
    ------
    ValueError
        `sigmoid_backward expected dA of shape (7, 3), got (7, 1)`.
    """
    A = np.asarray(A)
    return check_shape(dA, A.shape, None, "sigmoid_backward", "dA") * _sigmoid_slope(A)


def _sigmoid_slope(A):
    return A * (1 - A)


def identity(z):
    """Return z itself: what the last layer of a regression does.

    Parameters
    ----------
    z : array_like, any shape

    Returns
    -------
    a : ndarray, shape of z
    """
    return np.asarray(z)


def step(z):
    """Return 1 where z is above 0, elsewhere 0: the perceptron's decision.

    Parameters
    ----------
    z : array_like, any shape

    Returns
    -------
    a : ndarray of float64, shape of z, 0 or 1

    Notes
    -----
    The slope is 0 on both sides and does not exist at the jump, so no nudge gets through: a
    network of steps cannot be trained by slopes.
    """
    return (np.asarray(z).real > 0) * 1.0


def leaky_relu(z, alpha=0.01):
    """Return z where it is above 0, elsewhere alpha z.

    Parameters
    ----------
    z : array_like, any shape
    alpha : float, default 0.01
        The slope below 0, so that a unit that is silent for every sample can still learn.

    Returns
    -------
    a : ndarray, shape of z

    References
    ----------
    Maas, Hannun and Ng (2013), Rectifier nonlinearities improve neural network acoustic models.
    """
    z = np.asarray(z)
    return np.where(z.real > 0, z, alpha * z)


def elu(z, alpha=1.0):
    """Return z where it is above 0, elsewhere alpha (exp(z) - 1).

    Parameters
    ----------
    z : array_like, any shape
    alpha : float, default 1
        The floor is -alpha. Only with 1 is there no kink at 0.

    Returns
    -------
    a : ndarray, shape of z, in [-alpha, inf)

    References
    ----------
    Clevert, Unterthiner and Hochreiter (2016), Fast and accurate deep network learning by
    exponential linear units.
    """
    z = np.asarray(z)
    below = np.where(z.real > 0, 0, z)  # np.where computes both sides: exp(1000) would overflow
    return np.where(z.real > 0, z, alpha * np.expm1(below))


def selu(z):
    """Return a stretched ELU that keeps mean 0 and variance 1 from layer to layer.

    Parameters
    ----------
    z : array_like, any shape

    Returns
    -------
    a : ndarray, shape of z, in (-1.76, inf)

    Notes
    -----
    The two constants solve two equations: if z is standard normal, so are mean and variance of
    selu(z). Its slope jumps at 0, from 1.76 on the left to 1.05 on the right.

    References
    ----------
    Klambauer, Unterthiner, Mayr and Hochreiter (2017), Self-normalizing neural networks.
    """
    return SELU_SCALE * elu(z, SELU_ALPHA)


def gelu(z):
    """Return z times the share of a standard normal below z, in its tanh form.

    Parameters
    ----------
    z : array_like, any shape

    Returns
    -------
    a : ndarray, shape of z, in [-0.17, inf)

    Notes
    -----
    The exact form needs the error function, which numpy does not have. The tanh form of the
    same paper (section 2) differs from it by less than 0.0005 everywhere, and GPT-2 uses it.

    References
    ----------
    Hendrycks and Gimpel (2016), Gaussian error linear units.
    """
    z = np.asarray(z)
    return 0.5 * z * (1 + _gelu_tanh(_gelu_bend(z)))


def _gelu_bend(z):
    """Return z, cut off where tanh has reached ±1 to the last digit: its cube could overflow."""
    return np.clip(z, -10, 10)


def _gelu_tanh(z):
    return np.tanh(GELU_SCALE * (z + 0.044715 * z * z * z))


def silu(z):
    """Return z sigmoid(z), also called Swish.

    Parameters
    ----------
    z : array_like, any shape

    Returns
    -------
    a : ndarray, shape of z, in [-0.28, inf)

    References
    ----------
    Elfwing, Uchibe and Doya (2018), Sigmoid-weighted linear units for neural network function
    approximation in reinforcement learning; Ramachandran, Zoph and Le (2017), Searching for
    activation functions.
    """
    return np.asarray(z) * sigmoid(z)


def softplus(z):
    """Return log(1 + exp(z)), a ReLU with a rounded corner; its slope is the sigmoid.

    Parameters
    ----------
    z : array_like, any shape

    Returns
    -------
    a : ndarray, shape of z, in [0, inf)

    Notes
    -----
    Taken as max(z, 0) + log(1 + exp(-|z|)): the exponent is never above 0, so nothing overflows,
    and log1p keeps the digits that 1 + tiny would lose.
    """
    z = np.asarray(z)
    above = z.real > 0
    return np.where(above, z, 0) + np.log1p(np.exp(np.where(above, -z, z)))


def dead_fraction(A):
    """Return the share of units that are silent for every sample.

    Parameters
    ----------
    A : array_like, shape (N, H)
        Outputs of a layer of ReLUs for a batch, at least one sample.

    Returns
    -------
    share : float, 0 to 1

    Raises
    ------
    ValueError
        `dead_fraction expected A of shape (N, H), got (7,)`, or for an empty batch.

    Notes
    -----
    A unit whose output is 0 for every sample of the data passes no slope back, so its weights
    no longer move. One that is silent for some samples only is not dead: it chooses.
    """
    A = np.asarray(A)
    if A.ndim != 2 or A.size == 0:
        raise ValueError(f"dead_fraction expected A of shape (N, H), got {A.shape}")
    return float((A == 0).all(axis=0).mean())


class Activation(Layer):
    """Apply one function to each number; a subclass writes `value` and `slope`."""

    def value(self, X):
        """Return the function of each number, shape of X."""
        raise NotImplementedError(f"{type(self).__name__} has no value yet")

    def slope(self, X, A):
        """Return its derivative at each number of X; A = value(X) often makes it cheaper."""
        raise NotImplementedError(f"{type(self).__name__} has no slope yet")

    def forward(self, X, training=False):
        """Return the function of each number, shape of X."""
        X = floats(X, self.name)
        A = self.value(X)
        self._remember(X, A)
        return A

    def backward(self, dA):
        """Return dX = dA times the slope; dA has the shape of X."""
        X, A = self._remembered()
        return check_shape(dA, A.shape, A.dtype, self.name, "dA") * self.slope(X, A)


class Identity(Activation):
    """Let everything through."""

    def value(self, X):
        return X

    def slope(self, X, A):
        return np.ones_like(X)


class Step(Activation):
    """Decide: 1 above 0, elsewhere 0; see `step`. Its slope is 0, nothing learns behind it."""

    def value(self, X):
        return step(X).astype(X.dtype)

    def slope(self, X, A):
        return np.zeros_like(X)


class ReLU(Activation):
    """Apply max(0, x) to each number; see `relu` for the slope at 0."""

    def value(self, X):
        return relu(X)

    def slope(self, X, A):
        return _relu_slope(X)


class LeakyReLU(Activation):
    """Let a share of what is below 0 through; see `leaky_relu`.

    Parameters
    ----------
    alpha : float, default 0.01
        The slope below 0, above 0.
    """

    config = ("alpha",)

    def __init__(self, alpha=0.01):
        super().__init__()
        self.alpha = check_positive(alpha, "LeakyReLU: alpha")

    def value(self, X):
        return leaky_relu(X, self.alpha)

    def slope(self, X, A):
        return _either(X, 1, self.alpha)


class ELU(Activation):
    """Level off at -alpha below 0; see `elu`.

    Parameters
    ----------
    alpha : float, default 1
        Above 0.
    """

    config = ("alpha",)

    def __init__(self, alpha=1.0):
        super().__init__()
        self.alpha = check_positive(alpha, "ELU: alpha")

    def value(self, X):
        return elu(X, self.alpha)

    def slope(self, X, A):
        return np.where(X.real > 0, X.dtype.type(1), A + self.alpha)


class SELU(Activation):
    """Keep mean 0 and variance 1; see `selu`."""

    def value(self, X):
        return selu(X)

    def slope(self, X, A):
        return np.where(X.real > 0, X.dtype.type(SELU_SCALE), A + SELU_SCALE * SELU_ALPHA)


class GELU(Activation):
    """Weigh each number by how far it stands out; see `gelu` for the tanh form."""

    def value(self, X):
        return gelu(X)

    def slope(self, X, A):
        X = _gelu_bend(X)  # beyond, the slope is 0 or 1
        t = _gelu_tanh(X)
        inner = GELU_SCALE * (1 + 3 * 0.044715 * X * X)
        return 0.5 * (1 + t) + 0.5 * X * (1 - t * t) * inner


class SiLU(Activation):
    """Weigh each number by its own sigmoid; see `silu`. Also known as Swish."""

    def value(self, X):
        return silu(X)

    def slope(self, X, A):
        s = sigmoid(X)
        return s + A * (1 - s)


class Softplus(Activation):
    """Round the corner of the ReLU; see `softplus`."""

    def value(self, X):
        return softplus(X)

    def slope(self, X, A):
        return sigmoid(X)


class Tanh(Activation):
    """Apply tanh to each number; the slope is computed from the output."""

    def value(self, X):
        return tanh(X)

    def slope(self, X, A):
        return _tanh_slope(A)


class Sigmoid(Activation):
    """Apply the sigmoid to each number; the slope is computed from the output."""

    def value(self, X):
        return sigmoid(X)

    def slope(self, X, A):
        return _sigmoid_slope(A)


ACTIVATIONS = {
    "identity": Identity,
    "step": Step,
    "sigmoid": Sigmoid,
    "tanh": Tanh,
    "relu": ReLU,
    "leaky_relu": LeakyReLU,
    "elu": ELU,
    "selu": SELU,
    "gelu": GELU,
    "silu": SiLU,
    "softplus": Softplus,
}


def activation(name):
    """Make an activation by its name.

    Parameters
    ----------
    name : str
        A key of `ACTIVATIONS`, such as "relu".

    Returns
    -------
    layer : Activation

    Raises
    ------
    ValueError
        `unknown activation 'rellu': expected one of identity, step, …`.
    """
    if name not in ACTIVATIONS:
        raise ValueError(f"unknown activation {name!r}: expected one of {', '.join(ACTIVATIONS)}")
    return ACTIVATIONS[name]()


def derivative(name, z):
    """Return the slope of an activation at z.

    Parameters
    ----------
    name : str
        A key of `ACTIVATIONS`, with its default parameters.
    z : array_like, any shape
        What goes into the activation, not what comes out.

    Returns
    -------
    slope : ndarray of float, shape of z
        At a kink the value on the left, as PyTorch does: 0 for ReLU at 0.

    Raises
    ------
    ValueError
        If the name is unknown.
    """
    layer = activation(name)
    z = floats(z, "derivative")
    return layer.slope(z, layer.value(z)).astype(z.dtype)


def _either(X, above, below):
    """Return one number where X is above 0 and another elsewhere, in the dtype of X."""
    return np.where(X.real > 0, X.dtype.type(above), X.dtype.type(below))
