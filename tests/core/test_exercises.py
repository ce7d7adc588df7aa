"""What every registered exercise must hold, and what the toys must hold too.

Each mistake is found by its own name under 8 seeds, and under 50 in ``make test-all``, where 1,000
more are drawn to see that it is refused: a misconception that passes under one seed in a hundred
would give its points to one course in a hundred.
"""

import ast
import dataclasses
import doctest
import functools
import hashlib
import importlib
import inspect
import itertools
import json
import re
import subprocess
import sys

import numpy as np
import pytest

from autograder import lessons
from autograder.core.assess import assess
from autograder.core.compare import same_outcome
from autograder.core.driver import drive
from autograder.core.exercise import PRACTICE_SEED
from autograder.core.known_outcomes import wrong_outcomes
from autograder.core.plain_data import Family, encode
from autograder.course import submissions
from autograder.lessons.runs import runner
from autograder.master import read_master
from autograder.project import PACKAGE
from tests.core import learner_answers, toys
from tests.core.cells import define, notebook

COURSE = [lessons.find(name) for name in lessons.known_names()]
# an answer of one's own is judged by running it again: its one case says nothing
COMPARED = [exercise for exercise in COURSE if not exercise.verify]
ALL = [*COURSE, *toys.TOYS]
QUICK = [f"a quick seed {i}" for i in range(49)] + [PRACTICE_SEED]
FEW, TWELVE = QUICK[-8:], QUICK[-12:]
SLOW = [[f"seed {i}" for i in range(start, start + 100)] for start in range(0, 1000, 100)]


def named(exercise):
    return exercise.name


def alone(exercise):
    """The exercise as one that builds on no other.

    A wrong version calls no other answer: judged again with the engine's in place, as an exercise
    that builds on others is, it would give the same outcomes again and again.
    """
    return dataclasses.replace(exercise, builds_on=())


def unguarded(exercise, function):
    return lambda cases, replaced: [drive(exercise, function, c, guarded=False) for c in cases]


def run_again(exercise, version, seed):
    """Run a wrong version as a learner's answer is run."""
    return lambda cases, replaced: _in_its_own_lines(
        exercise, unguarded(exercise, version)(cases, ())
    )


def answered(exercise, version, seed):
    """Take what the diagnosis knows of a wrong version for the answer: it is run once."""
    known = wrong_outcomes(exercise, seed, version)
    return lambda cases, replaced: _in_its_own_lines(exercise, known)


def _in_its_own_lines(exercise, outcomes):
    """Tell of errors that the answer itself has raised them, so that they count as refusals."""
    return [
        dataclasses.replace(o, error={**o.error, "function": exercise.name}) if o.error else o
        for o in outcomes
    ]


@functools.cache
def solutions_of(root, module):
    """What the solution cells of a lesson define, executed in one namespace as in a notebook."""
    (master,) = (root / "notebooks" / "source").glob(f"{module:02d}_*.py")
    found = submissions.solutions(read_master(master).solved)
    return notebook("import math\n" + "\n\n".join(found.values())), found


# ------------------------------------------------------------ misconceptions


@np.errstate(all="ignore")
def check_seeds(exercise, seeds, answer=answered):
    exercise, wrong = alone(exercise), []
    for seed in seeds:
        if not assess(exercise, unguarded(exercise, exercise.reference), seed).right:
            wrong.append((seed, "the reference", "refused"))
        for mistake in exercise.misconceptions:
            for style, version in enumerate(mistake.versions):
                verdict = assess(exercise, answer(exercise, version, seed), seed)
                if verdict.right:
                    wrong.append((seed, mistake.name, style, "passes: no case refuses it"))
                    continue
                hint = mistake.words.format(**exercise.facts(verdict.failure.case))
                found = (verdict.right, verdict.mistake_names, verdict.hint)
                full = verdict.points == exercise.hidden_points and not exercise.bonus
                if full or found != (False, (mistake.name,), hint) or re.search("[{}]", hint):
                    wrong.append((seed, mistake.name, style, found))
    assert wrong == []


@pytest.mark.parametrize("exercise", ALL, ids=named)
def test_each_mistake_is_found_on_the_practice_cases(exercise):
    check_seeds(exercise, [PRACTICE_SEED], run_again)


