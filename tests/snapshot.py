"""What the project does, as one JSON file, so that two commits can be compared.

``python tests/snapshot.py OUT.json`` writes one leaf a thing: the cases of every exercise and the
verdict on every wrong version and right style, seed by seed; the boards of steps; the marks of all
samples and attacks; the ids of all tests; the bytes of the learner editions and of a new course.
``python tests/snapshot.py --compare BEFORE.json AFTER.json`` prints every difference in a line and
exits with 1 if there is one. ``--numbers OUT.txt`` lists the numbers in the assertions of the
tests, by test, and ``--compare`` takes two of these lists too.

It runs on both layouts of the packages; only the table ``PLACES`` knows them.
"""

import argparse
import ast
import collections
import contextlib
import functools
import hashlib
import importlib
import inspect
import io
import json
import multiprocessing
import os
import re
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# What is looked up -> where it may be, the oldest place first: "module:name" or "module".
PLACES = {
    "assess": ("autograder.judging:assess", "autograder.core.assess:assess"),
    "attacks": ("attacks:ATTACKS", "tests.grade.attacks:ATTACKS"),
    "build": ("autograder.build:build", "autograder.authoring.build:build"),
    "check": ("autograder.check:check",),
    "check_steps": ("autograder.steps:check_steps",),
    "CheckFailed": ("autograder.check:CheckFailed",),
    "drive": ("autograder.driver:drive", "autograder.core.driver:drive"),
    "encode": ("autograder.plain:encode", "autograder.core.plain_data:encode"),
    "find": ("autograder.exercises:find", "autograder.lessons:find"),
    "grade": ("autograder.check:grade",),
    "grade_assignment": ("autograder.grade.assignment:grade_assignment",),
    "HONEST": ("attacks:HONEST", "tests.grade.attacks:HONEST"),
    "known_names": ("autograder.exercises:known_names", "autograder.lessons:known_names"),
    "Limits": ("autograder.grade.limits:Limits", "autograder.grade.wall.limits:Limits"),
    "new_course": ("autograder.course:new_course", "autograder.course.new_course:new_course"),
    "odd": ("answers:BODIES", "tests.core.learner_answers:BODIES"),
    "others": ("answers:RIGHT", "tests.core.learner_answers:RIGHT"),
    "right": ("right_m{:02}:RIGHT", "tests.lessons.m{:02}.right:RIGHT"),
    "samples": (
        "autograder.samples.m{:02}:SAMPLES",
        "autograder.lessons.m{:02}.judge.samples:SAMPLES",
    ),
    "sentence": ("autograder.render:sentence", "autograder.core.words:sentence"),
}
# the packages that hold the exercises with their wrong versions
LESSONS = ("autograder.exercises.", "autograder.lessons.")
# the folders in which helpers of tests were found before tests were a package
FOLDERS = ("tests/autograder", "tests/grading")
# part -> the groups of leaves that it makes
PARTS = {
    "cases": ("cases",),
    "judging": ("wrong", "right", "steps", "odd"),
    "classes": ("samples",),
    "attacks": ("attacks",),
    "ids": ("ids",),
    "editions": ("editions", "course"),
}
PRACTICE = "practice"
SEED = "one seed for all snapshots of the class"
ATTACKED = "07_backpropagation"
MEGABYTE = 2**20
# as tight as in the tests of hostile submissions, with time enough on a busy machine
TIGHT = {
    "notebook_seconds": 120,
    "cell_seconds": 6,
    "exercise_seconds": 6,
    "memory": 500 * MEGABYTE,
    "scratch": 8 * MEGABYTE,
    "processes": 24,
    "output": 100_000,
}
ENVIRONMENT = {
    "PYTHONHASHSEED": "0",
    # nothing is written to a learner's record: once by the one, now by the other
    "PYTEST_CURRENT_TEST": "snapshot",
    "NBGRADER_VALIDATING": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}


