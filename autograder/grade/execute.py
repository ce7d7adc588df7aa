"""Run a rebuilt notebook behind the wall, and run it again without a cell that ended it."""

import ast
import contextlib
import functools
import time
import warnings
from dataclasses import dataclass, field

from autograder.grade import outputs
from autograder.grade.answers import BROKEN, why_left_out
from autograder.grade.wall import wire
from autograder.grade.wall.sandbox import OutOfMemory
from autograder.lessons import find

MOST_STEP = 8 * 2**20
# Characters of a cell that is looked at: to take a longer one apart costs the judge memory.
MOST_LOOKED_AT = 20_000


@dataclass
class TestPoint:
    """A test, at which the notebook is judged in the state that it has there.

    Parameters
    ----------
    number : int
    cells : list of LessonCell
        The judged cells that follow one another here.
    exercise : Exercise or None
        None at a teacher's own tests.
    snapshot : int
        The process that holds the notebook in this state.
    reached : bool
        Whether the notebook got this far.
    """

    number: int
    cells: list
    exercise: object
    snapshot: int = 0
    reached: bool = False

    @property
    def name(self):
        """The name that the exercise's function has in this lesson: it may be an earlier one."""
        return self.cells[0].exercise


@dataclass
class RunPlan:
    """How a notebook is run: its steps, and what came of them.

    Parameters
    ----------
    test_points : list of TestPoint
    steps : list of tuple
        ``("run", index of the cell)``, ``("mark", number of the test point)`` to note the names
        down, ``("leave", snapshot)`` to leave a process behind that holds the notebook.
    snapshots : int
    shown : dict of int to list of dict
        The outputs of a cell, by its index.
    left_out : dict of int to str
        Why a cell was not run.
    began : float
        When the last run began, of ``time.monotonic()``.
    broke : bool
        Whether an answer broke down: from then on processes are kept that hold the notebook.
    """

    test_points: list = field(default_factory=list)
    steps: list = field(default_factory=list)
    snapshots: int = 1
    shown: dict = field(default_factory=dict)
    left_out: dict = field(default_factory=dict)
    began: float = 0.0
    broke: bool = False


def plan_run(rebuilt):
    """Say at which points a notebook is tested, and where a process has to be left behind.

    Cells that only bind names take nothing from the state that the notebook had before: for them
    it is enough to note the names down. Before any other cell that follows a test, a process is
    forked off that holds the notebook as it is.
    """
    plan, open_point, marked = RunPlan(), None, False
    for index, cell in enumerate(rebuilt.cells):
        if cell.runs:
            if marked and not only_binds(cell.source):
                plan.steps.append(("leave", plan.snapshots - 1))
                plan.snapshots += 1
                marked = False
            plan.steps.append(("run", index))
            open_point = None
        elif cell.of and cell.of.judged:
            exercise = find(cell.of.exercise) if cell.of.exercise else None
            if open_point and exercise and open_point.exercise is exercise:
                open_point.cells.append(cell.of)
                continue
            snapshot = plan.snapshots - 1
            open_point = TestPoint(len(plan.test_points), [cell.of], exercise, snapshot)
            plan.test_points.append(open_point)
            plan.steps.append(("mark", open_point.number))
            marked = True
    return plan


@functools.lru_cache(maxsize=1024)
def only_binds(source):
    """Tell whether a cell does nothing but bind names to functions, classes and constants.

    Such a cell changes no object that is there already, whatever its functions do when called.
    """
    if len(source) > MOST_LOOKED_AT:
        return False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Python's own, about the learner's text
            return all(map(_binds, ast.parse(source).body))
    except Exception:
        # a magic, or nonsense, or nested without end: it may do anything
        return False


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


@contextlib.contextmanager
def finished(warm, rebuilt, plan, deadline):
    """Run a notebook; its snapshots are there as long as the ``with`` statement lasts.

    A cell that ends the process is left out, and the notebook is run again from its beginning.

    Parameters
    ----------
    warm : autograder.grade.wall.sandbox.Warm
    rebuilt : Rebuilt
    plan : RunPlan
        Is filled in. Cells that it leaves out already are not tried again.
    deadline : float
        Of ``time.monotonic()``, for everything.

    Yields
    ------
    autograder.grade.wall.sandbox.Sandbox
    """
    again = True
    while again:
        plan.began = time.monotonic()
        with warm.sandbox(plan.snapshots) as box:
            culprit, fault = _run(box, rebuilt, plan, warm.limits, deadline)
            again = culprit is not None and len(plan.left_out) < warm.limits.restarts
            again = again and time.monotonic() <= deadline
            if not again:
                if isinstance(fault, OutOfMemory):
                    box.free_memory()
                yield box
        if culprit is not None:
            plan.left_out[culprit] = why_left_out(fault, warm.limits.cell_seconds)


def _run(box, rebuilt, plan, limits, deadline):
    """Run the steps; return the index of the cell that ended the process, and the fault."""
    steps = [s for s in plan.steps if s[0] != "run" or s[1] not in plan.left_out]
    orders = [
        (verb, rebuilt.cells[number].source if verb == "run" else number) for verb, number in steps
    ]
    for point in plan.test_points:
        point.reached = False
    room, last = limits.output, None
    try:
        wire.send(box.control, orders)
        for verb, number in steps:
            last = number if verb == "run" else last
            until = min(time.monotonic() + limits.cell_seconds, deadline)
            answer = wire.receive(box.control, MOST_STEP, until, box.check_memory)
            if verb == "run":
                plan.shown[number], room = outputs.cleaned(answer, room)
            elif verb == "leave":
                _reach(plan, number)
    except BROKEN as fault:
        return last, fault
    _reach(plan, plan.snapshots - 1)
    return None, None


def _reach(plan, snapshot):
    for point in plan.test_points:
        point.reached = point.reached or point.snapshot == snapshot
