"""What graded cases are drawn from: the course's secret seed, or the practice seed without one."""

import os
from pathlib import Path

from autograder.core.exercise import PRACTICE_SEED

SHORTEST = 16


class SeedError(RuntimeError):
    """The seed of a course cannot be read; the message names no path, since learners may see it."""


def seed_file(course):
    """Return the file in which a course keeps its seed."""
    return Path(course) / "private" / "seed"


def read_seed(course):
    """Read the seed of a course.

    Parameters
    ----------
    course : path
        The course's folder.

    Returns
    -------
    str

    Raises
    ------
    SeedError
        `cannot read the course's seed: No such file or directory`, or
        `expected a seed of at least 16 characters, got 5`.
    """
    try:
        seed = seed_file(course).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise SeedError(f"cannot read the course's seed: {error.strerror}") from None
    except UnicodeDecodeError:
        raise SeedError("cannot read the course's seed: it is not text") from None
    if len(seed) < SHORTEST:
        raise SeedError(f"expected a seed of at least {SHORTEST} characters, got {len(seed)}")
    return seed


def course_seed():
    """Read the seed of the course that ``NNF_COURSE`` names, or the practice seed without one.

    Raises
    ------
    SeedError
        If there is a course and its seed cannot be read: marks on practice cases would look real.
    """
    course = os.environ.get("NNF_COURSE")
    return read_seed(course) if course else PRACTICE_SEED
