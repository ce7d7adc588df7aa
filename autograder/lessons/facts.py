"""Numbers that a lesson's text states: measured by runs, kept in a file, printed by the build.

``mNN/judge/facts.py``, written by hand, says what is measured, how it is printed and how far
another run may be off; ``facts.json`` beside it holds what the runs gave. Where a text says
``{{name}}``, the build puts the number.
"""

import functools
import importlib
import importlib.util
import json
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

# What a text may have meant as a place, in a code cell or with blanks: it is never shown.
LIKE_A_PLACE = re.compile(r"\{\{\s*([a-z]\w*(?:\.[\w+-]+)*)\s*\}\}")
PLACE = re.compile(r"\{\{([a-z]\w*(?:\.[\w+-]+)*)\}\}")

SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


class FactError(ValueError):
    """A fact that is declared, kept or printed in a way that does not hold together."""


@dataclass(frozen=True)
class Fact:
    """A number of a lesson's text, or several that one run gives.

    Parameters
    ----------
    name : str
    measure : callable
        ``measure()`` runs the experiment and returns a number, a list of numbers, or a dict of
        these, whose keys follow the name: ``{{name.key}}``.
    form : str or callable
        How a number is printed: ``"{:.1f}"``, or a function that takes it and returns a text.
    spread : float
        How far a run on another machine may be off, in the units of the number. Within it the
        number must print alike: round more, or give a range.
    several : str
        What separates the numbers of a list, a row of a table: ``" | "``. Without it a list
        holds a number from each start, and the text gives the least and the largest: "3 to 7".
    """

    name: str
    measure: Callable
    form: str | Callable
    spread: float
    several: str = ""

    def printed(self, number, name=""):
        """Print one number; ``name`` is the part of the fact that it is.

        Raises
        ------
        FactError
            If it would print in another way at the ends of its spread.
        """
        low, middle, high = (
            self._in_form(number + step) for step in (-self.spread, 0, self.spread)
        )
        if not low == middle == high:
            raise FactError(
                f"{name or self.name}: {number:g} prints as {middle}, and within its spread of "
                f"{self.spread:g} as {low} or {high}: round more, or give a range"
            )
        return middle

    def texts(self, value):
        """Map the names of a value's parts to their texts.

        Parameters
        ----------
        value : number, list of numbers, or dict of these

        Returns
        -------
        dict of str to str
        """
        return {name: self._text(name, part) for name, part in _parts(self.name, value).items()}

    def value(self, run):
        """Turn what an experiment returned into what the file holds.

        Raises
        ------
        FactError
            If it holds anything but finite numbers, lists of them and dicts of these.
        """
        return self._value(self.name, run)

    def differs(self, kept, run):
        """List the names under which a run lies outside the spread of what is kept."""
        ours, theirs = _parts(self.name, kept), _parts(self.name, run)
        return sorted(
            name
            for name in ours.keys() | theirs.keys()
            if name not in ours or name not in theirs or self._is_off(ours[name], theirs[name])
        )

    def _is_off(self, kept, run):
        if np.shape(kept) != np.shape(run):
            return True
        return not np.all(np.abs(np.subtract(kept, run)) <= self.spread)

    def _text(self, name, part):
        if not isinstance(part, list):
            return self.printed(part, name)
        texts = [self.printed(number, name) for number in part]
        return self.several.join(texts) if self.several else " to ".join(dict.fromkeys(texts))

    def _value(self, name, run):
        if isinstance(run, dict):
            return {str(key): self._value(f"{name}.{key}", part) for key, part in run.items()}
        if isinstance(run, (list, tuple)) or getattr(run, "ndim", 0) == 1:
            if not len(run):
                raise FactError(f"{name}: expected numbers, got an empty list")
            numbers = [self._value(name, part) for part in run]
            return numbers if self.several else [min(numbers), max(numbers)]
        if hasattr(run, "item") and getattr(run, "size", 1) == 1:
            run = run.item()
        if isinstance(run, bool) or not isinstance(run, (int, float)) or not math.isfinite(run):
            raise FactError(f"{name}: expected a finite number, got {run!r:.60}")
        return run

    def _in_form(self, number):
        text = self.form(number) if callable(self.form) else self.form.format(number)
        if not re.search(r"[1-9]", text):
            text = text.replace("-", "")  # -0.00
        return text.replace("-", "−")  # as prose writes what is below 0


