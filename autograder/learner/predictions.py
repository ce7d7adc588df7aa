"""The prediction book: what you expected, how sure you were, and what turned out.

``predict("v-curve")`` asks before an exploration and keeps the answer with its confidence and the
time. ``book(7)`` at the end of the lesson opens the book: first what you were certain of and what
went otherwise, because a second look pays most there. There is no score. A bet whose panel was not
tried yet is open, and the book tells nothing of it.
"""

import datetime
import os
import threading
from html import escape

from IPython.display import display

from autograder.learner import cards, home
from autograder.learner.cards import inline
from autograder.learner.html_table import Html, Shown, styled
from autograder.learner.questions import CONFIDENCES, find_prediction, load

FILE = "predictions.json"
SHOWN_AFTER = 0.2  # seconds
LONGEST = 200  # letters of what a panel has found
_unwritten = {}  # where the folder cannot be written, a prediction lasts as long as the kernel


# ------------------------------------------------------------ asking


def guess(name, panel=None, hides=False):
    """Ask for a bet, and show what it is about: first the bet, then a move, then what turned out.

    Parameters
    ----------
    name : str
        Of the bet, as it stands in the lesson's file of questions. Folds of the notebook with the
        class ``v-NAME`` open when it is decided.
    panel : Panel, or callable without arguments that makes one, optional
        What the bet is about. Nothing in it can be moved before the bet is made, and what turned
        out is told once enough was tried (`Panel.tried`). Without a panel it is told at once.
    hides : bool
        Whether the panel shows the outcome even before anything is moved: then it is drawn only
        when the bet is made.

    Raises
    ------
    QuestionError
        If no lesson has such a bet.
    """
    Bet(find_prediction(name), panel, hides).show()


def predict(name):
    """Ask for a bet; what :func:`guess` was called in the first edition."""
    guess(name)


def reveal(name, show):
    """Show what tells the outcome of a bet, once it is made; until then, say what comes first.

    Parameters
    ----------
    name : str
        Of the bet.
    show : callable
        Called without arguments.
    """
    asked = find_prediction(name)
    if home.is_quiet() or _choice_of(asked) or name in _seen_without_a_bet:
        show()
        return
    from nnlib.viz.placed import run_button  # widgets are not needed before

    text = "This tells how your bet above turns out. Make it first, then run this cell again."
    button = run_button("I have made it: show me", "notebook:run-cell", name="nnf-show")
    display(Shown(text, styled(f"<p class='nnf-first'>{escape(text)} {button}</p>")))


_seen_without_a_bet = set()  # while the kernel lives


