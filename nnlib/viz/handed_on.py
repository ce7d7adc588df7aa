"""What notebooks use of the experiments: found under the lesson's panels, imported when used."""

import importlib


def handed_on(lesson, *names):
    """Make the ``__getattr__`` of a module of panels.

    Parameters
    ----------
    lesson : str
        The module of `nnlib.lessons`, such as "lesson07".
    *names : str
        What the lesson's notebook uses of it. Notebooks that were given out use them for good.

    Returns
    -------
    callable
    """

    def find(name):
        if name not in names:
            raise AttributeError(f"nnlib.viz.{lesson} has no {name!r}")
        return getattr(importlib.import_module(f"nnlib.lessons.{lesson}"), name)

    return find
