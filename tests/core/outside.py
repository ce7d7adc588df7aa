"""A notebook in another process, judged from outside by what the grading of a class is made of."""

import contextlib
import time
from dataclasses import dataclass

from autograder.core.assess import assess
from autograder.grade.answers import Answers, Snapshot
from autograder.grade.wall import wire

SECONDS = 60


@dataclass
class Outside:
    """A notebook whose cells have run.

    Parameters
    ----------
    errors : list of str
        What each cell raised, or ``""``; of the cells until the process ended, if it did.
    snapshot : Snapshot
    """

    errors: list
    snapshot: Snapshot

    def verdict(self, exercise, seed):
        """Judge an exercise on cases drawn from a seed."""
        answers = Answers(self.snapshot, 0, SECONDS, time.monotonic() + SECONDS)
        return assess(exercise, answers.runner(exercise, seed), seed)


@contextlib.contextmanager
def notebook_outside(warm, cells):
    """Run cells in a child of a warm process; one that raises does not stop the rest."""
    errors = []
    with warm.sandbox(1) as box:
        wire.send(box.control, [*(("run", source) for source in cells), ("mark", 0)])
        with contextlib.suppress(wire.Ended):
            for _ in cells:
                step = wire.receive(box.control, 2**20, time.monotonic() + SECONDS)
                errors.append(step["error"])
            wire.receive(box.control, 2**20, time.monotonic() + SECONDS)
        yield Outside(errors, Snapshot(box, 0))
