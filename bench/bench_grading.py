"""How fast a class of lesson 7 is graded, beside stock nbgrader on the same submissions.

`python bench/bench_grading.py` grades submissions drawn as in the tests: once by `nbgrader
autograde` (demonstrations are left out in both), and by `autograder grade`, isolated, with one and
with two workers; with --large a class of 1,000 too. What a run takes to start is measured by a
short run and taken off. CPU time is that of all processes, the learners' included.
"""

import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from report import machine, publish, table

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "tests" / "grading"))

from class_of_learners import LESSON, lay  # noqa: E402
from generated import generate  # noqa: E402

from autograder.course import new_course  # noqa: E402
from autograder.grade.processes import Family, _own_part  # noqa: E402
from autograder.stock import nbgrader  # noqa: E402

STOCK, SMALL, MANY, LARGE = 12, 10, 110, 1000


def measure(command, course):
    """Run a command in a course; return wall and CPU seconds, and the memory noted each second."""
    group = _new_group()
    started, before = time.monotonic(), _used(group)
    process = subprocess.Popen(
        ["sh", "-c", f'echo $$ > {group}/cgroup.procs; exec "$@"', "sh", *command],
        cwd=course,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    seen = []
    watch = threading.Thread(target=_watch, args=(process, seen))
    watch.start()
    process.wait()
    wall = time.monotonic() - started
    watch.join()
    return wall, _used(group) - before, seen


def _new_group():
    """Make a control group: the CPU time of processes that are killed shows nowhere else."""
    for root in ("/sys/fs/cgroup/cpuacct", "/sys/fs/cgroup"):
        group = Path(root) / "bench-grading"
        try:
            group.mkdir(exist_ok=True)
            _used(group)
        except OSError:
            continue
        return group
    raise SystemExit("this benchmark counts CPU time by a control group: run it as root")


def _used(group):
    """Return the CPU seconds of a control group, of version 1 or 2."""
    old = group / "cpuacct.usage"
    if old.is_file():
        return int(old.read_text()) / 1e9
    return int((group / "cpu.stat").read_text().split()[1]) / 1e6


def _watch(process, seen):
    """Note once a second what all processes take together, a shared page counted once."""
    family = Family(process.pid)
    while process.poll() is None:
        seen.append(sum(map(_own_part, [process.pid, *family.members()])))
        time.sleep(1)


def make_course(folder, released, count):
    """Lay out a course with so many submissions."""
    course = Path(folder) / f"course-{count}"
    shutil.copytree(released, course)
    import json

    learner = json.loads((course / "release" / LESSON / f"{LESSON}.ipynb").read_text())
    for student, notebook in generate(learner, count):
        lay(course, student, notebook)
    return course


def by_stock(course, count):
    """Return wall and CPU seconds a submission; the second run only finds that all is done."""
    command = [sys.executable, "-m", "nbgrader", "autograde", LESSON]
    wall, cpu, _ = measure(command, course)
    start_wall, start_cpu, _ = measure(command, course)
    return (wall - start_wall) / count, (cpu - start_cpu) / count


def by_us(folder, released, workers):
    """Return wall and CPU seconds a submission, from a long run and a short one."""
    runs = []
    for count in (SMALL, MANY):
        course = make_course(Path(folder) / f"workers-{workers}", released, count)
        runs.append(measure(grade(workers), course))
    return [(runs[1][i] - runs[0][i]) / (MANY - SMALL) for i in (0, 1)]


def grade(workers):
    """The command that grades."""
    return [sys.executable, "-m", "autograder", "grade", LESSON, "--workers", str(workers)]


def main():
    """Measure, and print the tables."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        released = Path(folder) / "released"
        new_course(released, [LESSON])
        nbgrader(released, "generate_assignment", LESSON)
        stock = by_stock(make_course(folder, released, STOCK), STOCK)
        one, two = (by_us(folder, released, workers) for workers in (1, 2))
        rows = [
            ("nbgrader autograde", f"{stock[0]:.2f}", f"{stock[1]:.2f}", "1"),
            ("one worker", f"{one[0]:.3f}", f"{one[1]:.3f}", f"**{stock[0] / one[0]:.0f}**"),
            ("two workers", f"{two[0]:.3f}", f"{two[1]:.3f}", f"**{stock[0] / two[0]:.0f}**"),
        ]
        text = table(("", "wall s a submission", "CPU s a submission", "times faster"), rows)
        text += (
            f"\n\nPer core, by CPU time: {stock[1] / one[1]:.1f} times (must 20, aim 30). "
            f"Two workers are {one[0] / two[0]:.2f} times as fast as one (must 1.5, aim 1.8)."
        )
        if "--large" in sys.argv:
            course = make_course(folder, released, LARGE)
            wall, cpu, seen = measure(grade(2), course)
            third = len(seen) // 3
            first, last = (max(part) / 2**20 for part in (seen[3:third], seen[2 * third :]))
            text += (
                f"\n\n{LARGE:,} submissions with two workers: {wall:.0f} s (must 240, aim 120), "
                f"{cpu / LARGE:.3f} CPU s each; memory of all processes at most "
                f"{max(seen) / 2**20:.0f} MB (must 2,000), in the first third "
                f"{first:.0f} MB, in the last {last:.0f} MB."
            )
        publish("grading", f"{text}\n\n{machine()}.")


if __name__ == "__main__":
    main()
