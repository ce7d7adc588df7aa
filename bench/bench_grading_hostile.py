"""What the attacks of the tests get from stock nbgrader, with the course's own hardened settings.

`python bench/bench_grading_hostile.py` lets stock grade each attack alone and prints a table by
kind. Attacks that use a machine up (memory, processes, disk, output, endless loops) are left out:
stock limits the time of a cell and nothing else.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from report import machine, publish, table

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "tests" / "grading"))

from attacks import ATTACKS  # noqa: E402
from class_of_learners import LESSON  # noqa: E402
from test_hostile import hand_in, student, text_of  # noqa: E402

from autograder.cli import UserError  # noqa: E402
from autograder.course import new_course  # noqa: E402
from autograder.stock import nbgrader, read_marks  # noqa: E402

LEFT_OUT = {"memory", "processes", "disk", "output", "loops", "huge notebooks"}


def outcome(course, kind, name):
    """Let stock grade one attack, and say in a word or two what came of it."""
    attack, who = ATTACKS[kind][name], student(kind, name)
    learner = json.loads((course / "release" / LESSON / f"{LESSON}.ipynb").read_text())
    hand_in(course, who, attack, text_of(attack, learner, course))
    try:
        nbgrader(course, "autograde", LESSON, "--student", who)
    except (UserError, subprocess.SubprocessError):
        return "no mark"
    marks = read_marks(course, LESSON).get(who, {})
    path = course / "autograded" / who / LESSON / f"{LESSON}.ipynb"
    cells = json.loads(path.read_text())["cells"] if path.is_file() else []
    shown = json.dumps([cell.get("outputs") for cell in cells])
    found = []
    if sum(mark or 0 for mark in marks.values()) > attack.earns:
        found.append("gains points")
    if "SECRET" in shown.replace("print('SECRET'", "").replace("print(thing, 'SECRET'", ""):
        found.append("reads")
    if "<script>" in shown:
        found.append("script in the page")
    return " and ".join(found) or "nothing"


def main():
    """Grade, and print the table."""
    os.environ["TEACHERS_TOKEN"] = "SECRET token"
    with tempfile.TemporaryDirectory(prefix="hostile-") as folder:
        course = Path(folder) / "course"
        new_course(course, [LESSON])
        nbgrader(course, "generate_assignment", LESSON)
        (course / "private" / "seed").write_text("SECRET seed of this course")
        rows = []
        for kind, attacks in ATTACKS.items():
            if kind in LEFT_OUT:
                rows.append((kind, len(attacks), "not run: no limit"))
                continue
            results = [f"{name}: {outcome(course, kind, name)}" for name in attacks]
            rows.append((kind, len(attacks), "; ".join(results)))
    text = table(("kind of attack", "submissions", "stock nbgrader, hardened"), rows)
    publish("hostile", f"{text}\n\n{machine()}.")


if __name__ == "__main__":
    main()
