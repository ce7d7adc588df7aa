"""A hostile class: no attack gains, reads, delays or stops anything, and each one could have.

The first half grades all attacks together with two honest neighbours. The second half is the
proof that the attacks are real: each works where the defence that it meets is switched off. It
proves the tests, so it belongs to ``make test-all``.
"""

import dataclasses
import json
import re
import subprocess
import sys
import time

import nbformat
import numpy as np
import pytest
from IPython.core.formatters import DisplayFormatter
from nbgrader.api import Gradebook
from nbgrader.utils import determine_grade, parse_utc

from autograder.core.driver import drive
from autograder.course.stock import read_marks
from autograder.grade import verdicts
from autograder.grade.assignment import grade_assignment
from autograder.grade.rebuild import rebuild
from autograder.grade.verdicts import judge
from autograder.grade.wall import wire
from autograder.grade.wall.absent import ALL
from autograder.grade.wall.limits import MEGABYTE, Limits
from autograder.grade.wall.processes import memory_of
from autograder.grade.wall.sandbox import ENVIRONMENT, Warm
from autograder.lessons import find
from tests.core.test_border import is_harmless
from tests.grade.attacks import ATTACKS, HONEST, LIE
from tests.grade.class_of_learners import (
    FULL,
    LESSON,
    SEED,
    handed_in,
    lay,
    name_of,
    points,
    shown_in,
)
from tests.grade.test_entrances import texts_in

pytestmark = pytest.mark.slow
TIGHT = Limits(
    notebook_seconds=20,
    cell_seconds=2,
    exercise_seconds=2,
    memory=500 * MEGABYTE,
    scratch=8 * MEGABYTE,
    processes=24,
    output=100_000,
)
EVERY = [(kind, name) for kind, attacks in ATTACKS.items() for name in attacks]
NAMES = [": ".join(pair) for pair in EVERY]
RELU = find("relu_backward")


def student(kind, name):
    """Make a name for a folder of it."""
    return f"{kind}, {name}".replace(" ", "-").replace(",", "").replace("()", "")


def text_of(attack, released, course, port=1):
    """The bytes of the submission, with what a learner would find out about the place."""
    if attack.raw is not None:
        return attack.raw
    text = json.dumps(handed_in(released, attack.answers, attack.change))
    return text.replace("@COURSE@", str(course)).replace("@PORT@", str(port)).encode()


def hand_in(course, who, attack, data):
    if attack.link:
        target = course / attack.link.format(lesson=LESSON)
        place = course / "submitted" / who / LESSON / f"{LESSON}.ipynb"
        place.parent.mkdir(parents=True)
        place.symlink_to(target)
        return
    lay(course, who, data)
    for file, content in attack.files.items():
        lay(course, who, content, name=file)


# ------------------------------------------------------------ all of them in one class


