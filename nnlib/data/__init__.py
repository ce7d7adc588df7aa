"""Small data sets that are shipped with the course or made by a function; nothing is downloaded."""

from nnlib.data.digits import load_digits, load_digits_split, split
from nnlib.data.synthetic import make_moons

__all__ = ["load_digits", "load_digits_split", "make_moons", "split"]
