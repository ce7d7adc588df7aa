"""The journal of a grading run: what has been recorded, so that a run can go on after a kill.

One line of JSON for each submission, written after the gradebook has it. A line that a kill cut
off counts as not written; recording a submission again changes nothing. The journal lies in the
course's ``private`` folder and holds no seed.
"""

import functools
import hashlib
import json
import os
from pathlib import Path

import autograder
import nnlib
from autograder.core import border
from autograder.grade.submission import NBGRADERS_OWN


class Journal:
    """The journal of one assignment; use it in a ``with`` statement.

    Parameters
    ----------
    course : path
    assignment : str
    """

    def __init__(self, course, assignment):
        self.path = Path(course) / "private" / "grading" / f"{assignment}.jsonl"
        self.entries, self.finished = {}, True
        for line in self._lines():
            if "end" in line or "begin" in line:
                self.finished = "end" in line
            else:
                self.entries[line["student"]] = line

    def __enter__(self):
        self.path.parent.mkdir(parents=True, exist_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        self._descriptor = os.open(self.path, flags, 0o660)
        return self

    def __exit__(self, *error):
        os.close(self._descriptor)

    def todo(self, keys, resume=False, again=()):
        """Say what there is to do.

        Parameters
        ----------
        keys : dict of str to str
            student -> hash of all that the mark depends on.
        resume : bool
            Whether to leave alone what has not changed since a run that went through. What a run
            that was cut short has recorded is left alone in any case.
        again : collection of str
            Students who are graded in any case.

        Returns
        -------
        list of str
            The students to grade.
        """
        if not resume and self.finished:
            return list(keys)
        same = {s for s, key in keys.items() if self.entries.get(s, {}).get("key") == key}
        return [student for student in keys if student not in same or student in again]

    def begin(self, resume=False, everybody=True):
        """Note the start of a run.

        Parameters
        ----------
        resume : bool
        everybody : bool
            Whether the run is for the whole class: a new one then starts a new journal.
        """
        if everybody and not resume and self.finished:
            os.truncate(self._descriptor, 0)
            self.entries = {}
        self._write({"begin": True})

    def end(self):
        """Note that a run went through."""
        self._write({"end": True})

    def note(self, student, key, result, files="", code=""):
        """Note that a submission is recorded, and by what code."""
        entry = {
            "student": student,
            "key": key,
            "files": files,
            "code": code,
            "marks": result.marks,
            "comments": result.comments,
            "pages": result.pages,
            "answers": result.answers,
            "mistakes": result.mistakes,
            "states": result.states,
            "repairs": result.repairs,
            "refused": result.refused,
        }
        self._write(entry)
        self.entries[student] = entry

    def _write(self, line):
        # a line of its own, whatever a kill left behind
        os.write(self._descriptor, b"\n" + json.dumps(line).encode() + b"\n")
        os.fsync(self._descriptor)

    @border.entrance("the journal of a grading run")
    def _lines(self):
        try:
            text = self.path.read_bytes().decode("utf-8", "replace")
        except FileNotFoundError:
            return
        for line in text.splitlines():
            try:
                entry = json.loads(line)
            except ValueError:
                continue
            if isinstance(entry, dict) and (entry.keys() & {"begin", "end"} or _is_note(entry)):
                yield entry


def _is_note(entry):
    """Tell whether a line has the form of :meth:`Journal.note`; another one counts as missing."""
    forms = {"student": str, "key": str, "marks": dict, "mistakes": dict}
    forms |= {"states": dict, "repairs": list}
    known = all(type(entry.get(name)) is form for name, form in forms.items())
    return known and type(entry.get("refused")) is str


def state_key(lessons, seed, limits, isolated):
    """Return a hash of all that a mark depends on, but for the submission."""
    parts = [lesson.digest for lesson in lessons]
    parts += [seed, json.dumps(limits.as_dict(), sort_keys=True), str(isolated), code_key()]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def submission_key(state, files):
    """Return a hash of a submission, given that of its files, and of all else that counts."""
    return hashlib.sha256(f"{state}\0{files}".encode()).hexdigest()


@border.entrance("the files of a submission")
def files_key(folder):
    """Return a hash of a submission's files."""
    digest = hashlib.sha256()
    for path in sorted(Path(folder).glob("*")):
        if path.suffix.lower() == ".ipynb" or path.name in NBGRADERS_OWN:
            digest.update(path.name.encode("utf-8", "surrogateescape") + b"\0")
            digest.update(_content(path))
    return digest.hexdigest()


def _content(path):
    status = os.lstat(path)
    if path.is_symlink() or not path.is_file() or status.st_size > 2**26:
        return f"{status.st_mode} {status.st_size} {status.st_mtime_ns}".encode()
    return hashlib.sha256(path.read_bytes()).digest()


@functools.cache
def code_key():
    """Return a hash of the grader's and the engine's code."""
    digest = hashlib.sha256()
    for package in (autograder, nnlib):
        for path in sorted(Path(package.__file__).parent.rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()
