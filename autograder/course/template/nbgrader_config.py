"""Configuration of an nbgrader course, laid out by ``autograder new-course``.

Change what you like; what each line protects against stands beside it. Learners' code runs with
your rights when you use ``nbgrader autograde``: grade submissions of people you trust, or in an
account of its own.
"""

import os
import secrets
from pathlib import Path

course = Path(__file__).resolve().parent
try:
    from nbgrader.converters import Autograde
    from nbgrader.preprocessors import Execute

    from autograder.stock import Excluded, ExecuteLesson, check_json, close_to_others

    # What is made here is for the teachers alone: for you, or for the group that owns the folder.
    shared = close_to_others(course)
    # A folder's name that would act in Formgrader's pages: such a submission stays out.
    excluded = Excluded.of(course)
    # What guards where this file cannot be read.
    check_json(course)
except Exception as problem:
    # nbgrader would go on without these settings, and right answers would lose points
    said = f"{type(problem).__name__}: {problem}"
    raise SystemExit(f"Nothing was done: the course in {course} cannot be used; {said}") from None

# What the learners' kernels see. The seed that hidden cases are drawn from stays in its file.
os.environ["NNF_GRADING"] = "1"
os.environ["NNF_COURSE"] = str(course)
elsewhere = os.environ.get("JUPYTER_PATH", "").split(os.pathsep)
os.environ["JUPYTER_PATH"] = os.pathsep.join(filter(None, [str(course / "jupyter"), *elsewhere]))

c = get_config()  # noqa: F821
# nbgrader takes nothing of a file that raises anywhere; without this it is stopped.
c.LaidOut.course = str(course)
c.CourseDirectory.groupshared = shared
c.CourseDirectory.course_id = course.name
c.CourseDirectory.root = str(course)
c.CourseDirectory.ignore = [".ipynb_checkpoints", "*.pyc", "__pycache__", ".course"]
# Formgrader serves what lies beside a notebook: no pages, they would be taken for its own.
c.CourseDirectory.ignore += [
    "*.[hH][tT][mM]*",
    "*.[xX][hHmMsS]*",
    "*.[sS][vV][gG]*",
    "*.[sS][hH][tT]*",
]

c.CourseDirectory.student_id_exclude = excluded

# Demonstrations are not executed: they earn nothing and take most of the time.
steps = Autograde.class_traits()["autograde_preprocessors"].default()
c.Autograde.autograde_preprocessors = [ExecuteLesson if s is Execute else s for s in steps]
# One BLAS thread: two make small matrices many times slower on small machines.
c.ExecutePreprocessor.kernel_name = "nnf-grading"
# On Linux this one keeps learners' code from your files and the network; see docs/grading.md:
# c.ExecutePreprocessor.kernel_name = "nnf-walled"
c.ExecutePreprocessor.timeout = 60
# A cell that says "skip-execution" would pass its test without being run.
c.ExecutePreprocessor.skip_cells_with_tag = secrets.token_hex(8)
c.ExecutePreprocessor.store_widget_state = False
# A deleted test cell would wait for a manual mark for ever.
c.OverwriteCells.add_missing_cells = True
# A script in a submission must not run in the browser of whoever reads it: neither in the feedback
# nor in Formgrader, where it could change marks. So pages show text and pictures alone. The same
# stands in nbgrader_config.json, which holds where this file cannot be read.
c.HTMLExporter.sanitize_html = True
c.HTMLExporter.preprocessors = ["autograder.pages.Harmless"]
c.HTMLExporter.filters = {"markdown2html": "autograder.pages.markdown"}
