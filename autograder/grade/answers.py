"""Ask a learner's processes for answers to cases, and survive whatever they do."""

import contextlib
import functools
import hashlib
import socket
import time

from autograder.core.assess import Answered
from autograder.core.driver import Outcome
from autograder.core.exercise import PRACTICE_SEED
from autograder.core.plain_data import NotPlain, decode, encode
from autograder.grade.wall import wire
from autograder.grade.wall.sandbox import OutOfMemory

MOST_ANSWER = 8 * 2**20
# Bytes of all answers to a question, and of one: larger ones are not kept and fill no memory.
MOST_KNOWN, MOST_KNOWN_ONE = 2**17, 2**14
BROKEN = (wire.Ended, wire.Late, NotPlain, OutOfMemory)

_questions = {}


class NoSpare(Exception):
    """The process that broke down was the only one that held the notebook as it stood there."""


class Station:
    """A process that holds a notebook as it stood somewhere, and answers or forks off who does.

    Parameters
    ----------
    box : autograder.grade.wall.sandbox.Sandbox
    number : int
        Of its channel.
    spare : bool
        Whether the process forks off another one that answers, so that it can fork off one more
        when that has broken down. Most never do, and a fork costs as much as the answers to an
        exercise.
    """

    def __init__(self, box, number, spare=True):
        self.box, self.spare = box, spare
        self._control = box.channels[number]
        self._channel = self._inbox = None

    def ends(self):
        """Return the channel to the process that answers, and its inbox; new, if there is none."""
        if self._channel is None:
            self._channel, theirs = wire.pair()
            self._channel.settimeout(self._control.gettimeout())
            with theirs, contextlib.suppress(OSError):  # a dead station answers nothing
                word = wire.FORK if self.spare else wire.YOURSELF
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
    station : Station
    stop : int
        The number of the test: the notebook answers as it stood there.
    seconds : float
        Wall time for one question.
    deadline : float
        Of the whole submission, of ``time.monotonic()``.
    """

    def __init__(self, station, stop, seconds, deadline):
        self._station, self._stop = station, stop
        self._seconds, self._deadline = seconds, deadline
        self._fault = None
        self._broke = set()

    def runner(self, exercise, seed):
        """Make the ``run`` that :func:`autograder.core.assess.assess` wants."""

        def run(cases, replaced):
            if self._is_hopeless(exercise, replaced):
                return [self._no_answer()] * len(cases)
            question, came = _question(exercise, seed, cases, replaced, self._stop), []

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
        question = encode({"source": source, "stop": self._stop})
        answers = self._ask(question, 1, (), decode)
        return answers[0] if answers else None

    def _is_hopeless(self, exercise, replaced):
        """What broke down is not tried again, nor with one of several functions replaced."""
        if replaced in self._broke:
            return True
        return () in self._broke and set(replaced) != set(exercise.builds_on)

    def _ask(self, question, count, replaced, read):
        """Ask, and ``read`` the messages until one is missing or unreadable."""
        answers, box = [], self._station.box
        until = min(time.monotonic() + self._seconds, self._deadline)
        try:
            channel, inbox = self._station.ends()
            wire.send_bytes(channel, question)
            while len(answers) < count:
                message = inbox.receive_bytes(MOST_ANSWER, until, box.check_memory)
                answers.append(read(message))
        except BROKEN as fault:
            if not self._station.spare:
                raise NoSpare from fault
            self._fault = fault
            self._broke.add(replaced)
            self._station.close()
            if isinstance(fault, OutOfMemory):
                box.free_memory()
        return answers

    def _no_answer(self):
        name, text = in_words(self._fault, self._seconds)
        return Outcome(error={"type": name, "message": text, "line": ""})


class NoAnswers(Answers):
    """Stands for the answers of a test that the notebook did not come to."""

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


def _read_outcome(message):
    known = len(message) < MOST_KNOWN_ONE
    return _known_outcome(message) if known else outcome_from_plain(decode(message))


@functools.lru_cache(maxsize=4096)
def _known_outcome(message):
    """Read a message; nobody changes an outcome, so that equal ones may be one."""
    return outcome_from_plain(decode(message))


def outcome_from_plain(answer):
    """Build an outcome from what a child sent, trusting none of its types.

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
    error = answer["error"]
    if error is not None and {type(error.get(key)) for key in ("type", "message")} != {str}:
        raise NotPlain("expected type and message of an error from the child")
    if any(type(name) is not str for name in answer["changed"]):
        raise NotPlain("expected names of changed inputs from the child")
    return Outcome(**answer)


def _question(exercise, seed, cases, replaced, stop):
    """Encode the cases of an exercise; they are the same for all learners.

    None stands for the practice cases, which the other side has.
    """
    key = exercise.name, exercise.version, seed, replaced, stop
    if key not in _questions:
        cases = [(case.name, case.inputs, case.script) for case in cases]
        cases = None if seed == PRACTICE_SEED else cases
        question = {"exercise": exercise.name, "cases": cases, "replaced": replaced, "stop": stop}
        _questions[key] = encode(question)
    return _questions[key]
