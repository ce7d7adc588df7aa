"""What every lesson holds: both sliders, its concepts, its questions, examples that are true."""

import doctest
import re

import ipywidgets
import pytest

from autograder.core.assess import assess
from autograder.learner.questions import load
from autograder.lessons import find, known_names, of_module
from autograder.lessons.runs import runner
from autograder.master import read_master
from autograder.project import find_root, masters
from nnlib.viz import controls
from nnlib.viz.trainer import Trainer
from tests.lessons.parts import COMPLETE

BOTH = (controls.learning_rate().label, controls.init_scale().label)
# lesson -> the concepts of the syllabus that it defines
CONCEPTS = {
    1: ("neural network", "neuron", "weight", "layer", "activation", "deep learning"),
    2: (
        "perceptron", "bias", "step function", "learning rate", "linear separability",
        "convergence",
    ),
    3: (
        "multi-layer perceptron", "hidden layer", "feedforward", "universal approximation",
        "width", "depth",
    ),
    4: ("activation function", "ReLU", "sigmoid", "tanh", "vanishing gradient", "softmax"),
    5: (
        "forward propagation", "linear transformation", "batch processing", "tensor", "input layer",
        "output layer",
    ),
    6: (
        "loss function", "mean squared error", "cross-entropy", "binary cross-entropy",
        "categorical cross-entropy", "objective function",
    ),
    7: (
        "backpropagation", "chain rule", "computational graph", "gradient", "backward pass",
        "local gradient",
    ),
    8: (
        "gradient descent", "stochastic gradient descent", "momentum", "Adam", "learning rate",
        "mini-batch",
    ),
}  # fmt: skip
# lesson -> its points: of the exercises, and of the questions in words

POINTS = {
    1: (16, 4), 2: (16, 4), 3: (16, 4), 4: (16, 4), 5: (16, 4), 6: (16, 4), 7: (36, 4),
    8: (16, 4),
}  # fmt: skip


@pytest.fixture(params=COMPLETE, ids="lesson_{:02}".format)
def lesson(request):
    return request.param


@pytest.fixture
def solved(lesson, request):
    """The lesson after a run of its solved edition."""
    return request.getfixturevalue(f"lesson_{lesson:02}")


@pytest.fixture
def text(lesson):
    """The text of the lesson's solved edition, which is not run for it."""
    (path,) = (path for path in masters(find_root()) if path.name.startswith(f"{lesson:02}_"))
    return "\n".join(cell.source for cell in read_master(path).solved.cells)


@pytest.fixture(params=[name for name in known_names() if find(name).module in COMPLETE])
def exercise(request):
    return find(request.param)


@pytest.fixture
def names(exercise, request):
    """What the solved lesson of an exercise has defined."""
    return request.getfixturevalue(f"lesson_{exercise.module:02}").names


@pytest.mark.slow
def test_both_sliders_stand_in_it(solved):
    sliders = [
        control["label"]
        for panel in solved.panels
        for control in panel.spec["controls"]
        if control["kind"] == "slider" and len(control["options"]) > 1
    ]
    assert set(BOTH) <= set(sliders), f"{len(solved.panels)} panels with {sorted(set(sliders))}"


def with_both(panels):
    """The panels of a lesson with one of the two sliders: (panel, name of the control)."""
    found = [
        (panel, control["name"])
        for panel in panels
        for control in panel.spec["controls"]
        if control["label"] in BOTH and len(control["options"]) > 1
    ]
    assert found
    return found


@pytest.mark.slow
def test_both_sliders_are_widgets_with_names(solved):
    for panel, name in with_both(solved.panels):
        slider = panel.sliders[name]
        assert isinstance(slider, ipywidgets.SelectionSlider)
        assert slider.description in BOTH
        assert slider.value == panel.values[name]


def picture_of(panel):
    """What is seen; of a panel that trains, after a few steps."""
    if isinstance(panel, Trainer):
        panel.reset()
        panel.train(3)
    return panel.frame, panel.sentence


@pytest.mark.slow
def test_both_sliders_change_the_picture_or_it_says_that_nothing_does(solved):
    for panel, name in with_both(solved.panels):
        slider, before = panel.sliders[name], picture_of(panel)
        first, other = slider.value, slider.options[0][1]
        if other == first:
            other = slider.options[-1][1]
        seen = []
        slider.observe(lambda change, seen=seen: seen.append(change["new"]), "value")
        slider.value = other
        assert panel.values[name] == other
        assert seen == [other]
        assert picture_of(panel) != before, (panel, name)
        panel.choose(**{name: first})  # the other way: the widget follows the panel
        assert slider.value == first


@pytest.mark.slow
def test_no_panel_shows_a_fault(solved):
    assert [panel.shown["fault"] for panel in solved.panels if panel.shown["fault"]] == []


def test_every_concept_has_a_definition_a_row_and_a_question(lesson, text):
    told, _, after = text.partition("## At a glance")
    table = after.partition("## Check yourself")[0]
    assert lesson in CONCEPTS, "the concepts of this lesson go into the table above"
    assert set(re.findall(r"^\| \*\*(.*?)\*\* \|", table, re.MULTILINE)) == set(CONCEPTS[lesson])
    assert {question.topic for question in load(lesson).quiz} >= set(CONCEPTS[lesson])
    told = told.lower()
    assert [name for name in CONCEPTS[lesson] if f"**{name.lower()}**" not in told] == []


def test_every_prediction_is_asked_and_leads_to_a_heading(lesson, text):
    asked = re.findall(r'^guess\(\s*"([^"]+)"', text, re.MULTILINE)
    predictions = load(lesson).predictions
    assert sorted(asked) == sorted(predictions)
    headings = re.findall(r"^#{1,6} (.+)$", text, re.MULTILINE)
    assert {prediction.where for prediction in predictions.values()} <= set(headings)


def test_its_points_add_up(lesson):
    assert lesson in POINTS, "the points of this lesson go into the table above"
    code, words = POINTS[lesson]
    assert sum(sum(exercise.on_the_road) for exercise in of_module(lesson)) == code
    assert (load(lesson).points, load(lesson).words) == (code + words, words)


@pytest.mark.slow
def test_the_example_of_a_docstring_is_true(exercise, names):
    docstring = names[exercise.name].__doc__
    example = doctest.DocTestParser().get_doctest(docstring, dict(names), exercise.name, None, None)
    assert example.examples or exercise.verify
    assert doctest.DocTestRunner().run(example).failed == 0


@pytest.mark.slow
def test_the_solution_passes(exercise, names):
    assert assess(exercise, runner(exercise, names[exercise.name]), "any seed").right
