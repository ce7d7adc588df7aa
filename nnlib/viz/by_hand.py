"""A function under sliders in one line, by the stock widgets of ipywidgets."""

from nnlib.viz.panel import is_grading


def interact(function, **values):
    """Show a function's value under a slider for each of its arguments.

    Parameters
    ----------
    function : callable
    **values
        Argument -> first value, or what else `ipywidgets.interact` takes.
    """
    if is_grading():
        print("(sliders; left out while grading)")
        return
    import ipywidgets

    ipywidgets.interact(function, **values)
