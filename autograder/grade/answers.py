"""Ask a learner's processes for answers to cases, and survive whatever they do."""

import contextlib
import functools
import hashlib
import re
import socket
import time

from autograder.core import border
from autograder.core.assess import Answered, drawn_cases
from autograder.core.driver import Outcome
from autograder.core.exercise import PRACTICE_SEED
from autograder.core.libraries import library_named
from autograder.core.plain_data import MAX_TEXT, NotPlain, decode, encode, harmless
from autograder.grade.wall import wire
from autograder.grade.wall.sandbox import OutOfMemory
from autograder.lessons.runs import formulas

MOST_ANSWER = 8 * 2**20
# Bytes of all answers to a question, and of one: larger ones are not kept and fill no memory.
MOST_KNOWN, MOST_KNOWN_ONE = 2**17, 2**14
MOST_CHANGED = 20
ERROR_FIELDS = ("type", "message", "line", "function", "silenced")
FOUND = ("calls", "name", "came", "wanted")
BROKEN = (wire.Ended, wire.Late, NotPlain, OutOfMemory)

_questions = {}


class OriginalLost(Exception):
    """The process that broke down was the only one that held the notebook in that state."""


class Snapshot:
    """A process that holds a notebook in the state that it had at some point, and answers.

    A breakdown over a question must cost the answers to that question and no others. So the
    process that holds the notebook could fork off a copy for the questions, and another copy when
    that has broken down: the original is kept. Most copies never break down, and a fork costs as
    much as the answers to an exercise. So at first the original answers itself; if it breaks down,
    the whole notebook is run a second time, and judged with originals that are kept.

    Parameters
    ----------
    box : autograder.grade.wall.sandbox.Sandbox
    number : int
        Of its channel.
    keep_original : bool
        Whether copies answer. Without, a breakdown raises :class:`OriginalLost`.
    """

    def __init__(self, box, number, keep_original=True):
        self.box, self.keep_original = box, keep_original
        self._control = box.channels[number]
        self._channel = self._inbox = None

    def ends(self):
        """Return the channel to the process that answers, and its inbox; new, if there is none."""
        if self._channel is None:
            self._channel, theirs = wire.pair()
            self._channel.settimeout(self._control.gettimeout())
            with theirs, contextlib.suppress(OSError):  # a dead process answers nothing
                word = wire.FORK if self.keep_original else wire.YOURSELF
                socket.send_fds(self._control, [word], [theirs.fileno()])
            self._inbox = wire.Inbox(self._channel)
        return self._channel, self._inbox

    def close(self):
        """Let go of the process that answers: it has broken down, or is done."""
        if self._channel is not None:
            self._channel.close()
            self._channel = self._inbox = None


class Answers:
    """Ask for the answers of one exercise; a breakdown costs these answers and no others.

    Parameters
    ----------
    snapshot : Snapshot
    point : int
        The number of the test point: the notebook answers with the names that it had there.
    seconds : float
        Wall time for one question.
    deadline : float
        Of the whole submission, of ``time.monotonic()``.
    """

    def __init__(self, snapshot, point, seconds, deadline):
        self._snapshot, self._point = snapshot, point
        self._held = snapshot.box.held if snapshot else ()
        self._seconds, self._deadline = seconds, deadline
        self._fault = None
        self._broke = set()

    def runner(self, exercise, seed, name=None):
        """Make the ``run`` that :func:`autograder.core.assess.assess` takes.

        Parameters
        ----------
        exercise : Exercise
        seed : str
        name : str, optional
            The name that the function has in the notebook, if it is an earlier one.
        """
        name = name or exercise.name

        def run(cases, replaced):
            if self._is_hopeless(exercise, replaced):
                return [self._no_answer()] * len(cases)
            key = _key(exercise)
            is_held = seed == PRACTICE_SEED and not replaced and key in self._held
            head = {"point": self._point, "exercise": name, "held": key if is_held else ""}
            about = () if is_held else (exercise, seed, cases, replaced)
            question, came = _question(head, *about), []

            def read(message):
                came.append(message)
                return _read_outcome(message)

            answers = self._ask(question, len(cases), replaced, read)
            if len(answers) < len(cases):
                return answers + [self._no_answer()] * (len(cases) - len(answers))
            if sum(map(len, came)) > MOST_KNOWN:
                return answers
            pieces = [wire.HEADER.pack(len(message)) + message for message in came]
            return Answered(answers, hashlib.sha256(b"".join(pieces)).digest())

        return run

    def tests(self, source):
        """Have a teacher's own tests run; None if no result comes."""
        question = encode({"source": source, "point": self._point, "held": ""})
        answers = self._ask(question, 1, (), decode)
        return answers[0] if answers else None

    def _is_hopeless(self, exercise, replaced):
        """Tell whether not to ask again: the same broke down, or so did the learner's own versions.

        In the second case only all replacements together are tried, not one alone.
        """
        if replaced in self._broke:
            return True
        return () in self._broke and set(replaced) != set(exercise.builds_on)

    def _ask(self, question, count, replaced, read):
        """Ask, and ``read`` the messages until one is missing or unreadable."""
        answers, box = [], self._snapshot.box
        until = min(time.monotonic() + self._seconds, self._deadline)
        try:
            channel, inbox = self._snapshot.ends()
            wire.send_bytes(channel, question)
            while len(answers) < count:
                message = inbox.receive_bytes(MOST_ANSWER, until, box.check_memory)
                answers.append(read(message))
        except BROKEN as fault:
            if not self._snapshot.keep_original:
                raise OriginalLost from fault
            self._fault = fault
            self._broke.add(replaced)
            self._snapshot.close()
            if isinstance(fault, OutOfMemory):
                box.free_memory()
        return answers

    def _no_answer(self):
        name, text = in_words(self._fault, self._seconds)
        if isinstance(self._fault, wire.Late) and time.monotonic() >= self._deadline:
            text = "the time for the whole notebook was up before"
        found = {"fault": text}
        return Outcome(error={"type": name, "message": "", "line": "", "found": found})


