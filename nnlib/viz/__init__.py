"""Pictures of the course: one style, and never without words.

A figure is shown together with a sentence that says what is to be seen: for those who cannot see
it, for saved notebooks, and for whoever writes the lesson to notice that there is nothing to say.
"""

from nnlib.viz.figures import PALETTE, figure, show

__all__ = ["PALETTE", "figure", "show"]