class Bet:
    """A card, and below it the panel that it is about."""

    def __init__(self, asked, panel=None, hides=False):
        self.asked, self._panel, self._hides = asked, panel, hides
        self._make = panel if callable(panel) else None
        # without a bet; who has chosen so need not choose again when the cell is run again
        seen = asked.name in _seen_without_a_bet
        self._is_shown_anyway = "moved" if seen and panel is None else seen
        self._widget = None
        self._found = {}  # what the panel found, without a bet

    def show(self):
        """Show card and panel."""
        asked = self.asked
        if self._panel is None:
            note_move(asked)  # a bet without a panel is decided once it is made
        card = {
            "question": asked.question,
            "choices": list(map(list, asked.choices.items())),
            "confidences": list(map(list, CONFIDENCES.items())),
            "has_panel": self._panel is not None,
        }
        lines = ["Your bet: " + asked.question, *(f"  - {w}" for w in asked.choices.values())]
        if self._panel is not None and (self._is_open() or not self._hides):
            self._prepare_panel()
        self._widget = cards.show(
            "bet", [card], "\n".join(lines), self._saved, self._state(), self._said,
            self._shown_panel, f"v-{asked.name}",
        )  # fmt: skip
        if self._widget is None and self._panel is not None:
            self._show_open()
        elif self._panel is not None and not callable(self._panel):
            self._panel.begin()

    def _show_open(self):
        """Show the panel without a bet, where nobody can make one."""
        if os.environ.get("NNF_GRADING"):
            return
        if callable(self._panel):
            self._panel = self._panel()
        self._panel.locked = False
        display(self._panel)
        self._panel.begin()

    def _prepare_panel(self):
        """Make the panel, if that is still to do, and lock it unless the bet is made."""
        if callable(self._panel):
            self._panel = self._panel()
        self._panel.locked = not self._is_open()
        if not self._is_decided():
            self._panel.when_moved(self._moved)

    def _shown_panel(self):
        """Return what stands below the card now."""
        if self._panel is None or (self._hides and not self._is_open()):
            return None
        if callable(self._panel):
            self._prepare_panel()
        return self._panel

    def _is_made(self):
        return bool(_choice_of(self.asked))

    def _is_open(self):
        """Tell whether the panel may be moved."""
        return self._is_made() or self._is_shown_anyway

    def _is_decided(self):
        """Tell whether what turned out is told."""
        entry = predictions().get(self.asked.name, {})
        if self._is_made():
            return self._panel is None or entry.get("moved", False)
        return self._is_shown_anyway == "moved"

    def _said(self, content):
        """Take what the card sends: a bet, the wish to see without one, or to start over."""
        if content.get("anyway") is True and not self._is_made():
            _seen_without_a_bet.add(self.asked.name)
            self._is_shown_anyway = self._is_shown_anyway or (
                "moved" if self._panel is None else True
            )
        else:
            if content.get("again") is True and self._make:
                self._panel = self._make  # a new one: what was tried belongs to the old bet
            answer(self.asked, content)
            if self._panel is None:
                note_move(self.asked)
        if self._panel is not None and (self._is_open() or not self._hides):
            is_new = callable(self._panel)
            self._prepare_panel()
            if is_new:  # it is shown with the answer to this message, and then begins
                threading.Timer(SHOWN_AFTER, self._panel.begin).start()
        return self._state()

    def _moved(self):
        """The learner has done with the panel what the bet asks for: now it is decided."""
        found = getattr(self._panel, "found", None)
        found = dict(zip(("turned_out", "found"), found(), strict=True)) if found else {}
        if self._is_made():
            note_move(self.asked, found)
        else:
            self._is_shown_anyway, self._found = "moved", found
        if self._widget is not None:
            self._widget.tell(self._state())

    def _state(self):
        """Say what the card shows."""
        asked, state = self.asked, _state(self.asked)
        state["open"] = self._is_open()
        state["task"] = getattr(self._panel, "task", "move something below")
        if self._is_decided():
            choice = _choice_of(asked)
            turned_out, why = _outcome_of(
                asked, predictions().get(asked.name, {}) if choice else self._found
            )
            state |= {
                "turned_out": _sentence(asked.choices[turned_out]),
                "why": why,
                "right": choice == turned_out if choice else None,
            }
        return state

    def _saved(self):
        """Return what a notebook keeps of the card."""
        asked, state = self.asked, self._state()
        html = f"<p><b>Your bet.</b> {inline(asked.question)}</p>"
        if "said" not in state and "turned_out" not in state:
            items = "".join(f"<li>{inline(words)}</li>" for words in asked.choices.values())
            return f"{html}<ul>{items}</ul>"
        if "said" in state:
            html += f"<p>You said: <b>{inline(state['said'])}</b> ({state['sure']})</p>"
        if "turned_out" in state:
            turned = inline(state["turned_out"])
            html += f"<p>It turned out: <b>{turned}</b> {inline(state['why'])}</p>"
        return html


def _sentence(words):
    """End words with a full stop, if nothing ends them."""
    return words if words.endswith((".", "!", "?")) else f"{words}."


def _choice_of(asked):
    """Return the key of the bet that was made, or ``""``."""
    choice = predictions().get(asked.name, {}).get("choice", "")
    return choice if choice in asked.choices else ""


def note_move(asked, found=None):
    """Note that something was moved after a bet: it is decided, also tomorrow.

    Parameters
    ----------
    asked : Prediction
    found : dict, optional
        "turned_out" and "found", where the panel measures: what holds on this machine, and by
        which number. It stays as it was when the bet was decided.
    """
    entry = predictions().get(asked.name)
    if entry and entry["choice"] and not entry.get("moved"):
        _keep(asked.name, {**entry, **(found or {}), "moved": True})


def _outcome_of(asked, entry):
    """Return the choice that turned out, and why; what was measured here is said first."""
    choice, words = entry.get("turned_out"), entry.get("found")
    if choice not in asked.choices or not words:
        return asked.turned_out, asked.why
    return choice, f"{words} {asked.why}"


def answer(asked, said):
    """Take what the card sends: a commitment, or the wish to start over; return the new state."""
    commit = said.get("commit")
    entry = predictions().get(asked.name)
    if said.get("again") is True and entry:
        _keep(asked.name, {"lesson": asked.lesson, "restarts": entry["restarts"] + 1})
    elif isinstance(commit, dict) and not (entry and entry["choice"] in asked.choices):
        choice, sure = str(commit.get("choice")), str(commit.get("sure"))
        if choice in asked.choices and sure in CONFIDENCES:
            now = datetime.datetime.now().astimezone().isoformat(timespec="seconds")
            line = {"lesson": asked.lesson, "choice": choice, "sure": sure, "when": now}
            _keep(asked.name, {**line, "restarts": entry["restarts"] if entry else 0})
    return _state(asked)


