"""Run a rebuilt notebook behind the wall, and run it again without a cell that ended it."""

import time
from dataclasses import dataclass, field

from autograder.exercises import find
from autograder.grade import outputs, wire
from autograder.grade.answers import BROKEN, in_words
from autograder.grade.sandbox import OutOfMemory

MOST_STEP = 8 * 2**20


@dataclass
class Stop:
    """A test, at which snapshots are left.

    Parameters
    ----------
    cells : list of LessonCell
        The judged cells that these snapshots serve.
    exercise : Exercise or None
        None at a teacher's own tests.
    channels : list of int
        The numbers of its channels.
    reached : bool
        Whether the notebook came as far.
    """

    cells: list
    exercise: object
    channels: list
    reached: bool = False


@dataclass
class Course:
    """How a notebook is run: its steps, and what came of them.

    Parameters
    ----------
    stops : list of Stop
    steps : list of tuple
        ``(index of the cell, None)`` to run it or ``(index, stop)`` to leave snapshots before it.
    shown : dict of int to list of dict
        The outputs of a cell, by its index.
    left_out : dict of int to str
        Why a cell was not run.
    """

    stops: list
    steps: list
    shown: dict = field(default_factory=dict)
    left_out: dict = field(default_factory=dict)

    @property
    def channels(self):
        """How many channels all stops need together."""
        return sum(len(stop.channels) for stop in self.stops)


def plan(rebuilt):
    """Say where a notebook stops: tests of one exercise that stand together share snapshots."""
    course, channels, open_stop = Course([], []), 0, None
    for index, cell in enumerate(rebuilt.cells):
        if cell.runs:
            course.steps.append((index, None))
            open_stop = None
            continue
        if not (cell.of and cell.of.judged):
            continue
        exercise = find(cell.of.exercise) if cell.of.exercise else None
        if open_stop and exercise and open_stop.exercise is exercise:
            open_stop.cells.append(cell.of)
            continue
        count = 2 if exercise and exercise.builds_on else 1
        open_stop = Stop([cell.of], exercise, list(range(channels, channels + count)))
        channels += count
        course.stops.append(open_stop)
        course.steps.append((index, open_stop))
    return course


def run_through(warm, rebuilt, deadline, judge):
    """Run a notebook, and have it judged while its snapshots are there.

    Parameters
    ----------
    warm : autograder.grade.sandbox.Warm
    rebuilt : Rebuilt
    deadline : float
        Of ``time.monotonic()``, for everything.
    judge : callable
        ``judge(box, course)``.

    Returns
    -------
    Course
    """
    course = plan(rebuilt)
    while True:
        with warm.sandbox(course.channels) as box:
            culprit, fault = _run(box, rebuilt, course, warm.limits, deadline)
            again = culprit is not None and len(course.left_out) < warm.limits.restarts
            if not again or time.monotonic() > deadline:
                if isinstance(fault, OutOfMemory):
                    box.free_memory()
                judge(box, course)
                if culprit is not None:
                    course.left_out[culprit] = in_words(fault, warm.limits.cell_seconds)[1]
                return course
        course.left_out[culprit] = in_words(fault, warm.limits.cell_seconds)[1]


def _run(box, rebuilt, course, limits, deadline):
    """Run the steps; return the index of the cell that ended the process, and the fault."""
    steps = [step for step in course.steps if step[0] not in course.left_out]
    orders = [
        ("run", rebuilt.cells[index].source) if stop is None else ("leave", stop.channels)
        for index, stop in steps
    ]
    for stop in course.stops:
        stop.reached = False
    room, index = limits.output, None
    try:
        wire.send(box.control, orders)
        for index, stop in steps:
            until = min(time.monotonic() + limits.cell_seconds, deadline)
            answer = wire.receive(box.control, MOST_STEP, until, box.check_memory)
            if stop is None:
                course.shown[index], room = outputs.cleaned(answer, room)
            else:
                stop.reached = True
    except BROKEN as fault:
        return index, fault
    return None, None
