"""What the tests of the grading core share: notebooks made of text, and the toy exercises."""

import textwrap

import numpy as np
import pytest
import toys

from autograder import exercises
from autograder.check import check, grade


def notebook(source):
    """Execute a cell in a namespace like a notebook's, and return the namespace."""
    namespace = {"__name__": "__main__", "np": np, "check": check, "grade": grade}
    exec(compile(textwrap.dedent(source), "<cell>", "exec"), namespace)
    return namespace


def define(source, name):
    """Execute a cell, and return what it calls ``name``."""
    return notebook(source)[name]


@pytest.fixture(autouse=True)
def _course(monkeypatch):
    """No course, and the registry as it was: the toys must not leak into the lessons."""
    monkeypatch.delenv("NNF_COURSE", raising=False)
    monkeypatch.setattr(exercises, "_registered", dict(exercises._registered))


@pytest.fixture
def with_toys():
    """Register the toy exercises for one test."""
    toys.register_all()
