"""Experiments of lessons that take seconds and are asked for by tests of several files."""

import functools

from nnlib.lessons import lesson07


@functools.cache
def readers(seed, **options):
    """The curves of lesson 7's readers, trained once for the same settings; not to be changed."""
    return lesson07.train_readers(seed, **options)
