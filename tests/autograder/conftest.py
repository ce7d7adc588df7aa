"""What the tests of the grading core share: no course, and the toy exercises."""

import pytest
import toys

from autograder import exercises


@pytest.fixture(autouse=True)
def _course(monkeypatch):
    """No course, and the registry as it was: the toys must not leak into the lessons."""
    monkeypatch.delenv("NNF_COURSE", raising=False)
    exercises.known_names()  # loaded once: into the copy, they would be gone after the first test
    monkeypatch.setattr(exercises, "_registered", dict(exercises._registered))


@pytest.fixture
def with_toys():
    """Register the toy exercises for one test."""
    toys.register_all()


@pytest.fixture(scope="module")
def warm():
    """A warm process that knows the toy exercises, without a wall: torch is there as it is here."""
    from autograder.grade.limits import Limits
    from autograder.grade.sandbox import Warm

    with Warm(Limits(exercise_seconds=60), isolated=False, modules=("toys_registered",)) as warm:
        yield warm
