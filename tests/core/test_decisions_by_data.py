"""The core decides by kinds and data: it parses no sentence that it wrote itself."""

import ast

import pytest

from autograder.project import PACKAGE

FILES = sorted((PACKAGE / "core").glob("*.py"))
# Methods that look into a text, and functions that do.
LOOKS = {"startswith", "endswith", "partition", "rpartition", "split", "rsplit", "splitlines"}
LOOKS |= {"find", "rfind", "index", "rindex", "count", "removeprefix", "removesuffix"}
# Fields that hold what is said to a learner.
SAID = {"text", "hint", "words", "message", "printed"}
PATTERNS = {"re", "fnmatch", "difflib"}
# What may be looked into, since nobody wrote it for a reader: file, function -> what it is.
ALLOWED = {
    ("border.py", ""): "what nobody has looked at yet",
    ("border.py", "line"): "what nobody has looked at yet",
    ("border.py", "moment"): "a time, as people write it",
    ("border.py", "quoted"): "the words of somebody else",
    ("plain_data.py", ""): "the name of a type, from the learner's side",
    ("assess.py", "_failure_of"): "the number of a part among the exercise's outputs",
    ("compare.py", "_gist"): "the message of an exception of Python's or numpy's",
    ("compare.py", "is_no_error"): "the message of an exception of Python's",
    ("driver.py", "_innermost_of_theirs"): "the path of a file",
    ("guard.py", "_keep_float_errors"): "the name of a module",
    ("guard.py", "_knows_answers"): "the name of a module",
    ("libraries.py", "_root"): "the name of a module",
    ("used_names.py", "_mentioned"): "the learner's code",
    ("used_names.py", "library_of"): "the name of a ufunc",
    ("words.py", "_agreeing"): "the verb in front, so that it fits the name of a part",
    ("words.py", "_is_plural"): "a label of the rubric, for the verb that fits",
}


def decisions(source):
    """List where a text is looked into: (function, what is done there)."""
    found = []

    def visit(node, function):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            function = node.name
        what = decision(node)
        if what:
            found.append((function, what))
        for child in ast.iter_child_nodes(node):
            visit(child, function)

    visit(ast.parse(source), "")
    return found


def decision(node):
    """Say how a node looks into a text, or return ``""``."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        owner = node.func.value
        if isinstance(owner, ast.Name) and owner.id in PATTERNS:
            return f"{owner.id}.{node.func.attr}"
        return node.func.attr if node.func.attr in LOOKS else ""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return f"{node.value.id}.{node.attr}" if node.value.id in PATTERNS else ""
    if isinstance(node, ast.Compare):
        sides = [node.left, *node.comparators]
        for operator, left, right in zip(node.ops, sides, sides[1:], strict=False):
            told = is_sentence(left) or is_sentence(right)
            if isinstance(operator, (ast.In, ast.NotIn)) and (told or is_said(right)):
                return "in"
            if isinstance(operator, (ast.Eq, ast.NotEq)) and told:
                return "=="
    if isinstance(node, ast.match_case):
        patterns = [n for n in ast.walk(node.pattern) if isinstance(n, ast.MatchValue)]
        return "case" if any(is_sentence(pattern.value) for pattern in patterns) else ""
    return ""


def is_sentence(node):
    """A text of several words, or one that is put together: no kind and no name."""
    if isinstance(node, ast.JoinedStr):
        return True
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value


def is_said(node):
    """A field that holds a sentence."""
    return isinstance(node, ast.Attribute) and node.attr in SAID


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_decision_is_taken_from_a_sentence(path):
    found = [
        (function, what)
        for function, what in decisions(path.read_text(encoding="utf-8"))
        if (path.name, function) not in ALLOWED
    ]
    assert found == []


def test_every_exception_is_needed():
    needed = {
        (path.name, function)
        for path in FILES
        for function, _ in decisions(path.read_text(encoding="utf-8"))
    }
    assert set(ALLOWED) <= needed


@pytest.mark.parametrize(
    "line",
    [
        'failure.mismatch.text.startswith(f"raised {error}")',
        'mismatch.text.endswith("?")',
        'text.removeprefix("raised Exhausted: ")',
        'PRAISE = re.compile("^(The )?loss holds")',
        're.match("raised", text)',
        "find = re.sub",
        '"raised NameError" in text',
        '"hold" in mistake.hint',
        '"?" not in verdict.failure.mismatch.text',
        'f"{{{name}}}" in mistake.hint',
        'text == "is None: does the function end without a return?"',
        'f"raised {name}" != text',
        'text.partition(":")[0]',
        'word in "a text"',
        "text.split()",
    ],
)
def test_such_a_decision_would_be_found(line):
    assert decisions(f"def f():\n    x = {line}" if " = " not in line else line)


@pytest.mark.parametrize(
    "line",
    [
        'mismatch.kind == "error"',
        'mismatch.error == "NameError"',
        'verb in ("call", "lent")',
        "name in namespace",
        "label in exercise.outputs",
        '"done" in answer',
        'rows.append(f"{name} holds")',
    ],
)
def test_a_decision_by_kind_is_none_of_these(line):
    assert decisions(f"x = {line}") == []