@functools.cache
def look_up(name, module=0):
    """Find a name of the project where it is now.

    Raises
    ------
    ImportError
        If it is in none of its places.
    """
    for place in PLACES[name]:
        path, _, attribute = place.format(module).partition(":")
        try:
            found = importlib.import_module(path)
        except ModuleNotFoundError as error:
            if not (error.name and f"{path}.".startswith(f"{error.name}.")):
                raise
            continue
        if hasattr(found, attribute):
            return getattr(found, attribute)
    raise ImportError(f"{name} is in none of {', '.join(PLACES[name])}: mend PLACES")


def exercises():
    """List all exercises of the course."""
    return [look_up("find")(name) for name in look_up("known_names")()]


def lessons():
    """List the names of the lessons: ``07_backpropagation``."""
    return sorted(p.stem for p in (ROOT / "notebooks/source").glob("[0-9][0-9]_*.py"))


def seeds_of(count):
    """Name the practice seed, and so many others."""
    return [PRACTICE, *(f"snapshot {i}" for i in range(count))]


def digest(data):
    """Shorten bytes or a text to 16 hexadecimal digits."""
    data = data.encode() if isinstance(data, str) else data
    return hashlib.sha256(data).hexdigest()[:16]


# ------------------------------------------------------------ cases and verdicts


def cases_of(name, seeds):
    """Digest the cases of an exercise, seed by seed."""
    exercise = look_up("find")(name)
    leaves = {}
    for seed in seeds:
        drawn = [[c.name, c.inputs, c.script, list(c.tags)] for c in exercise.draw(seed)]
        leaves[f"cases/{name}/{seed}"] = digest(look_up("encode")(drawn))
    if seeds[0] == PRACTICE:
        leaves[f"cases/{name}/points"] = [
            exercise.module, exercise.visible_points, exercise.rubric, exercise.bonus,
            exercise.version, list(exercise.builds_on), [step.name for step in exercise.steps],
        ]  # fmt: skip
    return leaves


def judging_of(name, seeds):
    """Judge all wrong versions and right styles of an exercise, seed by seed."""
    import numpy as np

    exercise = look_up("find")(name)
    leaves, drive = {}, look_up("drive")
    with np.errstate(all="ignore"):
        for kind, label, function in _answers_to(exercise):
            guarded = kind != "wrong"

            def run(cases, replaced, function=function, guarded=guarded):
                extra = _given(exercise, replaced, guarded)
                return [drive(exercise, function, c, guarded=guarded, **extra) for c in cases]

            for seed in seeds:
                verdict = look_up("assess")(exercise, run, seed)
                leaves[f"{kind}/{name}/{label}/{seed}"] = _told(exercise, verdict)
            if seeds[0] == PRACTICE:
                leaves[f"{kind}/{name}/{label}/shown"] = _shown("check", name, name, function)
        if seeds[0] == PRACTICE:
            leaves |= _boards(exercise) | _odd(exercise)
    return leaves


def _given(exercise, replaced, guarded):
    """What the driver is given for follow-through: once the names, now the functions."""
    if "replaced" in inspect.signature(look_up("drive")).parameters:
        return {"replaced": replaced} if guarded else {}
    given = {name: look_up("find")(name).reference for name in replaced}
    return {"stand_ins": given, "lends": exercise.reference}


def _answers_to(exercise):
    for mistake in exercise.misconceptions:
        for number, version in enumerate(mistake.versions):
            yield "wrong", f"{mistake.name} {number}", version
    right = look_up("right", exercise.module)
    for style, text in (right | look_up("others"))[exercise.name].items():
        yield "right", style, _define(text)[exercise.name]


def _told(exercise, verdict):
    """Put a verdict into plain data: what the learner gets and reads."""
    fine = verdict.right and not verdict.changed and not verdict.delegated
    told = {
        "right": verdict.right,
        "points": verdict.points,
        "fails": list(verdict.fails),
        "mistakes": list(verdict.mistake_names),
        "changed": list(verdict.changed),
        "delegated": verdict.delegated,
        "given": list(verdict.given),
        "sentence": "" if fine else look_up("sentence")(exercise, verdict),
    }
    return {key: value for key, value in told.items() if value not in ([], None, "")}