def predictions():
    """Read what was predicted, without the entries that are damaged.

    Returns
    -------
    dict
        name -> {"lesson", "choice", "sure", "when", "restarts"}, and "moved": True once
        enough was tried after it, with "turned_out" and "found" where something was measured; the
        choice is "" after a start over, until it is made again.
    """
    found = {}
    for name, entry in {**home.read_file(FILE), **_unwritten}.items():
        if not isinstance(entry, dict) or not isinstance(entry.get("lesson"), int):
            continue
        texts = {key: entry.get(key) for key in ("choice", "sure", "when")}
        texts = {key: text if isinstance(text, str) else "" for key, text in texts.items()}
        if texts["sure"] not in CONFIDENCES:
            texts["choice"] = ""
        restarts = entry.get("restarts")
        restarts = restarts if type(restarts) is int and restarts > 0 else 0
        found[name] = {"lesson": entry["lesson"], **texts, "restarts": restarts}
        if entry.get("moved") is True:
            found[name]["moved"] = True
            measured = {key: entry.get(key) for key in ("turned_out", "found")}
            if all(isinstance(text, str) and len(text) < LONGEST for text in measured.values()):
                found[name] |= measured
    return found


def _keep(name, entry):
    _unwritten.pop(name, None)
    if not home.change_file(FILE, lambda content: content.update({name: entry})):
        _unwritten[name] = entry


def _state(asked):
    """Say what the card shows: nothing yet, or "You said … (fairly sure)" with the time."""
    entry = predictions().get(asked.name)
    if not entry:
        return {}
    notes = [_started_over(entry)] if entry["restarts"] else []
    if asked.name in _unwritten:
        notes.append("kept until the kernel ends: your folder cannot be written")
    note = "; ".join(notes)
    if entry["choice"] not in asked.choices:
        return {"note": note}
    return {
        "said": asked.choices[entry["choice"]],
        "sure": CONFIDENCES[entry["sure"]],
        "when": _day(entry["when"]),
        "note": note,
    }


def _started_over(entry):
    times = "once" if entry["restarts"] == 1 else f"{entry['restarts']} times"
    return f"started over {times}"


def _day(when):
    try:
        return datetime.datetime.fromisoformat(when).strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return ""


# ------------------------------------------------------------ opening the book

HEAD = ("question", "you said", "it turned out", "why")
OPEN = "still open: the panel below your bet decides it"


def outcome(lesson):
    """Sort a lesson's predictions that were made.

    Returns
    -------
    made : list of (Prediction, entry)
        In the order of the lesson.
    second_look : list of Prediction
        Certain, decided, and it turned out otherwise.
    """
    kept = predictions()
    made = [
        (asked, kept[name])
        for name, asked in load(lesson).predictions.items()
        if name in kept and kept[name]["choice"] in asked.choices
    ]
    second = [
        asked
        for asked, entry in made
        if entry["sure"] == "certain"
        and entry.get("moved")
        and entry["choice"] != _outcome_of(asked, entry)[0]
    ]
    return made, second


def book(lesson):
    """Show a lesson's predictions: what you said, what turned out, where to look again."""
    made, second = outcome(lesson)
    open_ones = len(load(lesson).predictions) - len(made)
    left = f"Without a prediction so far: {open_ones}." if open_ones else ""
    if not made:
        text = f"Your predictions for lesson {lesson}: none yet. Nothing is lost; go on."
        display(Shown(text, f"<p>{escape(text)}</p>"))
        return
    first = f"Certain and wrong: {len(second)}"
    text = [f"Your predictions for lesson {lesson}", first]
    text += [f"  {asked.question} Look again at: {asked.where}" for asked in second]
    rows = []
    for asked, entry in made:
        said, sure = asked.choices[entry["choice"]], CONFIDENCES[entry["sure"]]
        happened, why = OPEN, ""
        if entry.get("moved"):
            turned_out, why = _outcome_of(asked, entry)
            is_as_said = entry["choice"] == turned_out
            happened = "as you said" if is_as_said else asked.choices[turned_out]
        again = f", {_started_over(entry)}" if entry["restarts"] else ""
        text += [
            f"- {asked.question}",
            f"    you said: {said} ({sure}{again})",
            f"    it turned out: {happened}",
            *([f"    why: {why}"] if why else []),
        ]
        answer_given = f"{inline(said)} <i>({sure}{again})</i>"
        cells = (inline(asked.question), answer_given, inline(happened), inline(why))
        rows.append([*map(Html, cells)])
    looks = "".join(
        f"<li>{inline(a.question)} Look again at {_link(a.where)}.</li>" for a in second
    )
    looks = f"<ul>{looks}</ul>" if looks else ""
    shown = Shown.table(
        f"Your predictions for lesson {lesson}",
        HEAD,
        rows,
        text=text,
        before=f"<div class='nnf-second'><b>{first}</b>{looks}</div>",
        note=left,
    )
    display(shown)


def _link(heading):
    """Link to a heading of the same notebook, as JupyterLab names them."""
    return f"<a href='#{escape(heading.replace(' ', '-'), quote=True)}'>{escape(heading)}</a>"
