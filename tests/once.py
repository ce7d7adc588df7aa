"""What is made once a run, whichever of the workers needs it first."""

import os
import shutil

from filelock import FileLock


def once(tmp_path_factory, name, make):
    """Make a folder once a run and give it; whoever comes second waits.

    Parameters
    ----------
    tmp_path_factory : pytest.TempPathFactory
    name : str
        The folder's name; different things have different ones.
    make : callable
        ``make(folder)`` fills a folder that is not there yet.

    Returns
    -------
    pathlib.Path
        To be read or copied, never changed.
    """
    base = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent  # the worker's own lies in that of the run
    folder, aside = base / name, base / f"{name}.part"
    with FileLock(base / f"{name}.lock"):
        if not folder.exists():
            shutil.rmtree(aside, ignore_errors=True)  # what a failure has left
            make(aside)
            aside.rename(folder)
    return folder