def _define(source):
    """Execute a cell in a namespace like a notebook's, and return the namespace."""
    import numpy as np

    names = {"__name__": "__main__", "np": np}
    names |= {"check": look_up("check"), "grade": look_up("grade")}
    exec(compile(textwrap.dedent(source), "<cell>", "exec"), names)
    return names


def _shown(call, argument, name, function):
    """Call ``check`` or ``check_steps`` as a cell does; return a sentence and the rest's digest."""
    names = {call: look_up(call), name: function}
    said, shown = "", io.StringIO()
    with contextlib.redirect_stdout(shown), _as_learners():
        try:
            exec(f"{call}({argument})", names)
        except look_up("CheckFailed") as failed:
            said = str(failed)
    text = shown.getvalue()
    return [said, text if call == "check_steps" else digest(text)]


@contextlib.contextmanager
def _as_learners():
    """Let wrong versions be a learner's own: at their place, calling one is asking the grader."""
    homes = {name: home for name, home in sys.modules.items() if name.startswith(LESSONS)}
    for home in homes.values():
        home.__name__ = "__main__"
    try:
        yield
    finally:
        for name, home in homes.items():
            home.__name__ = name


def _boards(exercise):
    """Show the boards of an exercise with steps, for every answer."""
    if not exercise.steps:
        return {}
    return {
        f"steps/{exercise.name}/{kind}, {label}": _shown(
            "check_steps", repr(exercise.name), exercise.name, function
        )
        for kind, label, function in _answers_to(exercise)
    }


def _odd(exercise):
    """Check answers that are no answers: stubs, libraries, objects."""
    leaves = {}
    for kind, body in look_up("odd").items():
        text = f"def {exercise.name}(*arguments):\n    {body.format(name=exercise.name)}\n"
        function = _define(text)[exercise.name]
        leaves[f"odd/{exercise.name}/{kind}"] = _shown(
            "check", exercise.name, exercise.name, function
        )
    return leaves


def _work(task):
    part, name, seeds = task
    return {"cases": cases_of, "judging": judging_of}[part](name, seeds)


def judge_all(parts, count, jobs):
    """Run the parts "cases" and "judging" in several processes."""
    seeds = seeds_of(count)
    blocks = [seeds[i : i + 10] for i in range(0, len(seeds), 10)]
    names = [exercise.name for exercise in reversed(exercises())]
    tasks = [(part, name, block) for part in parts for name in names for block in blocks]
    leaves = {}
    with multiprocessing.get_context("fork").Pool(jobs) as pool:
        for found in pool.imap_unordered(_work, tasks):
            leaves |= found
    return leaves


# ------------------------------------------------------------ classes


def filled(released, answers, change=None):
    """Write answers into a copy of a learner edition, and let ``change`` spoil it."""
    import nbformat

    notebook = nbformat.reads(released, as_version=4)
    cells = {c.metadata.get("nbgrader", {}).get("grade_id"): c for c in notebook.cells}
    for name, source in answers.items():
        cells[name]["source"] = source.strip()
    if change:
        change(notebook)
    return json.dumps(notebook)


def nbgrader(course, *arguments):
    """Run an nbgrader command in a course."""
    here = os.path.dirname(sys.executable)
    environment = {**os.environ, "JUPYTER_NO_CONFIG": "1"}
    environment |= {"PATH": f"{here}{os.pathsep}{environment.get('PATH', '')}"}
    environment |= {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "nbgrader", *arguments]
    done = subprocess.run(command, cwd=course, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")


def released(course, lesson):
    """Release a lesson of a course, and return the text of its learner edition."""
    nbgrader(course, "generate_assignment", lesson)
    return (course / "release" / lesson / f"{lesson}.ipynb").read_text()


def lay_in(course, student, lesson, data, name=None):
    """Lay a file where a submission belongs."""
    path = course / "submitted" / student / lesson / (name or f"{lesson}.ipynb")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())


