"""What the attacks of the tests get from `autograder grade`, and from stock nbgrader.

`python bench/bench_grading_hostile.py` grades the attacks both ways, in courses as they are laid
out, looks at marks, notebooks, feedback, network and processes, and prints a table by kind. Stock
gets each attack alone, and not those that use a machine up (memory, processes, disk, output,
endless loops): it limits the time of a cell and nothing else. With `--write` the table goes into
bench/README.md and docs/grading.md.
"""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from report import machine, publish, table

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT))

from autograder.cli import UserError  # noqa: E402
from autograder.course.new_course import new_course  # noqa: E402
from autograder.course.stock import nbgrader, read_marks  # noqa: E402
from autograder.grade.assignment import grade_assignment  # noqa: E402
from tests.grade.attacks import ATTACKS, HONEST  # noqa: E402
from tests.grade.class_of_learners import LESSON, handed_in, lay  # noqa: E402
from tests.grade.test_hostile import TIGHT, hand_in, student, text_of  # noqa: E402

LEFT_OUT = {
    "memory",
    "memory beside the judge",
    "processes",
    "disk",
    "output",
    "loops",
    "huge notebooks",
}
PATIENCE = 180  # seconds; an honest submission takes ten
# What it means that an attack of a kind makes its word appear; elsewhere it has read something.
SHOWN = {
    "files beside the notebook": "its file is imported",
    "loopback network": "opens a port",
    "pickles": "is unpickled",
    "notes for a later run": "leaves a note",
}
ACTS = re.compile(r"<script>document|<img[^>]*onerror=|<svg[^>]*onload=")
ORDERS = json.dumps("\x1b]0;taken over")[1:-1]  # those of the attacks, as a notebook writes them
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
PAGE = ROOT / "docs" / "grading.md"


class Listener:
    """A server on this machine that notes what it hears."""

    def __init__(self):
        self.heard = []
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        while True:
            connection, _ = self._server.accept()
            with connection:
                self.heard.append(connection.recv(100))


def by_stock(course, kind, name, listener):
    """Let stock grade one attack, and say in a word or two what came of it."""
    lay_attack(course, kind, name, listener)
    who, heard = student(kind, name), len(listener.heard)
    try:
        nbgrader(course, "autograde", LESSON, "--student", who, seconds=PATIENCE)
    except UserError:
        return "no mark"
    except subprocess.TimeoutExpired:
        return "no end"
    finally:
        left = end_what_is_left(course)
    nbgrader(course, "generate_feedback", LESSON, "--student", who)
    return found(course, kind, name, len(listener.heard) > heard, left)


def by_us(course, listener):
    """Grade all attacks as one class; give what came of each."""
    for kind, attacks in ATTACKS.items():
        for name in attacks:
            lay_attack(course, kind, name, listener)
    heard = len(listener.heard)
    grade_assignment(course, LESSON, limits=TIGHT, progress=False)
    left, heard = end_what_is_left(course), len(listener.heard) > heard
    nbgrader(course, "generate_feedback", LESSON)
    return {
        kind: {
            # whoever was heard or is still there, the kinds that try it are told of it
            name: found(
                course,
                kind,
                name,
                heard and kind == "loopback network",
                left and kind == "detached processes",
            )
            for name in attacks
        }
        for kind, attacks in ATTACKS.items()
    }


def lay_attack(course, kind, name, listener):
    """Hand an attack in."""
    attack = ATTACKS[kind][name]
    data = text_of(attack, released_of(course), course, listener.port)
    hand_in(course, student(kind, name), attack, data)


def found(course, kind, name, heard, left):
    """Say what a graded attack has got."""
    who = student(kind, name)
    marks = read_marks(course, LESSON).get(who, {})
    page = (course / "feedback" / who / LESSON / f"{LESSON}.html").read_text()
    text = (course / "autograded" / who / LESSON / f"{LESSON}.ipynb").read_text()
    what = {
        "gains points": sum(mark or 0 for mark in marks.values()) > ATTACKS[kind][name].earns,
        SHOWN.get(kind, "reads"): shows_a_secret(course, who),
        "script in the page": ACTS.search(page),
        "orders in the graded notebook": kind == "orders to a terminal" and ORDERS in text,
        "is heard on the network": heard,
        "leaves processes behind": left,
    }
    return " and ".join(name for name, so in what.items() if so) or "nothing"


def shows_a_secret(course, who):
    """Tell whether an output holds the word, other than as a line of the attack's own code."""
    notebook = course / "autograded" / who / LESSON / f"{LESSON}.ipynb"
    texts = []
    for cell in json.loads(notebook.read_text())["cells"]:
        for output in cell.get("outputs", []):
            for part in (output.get("text", ""), *output.get("data", {}).values()):
                texts.append(part if isinstance(part, str) else "".join(map(str, part)))
            texts += output.get("traceback", [])
    lines = COLOUR.sub("", "\n".join(texts)).splitlines()
    return any("SECRET" in line and "'SECRET'" not in line for line in lines)


def end_what_is_left(course):
    """End the kernels and their children that are still there, and say how many there were."""
    time.sleep(0.5)
    mark, left = f"NNF_COURSE={course}".encode(), 0
    for place in Path("/proc").glob("[0-9]*"):
        try:
            if int(place.name) != os.getpid() and mark in (place / "environ").read_bytes():
                os.kill(int(place.name), signal.SIGKILL)
                left += 1
        except (OSError, ValueError):
            continue  # it has ended, or is another user's
    return left


def main():
    """Grade both ways, and print the table."""
    os.environ["TEACHERS_TOKEN"] = "SECRET token"
    listener, rows = Listener(), []
    with tempfile.TemporaryDirectory(prefix="hostile-") as folder:
        ours, theirs = (Path(folder).resolve() / name for name in ("ours", "theirs"))
        new_course(ours, [LESSON])
        nbgrader(ours, "generate_assignment", LESSON)
        (ours / "private" / "seed").write_text("SECRET seed of this course")
        for who, answers in HONEST.items():
            lay(ours, who, handed_in(released_of(ours), answers))
        shutil.copytree(ours, theirs)
        walled = by_us(ours, listener)
        for kind, attacks in ATTACKS.items():
            stock = "not run: no limit"
            if kind not in LEFT_OUT:
                stock = {name: by_stock(theirs, kind, name, listener) for name in attacks}
                stock = in_words(stock)
            rows.append((kind, len(attacks), in_words(walled[kind]), stock))
            print(rows[-1], file=sys.stderr, flush=True)
    header = "kind of attack", "submissions", "`autograder grade`", "`nbgrader autograde`"
    text = f"{table(header, rows)}\n\n{machine()}."
    publish("hostile", text)
    publish("hostile", text, PAGE)


def released_of(course):
    """Read the learner edition."""
    return json.loads((course / "release" / LESSON / f"{LESSON}.ipynb").read_text())


def in_words(results):
    """Say what the attacks of a kind got: once if all got the same."""
    if len(set(results.values())) == 1:
        return next(iter(results.values()))
    return "; ".join(f"{name}: {got}" for name, got in results.items())


if __name__ == "__main__":
    main()
