"""Which lesson is looked at more closely in this run: another one with another commit."""

import subprocess
from pathlib import Path

from autograder.project import masters

ROOT = Path(__file__).resolve().parents[1]
LESSONS = [path.stem for path in masters(ROOT)]


def drawn_lesson():
    """Choose a lesson by the hash of the commit, or the first where git does not tell it."""
    command = ["git", "rev-parse", "HEAD"]
    commit = subprocess.run(command, cwd=ROOT, capture_output=True, text=True).stdout
    return LESSONS[int(commit or "0", 16) % len(LESSONS)]
