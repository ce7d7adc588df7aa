"""A newcomer sees the structure in a minute: few entries, few levels, no circle."""

import pytest

from tests.environment.architecture import (
    FORWARDS,
    LEARNERS_LIBRARIES,
    LEARNERS_SIDE,
    MOST_ARROWS,
    MOST_ENTRIES,
    MOST_LEVELS,
    cycle_in,
    foreign_imports,
    graph_of_entries,
    graph_of_modules,
    levels_of,
    modules,
    users_of_forwards,
)


def test_few_entries_are_on_top(root):
    graph = graph_of_entries(root, "autograder")
    assert len(graph) <= MOST_ENTRIES, sorted(graph)


def test_few_levels_and_few_arrows(root):
    graph = graph_of_entries(root, "autograder")
    assert 0 < levels_of(graph) <= MOST_LEVELS
    assert sum(map(len, graph.values())) <= MOST_ARROWS


def test_nothing_imports_itself_by_way_of_others(root):
    for package in ("autograder", "nnlib"):
        assert cycle_in(graph_of_entries(root, package)) == []
    assert cycle_in(graph_of_modules(root)) == []


def test_the_engine_knows_nothing_of_the_grader(root):
    graph = graph_of_modules(root)
    assert [n for n in graph if n.startswith("nnlib") and "autograder" in str(graph[n])] == []


def test_forwards_are_there_for_others_alone(root):
    assert modules(root, "autograder").keys() >= FORWARDS
    assert users_of_forwards(root) == []


def test_the_learners_side_needs_three_libraries(root):
    for part in LEARNERS_SIDE:
        found = foreign_imports(root, part)
        assert {top for _, top in found} <= LEARNERS_LIBRARIES, found


# ------------------------------------------------------------ the count itself


@pytest.fixture
def tree(tmp_path):
    """A function that makes packages of the given files."""

    def make(**files):
        for name in ("autograder", "nnlib"):
            (tmp_path / name).mkdir()
            (tmp_path / name / "__init__.py").write_text("")
        for name, text in files.items():
            path = tmp_path / "autograder" / f"{name.replace('__', '/')}.py"
            path.parent.mkdir(exist_ok=True)
            (path.parent / "__init__.py").touch()
            path.write_text(text)
        return tmp_path

    return make


def test_an_import_in_a_function_closes_a_circle(tree):
    root = tree(a="from autograder.b import f", b="def f():\n    import autograder.a")
    assert sorted(set(cycle_in(graph_of_modules(root)))) == ["autograder.a", "autograder.b"]
    assert levels_of(graph_of_entries(root, "autograder")) == 0


def test_levels_and_arrows_are_those_between_entries(tree):
    root = tree(
        a="from autograder import b\nfrom autograder.c.x import f",
        b="from autograder.c.y import f",
        c__x="import autograder.c.y",
        c__y="import numpy as np\ndef f():\n    import nbformat",
        c__samples="import nbformat",
        pages="from autograder.a import f",
    )
    graph = graph_of_entries(root, "autograder")
    assert graph == {
        "autograder.a": {"autograder.b", "autograder.c"},
        "autograder.b": {"autograder.c"},
        "autograder.c": set(),
    }
    assert levels_of(graph) == 3
    assert foreign_imports(root, "autograder.c") == [("autograder.c.y", "numpy")]


def test_who_imports_a_forward_is_named(tree):
    root = tree(a="def f():\n    from autograder.pages import Harmless", pages="")
    assert users_of_forwards(root) == ["autograder.a"]
