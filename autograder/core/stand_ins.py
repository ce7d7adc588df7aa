"""A plain function in the place of a learner's earlier one: one formula, from its source."""

import functools
import os
import textwrap

import numpy as np


@functools.cache
def plain_function(name, source):
    """Define the function that a formula's source defines.

    Parameters
    ----------
    name : str
        Of the function.
    source : str
        Of one function that needs numpy alone.

    Returns
    -------
    callable
    """
    space = {"__name__": "numpy", "np": np}
    # under a name in this package: what it raises is not quoted as a line of the learner's
    exec(
        compile(textwrap.dedent(source), os.path.join(os.path.dirname(__file__), name), "exec"),
        space,
    )
    return space[name]
