"""Behind the wall nothing answers an exercise: it is in no file there, and in no memory."""

import hashlib
import importlib
import json
import re
import time
from pathlib import Path

import pytest

from autograder.grade.wall import absent, wire
from autograder.grade.wall.limits import Limits
from autograder.grade.wall.sandbox import Warm
from autograder.lessons import find, known_names
from autograder.project import masters, module_of

pytestmark = pytest.mark.slow

# What of the course tries a learner's function on cases, and may be there; and the public halves.
MACHINERY = {
    "autograder",
    "autograder.cli",
    "autograder.core",
    "autograder.core.border",
    "autograder.core.driver",
    "autograder.core.exercise",
    "autograder.core.guard",
    "autograder.core.libraries",
    "autograder.core.plain_data",
    "autograder.core.stand_ins",
    "autograder.core.used_names",
    "autograder.grade",
    "autograder.lessons",
    "autograder.project",
}
PUBLIC = re.compile(r"autograder\.(grade\.wall(\.\w+)?|lessons\.m\d\d(\.public)?)")
LESSONS = [path.stem for path in masters(Path(__file__).parents[2])]
# Everything in memory that is a function, with those in it, by the file that it came from.
IN_MEMORY = """
import gc, json, sys, types
def codes_in(code):
    yield code
    for one in code.co_consts:
        if isinstance(one, types.CodeType):
            yield from codes_in(one)
gc.unfreeze()
files = set()
for one in gc.get_objects():
    code = getattr(one, "__code__", None) if isinstance(one, types.FunctionType) else None
    if code is not None:
        files.update(part.co_filename for part in codes_in(code))
ours = [n for n, m in sys.modules.items() if n.partition(".")[0] in ("autograder", "nnlib")]
real = [n for n in ours if getattr(sys.modules[n], "__file__", None)]
print(json.dumps([sorted(f for f in files if "autograder" in f or "nnlib" in f), sorted(real)]))
"""
# Every line of every text that something in memory holds, looked up by a digest: the lines
# themselves would be found in this cell.
TEXTS = """
import gc, hashlib, json
digests, found = set(DIGESTS), set()
gc.unfreeze()
for one in gc.get_objects():
    if type(one) in (dict, list, tuple, set):
        for text in (one.values() if type(one) is dict else one):
            if type(text) is str and len(text) > 40:
                for line in text.splitlines():
                    digest = hashlib.sha256(line.strip().encode(errors="replace")).hexdigest()
                    if digest in digests:
                        found.add(line.strip())
print(json.dumps(sorted(found)))
"""
FILES = """
import json, os
found = []
for folder, _, names in os.walk("/"):
    if not folder.startswith(("/proc", "/sys", "/dev")):
        found += [os.path.join(folder, name) for name in names]
print(json.dumps([f for f in found if "autograder" in f or "nnlib" in f]))
"""
SEARCH = """
import json, os
lines, found = {line.encode() for line in LINES}, []
for folder, _, names in os.walk("/"):
    for name in names:
        path = os.path.join(folder, name)
        if path.startswith(("/proc", "/dev")) or name.endswith((".so", ".pyc")):
            continue
        try:
            with open(path, "rb") as file:
                text = file.read()
        except OSError:
            continue
        same = lines.intersection(map(bytes.strip, text.split(b"\\n")))
        found += [[path, line.decode()] for line in same]
print(json.dumps(found))
"""


@pytest.fixture(scope="module", params=LESSONS)
def inside(request, lesson_called):
    """A function that runs a cell of a lesson behind the wall and gives what it printed."""
    lesson = lesson_called(request.param)
    setup = (lesson.cells["setup"].source,)
    about = {"modules": lesson.public, "warm_up": lesson.warm_up}
    with Warm(Limits(cell_seconds=120, cpu_seconds=120), **about) as warm:

        def run(source):
            with warm.sandbox(1) as box:
                wire.send(box.control, [("run", one) for one in (*setup, source)])
                for _ in (*setup, source):
                    answer = wire.receive(box.control, 2**24, time.monotonic() + 120)
                    assert not answer["error"], answer
            return json.loads("".join(o["text"] for o in answer["outputs"] if "text" in o))

        run.module = module_of(request.param)
        yield run


def test_nothing_in_memory_is_of_a_judge_or_of_the_engine(inside):
    files, modules = inside(IN_MEMORY)
    strange = [m for m in modules if m not in MACHINERY and not PUBLIC.fullmatch(m)]
    strange = [m for m in strange if not absent.is_within(m, absent.PRESENT)]
    assert strange == ["nnlib"]  # the table of names
    other = {int(m[20:22]) for m in modules if m.startswith("autograder.lessons.m")} - {
        inside.module
    }
    assert other == set()
    assert [f for f in files if "/judge/" in f or "/samples" in f or "/learner/" in f] == []
    engine = [f for f in files if "/nnlib/" in f]
    engine = [f.rpartition("/nnlib/")[2] for f in engine if "/nnlib/data/" not in f]
    assert set(engine) <= {"__init__.py", "_checks.py"}


def test_no_text_in_memory_is_of_a_solution(inside):
    digests = [hashlib.sha256(line.encode()).hexdigest() for line in solution_lines()]
    assert inside(TEXTS.replace("DIGESTS", repr(digests))) == []
    # and the search would find one
    lines = ["held = ['x = 1' + chr(10) + '    ' + 'y' * 50]", f"DIGESTS = {[of_y()]!r}"]
    found = inside("\n".join(lines) + TEXTS)
    assert found == ["y" * 50]


def of_y():
    return hashlib.sha256(b"y" * 50).hexdigest()


def test_no_file_is_of_the_course_but_the_data(inside):
    assert {
        path.rpartition("/nnlib/")[2].partition("/")[0]
        for path in inside(FILES)
        if "site-packages" not in path or "/nnlib/" in path
    } <= {"_checks.py", "data"}


def solution_lines():
    """Lines of the samples and stand-ins that nobody would write by chance."""
    lines = set()
    for name in known_names():
        exercise = find(name)
        home = importlib.import_module(f"autograder.lessons.m{exercise.module:02d}.judge.samples")
        lines |= {
            *exercise.stand_in.splitlines(),
            *home.SAMPLES["right"].answers.get(name, "").splitlines(),
        }
    return sorted(line.strip() for line in lines if len(line.strip()) > 40 and "def " not in line)


@pytest.mark.all
def test_no_file_holds_a_line_of_a_solution():
    lines = solution_lines()
    assert len(lines) > 30
    with Warm(Limits(cell_seconds=300, cpu_seconds=300)) as warm, warm.sandbox(1) as box:
        wire.send(box.control, [("run", SEARCH.replace("LINES", repr(lines)))])
        answer = wire.receive(box.control, 2**24, time.monotonic() + 300)
    assert json.loads(answer["outputs"][0]["text"]) == []


def test_what_makes_inputs_can_be_found_by_its_name():
    for name in known_names():
        for function in find(name).families.values():
            home = importlib.import_module(function.__module__)
            assert PUBLIC.fullmatch(function.__module__)
            assert getattr(home, function.__qualname__) is function


def test_what_is_there_in_earnest_is_data():
    files = [Path(path) for path in absent.files_of(absent.PRESENT)]
    assert [path.name for path in files] == ["_checks.py", "data"]
