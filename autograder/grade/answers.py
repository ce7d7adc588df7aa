"""Ask a learner's snapshots for answers to cases, and survive whatever they do."""

import time

from autograder.driver import Outcome
from autograder.grade import wire
from autograder.grade.sandbox import OutOfMemory
from autograder.judge import outcome_from_plain
from autograder.plain import NotPlain, encode

MOST_ANSWER = 8 * 2**20
BROKEN = (wire.Ended, wire.Late, NotPlain, OutOfMemory)

_questions = {}


class Answers:
    """Ask the snapshots of one test; a broken one costs the answers that it owed, and no other.

    Parameters
    ----------
    box : autograder.grade.sandbox.Sandbox
    channels : list of socket.socket
        One for each snapshot. The second stands in when the first has broken down: what broke it
        may have been an earlier function of the learner's, for which the engine's stands in then.
    seconds : float
        Wall time for one question.
    deadline : float
        Of the whole submission, of ``time.monotonic()``.
    """

    def __init__(self, box, channels, seconds, deadline):
        self._box, self._channels = box, list(channels)
        self._seconds, self._deadline = seconds, deadline
        self._fault = None
        self._broke = set()

    def runner(self, exercise, seed):
        """Make the ``run`` that :func:`autograder.judging.assess` wants."""

        def run(cases, replaced):
            answers = []
            if not self._is_hopeless(exercise, replaced):
                question = _question(exercise, seed, cases, replaced)
                answers = self._ask(question, len(cases), replaced, outcome_from_plain)
            return answers + [self._no_answer()] * (len(cases) - len(answers))

        return run

    def tests(self, source):
        """Have a teacher's own tests run; None if no result comes."""
        answers = self._ask(encode({"source": source}), 1, (), lambda answer: answer)
        return answers[0] if answers else None

    def _is_hopeless(self, exercise, replaced):
        """What broke the first snapshot is not tried again, nor with one of several replaced."""
        if replaced in self._broke or not self._channels:
            return True
        return () in self._broke and set(replaced) != set(exercise.builds_on)

    def _ask(self, question, count, replaced, read):
        answers = []
        if not self._channels:
            return answers
        until = min(time.monotonic() + self._seconds, self._deadline)
        try:
            wire.send_bytes(self._channels[0], question)
            while len(answers) < count:
                message = wire.receive(
                    self._channels[0], MOST_ANSWER, until, self._box.check_memory
                )
                answers.append(read(message))
        except BROKEN as fault:
            self._fault = fault
            self._broke.add(replaced)
            self._channels.pop(0).close()
            if isinstance(fault, OutOfMemory):
                self._box.free_memory()
        return answers

    def _no_answer(self):
        name, text = in_words(self._fault, self._seconds)
        return Outcome(error={"type": name, "message": text, "line": ""})


def in_words(fault, seconds):
    """Name what went wrong with a process, as a learner would read an exception."""
    if isinstance(fault, wire.Late):
        return "TooLong", f"it took more than {seconds:g} s"
    if isinstance(fault, OutOfMemory):
        return "TooMuchMemory", str(fault)
    if isinstance(fault, NotPlain):
        return "NoAnswer", "what came is too large, or no numbers"
    return "ProcessEnded", "the process ended"


def _question(exercise, seed, cases, replaced):
    """Encode the cases of an exercise; they are the same for all learners."""
    key = exercise.name, exercise.version, seed, replaced
    if key not in _questions:
        cases = [(case.name, case.inputs, case.script) for case in cases]
        question = {"exercise": exercise.name, "cases": cases, "replaced": replaced}
        _questions[key] = encode(question)
    return _questions[key]
