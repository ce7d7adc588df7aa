"""The numbers of a text are those of a run: declared by hand, measured, filled in, never stale."""

import functools
import json
import shutil
from argparse import Namespace

import numpy as np
import pytest

from autograder import lessons
from autograder.authoring import build as builder
from autograder.authoring import measure_facts
from autograder.authoring.build import build
from autograder.authoring.master_rules import problems_of_master
from autograder.cli import UserError
from autograder.lessons import facts as facts_module
from autograder.lessons.facts import FactError, Facts, nearest, plain, power_of_ten
from autograder.master import read_master
from autograder.project import masters

LESSON = "01_introduction"


@pytest.fixture
def facts(tmp_path):
    return Facts(tmp_path / "facts.py")


def _words(page):
    """The text of a notebook, whatever its lines."""
    cells = json.loads(page)["cells"]
    return " ".join(" ".join("".join(cell["source"]).split()) for cell in cells)


def declare(facts, value, form="{}", name="found", **options):
    """Declare a fact whose experiment gives this value."""

    def experiment():
        return value

    experiment.__name__ = name
    facts.fact(form, **{"spread": 0, **options})(experiment)
    return facts


def texts(facts):
    measure_facts.measure(facts)
    return facts.texts()


# ------------------------------------------------------------ how numbers print


@pytest.mark.parametrize(
    ("value", "form", "options", "said"),
    [
        (24, "{}", {}, {"found": "24"}),
        (0.6137, "{:.2f}", {"spread": 0.001}, {"found": "0.61"}),
        (-2.0, plain(), {}, {"found": "−2"}),
        (-10.5, power_of_ten, {"spread": 1e-6}, {"found": "3·10⁻¹¹"}),
        (6, power_of_ten, {}, {"found": "10⁶"}),
        (1.9, power_of_ten, {}, {"found": "80"}),
        (26, nearest(5), {"spread": 1}, {"found": "25"}),
        (-0.001, "{:.1f}", {"spread": 0.01}, {"found": "0.0"}),
        (4820.4, plain(), {}, {"found": "4,820"}),
        (np.float32(0.5), "{:.1f}", {}, {"found": "0.5"}),
        (np.array([[3]]), "{}", {}, {"found": "3"}),
        ([7, 3, 5], "{}", {}, {"found": "3 to 7"}),
        ([7.1, 6.9], "{:.0f}", {}, {"found": "7"}),
        (np.array([3.0, 1.0]), "{:.0f}", {"several": " | "}, {"found": "3 | 1"}),
        ({"A": 96.2, "B": [1, 2]}, plain(2), {}, {"found.A": "96", "found.B": "1 to 2"}),
        ({"A": {10: 1}}, "{}", {}, {"found.A.10": "1"}),
    ],
)
def test_a_value_prints(facts, value, form, options, said):
    assert texts(declare(facts, value, form, **options)) == said


@pytest.mark.parametrize(
    ("value", "form", "spread", "said"),
    [
        (0.649, "{:.1f}", 0.002, "found: 0.649 prints as 0.6, and within its spread of 0.002"),
        (0.651, "{:.1f}", 0.002, "round more, or give a range"),
        ({"A": 1.0, "B": 2.5}, "{:.0f}", 0.6, "found.A: 1 prints"),
        ([1.0, 2.49], "{:.0f}", 0.02, "found: 2.49 prints as 2"),
    ],
)
def test_a_number_that_another_machine_prints_otherwise_is_refused(
    facts, value, form, spread, said
):
    declare(facts, value, form, spread=spread)
    with pytest.raises(FactError, match=said):
        measure_facts.measure(facts)
    assert not facts.path.exists()


@pytest.mark.parametrize(
    "value", [None, "24", True, np.nan, [], [1, np.inf], {"A": None}, np.eye(2)]
)
def test_what_is_no_number_is_refused(facts, value):
    with pytest.raises(FactError, match=r"found.*: expected"):
        measure_facts.measure(declare(facts, value))


