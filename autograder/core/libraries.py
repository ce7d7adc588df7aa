"""Packages that could answer for a learner."""

import functools

# Frameworks beside the course's own engine: they are hidden behind the wall.
FRAMEWORKS = frozenset(
    {"autograd", "jax", "jaxlib", "keras", "scipy", "sklearn", "tensorflow", "tinygrad", "torch"}
)
# What a learner's function may not call while it is judged.
LIBRARIES = FRAMEWORKS | {"nnlib"}


def library_named(module):
    """Name the library that a module belongs to, or ``""``; its name may be anything."""
    return _root(module) if type(module) is str else ""


@functools.lru_cache(maxsize=4096)
def _root(module):
    root = module.partition(".")[0]
    return root if root in LIBRARIES else ""
