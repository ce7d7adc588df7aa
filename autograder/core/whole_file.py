"""Files that are written whole or not at all: a full disk or a kill leaves no half of one."""

import contextlib
import os
import threading


def write_whole(path, text, mode=None):
    """Write a text file whole, in place of whatever has that name.

    Parameters
    ----------
    path : Path
        Its folder must exist.
    text : str
        Written in UTF-8, with the line ends that it has.
    mode : int, optional
        Permissions, ``0o444`` for instance; by default those of a new file.
    """
    with _written_aside(path, text.encode()) as part:
        if mode is not None:
            part.chmod(mode)
        part.replace(path)


def write_new(path, content):
    """Write a file whole, unless something of that name exists.

    Parameters
    ----------
    path : Path
    content : bytes

    Returns
    -------
    bool
        Whether it was written.
    """
    if os.path.lexists(path):
        return False
    with _written_aside(path, content, sync=True) as part:
        try:
            try:
                os.link(part, path)  # refuses, in one step, if the name was taken meanwhile
            except FileExistsError:
                raise
            except OSError:  # a file system without hard links
                _write_exclusively(path, content)
        except FileExistsError:
            return False
    return True


@contextlib.contextmanager
def _written_aside(path, content, sync=False):
    """Write to a file beside ``path`` under a name of its own, and remove what is left of it."""
    part = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}.part")
    try:
        with open(part, "wb") as file:
            file.write(content)
            if sync:
                file.flush()
                os.fsync(file.fileno())
        yield part
    finally:
        part.unlink(missing_ok=True)


def _write_exclusively(path, content):
    """Create a file that must not exist; leave none behind if writing fails."""
    with open(path, "xb") as file:
        try:
            file.write(content)
            file.flush()
        except BaseException:
            file.close()
            path.unlink()
            raise
