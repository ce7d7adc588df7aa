"""What is added up, estimated and committed."""

import json
import subprocess
import sys

import pytest

from tests.running import closing, estimate, summary
from tests.running.calls import Call
from tests.running.parts import PARTS, Result


def call(status=0, wall=1.0, **counts):
    return Call(status, wall, 2.0, {"counts": counts})


def test_the_closing_line_adds_two_calls_in_pytests_form():
    line = closing.closing_line([call(passed=8680, skipped=1), call(passed=6, skipped=1)])
    assert line.strip("=") == " 8686 passed, 2 skipped in 2.00s "
    assert len(line) == 80
    long = closing.closing_line([call(1, 800.0, passed=7, failed=1), call(passed=6, error=2)])
    assert long.strip("=") == " 1 failed, 13 passed, 2 errors in 801.00s (0:13:21) "


def test_one_red_call_makes_the_whole_red():
    red = Result([call(passed=1), call(1, failed=1)], "")
    assert not red.is_green
    assert not Result([call(3), call(passed=6)], "").is_green
    assert " 1 error in" in closing.closing_line([call(3)])  # pytest itself failed
    assert Result([call(passed=6), call(5)], "").is_green  # nothing there that measures time
    assert not Result([call(5), call(5)], "").is_green


BURNER = "import time\nwhile time.process_time() < 0.6: pass\n"
COMMANDS = {
    "a child": "import subprocess, sys; subprocess.run([sys.executable, '-c', BURNER])",
    "its parent has ended": "import os\nif not os.fork():\n    os.setsid(); exec(BURNER)",
    "killed": "exec(BURNER + 'import os; os.kill(os.getpid(), 9)')",
}


@pytest.mark.parametrize("kind", COMMANDS)
def test_the_time_of_all_processes_is_counted(root, tmp_path, kind):
    code = f"BURNER = {BURNER!r}\n{COMMANDS[kind]}"
    # In a process of its own: it becomes the parent of whoever loses his.
    script = (
        "import os, sys; from tests.running import calls\n"
        f"commands = [([sys.executable, '-c', {code!r}], None)]\n"
        "statuses, wall, cpu = calls.run(commands)\n"
        "while calls.has_children(): os.wait()\n"
        "print(statuses[0], cpu, calls._spent())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True
    )
    status, then, later = done.stdout.split()
    assert int(status) == (-9 if kind == "killed" else 0)
    if kind != "its parent has ended":  # it may run on
        assert 0.6 < float(then) < 3
    assert 0.6 < float(later) < 3


