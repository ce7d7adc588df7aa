"""The engine stays readable: lines of code a file, a class and a function."""

import ast
import io
import tokenize

import pytest


def code_lines(source):
    """Return the numbers of the lines that hold code: no blanks, comments or docstrings."""
    silent = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}
    silent |= {tokenize.ENCODING, tokenize.ENDMARKER}
    lines = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in silent:
            lines.update(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(
            node
        ):
            lines -= set(range(node.body[0].lineno, node.body[0].end_lineno + 1))
    return lines


def sizes(source, kind):
    """Return the lines of code in the body of each class or function, by name."""
    lines = code_lines(source)
    return {
        node.name: len(lines & set(range(node.body[0].lineno, node.end_lineno + 1)))
        for node in ast.walk(ast.parse(source))
        if isinstance(node, kind)
    }


def test_the_counter_counts_code_only():
    head = '"""Doc."""\n\n# why\ndef f(x):\n    """Two\n    lines."""\n'
    source = head + '    y = """a\n    b"""\n    return x  # why\n'
    assert code_lines(source) == {4, 7, 8, 9}
    assert sizes(source, ast.FunctionDef) == {"f": 3}


@pytest.fixture
def files(root):
    return {path.name: path.read_text(encoding="utf-8") for path in (root / "nnlib").glob("*.py")}


def test_files(files):
    counts = {name: len(code_lines(source)) for name, source in files.items()}
    assert {name: n for name, n in counts.items() if n > 250} == {}


def test_classes_fit_on_a_screen(files):
    counts = {k: n for source in files.values() for k, n in sizes(source, ast.ClassDef).items()}
    # an operation of `Tensor` is its value and the slopes under it, and there are thirty of them
    longer = {"Tensor": 110}
    assert {name: n for name, n in counts.items() if n > longer.get(name, 60)} == {}


def test_functions(files):
    found = [
        (name, function, n)
        for name, source in files.items()
        for function, n in sizes(source, ast.FunctionDef).items()
        if n > 25
    ]
    assert found == []