@pytest.fixture(scope="module")
def graded(new_class, released, tmp_path_factory, listener):
    course = new_class(tmp_path_factory.mktemp("hostile") / "course")
    (course / "private" / "seed").write_text("SECRET" + SEED)
    for who, answers in HONEST.items():
        lay(course, who, handed_in(released, answers))
    for kind, name in EVERY:
        attack = ATTACKS[kind][name]
        data = text_of(attack, released, course, listener[0])
        hand_in(course, student(kind, name), attack, data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TEACHERS_TOKEN", "SECRET token")
        started = time.monotonic()
        report = grade_assignment(course, LESSON, workers=2, limits=TIGHT, progress=False)
    return course, report, read_marks(course, LESSON), time.monotonic() - started


def test_the_table_has_at_least_twenty_kinds_of_two():
    assert len(ATTACKS) >= 20
    assert all(len(attacks) >= 2 for attacks in ATTACKS.values())


def test_the_neighbours_marks_do_not_move(graded):
    _, _, marks, _ = graded
    assert points(marks["neighbour-1"]) == FULL
    assert points(marks["neighbour-2"]) == {**FULL, "relu_backward": (0, 0)}


def test_everybody_gets_a_verdict_in_time(graded):
    _, report, marks, seconds = graded
    assert report.faults == {}
    assert len(marks) == len(EVERY) + len(HONEST)
    assert seconds < len(marks) * TIGHT.notebook_seconds / 2
    refused = {"broken-notebooks", "huge-notebooks", "links"}
    expected = {student(k, n) for k, n in EVERY if k.replace(" ", "-") in refused}
    assert set(report.refused) == expected


@pytest.mark.parametrize(("kind", "name"), EVERY, ids=NAMES)
def test_no_attack_earns_what_it_does_not_deserve(graded, kind, name):
    _, _, marks, _ = graded
    got = sum(mark or 0 for mark in marks[student(kind, name)].values())
    assert got <= ATTACKS[kind][name].earns


@pytest.mark.parametrize(("kind", "name"), EVERY, ids=NAMES)
def test_no_attack_reads_what_it_may_not(graded, kind, name):
    course, report, _, _ = graded
    who = student(kind, name)
    path = course / "autograded" / who / LESSON / f"{LESSON}.ipynb"
    cells = nbformat.read(path, 4).cells
    outputs = shown_in(cells)
    shown = json.dumps([outputs, report.repairs.get(who, ""), report.graded.mistakes[who]])
    assert all(map(is_harmless, texts_in([cell.get("outputs") for cell in cells])))
    assert "SECRET" not in shown.replace("print('SECRET'", "")
    assert SEED not in shown
    assert "<script" not in shown
    assert len(shown) < 2 * TIGHT.output
    if "SURVIVED" in shown:
        assert "print('SURVIVED')" in shown.replace('\\"', "'")


def test_the_report_is_harmless(graded):
    said = graded[1].text()
    assert is_harmless(said)
    assert LIE not in said


@pytest.mark.parametrize("name", ATTACKS["the grader's voice"])
def test_nobody_speaks_in_the_graders_voice(graded, name):
    course = graded[0]
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        who = student("the grader's voice", name)
        comment = book.find_comment("relu_backward", LESSON, LESSON, who).auto_comment
    assert LIE in comment
    assert LIE not in re.sub("“[^”]*”", "", comment)


def test_nobody_was_heard_on_the_network(graded, listener):
    assert listener[1] == []


def test_no_process_is_left(graded):
    with open("/proc/self/stat") as file:
        assert file.read()
    left = subprocess.run(["ps", "-e", "-o", "args"], capture_output=True, text=True).stdout
    own = [line for line in left.splitlines() if str(graded[0]) in line]
    assert own == []


# ------------------------------------------------------------ each works without its defence


# A judge that works out the right answers first, and so has them in a frame above the learner's.
ANSWERS_FIRST = """from autograder.core import assess, known_outcomes
def answers_first(exercise, run, seed, *rest, judge_run=assess._judge_run):
    cases, expected = known_outcomes.expected_outcomes(exercise, seed)
    return judge_run(exercise, run, seed, *rest)
assess._judge_run = answers_first
"""


class AsStock:
    """Run a submission as stock nbgrader does, tests and all in one process, and read its marks.

    Cells, order and tags are the learner's, locked cells the lesson's; points come from what the
    tests display. Only the kernel is left out. The attacks share a warm process without a wall;
    after one that stopped something the next gets another.
    """

    def __init__(self, released, lesson, course):
        self._released, self._lesson, self._course = released, lesson, course
        self._start()

    def _start(self):
        environment = {**ENVIRONMENT, "NNF_COURSE": str(self._course)}
        limits = Limits(cell_seconds=20)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("autograder.grade.wall.sandbox.ENVIRONMENT", environment)
            self._warm = Warm(
                limits,
                isolated=False,
                warm_up=self._lesson.warm_up,
                modules=self._lesson.public,
                present=ALL,
            )
            self._warm.__enter__()

    def end(self):
        """End the warm process."""
        self._warm.__exit__()

    def __call__(self, attack, trust=False, before=""):
        """Run one; ``before`` runs ahead of the first cell."""
        notebook = json.loads(text_of(attack, self._released, self._course))
        try:
            return _stock_marks(self._warm, notebook, self._lesson, trust, before)
        except Exception:
            self.end()
            self._start()
            raise


def _stock_marks(warm, notebook, lesson, trust, before):
    marks, shown = {}, []
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    for cell in cells:
        own = lesson.cells.get(name_of(cell))
        if own and not own.answers and not trust:
            cell["source"] = own.source
    skipped = [cell for cell in cells if "skip-execution" in cell["metadata"].get("tags", [])]
    demos = [cell for cell in cells if cell["metadata"].get("tags") == ["demo"]]
    running = [cell for cell in cells if cell not in skipped and cell not in demos]
    with warm.sandbox(1) as box:
        sources = [before, *("".join(cell["source"]) for cell in running)]
        wire.send(box.control, [("run", source) for source in sources])
        assert not wire.receive(box.control, 10**8, time.monotonic() + 20)["outputs"]
        for cell in running:
            answer = wire.receive(box.control, 10**8, time.monotonic() + 20)
            for output in answer["outputs"]:
                output |= {"metadata": {}, "execution_count": 1}
            cell["outputs"] = answer["outputs"]
    for cell in cells:
        shown += [output.get("text", "") for output in cell.get("outputs", [])]
        own = lesson.cells.get(name_of(cell))
        if own and own.name in ("check_relu_backward", "hidden_relu_backward"):
            cell["metadata"]["nbgrader"] = own.metadata["nbgrader"]
            marks[own.name] = determine_grade(nbformat.from_dict(cell))[0]
    return sum(marks.values()), "".join(map(str, shown))


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A folder with a seed, as stock's kernel can see it."""
    folder = tmp_path_factory.mktemp("stock")
    (folder / "private").mkdir()
    (folder / "private" / "seed").write_text("SECRET" + SEED)
    return folder


@pytest.fixture(scope="module")
def stock(released, lesson, course):
    """Run a submission as stock does."""
    stock = AsStock(released, lesson, course)
    yield stock
    stock.end()


@pytest.fixture(scope="module")
def controls(released, lesson, course, stock, listener, tmp_path_factory):
    """The ways to switch a defence off: name -> function(attack) -> whether the attack works."""

    def gains(attack):
        return stock(attack)[0] > 0

    def stops(attack):
        try:
            stock(attack)
        except (wire.Ended, ValueError):
            return True
        return False

    def believed(attack):
        """What it writes arrives in the place of what the notebook says."""
        try:
            return stock(attack)[0] > 0
        except KeyError as missing:
            return missing.args == ("outputs",)

    def trusted(attack):
        return stock(attack, trust=True)[0] > 0

    def answers_first(attack):
        return stock(attack)[0] == 0 < stock(attack, before=ANSWERS_FIRST)[0]

    def first_cell(attack):
        notebook = json.loads(text_of(attack, released, course, listener[0]))
        return "".join(notebook["cells"][0]["source"])

    def own_process(source, **options):
        command = [sys.executable, "-c", source]
        return subprocess.run(command, capture_output=True, text=True, **options).stdout

    def behind_no_wall(attack):
        """Run it in a process of the teacher's own."""
        source = first_cell(attack)
        if "time.sleep(600)" in json.dumps([attack.answers, source]):
            source = "import os, time\nif not os.fork():\n    os.setsid()\n    time.sleep(3)\n"
            own_process(source, stdin=subprocess.DEVNULL, timeout=20)
            return True  # it returned only after the detached one: its output was held open
        before = len(listener[1])
        said = own_process(source)
        time.sleep(0.2)
        return "SECRET" in said or len(listener[1]) > before

    def seed_in_process(attack):
        return SEED in own_process(f"seed = {SEED!r}\n" + first_cell(attack))

    def tests_in_notebook(attack):
        return "BEGIN HIDDEN" in stock(attack)[1]

    def environment_kept(attack):
        environment = {"TEACHERS_TOKEN": "SECRET", "PATH": "/usr/bin"}
        return "SECRET" in own_process(first_cell(attack), env=environment)

    def links_followed(attack):
        path = course / "x.ipynb"
        path.unlink(missing_ok=True)
        target = course / "solved.ipynb"
        target.write_text(json.dumps(handed_in(released, HONEST["neighbour-1"])))
        path.symlink_to(target)
        return "mlp_backward" not in rebuild(lesson, path.read_bytes()).unanswered

    def folder_on_path(attack):
        folder = tmp_path_factory.mktemp("beside")
        for name, content in attack.files.items():
            (folder / name).write_text(content)
        return "SECRET" in own_process(first_cell(attack), cwd=folder)

    def objects_compared(attack):
        namespace = {"np": np}
        exec(attack.answers["relu_backward"], namespace)
        case = RELU.draw(SEED)[0]
        got = namespace["relu_backward"](case.inputs["dA"], case.inputs["Z"])
        right = drive(RELU, RELU.reference, case, guarded=False).value
        return bool(np.all(got == right))

    def pickles_read(attack):
        namespace = {"np": np}
        exec(attack.answers["relu_backward"].partition("def relu")[0], namespace)
        path = course / "bad.npy"
        np.save(path, np.array([namespace["Bad"]()], dtype=object), allow_pickle=True)
        return "SECRET" in own_process(
            f"import numpy\nnumpy.load({str(path)!r}, allow_pickle=True)"
        )

    def json_alone(attack):
        try:
            json.loads(attack.raw)
        except (ValueError, RecursionError):
            return True
        return False

    def as_they_come(attack):
        from IPython.display import HTML

        script = first_cell(attack)
        return "<script" in DisplayFormatter().format(HTML("<script>1</script>"))[0][
            "text/html"
        ] and ("taken over" in script)

    def no_guard(attack):
        namespace = {"np": np}
        exec(attack.answers["relu_backward"], namespace)
        cases = RELU.draw(SEED)
        return all(
            np.allclose(
                drive(RELU, namespace["relu_backward"], case, guarded=False).value,
                drive(RELU, RELU.reference, case, guarded=False).value,
            )
            for case in cases
        )

    def known_seed(attack):
        data = text_of(attack, released, course)
        with Warm(Limits(), warm_up=lesson.warm_up, present=ALL) as warm:
            judged = judge(warm, lesson, rebuild(lesson, data), "practice")
        return points(judged)["relu_backward"] == (0.5, 0.5)

    def limits(attack):
        """With wide limits what was cut off goes on."""
        wide = Limits(memory=4000 * MEGABYTE, cell_seconds=6, exercise_seconds=6, output=10**8)
        data = text_of(attack, released, course)
        if attack.raw is not None or b'"raw"' in data:
            return len(data) > TIGHT.file or len(json.loads(data)["cells"]) > 2000
        started = time.monotonic()
        with Warm(
            wide, warm_up=lesson.warm_up, modules=lesson.public, questions=lesson.questions
        ) as warm:
            judged = judge(warm, lesson, rebuild(lesson, data), SEED)
        shown = json.dumps(judged.cells)
        took = time.monotonic() - started
        return '"SURVIVED\\n"' in shown or len(shown) > 250_000 or took > 6

    def judged_without(attack, *patches):
        """Judge it with parts of ours replaced; return the judgement and the repairs as text."""
        data = text_of(attack, released, course, listener[0])
        with (
            pytest.MonkeyPatch.context() as patch,
            Warm(
                TIGHT, warm_up=lesson.warm_up, modules=lesson.public, questions=lesson.questions
            ) as warm,
        ):
            for place, other in patches:
                patch.setattr(place, other)
            return judge(warm, lesson, rebuild(lesson, data), SEED)

    def answers_there(attack):
        """Behind the wall there is all of the course, as in a notebook."""
        data = text_of(attack, released, course)
        with Warm(
            TIGHT,
            warm_up=lesson.warm_up,
            modules=lesson.public,
            questions=lesson.questions,
            present=ALL,
        ) as warm:
            judged = judge(warm, lesson, rebuild(lesson, data), SEED)
        return sum(mark or 0 for mark in judged.marks.values()) > attack.earns

    def formulas_told_early(attack):
        """Formulas come before the hidden cases of the exercises that they answer."""

        def examine(asked, seed, examine=verdicts._examine):
            verdicts._follow(asked, seed, verdicts._practise(asked), {}, {})
            return examine(asked, seed)

        judged = judged_without(attack, ("autograder.grade.verdicts._examine", examine))
        return sum(mark or 0 for mark in judged.marks.values()) > attack.earns

    def engine_for_all(attack):
        """Whoever fails is asked where the engine is, and not only an answer that may call it."""
        judged = judged_without(
            attack, ("autograder.grade.verdicts._may_miss", lambda *about: True)
        )
        return sum(mark or 0 for mark in judged.marks.values()) > attack.earns

    def check_by_itself(attack):
        """The check's points hang on nothing else, as in stock."""
        judged = judged_without(
            attack, ("autograder.grade.verdicts.holds_hidden", lambda *about: True)
        )
        return sum(mark or 0 for mark in judged.marks.values()) > attack.earns

    def no_border(attack):
        """Texts stay as they came, and numbers as long as they are."""
        kept = ("plain", "line", "quoted", "name")
        patches = [(f"autograder.core.border.{one}", lambda text, *most: text) for one in kept]
        patches.append(("autograder.core.border.writable", lambda text: text))
        patches.append(("autograder.core.plain_data.fits", lambda number: True))
        judged = judged_without(attack, *patches)
        text = json.dumps([judged.cells, judged.repairs])
        return bool(re.search(r"\\u001b|\\ud8", text)) or bool(judged.look)

    def no_quotation(attack):
        judged = judged_without(
            attack,
            ("autograder.core.border.quoted", lambda text, *most: text),
            ("autograder.core.border.identifier", lambda text, otherwise: text),
        )
        return LIE in judged.comments["relu_backward"]

    def times_as_they_come(attack):
        try:
            parse_utc(attack.files["timestamp.txt"])
        except (OverflowError, ValueError):
            return True
        return False

    def texts_taken_apart(attack):
        """What the judge did with such a text before takes long, or much memory."""
        notebook = json.loads(text_of(attack, released, course))
        longest = max(("".join(cell["source"]) for cell in notebook["cells"]), key=len)
        work = "import textwrap; textwrap.wrap('y' * 4_000_000, 100)"
        if len(longest) > 10**6:
            work = "import ast; ast.parse('x = (' + 'a,' * 600_000 + ')')"
        started = time.monotonic()
        own_process(work)
        return time.monotonic() - started > 1

    def nobody_watches(attack):
        """Neither judge nor keeper looks: what was started lives on and takes what it likes."""
        data = text_of(attack, released, course)
        loose = dataclasses.replace(TIGHT, memory=10**12)
        with (
            Warm(
                loose, warm_up=lesson.warm_up, modules=lesson.public, questions=lesson.questions
            ) as warm,
            warm.sandbox(1) as box,
        ):
            sources = ["".join(json.loads(data)["cells"][0]["source"])]
            wire.send(box.control, [("run", source) for source in sources])
            time.sleep(4)
            taken = memory_of(warm._memory.members(), 0, 0)
        return taken > TIGHT.memory * 5 // 4

    return {
        "answers are there": answers_there,
        "formulas are told early": formulas_told_early,
        "the engine for all": engine_for_all,
        "the check by itself": check_by_itself,
        "no border": no_border,
        "no quotation": no_quotation,
        "times as they come": times_as_they_come,
        "texts taken apart": texts_taken_apart,
        "nobody watches": nobody_watches,
        "stock": gains,
        "stock stops": stops,
        "frames believed": believed,
        "trusting rebuild": trusted,
        "answers first": answers_first,
        "objects compared": objects_compared,
        "no wall": behind_no_wall,
        "seed in the process": seed_in_process,
        "tests in the notebook": tests_in_notebook,
        "environment kept": environment_kept,
        "links followed": links_followed,
        "folder on the path": folder_on_path,
        "pickles read": pickles_read,
        "json": json_alone,
        "outputs as they come": as_they_come,
        "no guard": no_guard,
        "a seed that is known": known_seed,
        "limits": limits,
    }


@pytest.mark.all
@pytest.mark.parametrize(("kind", "name"), EVERY, ids=NAMES)
def test_the_attack_works_where_its_defence_is_switched_off(controls, kind, name):
    control = ATTACKS[kind][name].control
    if control.startswith("none: "):
        others = [attack.control for attack in ATTACKS[kind].values()]
        assert any(other in controls for other in others)
        return
    assert controls[control](ATTACKS[kind][name])
