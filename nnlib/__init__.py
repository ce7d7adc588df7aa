"""The engine of the course: neural networks in numpy, one module of the course a file.

Everything in `__all__` can be imported from here. Data sets and plots are loaded when they are
first used: `nnlib.data`, `nnlib.viz`.
"""

import importlib

from nnlib.activations import (
    ReLU,
    Sigmoid,
    Tanh,
    log_softmax,
    relu,
    relu_backward,
    sigmoid,
    sigmoid_backward,
    softmax,
    softmax_jvp,
    tanh,
    tanh_backward,
)
from nnlib.affine import Affine, affine_backward, affine_forward
from nnlib.autodiff import (
    Tensor,
    check_gradients,
    complex_step_gradient,
    numerical_gradient,
    relative_error,
)
from nnlib.layer import Layer
from nnlib.losses import Loss, MeanSquaredError, SoftmaxCrossEntropy, softmax_cross_entropy
from nnlib.network import Sequential, mlp, mlp_backward, mlp_forward
from nnlib.optimizers import SGD
from nnlib.training import History, accuracy, fit, minibatches

__all__ = [
    "SGD",
    "Affine",
    "History",
    "Layer",
    "Loss",
    "MeanSquaredError",
    "ReLU",
    "Sequential",
    "Sigmoid",
    "SoftmaxCrossEntropy",
    "Tanh",
    "Tensor",
    "accuracy",
    "affine_backward",
    "affine_forward",
    "check_gradients",
    "complex_step_gradient",
    "fit",
    "log_softmax",
    "minibatches",
    "mlp",
    "mlp_backward",
    "mlp_forward",
    "numerical_gradient",
    "relative_error",
    "relu",
    "relu_backward",
    "sigmoid",
    "sigmoid_backward",
    "softmax",
    "softmax_cross_entropy",
    "softmax_jvp",
    "tanh",
    "tanh_backward",
]

_LOADED_ON_FIRST_USE = ("data", "viz")


def __getattr__(name):
    if name in _LOADED_ON_FIRST_USE:
        return importlib.import_module(f"nnlib.{name}")
    raise AttributeError(f"module 'nnlib' has no attribute {name!r}")


def __dir__():
    return sorted([*globals(), *_LOADED_ON_FIRST_USE])
