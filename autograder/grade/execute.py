"""Run a rebuilt notebook behind the wall, and run it again without a cell that ended it."""

import ast
import functools
import time
from dataclasses import dataclass, field

from autograder.grade import outputs
from autograder.grade.answers import BROKEN, NoSpare, in_words
from autograder.grade.wall import wire
from autograder.grade.wall.sandbox import OutOfMemory
from autograder.lessons import find

MOST_STEP = 8 * 2**20


@dataclass
class Stop:
    """A test, at which the notebook is judged as it stands there.

    Parameters
    ----------
    number : int
    cells : list of LessonCell
        The judged cells that stand together here.
    exercise : Exercise or None
        None at a teacher's own tests.
    station : int
        The process that holds the notebook as it stood here.
    reached : bool
        Whether the notebook came as far.
    """

    number: int
    cells: list
    exercise: object
    station: int = 0
    reached: bool = False


@dataclass
class Course:
    """How a notebook is run: its steps, and what came of them.

    Parameters
    ----------
    stops : list of Stop
    steps : list of tuple
        ``("run", index of the cell)``, ``("mark", number of the stop)`` to note down how the
        notebook stands, ``("leave", station)`` to leave a process behind that holds it.
    stations : int
    spare : bool
        Whether the stations keep a spare of the process that answers.
    shown : dict of int to list of dict
        The outputs of a cell, by its index.
    left_out : dict of int to str
        Why a cell was not run.
    """

    stops: list
    steps: list
    stations: int = 1
    spare: bool = False
    shown: dict = field(default_factory=dict)
    left_out: dict = field(default_factory=dict)


def plan(rebuilt):
    """Say where a notebook stops, and where a process has to be left behind.

    Cells that only bind names take nothing from how the notebook stood before: for them it is
    enough to note the names down. Before any other cell that follows a test, a process is forked
    off that holds the notebook as it is.
    """
    course, open_stop, marked = Course([], []), None, []
    for index, cell in enumerate(rebuilt.cells):
        if cell.runs:
            if marked and not only_binds(cell.source):
                course.steps.append(("leave", course.stations - 1))
                course.stations += 1
                marked = []
            course.steps.append(("run", index))
            open_stop = None
        elif cell.of and cell.of.judged:
            exercise = find(cell.of.exercise) if cell.of.exercise else None
            if open_stop and exercise and open_stop.exercise is exercise:
                open_stop.cells.append(cell.of)
                continue
            station = course.stations - 1
            open_stop = Stop(len(course.stops), [cell.of], exercise, station)
            course.stops.append(open_stop)
            course.steps.append(("mark", open_stop.number))
            marked.append(open_stop)
    return course


@functools.lru_cache(maxsize=1024)
def only_binds(source):
    """Tell whether a cell does nothing but bind names to functions, classes and constants.

    Such a cell changes no object that is there already, whatever its functions do when called.
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False  # a magic, or nonsense: it may do anything
    return all(map(_binds, tree.body))


def _binds(node):
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        arguments = node.args
        values = [*arguments.defaults, *filter(None, arguments.kw_defaults)]
        notes = [a.annotation for a in ast.walk(arguments) if isinstance(a, ast.arg)]
        return not node.decorator_list and all(map(_constant, values)) and not any(notes)
    if isinstance(node, ast.ClassDef):
        plain = not (node.bases or node.keywords or node.decorator_list)
        return plain and all(map(_binds, node.body))
    if isinstance(node, ast.Assign):
        return all(isinstance(t, ast.Name) for t in node.targets) and _constant(node.value)
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
    return isinstance(node, ast.Pass)


def _constant(node):
    if isinstance(node, ast.Tuple):
        return all(map(_constant, node.elts))
    if isinstance(node, ast.UnaryOp):
        return _constant(node.operand)
    return isinstance(node, ast.Constant)


def run_through(warm, rebuilt, deadline, judge):
    """Run a notebook, and have it judged while its snapshots are there.

    At first no snapshot has a spare. Should one break down over a question, all is done again,
    with spares and without counting the time that it took: the marks are those of the second run.

    Parameters
    ----------
    warm : autograder.grade.wall.sandbox.Warm
    rebuilt : Rebuilt
    deadline : float
        Of ``time.monotonic()``, for everything.
    judge : callable
        ``judge(box, course, deadline)``.

    Returns
    -------
    Course
    """
    course = plan(rebuilt)
    while True:
        began = time.monotonic()
        try:
            with warm.sandbox(course.stations) as box:
                culprit, fault = _run(box, rebuilt, course, warm.limits, deadline)
                again = culprit is not None and len(course.left_out) < warm.limits.restarts
                again = again and time.monotonic() <= deadline
                if not again:
                    if isinstance(fault, OutOfMemory):
                        box.free_memory()
                    judge(box, course, deadline)
        except NoSpare:
            course.spare = True
            deadline += time.monotonic() - began
            continue
        if culprit is not None:
            course.left_out[culprit] = in_words(fault, warm.limits.cell_seconds)[1]
        if not again:
            return course


def _run(box, rebuilt, course, limits, deadline):
    """Run the steps; return the index of the cell that ended the process, and the fault."""
    steps = [s for s in course.steps if s[0] != "run" or s[1] not in course.left_out]
    orders = [
        (verb, rebuilt.cells[number].source if verb == "run" else number) for verb, number in steps
    ]
    for stop in course.stops:
        stop.reached = False
    room, last = limits.output, None
    try:
        wire.send(box.control, orders)
        for verb, number in steps:
            last = number if verb == "run" else last
            until = min(time.monotonic() + limits.cell_seconds, deadline)
            answer = wire.receive(box.control, MOST_STEP, until, box.check_memory)
            if verb == "run":
                course.shown[number], room = outputs.cleaned(answer, room)
            elif verb == "leave":
                _reach(course, number)
    except BROKEN as fault:
        return last, fault
    _reach(course, course.stations - 1)
    return None, None


def _reach(course, station):
    for stop in course.stops:
        stop.reached = stop.reached or stop.station == station