def graded(course, lesson, kind, limits=None):
    """Grade an assignment as ``autograder grade`` does; read what it recorded and what it says."""
    from nbgrader.api import Gradebook

    report = look_up("grade_assignment")(course, lesson, workers=2, limits=limits, progress=False)
    leaves = {}
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        for submission in book.assignment_submissions(lesson):
            student = submission.student.id
            grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
            told = {
                "marks": {g.cell.name: g.auto_score for g in grades},
                "by hand": sorted(g.cell.name for g in grades if g.needs_manual_grade),
                "comments": {
                    comment.cell.name: comment.auto_comment
                    for notebook in submission.notebooks
                    for comment in notebook.comments
                    if comment.auto_comment
                },
                "mistakes": report.graded.mistakes.get(student),
                "repairs": report.repairs.get(student),
                "refused": report.refused.get(student),
            }
            for key, value in told.items():
                leaves[f"{kind}/{student}/{key}"] = value
    for student, fault in report.faults.items():
        leaves[f"{kind}/{student}/fault"] = fault
    text = json.dumps(leaves, ensure_ascii=False).replace(str(course), "COURSE")
    return json.loads(text)


def new_seeded(folder, chosen):
    """Lay out a course whose seed is known."""
    look_up("new_course")(folder, chosen, root=ROOT)
    (folder / "private" / "seed").write_text(SEED + "\n")
    return folder.resolve()


def classes(scratch):
    """Grade the invented submissions of all lessons."""
    leaves = {}
    course = new_seeded(scratch / "course", lessons())
    for lesson in lessons():
        text = released(course, lesson)
        for student, sample in look_up("samples", int(lesson[:2])).items():
            lay_in(course, student, lesson, filled(text, sample.answers, sample.tamper))
        leaves |= graded(course, lesson, f"samples/{lesson}")
    return leaves


def attacks(scratch):
    """Grade the hostile submissions behind the wall, with two honest ones among them."""
    course = new_seeded(scratch / "hostile", [ATTACKED])
    text = released(course, ATTACKED)
    for student, answers in look_up("HONEST").items():
        lay_in(course, student, ATTACKED, filled(text, answers))
    for kind, several in look_up("attacks").items():
        for name, attack in several.items():
            student = re.sub(r"[^\w-]+", "-", f"{kind}-{name}").strip("-")
            place = course / "submitted" / student / ATTACKED / f"{ATTACKED}.ipynb"
            if attack.link:
                place.parent.mkdir(parents=True)
                place.symlink_to(course / attack.link.format(lesson=ATTACKED))
                continue
            data = attack.raw
            if data is None:
                data = filled(text, attack.answers, attack.change)
                data = data.replace("@COURSE@", str(course)).replace("@PORT@", "1")
            lay_in(course, student, ATTACKED, data)
            for file, content in attack.files.items():
                lay_in(course, student, ATTACKED, content, file)
    return graded(course, ATTACKED, "attacks", look_up("Limits")(**TIGHT))


# ------------------------------------------------------------ ids, editions, a new course