@pytest.mark.slow
@pytest.mark.parametrize("exercise", ALL, ids=named)
def test_each_mistake_is_refused_and_found_by_its_own_name(exercise):
    check_seeds(exercise, [seed for seed in FEW if seed != PRACTICE_SEED])


@pytest.mark.all
@pytest.mark.parametrize("exercise", ALL, ids=named)
def test_each_mistake_is_found_by_its_own_name_under_fifty_seeds(exercise):
    check_seeds(exercise, [seed for seed in QUICK if seed not in FEW])


@pytest.mark.all
@pytest.mark.parametrize("seeds", SLOW, ids=lambda seeds: seeds[0])
@pytest.mark.parametrize("exercise", ALL, ids=named)
@np.errstate(all="ignore")
def test_each_mistake_earns_the_same_and_less_than_all_under_a_thousand_seeds(exercise, seeds):
    # without its misconceptions an exercise names no mistake: refusing alone is ten times as fast
    bare = dataclasses.replace(alone(exercise), misconceptions=())
    passed, by_luck = [], []
    for mistake in exercise.misconceptions:
        for style, version in enumerate(mistake.versions):
            found = [assess(bare, run_again(bare, version, s), s) for s in (PRACTICE_SEED, *seeds)]
            points = {verdict.points for verdict in found}
            right = any(verdict.right for verdict in found)
            if right or (bare.hidden_points in points and not bare.bonus):
                passed.append((mistake.name, style))
            if len(points) > 1:  # which is that of a case that not every seed draws
                by_luck.append((mistake.name, style, points))
    assert (passed, by_luck) == ([], [])
    assert all(assess(bare, unguarded(bare, bare.reference), seed).right for seed in seeds)


@pytest.mark.all
@pytest.mark.parametrize("exercise", COMPARED, ids=named)
@np.errstate(all="ignore")
def test_no_two_versions_of_a_mistake_answer_alike(exercise):
    """A second style of an outcome recognises nothing: that styles do not count, samples prove."""
    alike = []
    for mistake in exercise.misconceptions:
        found = [
            [outcome for seed in TWELVE for outcome in wrong_outcomes(exercise, seed, version)]
            for version in mistake.versions
        ]
        alike += [
            (mistake.name, one, other)
            for one, other in itertools.combinations(range(len(found)), 2)
            if all(
                same_outcome(first, second, mistake.tolerance)
                for first, second in zip(found[one], found[other], strict=True)
            )
        ]
    assert alike == []


@pytest.mark.parametrize("exercise", ALL, ids=named)
def test_mistakes_have_names_of_their_own(exercise):
    names = [mistake.name for mistake in exercise.misconceptions]
    assert len(set(names)) == len(names) >= 2


@pytest.mark.parametrize("exercise", COMPARED, ids=named)
def test_the_first_case_alone_cannot_tell(exercise):
    # an answer that is copied from the example must meet a case that refuses it
    first = exercise.draw(PRACTICE_SEED)[0]
    right = drive(exercise, exercise.reference, first, guarded=False).value
    agreeing = {
        mistake.name
        for mistake in exercise.misconceptions
        for version in mistake.versions
        if encode(drive(exercise, version, first, guarded=False).value) == encode(right)
    }
    assert len(agreeing) >= 2, agreeing


@pytest.mark.parametrize("exercise", COURSE, ids=named)
def test_no_hint_gives_the_solution_away(exercise, root):
    _, sources = solutions_of(root, exercise.module)
    regions = re.findall(
        r"BEGIN SOLUTION\n(.*?)### END SOLUTION", sources[exercise.name], re.DOTALL
    )
    solution = "".join(regions)
    engine = inspect.getsource(exercise.reference).rpartition('"""')[2]
    lines = solution.splitlines() + engine.splitlines()
    lines = {re.sub(r"\s", "", line) for line in lines}
    told = [
        (mistake.name, line)
        for mistake in exercise.misconceptions
        for line in lines
        for text in (line, line.partition("=")[2], line.removeprefix("return"))
        # names alone, as in "return dX, dW, db", are the question and not the answer
        if not re.fullmatch(r"[\w,]*", text) and text in re.sub(r"\s", "", mistake.words)
    ]
    assert told == []


