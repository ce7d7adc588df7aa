"""The prediction book: what you expected, how sure you were, and what turned out.

``predict("v-curve")`` asks before an exploration and keeps the answer with its confidence and the
time. ``book(7)`` at the end of the lesson opens the book: first what you were certain of and what
went otherwise, because a second look pays most there. There is no score.
"""

import datetime
from html import escape

from IPython.display import display

from autograder.learner import cards, home
from autograder.learner.cards import inline
from autograder.learner.html_table import Html, Shown
from autograder.learner.questions import CONFIDENCES, find_prediction, load

FILE = "predictions.json"
_unwritten = {}  # where the folder cannot be written, a prediction lasts as long as the kernel


# ------------------------------------------------------------ asking


def predict(name):
    """Ask one of the lesson's predictions, or show what was said.

    Parameters
    ----------
    name : str
        As it stands in the lesson's file of questions.

    Raises
    ------
    QuestionError
        If no lesson has such a prediction.
    """
    asked = find_prediction(name)
    card = {
        "question": asked.question,
        "choices": list(map(list, asked.choices.items())),
        "confidences": list(map(list, CONFIDENCES.items())),
    }
    text = "\n".join(
        ["Predict first: " + asked.question, *(f"  - {words}" for words in asked.choices.values())]
    )
    items = "".join(f"<li>{inline(words)}</li>" for words in asked.choices.values())
    html = f"<p><b>Predict first.</b> {inline(asked.question)}</p><ul>{items}</ul>"
    cards.show("predict", [card], text, html, _state(asked), lambda said: answer(asked, said))


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
        name -> {"lesson", "choice", "sure", "when", "restarts"}; the choice is "" after a start
        over, until it is made again.
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


def outcome(lesson):
    """Sort a lesson's predictions that were made.

    Returns
    -------
    made : list of (Prediction, entry)
        In the order of the lesson.
    second_look : list of Prediction
        Certain, and it turned out otherwise.
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
        if entry["sure"] == "certain" and entry["choice"] != asked.turned_out
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
        turned = "as you said" if entry["choice"] == asked.turned_out else ""
        happened = turned or asked.choices[asked.turned_out]
        again = f", {_started_over(entry)}" if entry["restarts"] else ""
        text += [
            f"- {asked.question}",
            f"    you said: {said} ({sure}{again})",
            f"    it turned out: {happened}",
            f"    why: {asked.why}",
        ]
        answer_given = f"{inline(said)} <i>({sure}{again})</i>"
        cells = (inline(asked.question), answer_given, inline(happened), inline(asked.why))
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