class Facts:
    """The facts of a lesson: what is declared by hand, and the file of what the runs gave.

    Parameters
    ----------
    declared : path
        The file with the declarations, ``__file__``; the values are beside it.
    """

    def __init__(self, declared):
        self.path = Path(declared).with_suffix(".json")
        self._known = {}

    def __iter__(self):
        return iter(self._known.values())

    def fact(self, form, *, spread=None, several=""):
        """Declare a fact by the function that measures it, and that gives it its name.

        Raises
        ------
        FactError
            If the name stands already, or there is no spread: a number from 0 upwards.
        """

        def declare(measure):
            name = measure.__name__
            if name in self._known:
                raise FactError(f"expected one fact {name}, got two")
            if isinstance(spread, bool) or not isinstance(spread, (int, float)) or not spread >= 0:
                raise FactError(f"{name}: expected a spread from 0 upwards, got {spread!r}")
            measure = functools.cache(measure)
            self._known[name] = Fact(name, measure, form, spread, several)
            return measure

        return declare

    def kept(self, *, ours_alone=True):
        """Read what the runs gave; nothing, if there is no file yet.

        Parameters
        ----------
        ours_alone : bool
            Whether to refuse a file that holds what no experiment writes.

        Raises
        ------
        FactError
            If the file is no JSON object, or is refused.
        """
        try:
            kept = json.loads(self.path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except ValueError as error:
            raise FactError(f"{self.path.name} is no JSON: {error}") from None
        if not isinstance(kept, dict):
            raise FactError(f"{self.path.name}: expected an object of facts, got {kept!r:.40}")
        unknown = sorted(kept.keys() - self._known.keys())
        if unknown and ours_alone:
            raise FactError(
                f"{self.path.name} holds {', '.join(unknown)}, which no experiment writes"
            )
        return kept

    def texts(self):
        """Map every name that a text may ask for to what is printed there.

        Raises
        ------
        FactError
            If a fact has not been measured, or prints in two ways within its spread.
        """
        kept, texts = self.kept(), {}
        for fact in self:
            if fact.name not in kept:
                raise FactError(f"{fact.name} has not been measured: run `autograder facts`")
            texts |= fact.texts(kept[fact.name])
        return texts

    def measured(self):
        """Run all experiments; a value within the spread of what is kept stays as it is kept.

        Returns
        -------
        dict
            Name -> value as it goes into the file.
        """
        kept, found = self.kept(ours_alone=False), {}
        for fact in self:
            run = fact.value(fact.measure())
            agrees = fact.name in kept and not fact.differs(kept[fact.name], run)
            found[fact.name] = kept[fact.name] if agrees else run
        return found


def facts_of(module):
    """Load the facts of a lesson; None, if it has none.

    Parameters
    ----------
    module : int

    Returns
    -------
    Facts or None
    """
    name = f"autograder.lessons.m{module:02}.judge.facts"
    try:
        found = importlib.util.find_spec(name)
    except ModuleNotFoundError as error:
        # the lesson has no such folder; what the folder itself fails to import is told
        if not name.startswith(error.name or "?"):
            raise
        return None
    return importlib.import_module(name).FACTS if found else None


def as_text(values):
    """Write the values of a lesson's facts as the text of their file: a fact a line."""
    lines = (f" {json.dumps(name)}: {json.dumps(value)}" for name, value in values.items())
    return "{\n" + ",\n".join(lines) + "\n}\n"


def plain(digits=3):
    """Make a form that gives so many digits and no more zeros than a reader wants: 7.41, 4,820."""

    def form(number):
        number = float(f"{number:.{digits}g}")
        return f"{number:,.0f}" if number == round(number) else f"{number:g}"

    return form


def power_of_ten(power):
    """Print 10 to some power with one digit that counts: 0.03, 80, 3·10⁻¹¹, 10⁻⁶."""
    if -3 <= power < 4:
        return plain(1)(10**power)
    digit, raised = f"{10**power:.0e}".split("e")
    return f"{digit}·10{str(int(raised)).translate(SUPERSCRIPT)}".removeprefix("1·")


def nearest(step):
    """Make a form that gives a whole number to the nearest multiple: about 25."""
    return lambda number: str(step * round(number / step))


def _parts(name, value):
    """Map the names of the parts of a value to numbers and ranges."""
    if not isinstance(value, dict):
        return {name: value}
    parts = {}
    for key, part in value.items():
        parts |= _parts(f"{name}.{key}", part)
    return parts
