"""Panels load without the experiments of their lessons, which come when a panel is made."""

import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

import nnlib.viz

ROOT = Path(__file__).resolve().parents[2]
LESSONS = sorted(path.stem for path in Path(nnlib.viz.__file__).parent.glob("lesson*.py"))
# What the notebooks that were given out use of each lesson's panels: it stays for good.
GIVEN_OUT = {
    "lesson01": """
        FEATURES halves lights_up mean_miss rate_and_start read_three_or_eight run_of_your_own
        show_digits thirty_measurements tissue watch_it_learn weights_and_bias wrong_side
        you_against_the_machine""",
    "lesson02": """
        best_line mistake_by_mistake moving_apart radius_and_margin rate_and_start run_of_your_own
        ten_times_faster""",
    "lesson03": "bumps count_xor fold folds_on_folds run_of_your_own spirals",
    "lesson04": """
        against_a_nudge depth_gauge dying five_scores run_of_your_own six_curves table_by_nudging
        ten_layers ten_layers_one_hair the_relay weight_slopes""",
    "lesson07": """
        cost_of_a_gradient depth_gauge nobody_noticed nudge_size run_of_your_own speak_in_turn
        suspects two_curves where_the_tangent_ends""",
}


def run(*lines):
    command = [sys.executable, "-c", "\n".join(["import sys", *lines])]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()


@pytest.mark.slow
def test_panels_load_without_the_experiments():
    made = run(
        "sys.modules['nnlib.lessons'] = None  # an import of it fails",
        *[f"from nnlib.viz import {name}" for name in LESSONS],
        "del sys.modules['nnlib.lessons']",
        "lesson03.folds_on_folds()",
        "print(*[name for name in sys.modules if name.startswith('nnlib.lessons.')])",
    )
    assert made == ["nnlib.lessons.lesson03"]


def test_experiments_draw_nothing():
    loaded = run(*[f"import nnlib.lessons.{name}" for name in LESSONS], "print(*sys.modules)")
    assert "nnlib.lessons.lesson03" in loaded
    assert {"matplotlib", "ipywidgets", "anywidget", "nnlib.viz"} & set(loaded) == set()


@pytest.mark.parametrize("name", LESSONS)
def test_what_notebooks_use_is_found_under_the_panels(name):
    module = importlib.import_module(f"nnlib.viz.{name}")
    masters = (ROOT / "notebooks" / "source").glob(f"{name[-2:]}_*.py")
    text = "".join(path.read_text(encoding="utf-8") for path in masters)
    used = set(re.findall(rf"\b{name}\.(\w+)", text)) | set(GIVEN_OUT.get(name, "").split())
    assert used
    assert [attribute for attribute in sorted(used) if not hasattr(module, attribute)] == []


def test_other_experiments_are_not_handed_on():
    from nnlib.viz import lesson07

    with pytest.raises(AttributeError, match=r"nnlib\.viz\.lesson07 has no 'train_readers'"):
        lesson07.train_readers  # noqa: B018
