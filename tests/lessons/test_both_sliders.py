"""Learning rate and initialization can be moved in every lesson."""

from pathlib import Path

import pytest

from autograder.project import masters
from nnlib.viz import controls

ROOT = Path(__file__).parents[2]
LESSONS = [path.stem for path in masters(ROOT)]
BOTH = (controls.learning_rate().label, controls.init_scale().label)


@pytest.mark.slow
@pytest.mark.parametrize("lesson", LESSONS)
def test_both_sliders_stand_in(lesson, request):
    panels = request.getfixturevalue(f"lesson_{lesson[:2]}").panels
    sliders = [
        control["label"]
        for panel in panels
        for control in panel.spec["controls"]
        if control["kind"] == "slider" and len(control["options"]) > 1
    ]
    assert set(BOTH) <= set(sliders), f"{len(panels)} panels with {sorted(set(sliders))}"
