"""Lines to be put in order before they are written: ``put_in_order("adam_step")``, for no points.

Reading comes before writing. A card shows the lines of an exercise shuffled, with one line too many
and with gaps, so that nothing can be copied. What the learner puts together is judged by running it
on the practice cases: any order that gives the right answers is right, and an order that does not
gets the sentence that such a function would get.
"""

import random
import re
from html import escape

import numpy as np

from autograder.core.assess import assess
from autograder.core.exercise import PRACTICE_SEED
from autograder.core.words import said_of_it
from autograder.learner import cards
from autograder.learner.questions import find_order
from autograder.lessons import find
from autograder.lessons.runs import at_work, runner, stand_ins

GAP = "…"
WAITS = 2  # seconds for a check that runs in another thread
BUSY = "Something else is being checked. Press again when that is done."
NOT_MADE = ("NameError", "UnboundLocalError")


def put_in_order(name):
    """Ask for the order of an exercise's lines.

    Parameters
    ----------
    name : str
        Of the exercise; its lines stand in the lesson's file of questions.

    Raises
    ------
    QuestionError
        If no lesson has lines of this exercise.
    """
    Puzzle(find_order(name)).show()


class Puzzle:
    """A card with shuffled lines, and what the learner has made of them.

    Parameters
    ----------
    asked : Order
    """

    def __init__(self, asked):
        self.asked, self.lines = asked, shuffle(asked)
        self.state = {"said": "", "right": None, "taken": []}

    def show(self):
        """Show the card."""
        card = {
            "task": f"{self._task()} {GAP} stands for a part that you will write.",
            "first": self.asked.first,
            "last": self.asked.last,
            "lines": [[key, with_gaps(line)] for key, line in self.lines.items()],
        }
        cards.show("order", [card], self._text(), self._html, self.state, self.answer)

    def answer(self, content):
        """Run what the learner has put together; what no card sends changes nothing.

        Parameters
        ----------
        content : dict
            ``{"lines": [keys in the learner's order]}``.

        Returns
        -------
        dict
            The new state: "said" and "right", and the keys that were "taken".
        """
        keys = content.get("lines")
        if self._is_an_order(keys):
            lines = [self.lines[key] for key in keys]
            self.state = {**judged(self.asked, lines), "taken": keys}
        return self.state

    def _is_an_order(self, keys):
        known = isinstance(keys, list) and all(type(k) is str and k in self.lines for k in keys)
        return known and len(set(keys)) == len(keys)

    def _task(self):
        extra = len(self.asked.too_many)
        return f"Put the lines in order; {'one is' if extra == 1 else f'{extra} are'} too many."

    def _text(self):
        lines = [_indented(with_gaps(line)) for line in (*self.lines.values(), self.asked.last)]
        return "\n".join([self._task(), self.asked.first, *lines])

    def _html(self):
        """Lay the lines out for saved notebooks: those that were taken, and the others."""
        taken = self.state["taken"]
        left = [key for key in self.lines if key not in taken]
        parts = [f"<p><b>{self._task()}</b></p>", _code(self.asked.first)]
        parts += [_listed(self.lines[key] for key in taken), _code(self.asked.last)]
        if left:
            parts += ["<p>Left out:</p>", _listed(self.lines[key] for key in left)]
        if self.state["said"]:
            sign = "✓ " if self.state["right"] else ""
            parts.append(f"<p>{sign}{escape(self.state['said'])}</p>")
        return "".join(parts)


def shuffle(asked):
    """Mix the lines, always in the same way: key -> line.

    Those that are needed do not come in the order that the lesson's file has.
    """
    lines, rng = [*asked.lines, *asked.too_many], random.Random(asked.exercise)
    while [line for line in lines if line in asked.lines] == list(asked.lines):
        rng.shuffle(lines)
    return {str(number): line for number, line in enumerate(lines)}


def with_gaps(line):
    """Write a line as it is shown: what stands between « and » is left open."""
    return re.sub("«.*?»", GAP, line)


def judged(asked, lines):
    """Run lines in the order in which they are given, and say what comes of it.

    Parameters
    ----------
    asked : Order
    lines : list of str

    Returns
    -------
    dict
        "said" and "right", for the card.
    """
    if not lines:
        return {"said": "No line is taken yet: move one up, above the bar.", "right": False}
    exercise = find(asked.exercise)
    try:
        function = _function(exercise, asked, lines)
    except SyntaxError as error:
        return {"said": f"Python cannot read it: {error.msg}.", "right": False}
    if not at_work.acquire(timeout=WAITS):
        return {"said": BUSY, "right": False}
    try:
        with np.errstate(all="ignore"):
            run = runner(exercise, function, guarded=False)
            verdict = assess(exercise, run, PRACTICE_SEED)
    finally:
        at_work.release()
    if verdict.right and not verdict.changed:
        return {"said": "It runs, and gives the right answers. Now write it.", "right": True}
    said = _not_made(verdict) or said_of_it(exercise, verdict)
    if re.match(r"\w+", said)[0] not in exercise.outputs:  # names in code are not capitalized
        said = said[0].upper() + said[1:]
    return {"said": said, "right": False}


def _not_made(verdict):
    """Say which name a line uses before another has made it; ``""`` of any other fault."""
    mismatch = verdict.failure and verdict.failure.mismatch
    if not mismatch or mismatch.error not in NOT_MADE:
        return ""
    name = re.search(r"'(\w+)'", mismatch.message)
    return f"a line uses {name[1]}, and no line above it makes {name[1]}." if name else ""


def _function(exercise, asked, lines):
    """Define the function; it is no cell of the learner's, so no line of it is quoted."""
    body = [_indented(without_marks(line)) for line in (*lines, asked.last)]
    space = {"np": np, "__name__": "lines in order", **stand_ins(exercise.builds_on)}
    exec(compile("\n".join([asked.first, *body]), "<lines in order>", "exec"), space)
    return space[asked.exercise]


def without_marks(line):
    """Write a line as it is run."""
    return line.replace("«", "").replace("»", "")


def _indented(line):
    return f"    {line}"


def _code(line):
    return f"<p><code>{escape(line)}</code></p>"


def _listed(lines):
    items = (f"<li><code>{escape(with_gaps(line))}</code></li>" for line in lines)
    return f"<ul>{''.join(items)}</ul>"
