"""Packages that could answer for a learner."""

# Frameworks beside the course's own engine: behind the wall they are not to be seen.
FRAMEWORKS = frozenset(
    {"autograd", "jax", "jaxlib", "keras", "scipy", "sklearn", "tensorflow", "tinygrad", "torch"}
)
# What a learner's function may not call while it is judged.
LIBRARIES = FRAMEWORKS | {"nnlib"}
