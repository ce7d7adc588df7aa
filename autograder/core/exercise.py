"""What an exercise is: data, and a few functions.

An :class:`Exercise` names the function that the learner writes, the engine's version of it, the
cases on which the two are compared, and the mistakes that learners really make. Its public half,
the :class:`Task`, is all that is needed where a learner's code runs. Nothing here runs that code;
see ``autograder.core.driver`` for that and ``autograder.core.compare`` for the comparison.
"""

import string
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

PRACTICE_SEED = "practice"
# A search through the largest of the inputs takes some hundred thousand; what has no end goes on
# for a second or two.
MOST_CALLS = 1_000_000


@dataclass(frozen=True)
class Case:
    """One situation in which the learner's function is tried; plain data throughout.

    Parameters
    ----------
    name : str
        What is special about it, in the learner's words: "a batch of one".
    inputs : dict
        Name and value of each argument, in the order of the call.
    script : tuple
        For a class, or a function that draws: the steps to take, see
        ``autograder.core.driver.run_script``.
    tags : tuple of str
        Properties of the rubric that this case shows, beside the parts of the answer.
    corners : tuple of str
        What is not ordinary about it, see ``autograder.lessons.corners``.
    calls : int
        How many calls of functions an answer may take. A right search is never refused; a case that
        asks for one way of working, and not for another, says how many calls that way takes.
    must_refuse : bool
        Whether its inputs are to be refused: any error that the learner's own line raises is right,
        and a value is not.
    """

    name: str
    inputs: dict = field(default_factory=dict)
    script: tuple = ()
    tags: tuple = ()
    corners: tuple = ()
    calls: int = MOST_CALLS
    must_refuse: bool = False


@dataclass(frozen=True, eq=False)
class Misconception:
    """A mistake that learners really make.

    Parameters
    ----------
    name : str
        A few words, for the teacher's table: "bias averaged".
    hint : str
        At most two sentences and a question in the learner's words; ``{N}`` and other names that
        the exercise's ``facts`` supply are filled in. It never holds the line that mends it.
    versions : tuple of callables, or a callable
        The wrong function; several where the mistake has several outcomes. How it is spelt does not
        matter, because a mistake is recognised by what it answers.
    tolerance : float
        How close an answer must come to a wrong version to count as the same mistake, relative
        to the largest entry; raise it where the mistake leaves the last digits open.
    open_in : tuple of str
        Corners in which what it gives depends on how the code is written: it is not recognised by
        cases there. Rounding in float32 drowns a slope that is measured by a nudge.
    aliases : tuple of str
        Names that it had before: learners' records and graded notebooks keep them.
    holds : str
        What the answer has right all the same, said in front of the hint: "dX and dW hold." The
        hint may go on with its sentence: "dZ holds, and". Two mistakes are told by their hints
        alone, because each may have spoiled the part that is right for the other.
    """

    name: str
    hint: str
    versions: tuple | Callable
    tolerance: float = 1e-6
    aliases: tuple = ()
    holds: str = ""
    open_in: tuple = ()

    def __post_init__(self):
        if callable(self.versions):
            object.__setattr__(self, "versions", (self.versions,))

    @property
    def words(self):
        """The hint with what holds in front of it."""
        return f"{self.holds} {self.hint}" if self.holds else self.hint

    @property
    def facts_named(self):
        """Names of the facts that the words fill in."""
        return {field for _, field, _, _ in string.Formatter().parse(self.words) if field}


@dataclass(frozen=True, eq=False)
class Step:
    """A part of a hard exercise that is looked at by itself, for no points; see ``check_steps``.

    Parameters
    ----------
    name : str
        What the step is about, in the learner's words: "tanh".
    labels : tuple of str
        Labels of the rubric: only these parts of the answer, and the cases with these tags, count.
        A function may leave None in the place of a part that a later step asks for.
    lends : tuple of str
        Methods of a class that a later step asks for: the reference's are called on the learner's
        objects, so that an earlier step can be tried before the later one is written.
    cases : callable, optional
        ``cases(rng) -> list of Case``, in place of the exercise's own. Such a step earns no points
        anywhere: a right answer may have done without it.
    misconceptions : tuple of Misconception
        Mistakes in the words of this step, in place of the exercise's; a step with cases of its own
        knows no others.
    """

    name: str
    labels: tuple = ()
    lends: tuple = ()
    cases: Callable | None = None
    misconceptions: tuple = ()


@dataclass(frozen=True, eq=False)
class Task:
    """The public half of an exercise: all that is known of it where a learner's code runs.

    Parameters
    ----------
    name : str
        The name that the learner's function has.
    module : int
        1 to 12.
    families : dict
        Name -> function that takes the coefficients and returns the member of the family.
    libraries : bool
        Whether the learner's function may call the engine while it is judged.
    overflow_counts : bool
        Whether an overflow, a division by zero or an invalid operation of numpy is an error, where
        it would otherwise be a warning: the value alone does not show it, 1 / (1 + inf) is 0.
    by_script : bool
        Whether each case drives the learner's class, or function, by a script of calls.
    steps : tuple of str
        The names of the steps on the way, in the order in which they are written.
    """

    name: str
    module: int
    families: dict = field(default_factory=dict)
    libraries: bool = False
    overflow_counts: bool = False
    by_script: bool = False
    steps: tuple = ()

    def judged(self, **judge):
        """Join this half with the judge's: the other fields of an :class:`Exercise`.

        Raises
        ------
        ValueError
            If the two name different steps.
        """
        steps = tuple(step.name for step in judge.get("steps", ()))
        if steps != self.steps:
            raise ValueError(f"{self.name}: expected the steps {self.steps}, got {steps}")
        return Exercise(**{**vars(self), "steps": (), **judge})


