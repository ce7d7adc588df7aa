"""A learner's folder, in which things are kept although tests are running."""

import os

import pytest

from autograder.learner import ledger, own_digits, predictions, shelf
from autograder.lessons import registry


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The folder beside a learner's notebook; nothing is remembered from other tests."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith(("NNF_", "NBGRADER_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("NNF_HOME", str(tmp_path / ".course"))  # as in the first edition
    for module in (predictions, ledger, own_digits):
        monkeypatch.setattr(module, "_unwritten", {})
    monkeypatch.setattr(shelf, "_tried", {})
    with registry.with_toys():
        yield tmp_path
