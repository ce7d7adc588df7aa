"""An optimizer decides how far and in which direction a gradient moves the parameters.

It sees a network as two flat vectors, parameters and gradients, so its rule reads like the paper.
"""

from nnlib._checks import check_positive


class SGD:
    """Move each parameter against its gradient: params <- params - lr * grads.

    Stochastic gradient descent when the gradient comes from a random batch.

    Parameters
    ----------
    lr : float
        Learning rate, above 0.

    Raises
    ------
    ValueError
        If lr is not a finite number above 0.

    References
    ----------
    Robbins and Monro (1951), A stochastic approximation method.
    """

    def __init__(self, lr):
        self.lr = check_positive(lr, "SGD: lr")

    def step(self, net):
        """Move the parameters of a network (or of a layer on its own) by one step.

        Parameters
        ----------
        net : Sequential or Layer
            After its `backward`.
        """
        net.params -= self.lr * net.grads

    def __repr__(self):
        return f"SGD(lr={self.lr:g})"