def ids(scratch):
    """List the ids of all tests."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider"]
    environment = {k: v for k, v in os.environ.items() if k != "PYTEST_CURRENT_TEST"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"the tests cannot be collected:\n{done.stdout[-3000:]}{done.stderr}")
    found = [line for line in done.stdout.splitlines() if re.match(r"tests/\S+\.py::", line)]
    return {f"ids/{line}": count for line, count in collections.Counter(found).items()}


def editions(scratch):
    """Digest what the build makes, what is committed, and every file of a new course."""
    leaves = {f"editions/built/{p}": digest(t) for p, t in look_up("build")(ROOT).items()}
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        leaves[f"editions/committed/{path.name}"] = digest(path.read_bytes())
    course = scratch / "new"
    look_up("new_course")(course, root=ROOT)
    for path in sorted(course.rglob("*")):
        name = path.relative_to(course).as_posix()
        if path.is_file() and name != "private/seed":
            leaves[f"course/{name}"] = (
                f"{path.stat().st_mode & 0o777:o} {digest(path.read_bytes())}"
            )
    return leaves


# ------------------------------------------------------------ the numbers in assertions

CALLS = re.compile(r"approx|raises|warns|allclose|isclose|assert_\w+|settings|range|wait\w*|Limits")
WORDS = re.compile(
    r"(\w*_)?(timeout|seconds|tol|tolerance|rtol|atol|rel|abs|eps|max_examples|deadline|seed|seeds"
    r"|max_value|min_value|min_size|max_size|most|least|limit|times|count|n)"
)


def numbers():
    """List the numbers of all tests as lines "test | kind | number", sorted; no path is in them.

    Kinds are an assertion, a decorator, a default, a call or keyword that sets a bound, what a loop
    goes over, a slice, and a constant in capitals (with the constant's name for the test's).
    """
    lines = []
    for path in sorted((ROOT / "tests").rglob("*.py")):
        if path != Path(__file__).resolve():
            _Numbers(lines).visit(ast.parse(path.read_text(encoding="utf-8")))
    return sorted(lines)


class _Numbers(ast.NodeVisitor):
    """Walks a module and notes numbers, each once, with the outermost kind that it is part of."""

    def __init__(self, lines):
        self.lines, self.where, self.kind = lines, [], ""

    def within(self, kind, *nodes):
        kept, self.kind = self.kind, self.kind or kind
        for node in nodes:
            if node is not None:
                self.visit(node)
        self.kind = kept

    def visit_Constant(self, node):
        if self.kind and type(node.value) in (int, float, complex):
            self.lines.append(f"{'.'.join(self.where[-1:]) or '-'} | {self.kind} | {node.value!r}")

    def visit_FunctionDef(self, node):
        named = node.name.startswith("test_") or not any(w.startswith("test_") for w in self.where)
        self.where += [node.name] if named else []
        kept, self.kind = self.kind, ""
        self.within("decorator", *node.decorator_list)
        self.within("default", *node.args.defaults, *node.args.kw_defaults)
        for statement in node.body:
            self.visit(statement)
        self.kind = kept
        if named:
            self.where.pop()

    def visit_ClassDef(self, node):
        self.where.append(node.name)
        self.generic_visit(node)
        self.where.pop()

    def visit_Assert(self, node):
        self.within("assert", node.test)

    def visit_Assign(self, node):
        target = node.targets[0]
        if isinstance(target, ast.Name) and target.id.lstrip("_").isupper() and not self.where:
            self.where.append(target.id)
            self.within("constant", node.value)
            self.where.pop()
        else:
            self.generic_visit(node)

    def visit_Call(self, node):
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        self.visit(node.func)
        for argument in node.args:
            self.within(f"call {name}", argument) if CALLS.fullmatch(name) else self.visit(argument)
        for word in node.keywords:
            bound = CALLS.fullmatch(name) or (word.arg and WORDS.fullmatch(word.arg))
            kind = f"keyword {word.arg}"
            self.within(kind, word.value) if bound else self.visit(word.value)

    def visit_For(self, node):
        self.within("loop", node.iter)
        for statement in [*node.body, *node.orelse]:
            self.visit(statement)

    def visit_comprehension(self, node):
        self.within("loop", node.iter)
        for test in node.ifs:
            self.visit(test)

    def visit_Slice(self, node):
        self.within("slice", node.lower, node.upper, node.step)


# ------------------------------------------------------------ comparing


def read_moves(path):
    """Read lines "OLD -> NEW  # reason"; OLD and NEW are ids of tests or beginnings of them.

    NEW is "-" for a test that is gone on purpose; two OLD with one NEW are merged.
    """
    moves = []
    for line in Path(path).read_text(encoding="utf-8").splitlines() if path else ():
        text, _, reason = line.partition("  #")
        if text.strip():
            old, arrow, new = text.strip().partition(" -> ")
            if not arrow:
                raise SystemExit(f"expected a line OLD -> NEW  # reason in {path}, got {line!r}")
            moves.append((old.strip(), new.strip(), reason.strip()))
    return sorted(moves, key=lambda move: -len(move[0]))


def moved(test, moves):
    """Return where a test is now (None if it is gone on purpose), and why."""
    for old, new, reason in moves:
        rest = test[len(old) :]
        if test.startswith(old) and (not rest or old[-1] in "/:[" or rest[0] in "/:["):
            return (None if new == "-" else new + rest), reason
    return test, ""


def compare_ids(before, after, moves):
    """Print where the tests went; return how many are gone without a reason."""
    where = collections.defaultdict(list)
    gone, allowed = [], []
    for test in before:
        new, reason = moved(test, moves)
        if new is None:
            allowed.append((test, reason))
        elif new in after:
            where[new].append(test)
        else:
            gone.append(f"{test}" + (f", not at {new}" if new != test else ""))
    merged = {new: olds for new, olds in where.items() if len(olds) > 1}
    fresh = [test for test in after if test not in where]
    for new, olds in merged.items():
        print(f"ids: merged {' + '.join(olds)} -> {new}")
    for test, reason in allowed:
        print(f"ids: gone on purpose {test} ({reason or 'NO REASON'})")
    for test in fresh:
        print(f"ids: new {test}")
    for test in gone:
        print(f"ids: GONE {test}")
    at_place = sum(new == olds[0] for new, olds in where.items())
    print(
        f"ids: {len(before)} before, {len(after)} after: {at_place} at their place, "
        f"{len(where) - at_place} moved, {len(merged)} merged, {len(allowed)} gone on purpose, "
        f"{len(fresh)} new, {len(gone)} GONE"
    )
    return len(gone) + sum(not reason for _, reason in allowed)


def kept(leaves, parts, count):
    """Leave out what other parts made, and seeds beyond the first so many."""
    groups = {group for part in parts for group in PARTS[part]}

    def stays(key):
        seed = re.fullmatch(r".*/snapshot (\d+)", key)
        return key.split("/")[0] in groups and not (seed and int(seed[1]) >= count)

    return {key: leaf for key, leaf in leaves.items() if stays(key)}


def compare(before, after, moves):
    """Print every difference of two snapshots in one line; return how many there are."""
    groups = collections.defaultdict(list)
    tests = [{k[4:] for k in leaves if k.startswith("ids/")} for leaves in (before, after)]
    for key in sorted(before.keys() | after.keys()):
        old, new = before.get(key), after.get(key)
        if old != new and not key.startswith("ids/"):
            groups[key.split("/")[0]].append((key, old, new))
    count = 0
    for group, found in sorted(groups.items()):
        # the same change under fifty seeds is one line
        lines = collections.defaultdict(list)
        for key, old, new in found:
            place, _, last = key.rpartition("/")
            seed = last == PRACTICE or re.fullmatch(r"snapshot \d+", last)
            lines[place if seed else key, _difference(old, new)].append(last)
        for (place, text), lasts in lines.items():
            times = f" ({len(lasts)} seeds)" if len(lasts) > 1 else ""
            print(f"{group}: {place}{times}: {text}")
        total = sum(key.split("/")[0] == group for key in before.keys() | after.keys())
        print(f"{group}: {len(found)} of {total} leaves differ, in {len(lines)} lines")
        count += len(found)
    if all(tests):
        count += compare_ids(sorted(tests[0]), sorted(tests[1]), moves)
    return count


def _difference(old, new):
    if isinstance(old, dict) and isinstance(new, dict):
        keys = [key for key in old | new if old.get(key) != new.get(key)]
        return "; ".join(f"{k}: {_difference(old.get(k), new.get(k))}" for k in keys)
    return f"{_brief(old)} -> {_brief(new)}"


def _brief(value):
    return "nothing" if value is None else json.dumps(value, ensure_ascii=False)


def compare_numbers(before, after):
    """Print the lines of two lists of numbers that differ, test by test; return how many."""
    old, new = (collections.Counter(lines) for lines in (before, after))
    lost, fresh = old - new, new - old
    for test in sorted({line.split(" | ")[0] for line in (lost | fresh)}):
        parts = [
            f"{sign}[{', '.join(line.split(' | ', 1)[1] for line in found.elements())}]"
            for sign, several in (("-", lost), ("+", fresh))
            if (found := collections.Counter(
                {line: n for line, n in several.items() if line.split(" | ")[0] == test}
            ))
        ]  # fmt: skip
        print(f"numbers: {test}: {' '.join(parts)}")
    print(f"numbers: {lost.total()} lines are gone, {fresh.total()} are new")
    return lost.total() + fresh.total()


# ------------------------------------------------------------ the command


def snapshot(parts, count, jobs):
    """Make a snapshot: a dict of leaves."""
    leaves = {}
    judged = [part for part in ("cases", "judging") if part in parts]
    if judged:
        leaves |= judge_all(judged, count, jobs)
        print(f"{', '.join(judged)}: {len(leaves)} leaves", file=sys.stderr, flush=True)
    with tempfile.TemporaryDirectory(prefix="snapshot-") as scratch:
        for make in (classes, attacks, ids, editions):
            if make.__name__ in parts:
                found = make(Path(scratch))
                print(f"{make.__name__}: {len(found)} leaves", file=sys.stderr, flush=True)
                leaves |= found
    return leaves


def main():
    """Make or compare snapshots."""
    parser = argparse.ArgumentParser(prog="snapshot", description=__doc__.splitlines()[0])
    parser.add_argument("out", nargs="?", metavar="OUT.json")
    parser.add_argument(
        "--seeds", type=int, default=50, metavar="N", help="beside the practice seed"
    )
    parser.add_argument("--parts", default=",".join(PARTS), help="default: %(default)s")
    parser.add_argument("--jobs", type=int, default=2, metavar="N")
    parser.add_argument("--numbers", metavar="OUT.txt", help="list the numbers in assertions")
    parser.add_argument("--compare", nargs=2, metavar=("BEFORE", "AFTER"))
    parser.add_argument("--moves", metavar="FILE", help="lines OLD -> NEW  # reason, for ids")
    args = parser.parse_args()
    parts = args.parts.split(",")
    if unknown := set(parts) - set(PARTS):
        parser.error(f"expected parts of {', '.join(PARTS)}; got {', '.join(sorted(unknown))}")
    if args.compare:
        texts = [Path(path).read_text(encoding="utf-8") for path in args.compare]
        if texts[0].startswith("{"):
            leaves = [kept(json.loads(text), parts, args.seeds) for text in texts]
            count = compare(*leaves, read_moves(args.moves))
        else:
            count = compare_numbers(*(text.splitlines() for text in texts))
        print("no difference" if not count else f"{count} differences")
        return int(count > 0)
    if args.numbers:
        Path(args.numbers).write_text("\n".join(numbers()) + "\n", encoding="utf-8")
    if args.out:
        leaves = snapshot(parts, args.seeds, args.jobs)
        text = json.dumps(leaves, indent=0, sort_keys=True, ensure_ascii=False)
        Path(args.out).write_text(text + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    if any(os.environ.get(name) != value for name, value in ENVIRONMENT.items()):
        # hashes are drawn when Python starts, and numpy's threads when it is imported
        environment = {k: v for k, v in os.environ.items() if not k.startswith("NNF_")}
        command = [sys.executable, os.path.abspath(__file__), *sys.argv[1:]]
        os.execve(sys.executable, command, environment | ENVIRONMENT)
    sys.path[0] = str(ROOT)
    sys.path += [str(ROOT / folder) for folder in FOLDERS if (ROOT / folder).is_dir()]
    sys.exit(main())