@pytest.mark.parametrize("exercise", ALL, ids=named)
def test_hints_are_short_and_end_in_a_question(exercise):
    for mistake in exercise.misconceptions:
        assert mistake.hint.endswith("?"), mistake.name
        assert len(mistake.words) < 300, mistake.name
        assert not re.search(r"\b(simply|just|obviously|wrong)\b", mistake.words, re.IGNORECASE)


@pytest.mark.parametrize("exercise", [e for e in ALL if e.outputs], ids=named)
def test_what_holds_stands_apart_from_the_hint(exercise):
    """Two mistakes are told by their hints alone: the other one may have spoiled what holds."""
    parts = "|".join(map(re.escape, exercise.outputs))
    claim = rf"(The |All )?({parts}|counts|six)\b( and [^.?]*?)?,? (holds?|is right|moved as it)\b"
    assert [m.name for m in exercise.misconceptions if re.match(claim, m.hint)] == []


def test_two_mistakes_are_told_without_what_holds():
    def neuron_step(w, b, X, y, lr):
        error = y - 1 / (1 + np.exp(-(X @ w + b)))
        return w + lr * error.mean(), b

    exercise = lessons.find("neuron_step")
    verdict = assess(exercise, unguarded(exercise, neuron_step), PRACTICE_SEED)
    assert verdict.mistake_names == ("bias stays", "input left out")
    assert verdict.hint.count("?") == 2
    assert "holds" not in verdict.hint


# ------------------------------------------------------------ the example of the docstring


def same_arguments(exercise, case, bound):
    """Whether a call of the docstring hands over what the case does."""

    places = {"x": case.inputs.get("x"), **dict(enumerate(case.inputs.get("candidates", ())))}
    shape = next((np.shape(place) for place in places.values() if place is not None), ())

    def same(wanted, given):
        if isinstance(wanted, Family):
            function = exercise.families[wanted.name](**wanted.coefficients)
            points = np.random.default_rng(0).normal(size=(9, *shape))
            return all(np.allclose(function(p), given(p)) for p in points)
        if isinstance(wanted, (tuple, list)):
            return len(wanted) == len(given) and all(map(same, wanted, given))
        return np.array_equal(wanted, given)

    return list(map(same, case.inputs.values(), bound))


FUNCTIONS = [exercise for exercise in COMPARED if not isinstance(exercise.reference, type)]


@pytest.mark.parametrize("exercise", FUNCTIONS, ids=named)
@pytest.mark.parametrize("version", ["solution", "engine"])
def test_the_docstrings_example_is_true_and_is_the_first_case(exercise, version, root):
    namespace, _ = solutions_of(root, exercise.module)
    solution = namespace[exercise.name]
    target = solution if version == "solution" else exercise.reference
    calls = []

    def recorded(*args, **kwargs):
        bound = inspect.signature(solution).bind(*args, **kwargs)
        bound.apply_defaults()
        calls.append(list(bound.arguments.values()))
        return target(*args, **kwargs)

    names = {"np": np, exercise.name: recorded}
    example = doctest.DocTestParser().get_doctest(solution.__doc__, names, exercise.name, None, 0)
    report = []
    results = doctest.DocTestRunner(verbose=False).run(
        example, out=report.append, clear_globs=False
    )
    assert results.attempted >= 1
    assert results.failed == 0, "".join(report)
    first = exercise.draw(PRACTICE_SEED)[0]
    assert len(calls) == 1
    assert all(same_arguments(exercise, first, calls[0]))


# ------------------------------------------------------------ the draw


def digest(exercise, seed):
    cases = exercise.draw(seed)
    data = encode([[c.name, c.inputs, c.script, list(c.tags)] for c in cases])
    return hashlib.sha256(data).hexdigest()


DIGESTS = """
import json, sys
from tests.core import test_exercises as t
print(json.dumps({e.name: t.digest(e, sys.argv[1]) for e in t.ALL}))
"""


