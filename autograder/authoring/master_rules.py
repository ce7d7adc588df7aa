"""What the build refuses in a master: whatever would let a lesson go wrong in a classroom."""

import ast
import itertools
import re

from autograder.learner.questions import QuestionError, lessons, load
from autograder.lessons import of_module
from autograder.lessons.facts import facts_of
from autograder.project import ANSWERS, hidden_cell, masters, module_of, role_of

TESTS = ("check", "hidden", "tests")
# What is cut from the learner edition, and the cells in which nbgrader looks for it.
REGIONS = {
    "SOLUTION": ANSWERS,
    "HIDDEN TESTS": ("hidden", "tests"),
    "MARK SCHEME": ("task",),
}


def problems_of_master(master):
    """List what is wrong with a master, in plain words; an empty list lets it pass."""
    cells = master.solved.cells
    return [
        *_repeated_ids(cells),
        *_exercise_problems(cells, module_of(master.name)),
        *_question_problems(cells, module_of(master.name)),
        *_words_problems(cells),
        *_tag_problems(cells),
        *_engine_problems(cells),
        *_fact_problems(master),
        *(problem for cell in cells for problem in _metadata_problems(cell)),
        *(problem for cell in cells for problem in _region_problems(cell)),
        *(problem for cell in cells for problem in _alt_problems(cell)),
    ]


def problems_of_names(root):
    """List masters that would be passed over: their names say no lesson, or another has it."""
    found = sorted((root / "notebooks" / "source").glob("*.py"))
    known = masters(root)
    for path in found:
        if path not in known:
            yield f"notebooks/source/{path.name}: expected a name such as 07_backpropagation.py"
    for one, other in itertools.pairwise(known):
        if module_of(one) == module_of(other):
            yield f"{one.name} and {other.name} are both lesson {module_of(one)}"


def _repeated_ids(cells):
    seen = set()
    for cell in cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if name in seen:
            yield f"the grade id {name!r} stands twice"
        if name:
            seen.add(name)


def _exercise_problems(cells, module):
    """Every exercise has its solution cell, visible check and hidden test, in the agreed form."""
    by_id = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell for cell in cells}
    known = {exercise.name: exercise for exercise in of_module(module)}
    for name, exercise in known.items():
        trio = [by_id.get(grade_id) for grade_id in (name, f"check_{name}", f"hidden_{name}")]
        solution, visible, hidden = trio
        if exercise.bonus:
            trio.pop()
        if solution is None or role_of(solution) not in ANSWERS:
            yield f"the exercise {name} has no solution cell"
        elif "BEGIN SOLUTION" not in solution.source:
            yield f"the solution of {name} is not marked by BEGIN SOLUTION and END SOLUTION"
        yield from _check_problems(exercise, visible)
        yield from _hidden_problems(exercise, hidden)
        if None not in trio and sorted(trio, key=cells.index) != trio:
            yield f"the cells of {name} are not in the order solution, check, hidden test"
        yield from _step_problems(exercise, solution, visible, cells)
    for cell in cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if role_of(cell) in ANSWERS and name not in known:
            yield f"the solution cell {name} belongs to no exercise of {_file_of(module)}"
        tests = role_of(cell) in TESTS or str(name).startswith("check_")
        if tests and name.partition("_")[2] not in known:
            yield f"the test cell {name} belongs to no exercise of {_file_of(module)}"


def _file_of(module):
    return f"autograder/lessons/m{module:02}"


def _step_problems(exercise, solution, visible, cells):
    """An exercise with steps shows its board between what is written and what is checked."""
    call = f'check_steps("{exercise.name}")'
    boards = [k for k, cell in enumerate(cells) if cell.source == call]
    if not exercise.steps:
        if boards:
            yield f"the exercise {exercise.name} has no steps to show"
    elif not boards:
        yield f"the exercise {exercise.name} has steps and no cell {call}"
    elif "demo" not in cells[boards[0]].metadata.get("tags", []):
        yield f"the cell {call} is no demonstration: it earns nothing"
    elif None not in (solution, visible) and not (
        cells.index(solution) < boards[0] < cells.index(visible)
    ):
        yield f"the cell {call} does not stand between the solution and its check"


def _check_problems(exercise, cell):
    if cell is None:
        yield f"the exercise {exercise.name} has no visible check cell"
    elif cell.source != f"check({exercise.name})":
        yield f"the check cell of {exercise.name} is not check({exercise.name}) alone"
    elif exercise.bonus:
        if cell.metadata.nbgrader.grade or not cell.metadata.nbgrader.locked:
            yield f"the check cell of the bonus {exercise.name} is not locked and ungraded"
    elif cell.metadata.nbgrader.get("points") != exercise.on_the_road[0]:
        yield (
            f"the check cell of {exercise.name} has {cell.metadata.nbgrader.get('points')} points; "
            f"the exercise gives {exercise.on_the_road[0]}"
        )


def _hidden_problems(exercise, cell):
    if exercise.bonus:
        if cell is not None:
            yield f"the bonus {exercise.name} has a hidden test: it is worth no points"
        return
    if cell is None:
        yield f"the exercise {exercise.name} has no hidden test"
        return
    form = hidden_cell(cell.source)
    if not form or form.points is None or form.name != exercise.name:
        yield (
            f"the hidden cell of {exercise.name} has another form than a first line "
            f"'# hidden tests: N points, leave this cell' and grade({exercise.name}) alone"
        )
    elif not float(form.points) == cell.metadata.nbgrader.points == exercise.on_the_road[1]:
        yield (
            f"the hidden cell of {exercise.name} says {form.points} and has "
            f"{cell.metadata.nbgrader.points} points; the exercise gives {exercise.on_the_road[1]}"
        )


