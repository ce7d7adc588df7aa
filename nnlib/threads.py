"""How many threads numpy's matrix products run on."""

import functools


def one_blas_thread():
    """Let numpy's matrix products run on a single thread inside a `with` block.

    On the small matrices of a lesson, threads spend more time waiting for each other than they
    save: the same training took 5 to 38 times as long on two threads as on one.

    Returns
    -------
    context : context manager
        Sets the number of threads of the BLAS library that numpy has loaded to 1, for the whole
        process, and puts the old number back at the end of the block.

    Notes
    -----
    numpy leaves matrix products to a library of its own for linear algebra (BLAS), which decides
    when it is loaded on how many threads it runs. An environment variable that is set after
    `import numpy` comes too late, so this function asks the library itself, by way of
    threadpoolctl.

    Examples
    --------
    >>> import numpy as np
    >>> with one_blas_thread():
    ...     Z = np.ones((2, 3)) @ np.ones((3, 2))
    """
    return _blas().limit(limits=1, user_api="blas")


@functools.cache
def _blas():
    """Find the BLAS library that numpy has loaded; once, since looking takes milliseconds."""
    from threadpoolctl import ThreadpoolController  # not above: importing nnlib costs numpy alone

    return ThreadpoolController()
