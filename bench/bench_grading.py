"""How fast a class of lesson 7 is graded, beside stock nbgrader on the same submissions.

`python bench/bench_grading.py` grades submissions drawn as in the tests: once by `nbgrader
autograde` (demonstrations are left out in both), and by `autograder grade`, isolated, with one and
with two workers, in turn; with --large a class of 1,000 too. There are two classes: mistakes are
registered wrong versions, rebuilt in the notebook, or cells as learners write them. What a run
takes to start is measured by one that grades the first submissions only, or none, and taken off.
CPU time is that of all processes, the learners' included. Beside two workers stands what two busy
loops get done in the time of one: the machine gives no more.

`--beside PYTHON` says, in a table of its own, where the CPU time of a submission goes in this
edition and in another one, whose interpreter that is: both judge the same class, in turn.
"""

import itertools
import json
import multiprocessing
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from report import machine, publish, table

# of the interpreter's own edition, and not the one beside this file
import autograder  # noqa: F401
import nnlib  # noqa: F401

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT))

from autograder.core.exercise import PRACTICE_SEED  # noqa: E402
from autograder.course.new_course import new_course  # noqa: E402
from autograder.course.stock import nbgrader  # noqa: E402
from autograder.grade import pool  # noqa: E402
from autograder.grade.answers import Answers  # noqa: E402
from autograder.grade.lesson import read_lessons  # noqa: E402
from autograder.grade.rebuild import rebuild  # noqa: E402
from autograder.grade.verdicts import judge  # noqa: E402
from autograder.grade.wall.limits import Limits  # noqa: E402
from autograder.grade.wall.processes import Family, _own_part  # noqa: E402
from tests.grade.class_of_learners import LESSON, SEED, lay  # noqa: E402

SMALL, STOCK, MANY, LARGE = 10, 60, 160, 1000
CLASSES = {"mistakes rebuilt": False, "mistakes written by hand": True}
TURNS = (1, 2, 2, 1)
PHASES = ("run", "practice cases", "hidden cases", "stand-ins", "judge")
JUDGED, ROUNDS = 120, 4


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
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
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


def make_course(folder, released, by_hand, count, first=0):
    """Lay out a course with so many submissions, without the first ones."""
    from tests.grade.generated import generate  # of this edition: the other one need not have it

    course = Path(folder) / f"course-{first}-{count}"
    shutil.copytree(released, course)
    learner = json.loads((course / "release" / LESSON / f"{LESSON}.ipynb").read_text())
    for student, notebook in itertools.islice(
        generate(learner, count, by_hand=by_hand), first, None
    ):
        lay(course, student, notebook)
    return course


def by_stock(folder, released, by_hand):
    """Return wall and CPU seconds a submission; the second run only finds that all is done."""
    course, count = make_course(folder, released, by_hand, STOCK, first=SMALL), STOCK - SMALL
    command = [sys.executable, "-m", "nbgrader", "autograde", LESSON]
    wall, cpu, _ = measure(command, course)
    start_wall, start_cpu, _ = measure(command, course)
    shutil.rmtree(course)
    return (wall - start_wall) / count, (cpu - start_cpu) / count


def by_us(folder, released, by_hand):
    """Grade a small and a large class with one and with two workers, in turn.

    Returns
    -------
    dict of int to tuple of float
        Workers -> wall and CPU seconds a submission.
    list of float
        How much two busy loops got done in the time of one, measured in between.
    """
    runs, machine_gives = {1: [], 2: []}, []
    for turn, workers in enumerate(TURNS):
        walls, cpus = [], []
        for count in (SMALL, MANY):
            course = make_course(Path(folder) / f"turn-{turn}", released, by_hand, count)
            wall, cpu, _ = measure(grade(workers), course)
            walls.append(wall)
            cpus.append(cpu)
            shutil.rmtree(course)
        runs[workers].append([(pair[1] - pair[0]) / (MANY - SMALL) for pair in (walls, cpus)])
        machine_gives.append(busy(2) / busy(1))
    means = {n: [statistics.mean(pair) for pair in zip(*r, strict=True)] for n, r in runs.items()}
    return means, machine_gives


def busy(processes, seconds=2.0):
    """Count what some processes get done together that only compute."""
    with multiprocessing.Pool(processes) as pool:
        return sum(pool.map(_compute, [seconds] * processes, chunksize=1))


def _compute(seconds):
    done, end = 0, time.monotonic() + seconds
    while time.monotonic() < end:
        sum(number * number for number in range(1000))
        done += 1
    return done


def grade(workers):
    """The command that grades."""
    return [sys.executable, "-m", "autograder", "grade", LESSON, "--workers", str(workers)]