def test_who_stops_a_run_is_told_from_a_file_that_cannot_be_imported(root):
    # pytest ends with 2 after both
    script = (
        "import signal; from tests.running import calls\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "commands = [(['/bin/sh', '-c', 'sleep 0.5; ' + words], None) for words in {words!r}]\n"
        "print(calls.run(commands)[0])\n"
    )
    told = {"[2, 0]": ("exit 2", "true"), "[-2, -2]": ("kill -INT $PPID; exit 2", "true")}
    for statuses, words in told.items():
        code = script.replace("{words!r}", repr(words))
        ran = subprocess.run(
            [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True
        )
        assert ran.stdout.strip() == statuses


def test_what_a_lesson_adds_is_computed_from_the_durations(monkeypatch, tmp_path):
    monkeypatch.setattr(estimate, "DURATIONS", tmp_path / "durations.json")
    tests = {
        "a": {"unit": "tests/nnlib/test_a.py", "call": [60, 60]},
        "b": {"unit": "tests/lessons/test_b.py#01", "setup": [30, 60], "call": [30, 60]},
        "c": {"unit": "tests/lessons/test_b.py#02", "call": [60, 120]},
        "toy": {"unit": "tests/learner/test_questions.py#08", "call": [0, 0]},
        "d": {"unit": "tests/authoring/test_build.py", "call": [120.04, 120], "teardown": [0, 0]},
    }
    estimate.keep([Call(0, 240, 400, {"tests": tests}), Call(0, 60, 20, {"tests": {}})])
    kept = json.loads((tmp_path / "durations.json").read_text())
    assert kept["whole"] == [420, 300]
    assert kept["units"]["tests/authoring/test_build.py"] == [120.0, 120]
    assert estimate.adds(kept) == (2, (pytest.approx(2), pytest.approx(1.5)))
    text = "\n".join(estimate.estimate(kept))
    assert "a lesson adds 1.50 min on the wall and 2.00 CPU min" in text
    assert "12 lessons: 20.0 min (at most 25.5), 27.0 CPU min (at most 28)" in text


# ------------------------------------------------------------ the committed summary


class Repository:
    """A repository with a summary in which every part is green and of today."""

    def __init__(self, folder):
        self.folder, self.summary = folder, folder / "test-all.md"
        self.allowed = folder / "not_run.txt"
        self.git("init", "-q")
        for name in ("code.py", "page.md", "not_run.txt"):
            (folder / name).write_text("# as it was\n")
        self.commit()
        now = summary.commit_now(folder)
        green = {part: line(part, commit=now) for part in PARTS}
        summary.write(green, [], self.summary)
        self.commit()

    def git(self, *words):
        names = ["-c", "user.name=a", "-c", "user.email=a@b.c"]
        subprocess.run(["git", *names, *words], cwd=self.folder, check=True, capture_output=True)

    def commit(self):
        self.git("add", ".")
        self.git("commit", "-qm", "x")

    def look(self):
        return summary.look(self.summary, self.allowed, self.folder)

    def to_run(self):
        return summary.to_run(self.summary, self.folder)


def line(part, result="12 passed, 2 skipped", commit="abc"):
    return summary.Line(part, result, commit, "2026-11-29", "1.5", "2.5")


@pytest.fixture
def repository(tmp_path):
    return Repository(tmp_path)


def test_a_summary_stays_true_while_only_documents_change(repository):
    (repository.folder / "page.md").write_text("changed")
    assert repository.look() == ([], [])
    assert repository.to_run() == []
    repository.commit()
    assert repository.to_run() == []


@pytest.mark.parametrize("committed", [False, True])
def test_a_summary_is_outdated_when_code_changes(repository, committed):
    (repository.folder / "code.py").write_text("changed")
    if committed:
        repository.commit()
    else:
        assert summary.commit_now(repository.folder).endswith(" with changes")
    wrong, told = repository.look()
    assert wrong == []
    assert len(told) == len(PARTS)
    assert repository.to_run() == list(PARTS)


def test_what_ran_with_changes_is_run_again(repository):
    changed = line("seeds", commit=summary.commit_now(repository.folder) + " with changes")
    summary.replace(changed, [], repository.summary)
    assert repository.to_run() == ["seeds"]


@pytest.mark.parametrize(
    "result", ["1 failed, 11 passed", "11 passed, 1 error", "no tests ran", "4 passed, error"]
)
def test_a_red_part_is_wrong_and_is_run_again(repository, result):
    now = summary.commit_now(repository.folder)
    summary.replace(line("grading", result, now), [], repository.summary)
    assert repository.look() == ([f"bench/test-all.md: grading: {result}"], [])
    assert repository.to_run() == ["grading"]


def test_a_part_without_a_line_is_wrong(repository):
    lines, _ = summary.read(repository.summary)
    del lines["places"]
    summary.write(lines, [], repository.summary)
    assert repository.look() == (["bench/test-all.md: places: no line"], [])
    assert repository.to_run() == ["places"]


def test_what_is_not_run_must_be_what_is_listed(repository):
    now = summary.commit_now(repository.folder)
    missing = [["tests/x.py::test_a", "no network"]]
    summary.replace(line("places", commit=now), missing, repository.summary)
    (wrong,), _ = repository.look()
    assert wrong.endswith("and not in tests/not_run.txt: places: tests/x.py::test_a: no network")
    repository.allowed.write_text("# why\nplaces: tests/x.py::test_a: no network\n")
    repository.commit()
    assert repository.look()[0] == []
    summary.replace(line("places", commit=now), [], repository.summary)  # it ran this time
    (wrong,), _ = repository.look()
    assert "in tests/not_run.txt, and run" in wrong


def test_the_line_of_one_part_leaves_the_others(repository):
    before, _ = summary.read(repository.summary)
    summary.replace(line("order", "3 passed"), [["t", "why: this"]], repository.summary)
    summary.replace(line("seeds", "4 passed"), [], repository.summary)
    after, not_run = summary.read(repository.summary)
    assert not_run == ["order: t: why: this"]
    changed = {part for part in PARTS if before[part] != after[part]}
    assert changed == {"order", "seeds"}
