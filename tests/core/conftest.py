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
    """A warm process without a wall: torch is there as it is here, and so is the engine."""
    from autograder.grade.wall.absent import ENGINE
    from autograder.grade.wall.limits import Limits
    from autograder.grade.wall.sandbox import Warm
    from autograder.lessons import find, known_names

    families = [f for name in known_names() for f in find(name).families.values()]
    public = tuple({function.__module__ for function in families})
    about = {"isolated": False, "modules": public, "present": ENGINE}
    with Warm(Limits(exercise_seconds=60), **about) as warm:
        yield warm
