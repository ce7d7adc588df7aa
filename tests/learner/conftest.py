"""A learner's folder, in which things are kept although pytest is running."""

import pytest

from autograder import lessons
from autograder.learner import kept_files, ledger, predictions, shelf


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The folder beside a learner's notebook; nothing is remembered from other tests."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(kept_files, "QUIET", ())
    for name in ("NNF_GRADING", "NNF_COURSE"):
        monkeypatch.delenv(name, raising=False)
    lessons.known_names()  # loaded once: into the copy, they would be gone after the first test
    monkeypatch.setattr(lessons, "_registered", dict(lessons._registered))
    for module, name in ((shelf, "_tried"), (predictions, "_unwritten"), (ledger, "_unwritten")):
        monkeypatch.setattr(module, name, {})
    return tmp_path
