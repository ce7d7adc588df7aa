"""How a verdict is said: in one or two sentences, for learner and teacher alike."""

import re
from html import escape

from autograder.core.assess import is_stub
from autograder.core.border import quoted

# Under this name a hidden cell notes the mistakes that were recognised beside its points.
MISTAKES_MIME = "application/vnd.nnf.mistakes+json"
MOST_WRITTEN = 1e9  # a number of points from here on is not written out


def sentence(exercise, verdict):
    """Say in one or two sentences what is the matter with an answer that is not right."""
    link, said = _said(exercise, verdict)
    return f"{exercise.name}{link}{said}"


def said_of_it(exercise, verdict):
    """Say the same without the name in front, where the name is read above."""
    return _said(exercise, verdict)[1]


def _said(exercise, verdict):
    """Return what links the name of the exercise to what is said of it, and what is said."""
    if verdict.delegated == "autograder.check.take" and exercise.builds_on:
        earlier = exercise.builds_on[0]
        return " ", (
            f"calls take(…), which is for the cells that only show something. Write "
            f"{earlier}(…), the name alone: where yours is not right yet, a right one stands in."
        )
    if verdict.delegated:
        return " ", (
            f"lets a library do the work ({verdict.delegated}). "
            "Write the steps with numpy: they are what this exercise is about."
        )
    if verdict.right and verdict.changed:
        return " ", (
            f"gives the right numbers but changes its input {verdict.changed[0]}. "
            "The code that called it still needs it as it was: which line changes it?"
        )
    if verdict.changed and _raised_in_place(verdict):
        return " ", (
            f"changes its input {verdict.changed[0]} in place. The code that called it still needs "
            "it as it was, and an array of whole numbers has no room for fractions: which line "
            "changes it?"
        )
    silenced = _silenced(verdict)
    if verdict.mistakes:
        return ": ", f"{verdict.hint}{silenced}"
    if is_stub(verdict):
        return " ", _not_written(exercise, verdict)
    return ", ", f"{verdict.failure.case.name}: {_of_failure(exercise, verdict)}{silenced}"


def _raised_in_place(verdict):
    """Tell whether numpy refused to write fractions into an array of whole numbers."""
    failure = verdict.failure
    return bool(failure) and failure.mismatch.error == "UFuncTypeError"


def _silenced(verdict):
    """Say that silencing numpy's warning does not keep numbers in bounds."""
    silenced = verdict.failure.mismatch.silenced if verdict.failure else ""
    return f" {silenced} hides numpy's warning; what it warns of still happens." if silenced else ""


def _of_failure(exercise, verdict):
    """Say what happened in the case that failed."""
    failure, mismatch = verdict.failure, verdict.failure.mismatch
    if mismatch.ours:
        return mismatch.ours
    if mismatch.kind == "error":
        return f"it {mismatch.text.rstrip('. ')}{_in_line(mismatch)}."
    if mismatch.kind == "verified":
        return mismatch.text
    end = "" if mismatch.is_question else "."
    changed = f" It changes its input {verdict.changed[0]}, too." if verdict.changed else ""
    praise = _praise(exercise, verdict)
    part = failure.part or "the answer"
    return f"{part} {_agreeing(part, mismatch.text)}{end}{changed}{praise}"


PLURALS = {"has": "have", "contains": "contain"}


def _agreeing(part, text):
    """Let the verb in front of a text agree with the part: "caches have", "caches[0] has"."""
    verb, blank, rest = text.partition(" ")
    several = part.isidentifier() and part not in SINGULARS and _is_plural(part)
    return f"{PLURALS.get(verb, verb)}{blank}{rest}" if several else text


def number(points):
    """Write points with at most two decimals: 1, 2.5, 2.67; of a number beyond reason the size."""
    if not abs(points) < MOST_WRITTEN:
        return f"{points:.0e}"
    return f"{points:.2f}".rstrip("0").rstrip(".")


def in_points(points):
    """Write a number of points: "1 point", "2.5 points"."""
    return f"{number(points)} point{'' if number(points) == '1' else 's'}"


def because(exercise, verdict):
    """Say what points were earned for, to follow them: ": dX and dW hold, db not yet"."""
    text = ""
    if verdict.fails and verdict.holds:
        missing = _listed(_in_words(exercise, verdict.fails))
        text = f": {hold(_in_words(exercise, verdict.holds))}, {missing} not yet"
    return text + _given(verdict)


def success(exercise, verdict, so_far):
    """Say that everything holds, and the points."""
    points = exercise.points
    worth = f"{number(points)} of {in_points(points)}"
    if not sum(exercise.on_the_road):
        worth = "A bonus" if exercise.bonus else "Practice, without points"
    text = f"{exercise.name} {_where_it_holds(verdict)}{_given(verdict)}. {worth}."
    return f"{text} Lesson {exercise.module} so far: {number(so_far)}." if so_far else text


def message_html(message):
    """Escape a message for nbgrader's feedback: a learner's text must not become markup there."""
    return f"<div>{escape(message)}</div>"


def _not_written(exercise, verdict):
    """Say that a stub is still there, and of a class in which of its methods."""
    method, reference = verdict.failure.mismatch.function, exercise.reference
    # a helper of the learner's own may have any name, and none is said in our words
    if isinstance(reference, type) and method and hasattr(reference, method):
        return (
            f"is not written yet: {method} still raises NotImplementedError; "
            f"replace that line.{_praise(exercise, verdict)}"
        )
    return "is not written yet: replace the line that raises NotImplementedError."


def _in_line(mismatch):
    """Quote the line that raised: in a cell of fifteen lines the message alone is a riddle."""
    return f", in the line {quoted(mismatch.line)}" if mismatch.line else ""


def _praise(exercise, verdict):
    """Say what holds, in a sentence of its own; names in code are not capitalized.

    The part that has just been said to be off is not praised, although its points may be earned:
    they are charged to what is special in the failing case.
    """
    labels = [label for label in verdict.holds if label != verdict.failure.output]
    if not labels:
        return ""
    said = hold(_in_words(exercise, labels))
    return f" {said if labels[0] in exercise.outputs else said[0].upper() + said[1:]}."


def _in_words(exercise, labels):
    """Put what learners read in the place of labels."""
    return [exercise.label_words.get(label, label) for label in labels]


def hold(labels):
    """Say that labels hold, with the verb that fits: "dZ holds", "lines of length 1 hold"."""
    several = len(labels) > 1 or _is_plural(labels[0])
    return f"{_listed(labels)} {'hold' if several else 'holds'}"


SINGULARS = ("bias", "axis", "basis")  # names that end in s and are no plurals


def _is_plural(label):
    """Tell whether a label's noun is a plural: it stands before what says more about it."""
    noun = re.split(r" (?:of|that|beside|on|far)\b", label)[0]
    return len(noun) > 1 and noun.endswith("s") and not noun.endswith("ss")


def _where_it_holds(verdict):
    return f"holds on all {verdict.cases} practice cases" if verdict.cases > 1 else "holds"


def _given(verdict):
    return f", given a right {_listed(verdict.given)}" if verdict.given else ""


def _listed(labels):
    *most, last = labels
    return f"{', '.join(most)} and {last}" if most else last
