"""What the tests of the grading core share: no course, and the toy exercises."""

import pytest

from autograder.lessons import registry
from tests.core import toys


@pytest.fixture(autouse=True)
def _course(monkeypatch):
    """No course, and the registry as it was: the toys must not leak into the lessons."""
    monkeypatch.delenv("NNF_COURSE", raising=False)
    with registry.with_toys():
        yield


@pytest.fixture
def with_toys():
    """Register the toy exercises for one test."""
    toys.register_all()


@pytest.fixture(scope="module")
def warm():
    """A warm process without a wall: torch is there as it is here."""
    from autograder.grade.wall.limits import Limits
    from autograder.grade.wall.sandbox import Warm

    with Warm(Limits(exercise_seconds=60), isolated=False) as warm:
        yield warm
