"""What was kept so far: ``points(7)`` in a lesson, ``autograder progress`` on the command line."""

from pathlib import Path

from IPython.display import display

from autograder.learner import kept_files
from autograder.learner.home import BESIDE, home
from autograder.learner.html_table import NUMBER, Shown
from autograder.learner.ledger import lines
from autograder.learner.own_digits import own_digits
from autograder.learner.predictions import outcome
from autograder.learner.questions import lessons, load
from autograder.learner.shelf import kept_source, places
from autograder.learner.taking_over import take_over
from autograder.lessons import of_module


def points(lesson):
    """Show the points of a lesson: kept so far, waiting for the teacher, and the sum.

    Parameters
    ----------
    lesson : int
    """
    asked, kept = load(lesson), kept_files.read()
    rows, have, could = [], 0.0, 0.0
    for exercise in of_module(lesson):
        entry = kept.get(exercise.name, {})
        worth = sum(exercise.on_the_road)
        got = min(max(entry.get("points", 0), 0), worth)
        have, could = have + got, could + worth
        said = f"{got:g} of {worth:g}"
        if not worth:
            said = "a bonus" if exercise.bonus else "practice"
            done = kept_files.has_passed_in(entry) or kept_source(exercise.name)
            said += ", done" if done else ""
        rows.append((exercise.name, said))
    rows.append(("in your own words", f"{asked.words:g}, read by your teacher"))
    rest = asked.points - could - asked.words
    if rest > 0:
        rows.append(("not checked here", f"{rest:g}"))
    have = min(have, asked.points - asked.words)
    rows.append(("so far", f"{have:g} of {asked.points:g}"))
    title = f"Points of lesson {lesson}"
    text = [title, *(f"  {name}: {got}" for name, got in rows)]
    last = len(rows) - 1
    display(Shown.table(title, (), rows, text=text, classes={1: NUMBER}, strong=(last,)))


# ------------------------------------------------------------ the command line


def add_arguments(parser):
    """Declare the options of ``autograder progress``."""
    parser.add_argument(
        "--work", metavar="DIR", help="what an earlier edition kept there comes along (work/)"
    )


def run(args):
    """Print what the learner's home keeps."""
    from autograder.cli import UserError
    from autograder.lab.launch import course_root, work_folder

    folder = Path(args.work) if args.work else work_folder(course_root())
    if args.work and not folder.is_dir():
        raise UserError(f"there is no folder {folder}")
    take_over((folder / BESIDE).absolute(), home())
    print("\n".join(summary()))


def summary():
    """Say in plain words what the home keeps; nothing that lies in it is executed.

    Returns
    -------
    list of str
    """
    kept = kept_files.read()
    parts = [
        *_points_lines(kept),
        *_mistake_lines(kept),
        *_prediction_lines(),
        *_shelf_lines(),
        *_ledger_lines(),
        *_digit_lines(),
    ]
    if not parts:
        return [
            f"Nothing is kept in {home()} yet.",
            "It begins with the first check that you run in a lesson (make lab).",
        ]
    return [
        f"Kept in {home()}; nothing of it is sent anywhere.",
        "Delete that folder to begin anew; no lesson is lost by it.",
        *parts,
    ]


def _points_lines(kept):
    modules = sorted({int(entry["module"]) for entry in kept.values()})
    if not modules:
        return []
    lines = ["", "Points by lesson"]
    for module in modules:
        mine = [(name, e) for name, e in kept.items() if e["module"] == module]
        total = f" of {load(module).points:g}" if module in lessons() else ""
        lines.append(f"  lesson {module}: {sum(e['points'] for _, e in mine):g}{total}")
        lines += [f"    {name}: {_of(entry)}" for name, entry in sorted(mine)]
    return lines


def _of(entry):
    of = entry.get("of")
    full = f" of {of:g}" if isinstance(of, (int, float)) else ""
    return f"{entry['points']:g}{full}"


def _mistake_lines(kept):
    overcome = [
        f"  {name}: {mistake}"
        for name, entry in sorted(kept.items())
        for mistake in sorted(kept_files.overcome_in(entry))
    ]
    met = [
        f"  {name}: {mistake}"
        for name, entry in sorted(kept.items())
        for mistake in entry["mistakes"]
        if mistake not in kept_files.overcome_in(entry)
    ]
    lines = ["", "Mistakes that you met and overcame", *overcome] if overcome else []
    return [*lines, "", "Mistakes that you met", *met] if met else lines


def _prediction_lines():
    lines = []
    for lesson in lessons():
        made, second = outcome(lesson)
        if made:
            count = f"{len(made)} of {len(load(lesson).predictions)}"
            lines.append(f"  lesson {lesson}: {count} made, certain and wrong: {len(second)}")
            lines += [f"    look again at: {asked.where}" for asked in second]
    return ["", "Predictions", *lines] if lines else []


def _shelf_lines():
    names = [name for number in range(1, 13) for name in places(number)]
    yours = [name for name in names if kept_source(name) is not None]
    if not yours:
        return []
    return ["", f"On your shelf: {len(yours)} of {len(names)} functions", f"  {', '.join(yours)}"]


def _ledger_lines():
    lines_of_own = [
        f"  {line['reader']}: {min(line['wrong'])} to {max(line['wrong'])} of {line['of']} wrong"
        for line in lines()
        if not line["stored"]
    ]
    return ["", "Your lines in the ledger", *lines_of_own] if lines_of_own else []


def _digit_lines():
    _, labels = own_digits()
    drawn = ", ".join(str(label) for label in labels)
    return ["", f"Digits that you drew: {drawn}"] if drawn else []
