"""A learner's folder, in which things are kept although pytest is running."""

import pytest

from autograder import book, exercises, ledger, record, shelf


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The folder beside a learner's notebook; nothing is remembered from other tests."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(record, "QUIET", ())
    for name in ("NNF_GRADING", "NNF_COURSE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(exercises, "_registered", dict(exercises._registered))
    for module, name in ((shelf, "_tried"), (book, "_unwritten"), (ledger, "_unwritten")):
        monkeypatch.setattr(module, name, {})
    return tmp_path
