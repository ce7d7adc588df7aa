"""Small data sets that are shipped with the course or made by a function; nothing is downloaded."""

from nnlib.data.real import (
    BREAST_CANCER_CLASSES,
    BREAST_CANCER_FEATURES,
    IRIS_CLASSES,
    IRIS_FEATURES,
    load_breast_cancer,
    load_digits,
    load_digits_split,
    load_iris,
    split,
    standardize,
)
from nnlib.data.synthetic import (
    make_blobs,
    make_circles,
    make_moons,
    make_spirals,
    make_step_curve,
    make_wave,
    make_xor,
)

__all__ = [
    "BREAST_CANCER_CLASSES",
    "BREAST_CANCER_FEATURES",
    "IRIS_CLASSES",
    "IRIS_FEATURES",
    "load_breast_cancer",
    "load_digits",
    "load_digits_split",
    "load_iris",
    "make_blobs",
    "make_circles",
    "make_moons",
    "make_spirals",
    "make_step_curve",
    "make_wave",
    "make_xor",
    "split",
    "standardize",
]