def _question_problems(cells, module):
    """The file of questions is complete, and counts the points as the cells do."""
    if module not in lessons():
        return
    try:
        questions = load(module)
    except QuestionError as error:
        yield f"autograder/lessons/{error}"
        return
    words, tests = (
        sum(c.metadata.nbgrader.get("points", 0) for c in cells if role_of(c) in roles)
        for roles in (["task"], TESTS)
    )
    for name, said, counted in (
        ("points", questions.points, words + tests),
        ("words", questions.words, words),
    ):
        if said != counted:
            file = f"m{module:02}/questions.toml"
            yield f"{file} says {name} = {said:g}, and the cells have {counted:g}"


def _words_problems(cells):
    """A question in words is locked, has a mark scheme, and room for the answer below it."""
    for cell, below in itertools.pairwise([*cells, None]):
        if role_of(cell) != "task":
            continue
        if cell.cell_type != "markdown" or not cell.metadata.nbgrader.get("locked"):
            yield f"the question {cell.id} is not a locked Markdown cell"
        if "BEGIN MARK SCHEME" not in cell.source:
            yield f"the question {cell.id} has no mark scheme (BEGIN MARK SCHEME, END MARK SCHEME)"
        if not below or below.cell_type != "markdown" or "nbgrader" in below.metadata:
            yield f"the question {cell.id} is not followed by a text cell to write the answer into"


def _metadata_problems(cell):
    """What nbgrader would complain of in other words, or jupytext leave out without a word."""
    unread = cell.metadata.get("incorrectly_encoded_metadata")
    if unread:
        yield f"the header of {cell.id} cannot be read; expected JSON, got {unread}"
    metadata = cell.metadata.get("nbgrader")
    if metadata is None:
        return
    name = metadata.get("grade_id")
    if not re.fullmatch(r"[A-Za-z0-9_-]+", str(name)):
        yield f"expected a grade id of letters, digits, _ and -; got {name!r}"
    if metadata.get("schema_version") != 3:
        yield f"the cell {name} has schema_version {metadata.get('schema_version')}; expected 3"


def _region_problems(cell):
    """A region stands in a cell of its kind, and ends."""
    for region, roles in REGIONS.items():
        begins, ends = (cell.source.count(f"{word} {region}") for word in ("BEGIN", "END"))
        if begins != ends:
            yield f"{cell.id} has {begins} × BEGIN {region} and {ends} × END {region}"
        elif begins and role_of(cell) not in roles:
            yield f"{cell.id} has a region {region}, and its header says nothing of that"


def _tag_problems(cells):
    for cell in cells:
        if "raises-exception" in cell.metadata.get("tags", []):
            yield f"{cell.id} carries raises-exception: a solved lesson must not raise"
        if "demo" in cell.metadata.get("tags", []) and "nbgrader" in cell.metadata:
            yield f"{cell.id} is a demonstration and graded at once"


def _engine_problems(cells):
    """Nothing that is graded needs the engine: only the setup and demonstrations may use it."""
    for cell in cells:
        is_setup = cell.metadata.get("nbgrader", {}).get("grade_id") == "setup"
        if cell.cell_type != "code" or is_setup or "demo" in cell.metadata.get("tags", []):
            continue
        if "nnlib" in _modules_in(cell.source):
            yield f"{cell.id} uses nnlib: only the setup cell and demonstrations may"


def _fact_problems(master):
    """Every fact that is measured is stated; what is stated was filled in when it was read."""
    stated = {name.partition(".")[0] for name in master.asked}
    for fact in facts_of(module_of(master.name)) or ():
        if fact.name not in stated:
            yield f"the fact {fact.name} is measured, and no text states it"


def _modules_in(source):
    """List the names and imported packages of a cell; what does not parse is told elsewhere."""
    try:
        nodes = list(ast.walk(ast.parse(_without_magics(source))))
    except SyntaxError:
        return set()
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    imports = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    imports += [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
    return names | {name.partition(".")[0] for name in imports}


def _without_magics(source):
    return "\n".join(re.sub(r"^(\s*)[%!].*", r"\1pass", line) for line in source.split("\n"))


def _said(keyword):
    """Name an argument that says something: alt="" and alt=None say that there is nothing."""
    empty = isinstance(keyword.value, ast.Constant) and not keyword.value.value
    return None if empty else keyword.arg


def _alt_problems(cell):
    """A figure without alternative text, in Markdown or in code."""
    if cell.cell_type == "markdown":
        for image in re.findall(
            r"!\[\s*\]\([^)]*\)|<img(?![^>]*\balt=\"[^\"]+\")[^>]*>", cell.source
        ):
            yield f"{cell.id} has an image without alternative text: {image}"
        return
    if cell.cell_type != "code":
        return
    try:
        nodes = ast.walk(ast.parse(_without_magics(cell.source)))
        calls = [node for node in nodes if isinstance(node, ast.Call)]
    except SyntaxError as error:
        yield f"{cell.id} does not parse: {error}"
        return
    named = [(ast.unparse(call.func), set(map(_said, call.keywords))) for call in calls]
    for name, words in named:
        if name == "viz.show" and "alt" not in words:
            yield f"{cell.id} shows a figure without alternative text"
        if name in ("plt.show", "fig.show", "plt.imshow", "plt.plot"):
            yield f"{cell.id} uses {name}: figures go through viz.show(fig, alt=…)"
    makes = any(name in ("viz.figure", "plt.figure", "plt.subplots") for name, _ in named)
    if makes and not any(name == "viz.show" for name, _ in named):
        yield f"{cell.id} makes a figure and does not show it by viz.show(fig, alt=…)"