@pytest.mark.parametrize("spread", [None, -1, "0", np.nan, True])
def test_a_fact_without_a_spread_is_refused(facts, spread):
    with pytest.raises(FactError, match="found: expected a spread from 0 upwards, got"):
        declare(facts, 1, spread=spread)


def test_a_name_stands_once(facts):
    with pytest.raises(FactError, match="expected one fact found, got two"):
        declare(declare(facts, 1), 2)


# ------------------------------------------------------------ the file


def test_a_run_within_the_spread_leaves_the_file_as_it_is(tmp_path):
    path = tmp_path / "facts.py"
    assert measure_facts.measure(declare(Facts(path), 0.61, "{:.1f}", spread=0.01)) == [
        "found = 0.6"
    ]
    before = (tmp_path / "facts.json").read_bytes()
    assert measure_facts.measure(declare(Facts(path), 0.615, "{:.1f}", spread=0.01)) == []
    assert (tmp_path / "facts.json").read_bytes() == before
    assert measure_facts.measure(declare(Facts(path), 0.73, "{:.1f}", spread=0.01)) == [
        "found = 0.7"
    ]


def test_a_run_outside_the_spread_is_seen_by_its_name(facts):
    (fact,) = declare(facts, {"A": 1.0, "B": [2, 3]}, spread=0.1)
    assert fact.differs({"A": 1.05, "B": [2, 3]}, {"A": 1.0, "B": [2, 3]}) == []
    assert fact.differs({"A": 1.2, "B": [2, 3]}, {"A": 1.0, "B": [2, 4]}) == ["found.A", "found.B"]
    assert fact.differs({"A": 1.0}, {"A": 1.0, "B": 2}) == ["found.B"]
    assert fact.differs({"A": [1.0, 2.0]}, {"A": 1.0}) == ["found.A"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"found": 1, "lost": 2}', "facts.json holds lost, which no experiment writes"),
        ("{}", "found has not been measured: run `autograder facts`"),
        ("{", "facts.json is no JSON"),
        ("[1]", "expected an object of facts"),
    ],
)
def test_a_file_that_the_declarations_do_not_explain_is_refused(facts, text, said):
    declare(facts, 1).path.write_text(text)
    with pytest.raises(FactError, match=said):
        facts.texts()


def test_a_fact_that_is_gone_leaves_the_file(facts):
    declare(facts, 1).path.write_text('{"found": 1, "lost": 2}')
    assert measure_facts.measure(facts) == ["lost is gone"]
    assert json.loads(facts.path.read_text()) == {"found": 1}


# ------------------------------------------------------------ the text


@pytest.fixture
def project(tmp_path, root):
    """A project with one lesson, which builds in a second; the facts are those of the course."""
    source = tmp_path / "project" / "notebooks" / "source"
    source.mkdir(parents=True)
    shutil.copy(root / "pyproject.toml", tmp_path / "project")
    shutil.copy(root / "notebooks" / "source" / f"{LESSON}.py", source)
    return tmp_path / "project"


@pytest.fixture
def other_values(tmp_path, monkeypatch):
    """Let lesson 1 have other facts than the course's: a function of their values."""
    real = facts_module.facts_of(1)
    path = tmp_path / "other" / "facts.json"
    path.parent.mkdir()
    shutil.copy(real.path, path)
    monkeypatch.setattr(real, "path", path)

    def change(name, value):
        path.write_text(json.dumps({**json.loads(path.read_text()), name: value}))

    return change


@pytest.mark.slow
def test_the_build_fills_in_what_was_measured(project):
    built = {path.name: text for path, text in build(project).items()}
    left = facts_module.facts_of(1).texts()
    said = f"line leaves {left['wrong_side.machine']} of {left['samples.all']} samples on the wrong"
    assert said in built[f"{LESSON}.ipynb"]
    assert not any(facts_module.PLACE.search(text) for text in built.values())


