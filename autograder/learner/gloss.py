"""What numpy's and Python's own messages mean, in words that a learner of lesson 1 has."""

import functools
import re
from pathlib import Path

FILE = Path(__file__).with_name("glosses.toml")


@functools.lru_cache(maxsize=1)
def glosses():
    """Read the glosses: a list of {"error", "message", "means"}, the first that fits first."""
    import tomllib

    return tomllib.loads(FILE.read_text(encoding="utf-8"))["gloss"]


def gloss_of(mismatch):
    """Return a sentence about the error in a mismatch, or ``""``.

    Parameters
    ----------
    mismatch : Mismatch
    """
    if mismatch.kind != "error":
        return ""
    said = mismatch.message or mismatch.text
    fits = (
        gloss["means"]
        for gloss in glosses()
        if gloss["error"] == mismatch.error and re.search(gloss["message"], said)
    )
    return next(fits, "")
