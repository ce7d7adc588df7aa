"""Cells of a notebook, executed for a test."""

import textwrap

import numpy as np

from autograder.check import check, grade


def notebook(source):
    """Execute a cell in a namespace like a notebook's, and return the namespace."""
    namespace = {"__name__": "__main__", "np": np, "check": check, "grade": grade}
    exec(compile(textwrap.dedent(source), "<cell>", "exec"), namespace)
    return namespace


def define(source, name):
    """Execute a cell, and return what it calls ``name``."""
    return notebook(source)[name]