@dataclass(frozen=True, eq=False, kw_only=True)
class Exercise(Task):
    """A graded function (or class) of a lesson: its public half, and what the judge knows of it.

    Parameters
    ----------
    reference : callable
        The engine's version.
    cases : callable
        ``cases(rng) -> list of Case``, from an easy one to hard ones; the first is the example
        of the docstring. All draws come from ``rng``.
    visible_points : float
        Points of the visible check cell: all or nothing.
    rubric : dict
        What the hidden points are given for: part of the answer, or tag of a case -> points, each
        a multiple of 0.25. The first label is the basis of the tags: without it they earn nothing.
        Where the answer has no parts, it is also the tag of the cases that have none.
    about : dict
        Tag of the rubric -> the parts of the answer that it is about, if not all: the others are
        paid for by themselves in its cases, so that a fault is charged once.
    first_alike : bool
        Of several mistakes that explain an answer alike the first is named, and not none: in a
        part of the answer those look alike that another part would tell apart.
    label_words : dict
        Label of the rubric -> what learners read in its place, "lines of length 1 hold": a tag is a
        short name of ours.
    outputs : tuple of str
        The names of the parts, if the function returns a tuple.
    misconceptions : tuple of Misconception
    facts : callable
        ``facts(case) -> dict`` of the numbers that hints may name.
    builds_on : tuple of str
        Earlier functions that this one may call; a failure is judged again with formulas
        in their place.
    tolerance : float
        Largest error that still counts as right, relative to the largest entry.
    beside_0 : float
        What a single number may be off by where 0 is right: nothing in such a case says how much
        is little, and only the exercise knows. A loss of 1e-12 is none.
    version : int
        Raise it when the cases change: it is part of what the cases are drawn from.
    verify : callable, optional
        ``verify(case, value) -> str``, for answers that are judged by running them and not by an
        expected value: a number from the learner's own run, a certificate. ``""`` if the answer
        is right, the name of a misconception, or else a sentence that says what is the matter.
        It takes whatever plain data came, and holds no clock and no random draw.
    tidy : callable, optional
        ``tidy(value) -> value``: brings answers that say the same into one form (a list of lists
        for a list of tuples) before they are compared. It takes whatever plain data came.
    bonus : bool
        Worth no points: it has a check and no hidden cell, and fills a place on the shelf.
    under_more : bool
        It stands off the road, for practice: its cells have 0 points, and its own points are the
        weight that it has where a teacher gives the cells some.
    stand_in : str
        The source of one plain function that imports numpy alone, for an exercise on which others
        build: it stands in for the learner's where a later one is judged again. It checks no
        argument, because a later answer may ask it for more than its docstring promises.
    steps : tuple of Step
        For a hard one: what can be looked at on the way, in the order in which it is written.
    aliases : tuple of str
        Names that the function had before, the first one last: notebooks, shelves, records and
        released courses keep them, and a function of that name is judged by this exercise.
    another_way : str
        The source of a right answer in another style, which a passed check offers to unfold.
    """

    reference: Callable
    cases: Callable
    visible_points: float = 1
    rubric: dict = field(default_factory=lambda: {"values": 1})
    about: dict = field(default_factory=dict)
    first_alike: bool = False
    label_words: dict = field(default_factory=dict)
    outputs: tuple = ()
    misconceptions: tuple = ()
    facts: Callable = lambda case: {}
    builds_on: tuple = ()
    tolerance: float = 1e-6
    beside_0: float = 0.0
    version: int = 1
    verify: Callable | None = None
    tidy: Callable | None = None
    bonus: bool = False
    under_more: bool = False
    stand_in: str = ""
    steps: tuple = ()
    aliases: tuple = ()
    another_way: str = ""

    def __post_init__(self):
        for label, points in self.rubric.items():
            if points <= 0 or (4 * points) % 1:
                raise ValueError(
                    f"{self.name}: expected a positive multiple of 0.25 points for {label!r}, "
                    f"got {points}"
                )
        if self.bonus != (self.points == 0):
            raise ValueError(f"{self.name}: expected points, or a bonus without any")

    @property
    def names(self):
        """The names that the function may have: the present one first."""
        return (self.name, *self.aliases)

    def name_of(self, function):
        """Return the name that a learner's function has: an earlier one, or else the present."""
        own = getattr(function, "__name__", "")
        return own if own in self.aliases else self.name

    @property
    def on_the_road(self):
        """Points of the visible and of the hidden cell, as the lesson has them."""
        return (0, 0) if self.under_more else (self.visible_points, self.hidden_points)

    @property
    def hidden_points(self):
        """Points of the hidden cell."""
        return sum(self.rubric.values())

    @property
    def points(self):
        """Points of both cells."""
        return self.visible_points + self.hidden_points

    def draw(self, seed):
        """Draw the cases: a pure function of the seed, the exercise and its version.

        The exercise counts by its first name: to be renamed changes no case.
        """
        import hashlib  # milliseconds, and not needed to look at an exercise

        text = f"{seed}/{self.module}/{self.names[-1]}/{self.version}"
        digest = hashlib.sha256(text.encode()).digest()
        return self.tagged(self.cases(np.random.default_rng(list(digest))))

    def tagged(self, cases):
        """Give the first label of the rubric to the cases that have none, unless it is a part."""
        if self.outputs or not self.rubric:
            return cases
        basis = (next(iter(self.rubric)),)
        return [case if case.tags else replace(case, tags=basis) for case in cases]