class NoAnswers(Answers):
    """The answers of a test that the notebook did not reach: there are none."""

    def __init__(self):
        super().__init__(None, 0, 0, 0)

    def _ask(self, question, count, replaced, read):
        return []


def in_words(fault, seconds):
    """Name what went wrong with a process, as a learner would read an exception."""
    if isinstance(fault, wire.Late):
        return "TooLong", f"it took more than {seconds:g} s"
    if isinstance(fault, OutOfMemory):
        return "TooMuchMemory", str(fault)
    if isinstance(fault, NotPlain):
        return "NoAnswer", "what came is too large, or no numbers"
    return "ProcessEnded", "the process ended"


def why_left_out(fault, seconds):
    """Say what a cell did to the process that ran it: it gives no answer that could be no numbers.

    What cannot be read may be a message of another process, which the cell has started.
    """
    if isinstance(fault, NotPlain):
        return "it disturbed the process of the notebook"
    return in_words(fault, seconds)[1]


def _read_outcome(message):
    known = len(message) < MOST_KNOWN_ONE
    return _known_outcome(message) if known else outcome_from_plain(decode(message))


@functools.lru_cache(maxsize=4096)
def _known_outcome(message):
    """Read a message; nobody changes an outcome, so that equal ones may be one."""
    return outcome_from_plain(decode(message))


@border.entrance("the outcome of a case")
def outcome_from_plain(answer):
    """Build an outcome from what a child sent, trusting none of its types and lengths.

    Raises
    ------
    NotPlain
        If a field is missing or of another type than the driver sends.
    """
    kinds = {
        "error": (type(None), dict),
        "changed": (tuple,),
        "delegated": (type(None), str),
        "printed": (str,),
    }
    if type(answer) is not dict or answer.keys() != {"value", *kinds}:
        raise NotPlain("expected the fields of an outcome from the child")
    for name, kind in kinds.items():
        if type(answer[name]) not in kind:
            raise NotPlain(f"expected {name} of another type, got {type(answer[name]).__name__}")
    if any(type(name) is not str for name in answer["changed"]):
        raise NotPlain("expected names of changed inputs from the child")
    return Outcome(
        value=harmless(answer["value"]),
        error=_error_from_plain(answer["error"]),
        changed=tuple(border.identifier(name, "?") for name in answer["changed"][:MOST_CHANGED]),
        delegated=_library(answer["delegated"]),
        printed=border.plain(answer["printed"], MAX_TEXT),
    )


def _library(name):
    """Return the name of a library's function, or in its place words of ours."""
    is_known = name and (library_named(name) or name.startswith("autograder."))
    return name and (name if is_known and re.fullmatch(r"[\w.<>]{1,100}", name) else "a library")


def _error_from_plain(error):
    """Build what is known of an exception; beside type and message all of it may be missing."""
    if error is None:
        return None
    if {type(error.get(key)) for key in ("type", "message")} != {str}:
        raise NotPlain("expected type and message of an error from the child")
    given = {key: error[key] for key in ERROR_FIELDS if type(error.get(key)) is str}
    kept = {key: border.plain(text, MAX_TEXT) for key, text in given.items()}
    if type(error.get("found")) is dict:
        found = harmless(error["found"])
        kept["found"] = {key: found[key] for key in FOUND if key in found}
    return kept | {"type": border.identifier(error["type"], "an exception")}


def practice_questions(exercises):
    """Make the questions of the practice cases, which are public, as they are held behind the wall.

    Parameters
    ----------
    exercises : iterable of Exercise

    Returns
    -------
    dict of str to dict
        Name and version -> the question.
    """
    return {_key(e): _about(e, drawn_cases(e, PRACTICE_SEED), ()) for e in exercises}


def _question(head, exercise=None, seed="", cases=(), replaced=()):
    """Encode a question, once for all learners whose notebook stands alike.

    Parameters
    ----------
    head : dict
        What is asked for, and what the other side holds of it already; then there is no more.
    exercise, seed, cases, replaced
        As in :meth:`Answers.runner`, whose cases these are.
    """
    key = *head.values(), exercise and exercise.version, seed, replaced
    if key not in _questions:
        _questions[key] = encode(head | (_about(exercise, cases, replaced) if exercise else {}))
    return _questions[key]


def _key(exercise):
    return f"{exercise.name} {exercise.version}"


def _about(exercise, cases, replaced):
    """Collect the cases of an exercise, and all else that the other side needs to try them.

    It knows nothing of the exercise: no reference, no case, and no formula but those that stand in
    for earlier functions in this one question.
    """
    return {
        "libraries": exercise.libraries,
        "overflow_counts": exercise.overflow_counts,
        "families": {own: (f.__module__, f.__qualname__) for own, f in exercise.families.items()},
        "cases": [(c.inputs, c.script, c.calls) for c in cases],
        "replaced": formulas(replaced),
    }
