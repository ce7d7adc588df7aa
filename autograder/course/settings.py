"""What guards the settings of a course: without them nobody is graded, and no page is made.

nbgrader goes on without settings that it could not read to their end, be it for a wrong letter or
for want of a permission: then right answers lose points, and pages run what a learner wrote. It
reads two files, ``nbgrader_config.py`` and ``nbgrader_config.json``. The second names a hook in
:mod:`autograder.course.settings_hook`, which nbgrader imports when it makes a converter, and which
refuses to be imported if the first is not part of what the converter got.
"""

import json
import os
import sys
from pathlib import Path

from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from autograder.cli import UserError

NAME = "nbgrader_config"
VARIABLE = "NNF_COURSE"
MARK = "LaidOut"  # the section of the settings that says that they were read to their end
NOT_LOADED = (
    "nothing was done: the course's settings, nbgrader_config.py, could not be read (the message "
    "above says why). Without them right answers lose points, and pages run what learners wrote."
)


class NotLoaded(RuntimeError):
    """The settings of a course were not run; for a server, which has to go on."""


def refuse_without():
    """Make sure that a converter of nbgrader's has got the settings of a course.

    Of a file that raises anywhere nbgrader takes nothing, also not what stands above that line;
    so what the converter got is asked, and not a variable that the file has set on its way.

    Raises
    ------
    SystemExit
        With one sentence, where a command of nbgrader's asks.
    NotLoaded
        With the same, where a server does.
    """
    if any(MARK in config for config in _configurations()):
        return
    course = os.environ.get(VARIABLE)
    if course and not (Path(course) / f"{NAME}.json").is_file():
        return  # laid out before there was a mark, and before there was a second file to ask
    if Path(sys.argv[0]).stem in ("nbgrader", "__main__"):
        raise SystemExit(f"autograder: {NOT_LOADED}")
    raise NotLoaded(NOT_LOADED)


def _configurations():
    """Give the configuration of each object that is at work in the calls that led here."""
    frame = sys._getframe()
    while frame:
        config = getattr(frame.f_locals.get("self"), "config", None)
        if isinstance(config, Config):
            yield config
        frame = frame.f_back


def check_json(course):
    """Make sure that the second file can be read, which guards where the first cannot.

    Raises
    ------
    UserError
    """
    path = Path(course) / f"{NAME}.json"
    try:
        json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return  # the course was laid out before there was one
    except (OSError, ValueError) as error:
        raise UserError(f"nothing was done: {path} cannot be read: {error}") from None


def read_settings(course):
    """Read the course's own settings, which also set variables for learners' kernels.

    Here these would outlast the reading: whatever this process drew afterwards would take itself
    for a graded notebook and show nothing.

    Parameters
    ----------
    course : path

    Returns
    -------
    traitlets.config.Config

    Raises
    ------
    UserError
        If they cannot be read to their end.
    """
    course = Path(course)
    if not (course / f"{NAME}.py").is_file():
        return Config()
    before, mask = dict(os.environ), os.umask(0o077)
    try:
        check_json(course)
        return PyFileConfigLoader(f"{NAME}.py", path=str(course)).load_config()
    except UserError:
        raise
    except Exception as error:
        raise cannot_be_used(course, error) from None
    finally:
        os.umask(mask)
        os.environ.clear()
        os.environ.update(before)


def cannot_be_used(course, error):
    """Make the error that says of a course's settings what is the matter with them."""
    return UserError(
        f"nobody was graded: the course's settings in {Path(course) / NAME}.py cannot be used; "
        f"{type(error).__name__}: {error}"
    )