@pytest.mark.slow
def test_cases_are_a_pure_function_of_the_seed_in_any_process():
    seed = "f00d" * 8
    here = {exercise.name: digest(exercise, seed) for exercise in ALL}
    np.random.seed(1)  # noqa: NPY002 - a draw from numpy's global state would show
    assert {exercise.name: digest(exercise, seed) for exercise in ALL} == here
    elsewhere = subprocess.run(
        [sys.executable, "-c", DIGESTS, seed],
        env={"PYTHONPATH": ":".join(sys.path), "PYTHONHASHSEED": "7"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(elsewhere.stdout) == here


@pytest.mark.slow
@pytest.mark.parametrize("exercise", [*COMPARED, *toys.TOYS], ids=named)
def test_another_seed_draws_other_cases(exercise):
    assert len({digest(exercise, seed) for seed in QUICK}) == len(QUICK)


@pytest.mark.parametrize("exercise", ALL, ids=named)
def test_every_label_of_the_rubric_is_shown_by_a_case(exercise):
    for seed in QUICK[:5]:
        tags = {tag for case in exercise.draw(seed) for tag in case.tags}
        assert set(exercise.rubric) <= tags | set(exercise.outputs)


# ------------------------------------------------------------ right answers in other styles


@pytest.mark.parametrize("exercise", COURSE, ids=named)
def test_there_are_six_styles(exercise):
    there = len(learner_answers.RIGHT[exercise.name])
    assert there >= 6, f"tests/lessons/m{exercise.module:02}/right.py has {there} of 6 styles"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("exercise", "style"),
    [(exercise, style) for exercise in ALL for style in learner_answers.RIGHT[exercise.name]],
    ids=lambda value: getattr(value, "name", value),
)
def test_every_right_style_earns_everything(exercise, style, with_toys):
    check_style(exercise, style, FEW)


@pytest.mark.all
@pytest.mark.parametrize("exercise", ALL, ids=named)
def test_every_right_style_earns_everything_under_fifty_seeds(exercise, with_toys):
    for style in learner_answers.RIGHT[exercise.name]:
        check_style(exercise, style, [seed for seed in QUICK if seed not in FEW])


def check_style(exercise, style, seeds):
    function = define(learner_answers.RIGHT[exercise.name][style], exercise.name)
    for seed in seeds:
        verdict = assess(exercise, runner(exercise, function), seed)
        assert verdict.right, (seed, verdict)
        assert (verdict.points, verdict.changed) == (exercise.hidden_points, ())


# ------------------------------------------------------------ the samples


def test_the_toys_are_in_no_lesson():
    assert not set(lessons.known_names()) & {toy.name for toy in toys.TOYS}


SAMPLES = {
    name: importlib.import_module(f"autograder.lessons.{name}.judge.samples")
    for name in sorted(
        path.parent.parent.name for path in PACKAGE.glob("lessons/m*/judge/samples.py")
    )
}


def wrong_versions_of(module):
    """The text of the files in which a lesson's wrong versions stand."""
    files = [f for f in sorted(PACKAGE.glob(f"lessons/{module}/judge/*.py")) if f.stem != "samples"]
    assert files
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


@pytest.mark.parametrize("module", SAMPLES)
def test_samples_are_not_the_wrong_versions_themselves(module):
    # a sample that repeats a wrong version would only show that a text equals itself
    def lines(text):
        return {re.sub(r"\s|\(|\)", "", line) for line in text.splitlines()}

    own = lines(wrong_versions_of(module))
    samples = SAMPLES[module].SAMPLES
    right = [*samples["right"].answers.values()]
    right += [
        text for name in samples["right"].answers for text in learner_answers.RIGHT[name].values()
    ]
    right = set().union(*map(lines, right))
    for name, sample in samples.items():
        for source in sample.answers.values():
            telling = {line for line in lines(source) - right if len(line) > 12}
            assert not telling & own, (name, telling & own)


@pytest.mark.parametrize("module", SAMPLES)
def test_samples_are_other_trees_than_the_wrong_versions(module):
    def tree(definition):
        return ast.dump(ast.Module(definition.body, []))

    definitions = (ast.FunctionDef, ast.ClassDef)
    nodes = ast.walk(ast.parse(wrong_versions_of(module)))
    own = {tree(node) for node in nodes if isinstance(node, definitions)}
    for name, sample in SAMPLES[module].SAMPLES.items():
        for source in sample.answers.values():
            # whole answers: two classes may well begin with the same __init__
            given = {tree(node) for node in ast.parse(source).body if isinstance(node, definitions)}
            assert given
            assert not given & own, name
