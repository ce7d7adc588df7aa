"""The engine of the course: neural networks in numpy, one module of the course a file.

Every name below can be used from here, `nnlib.ReLU`; a file is loaded when the first of its names
is asked for, so that `import nnlib` costs next to nothing. `nnlib.data` holds data sets,
`nnlib.viz` figures and panels, `nnlib.lessons` the experiments of the lessons.
"""

import importlib

_NAMES = {
    "neuron": "count_parameters neuron_step widest_hidden",
    "perceptron": "fit_perceptron margin_bound perceptron_update",
    "network": "mlp mlp_forward",
    "activations": """ACTIVATIONS Activation ELU GELU Identity LeakyReLU ReLU SELU SiLU Sigmoid
        Softplus Step Tanh activation dead_fraction derivative elu gelu identity leaky_relu relu
        relu_backward selu sigmoid sigmoid_backward silu softplus step tanh tanh_backward""",
    "probabilities": "LogSoftmax Softmax log_softmax softmax softmax_jacobian softmax_vjp",
    "affine": "Affine affine_backward affine_forward",
    "forward": "first_mismatch flops_forward minibatches",
    "losses": """BinaryCrossEntropy FocalLoss Huber Loss MeanAbsoluteError MeanSquaredError
        SoftmaxCrossEntropy baseline_loss bce_with_logits cross_entropy focal_loss mse
        softmax_cross_entropy weighted_cross_entropy""",
    "autodiff": "Tensor mlp_backward numerical_gradient",
    "gradient_check": "check_gradients complex_step_gradient relative_error",
    "optimizers": """Adagrad Adam AdamW Cosine Optimizer RMSprop SGD StepDecay Warmup adagrad_step
        adam_step adamw_step clip_by_global_norm cosine_rate momentum_step rmsprop_step sgd_step""",
    "regularization": """AlphaDropout DropConnect Dropout EarlyStopping L1 L2 SpatialDropout
        augment_flip augment_noise augment_shift dropout_backward dropout_forward l2_penalty""",
    "initialization": """SCHEMES distinct_units fans he initialize layer_statistics lecun lsuv
        orthogonal predict_second_moment xavier""",
    "normalization": """BatchNorm GroupNorm InstanceNorm LayerNorm batchnorm_backward
        batchnorm_fold batchnorm_forward layernorm_forward""",
    "layer": "Layer",
    "sequential": "Sequential",
    "storage": "load save",
    "training": "History accuracy fit lr_range_test update_ratios",
}
_HOME = {name: module for module, names in _NAMES.items() for name in names.split()}
_EARLIER = {"softmax_jvp": "probabilities"}  # old notebooks import them by these names
_MODULES = (*_NAMES, "threads", "data", "viz")

__all__ = sorted(_HOME)


def __getattr__(name):
    if name in _MODULES:
        return importlib.import_module(f"nnlib.{name}")
    home = _HOME.get(name) or _EARLIER.get(name)
    if not home:
        raise AttributeError(f"module 'nnlib' has no attribute {name!r}")
    value = globals()[name] = getattr(importlib.import_module(f"nnlib.{home}"), name)
    return value


def __dir__():
    return sorted({*globals(), *_MODULES, *__all__})
