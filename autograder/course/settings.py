"""What guards the settings of a course: without them nobody is graded, and no page is made.

nbgrader goes on without settings that it could not read, be it for a wrong letter or for want of a
permission: then right answers lose points, and pages run what a learner wrote. It reads two files,
``nbgrader_config.py`` and ``nbgrader_config.json``. The second names a hook in
:mod:`autograder.course.settings_hook`, which nbgrader imports before it converts anything, and
which refuses to be imported if the first was not run.
"""

import os
import sys
from pathlib import Path

VARIABLE = "NNF_COURSE"
NOT_LOADED = (
    "nothing was done: the course's settings, nbgrader_config.py, could not be read (the message "
    "above says why). Without them right answers lose points, and pages run what learners wrote."
)


class NotLoaded(RuntimeError):
    """The settings of a course were not run; for a server, which has to go on."""


def refuse_without():
    """Make sure that the settings of a course have been run in this process.

    Raises
    ------
    SystemExit
        With one sentence, where a command of nbgrader's asks.
    NotLoaded
        With the same, where a server does.
    """
    if os.environ.get(VARIABLE):
        return
    if Path(sys.argv[0]).stem in ("nbgrader", "__main__"):
        raise SystemExit(f"autograder: {NOT_LOADED}")
    raise NotLoaded(NOT_LOADED)
