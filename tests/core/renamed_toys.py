"""The toy ``center`` once it has been renamed from ``centre``, and what builds on it."""

from dataclasses import replace

from autograder.lessons import register
from tests.core import toys

MISTAKE, *_others = toys.CENTER.misconceptions
CENTER = replace(
    toys.CENTER,
    aliases=("centre",),
    misconceptions=(replace(MISTAKE, aliases=("rows averaged",)), *_others),
)


def register_both():
    """Make the two known, in place of the toys of these names."""
    register(CENTER)
    register(toys.STANDARDIZE)