@pytest.mark.slow
def test_a_page_whose_facts_have_changed_is_stale(project, monkeypatch, other_values):
    monkeypatch.chdir(project)
    builder.run(Namespace(check=False, no_stock=True))
    builder.run(Namespace(check=True, no_stock=True))
    other_values("on_the_way", {"50": 23, "100": 24})
    with pytest.raises(UserError, match=rf"stale, run .*: notebooks/{LESSON}.ipynb"):
        builder.run(Namespace(check=True, no_stock=True))


@pytest.mark.slow
def test_a_number_that_an_experiment_changes_reaches_the_page(
    project, monkeypatch, other_values, capsys
):
    """Nobody edits the page or the file: the experiment is another, and both follow."""
    facts = facts_module.facts_of(1)
    (known,) = [fact for fact in facts if fact.name == "on_the_way"]
    other = functools.partial(lambda: {50: 19, 100: 24})
    monkeypatch.setitem(facts._known, known.name, facts_module.Fact(known.name, other, "{}", 0))
    for name in [fact.name for fact in facts if fact.name != known.name]:
        kept = facts.kept()[name]
        fact = facts._known[name]
        stays = facts_module.Fact(
            name, lambda kept=kept: kept, fact.form, fact.spread, fact.several
        )
        monkeypatch.setitem(facts._known, name, stays)
    monkeypatch.chdir(project)
    measure_facts.run(Namespace(lessons=[1]))
    assert "lesson 1: on_the_way.50 = 19, on_the_way.100 = 24" in capsys.readouterr().out
    page = next(text for path, text in build(project).items() if path.suffix == ".ipynb")
    assert "step 50 has a line with 19 on the wrong side" in _words(page)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "{{wrong_side.best}}",
            "{{wrong_side.west}}",
            "asks for wrong_side.west; the facts of the",
        ),
        ("{{wrong_side.best}}", "{{unheard_of}}", "asks for unheard_of"),
        (
            "{{misread_from_far}}",
            "2",
            "the fact misread_from_far is measured, and no text states it",
        ),
    ],
)
def test_a_text_and_its_facts_fit_together(project, old, new, said):
    path = project / "notebooks" / "source" / f"{LESSON}.py"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(UserError, match=said):
        build(project)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("{{wrong_side.best}}", "{{ wrong_side.best }}", "is no place for a fact; expected"),
        ("import numpy as np", "import numpy as np  # {{samples.all}}", "is in a code cell"),
    ],
)
def test_braces_that_were_meant_as_a_place_are_never_shown(project, old, new, said):
    path = project / "notebooks" / "source" / f"{LESSON}.py"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(UserError, match=said):
        build(project)


def test_what_looks_like_a_place_in_code_stays(tmp_path):
    source = tmp_path / "98_nothing.py"
    source.write_text('# %% [markdown]\n# # 98\n\n# %%\nf"{{left}}"\n', encoding="utf-8")
    assert read_master(source).solved.cells[1].source == 'f"{{left}}"'


@pytest.mark.slow
def test_the_lessons_state_what_they_measure(root):
    for path in masters(root):
        problems = problems_of_master(read_master(path))
        assert [said for said in problems if "fact" in said] == []


def test_a_lesson_without_a_folder_has_no_facts_and_a_broken_one_is_told(tmp_path, monkeypatch):
    assert facts_module.facts_of(97) is None
    folder = tmp_path / "m96" / "judge"
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text("import no_such_module_anywhere\n")
    monkeypatch.setattr(lessons, "__path__", [*lessons.__path__, str(tmp_path)])
    with pytest.raises(ModuleNotFoundError, match="no_such_module_anywhere"):
        facts_module.facts_of(96)


def test_a_lesson_that_does_not_exist_is_not_measured():
    with pytest.raises(UserError, match=r"expected lessons among 1, .*; got 99"):
        measure_facts.run(Namespace(lessons=[99]))