def compare(folder, released, kind, by_hand):
    """Measure a class both ways; return rows of the table, and a sentence."""
    stock = by_stock(folder, released, by_hand)
    ours, machine_gives = by_us(folder, released, by_hand)
    one, two = ours[1], ours[2]
    rows = [
        (kind, name, f"{wall:.3f}", f"{cpu:.3f}", f"{stock[0] / wall:.1f}", f"{stock[1] / cpu:.1f}")
        for name, (wall, cpu) in {
            "nbgrader autograde": stock,
            "one worker": one,
            "two workers": two,
        }.items()
    ]
    words = (
        f"With {kind}, two workers were {one[0] / two[0]:.2f} times as fast as one, while two busy "
        f"loops got {min(machine_gives):.2f} to {max(machine_gives):.2f} times as much done as one."
    )
    return rows, words


def judge_in_phases(course):
    """Judge a class in this process; return the CPU seconds of a submission by phase.

    The cases are those of the exercises, with formulas in the place of earlier functions counted
    as stand-ins; the run is what the learner's processes take beside, their forks included.
    """
    group, spent = _new_group(), dict.fromkeys(PHASES, 0.0)
    (group / "cgroup.procs").write_text(str(os.getpid()))
    runner = Answers.runner

    def timed_runner(self, exercise, seed, name=None):
        run = runner(self, exercise, seed, name)

        def timed(cases, replaced):
            phase = "practice cases" if seed == PRACTICE_SEED else "hidden cases"
            before, own = _used(group), time.process_time()
            answers = run(cases, replaced)
            own = time.process_time() - own
            spent["judge"] -= own  # all of its time is added below, and this part counts here
            spent["stand-ins" if replaced else phase] += _used(group) - before
            return answers

        return timed

    lessons = read_lessons(course, LESSON)
    files = sorted((course / "submitted").glob(f"*/{LESSON}/{LESSON}.ipynb"))
    sys.path.remove(str(ROOT))  # what is started from here has the modules of the same edition
    pool._start(lessons, SEED, Limits(), True)
    if "reason" in pool._own:
        raise SystemExit(pool._own["reason"])
    Answers.runner = timed_runner
    before, own = _used(group), time.process_time()
    for file in files:
        judge(pool._own["warm"], lessons[0], rebuild(lessons[0], file.read_bytes()), SEED)
    spent["judge"] += time.process_time() - own
    spent["run"] = _used(group) - before - sum(spent.values())
    return {phase: seconds / len(files) for phase, seconds in spent.items()}


def compare_phases(folder, released, beside):
    """Judge a class by two editions in turn; return rows of a table."""
    course = make_course(folder, released, True, JUDGED)
    ways = {"the other edition": beside, "this edition": sys.executable}
    found = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, python in ways.items():
            command = [python, __file__, "--phases", str(course)]
            done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
            found[name].append(json.loads(done.stdout.splitlines()[-1]))
    for name, rounds in found.items():
        means = [1000 * statistics.mean(one[phase] for one in rounds) for phase in PHASES]
        yield name, *(f"{mean:.0f}" for mean in (*means, sum(means)))


def main():
    """Measure, and print the tables."""
    if "--phases" in sys.argv:
        print(json.dumps(judge_in_phases(Path(sys.argv[-1]))))
        return
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        released = Path(folder) / "released"
        new_course(released, [LESSON])
        nbgrader(released, "generate_assignment", LESSON)
        head = ("class", "graded by", "wall s", "CPU s", "times faster", "by CPU time")
        rows, words = [], []
        for kind, by_hand in CLASSES.items():
            more, said = compare(folder, released, kind, by_hand)
            rows += more
            words.append(said)
        text = table(head, rows) + "\n\nSeconds are those of one submission. " + " ".join(words)
        if "--large" in sys.argv:
            print(text, flush=True)  # the rest takes minutes
            course = make_course(folder, released, False, LARGE)
            wall, cpu, seen = measure(grade(2), course)
            third = len(seen) // 3
            # the most of a second is that of one greedy learner: what grows shows in the median
            parts = seen[3:third], seen[2 * third :]
            first, last = (statistics.median(part) / 2**20 for part in parts)
            text += (
                f"\n\n{LARGE:,} submissions with two workers: {wall:.0f} s, "
                f"{cpu / LARGE:.3f} CPU s each; memory of all processes at most "
                f"{max(seen) / 2**20:.0f} MB, by the median "
                f"{first:.0f} MB in the first third and {last:.0f} MB in the last."
            )
        publish("grading", f"{text}\n\n{machine()}.")
        if "--beside" in sys.argv:
            beside = sys.argv[sys.argv.index("--beside") + 1]
            rows = compare_phases(folder, released, beside)
            text = table(("CPU ms of a submission", *PHASES, "all"), rows)
            publish("grading phases", f"{text}\n\n{machine()}.")


if __name__ == "__main__":
    main()
