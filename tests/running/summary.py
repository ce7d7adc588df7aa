"""The committed summary of ``make test-all``: a line a part, and what was not run."""

import re
import subprocess
from dataclasses import astuple, dataclass

from tests.running.groups import ROOT
from tests.running.parts import PARTS

SUMMARY = ROOT / "bench" / "test-all.md"
# What may be not run, a line each as in the summary; committed, and changed by hand.
NOT_RUN = ROOT / "tests" / "not_run.txt"
# A result stays true while only these change: documents, and what the tests write themselves.
HARMLESS = (":!*.md", ":!tests/durations.json")
HEAD = """# `make test-all`

Written by `make test-all`, which runs the parts that are red, missing or outdated here.
A part is outdated when a tracked file other than documents and summaries changed since its commit.

| part | result | commit | date | minutes | CPU minutes |
| --- | --- | --- | --- | --- | --- |
"""


@dataclass
class Line:
    """What the summary says of a part."""

    part: str
    result: str
    commit: str
    date: str
    minutes: str
    cpu: str

    @property
    def is_green(self):
        """Whether nothing failed."""
        return not re.search("fail|error|no tests", self.result)

    def is_outdated(self, root=ROOT):
        """Whether something that matters changed since, or was not committed then."""
        if " " in self.commit:  # "with changes"
            return True
        changed = ["git", "diff", "--quiet", self.commit, "--", ".", *HARMLESS]
        return subprocess.run(changed, cwd=root, capture_output=True).returncode != 0


def commit_now(root=ROOT):
    """Return the short name of the commit, and whether tracked files that matter differ from it."""

    def git(*words):
        done = subprocess.run(["git", *words], cwd=root, capture_output=True, text=True)
        return done.stdout.strip()

    status = git("status", "--porcelain", "--untracked-files=no", "--", ".", *HARMLESS)
    return git("rev-parse", "--short=10", "HEAD") + (" with changes" if status else "")


def read(path=SUMMARY):
    """Return ``({part: Line}, [lines of what was not run])`` of a summary."""
    lines, not_run = {}, []
    for text in path.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in text.strip("|").split("|")]
        if text.startswith("| ") and cells[0] in PARTS and len(cells) == 6:
            lines[cells[0]] = Line(*cells)
        elif text.startswith("- "):
            not_run.append(text.removeprefix("- "))
    return lines, not_run


def write(lines, not_run, path=SUMMARY):
    """Write a summary."""
    text = HEAD
    for part in PARTS:
        if part in lines:
            text += f"| {' | '.join(astuple(lines[part]))} |\n"
    text += "\nNot run:" + ("\n\n" if not_run else " nothing.\n")
    text += "".join(f"- {line}\n" for line in sorted(not_run))
    path.write_text(text, encoding="utf-8")


def replace(line, not_run, path=SUMMARY):
    """Put the new line of a part, and what it did not run, into the summary."""
    lines, before = read(path)
    lines[line.part] = line
    kept = [text for text in before if not text.startswith(f"{line.part}: ")]
    kept += [f"{line.part}: {test}: {reason}" for test, reason in not_run]
    write(lines, kept, path)


def to_run(path=SUMMARY, root=ROOT):
    """List the parts that have no green line of today."""
    lines, _ = read(path)
    return [
        part
        for part in PARTS
        if part not in lines or not lines[part].is_green or lines[part].is_outdated(root)
    ]


def look(path=SUMMARY, allowed=NOT_RUN, root=ROOT):
    """Return what is wrong with the committed summary, and what is only to be told."""
    lines, not_run = read(path)
    wrong = [f"{part}: no line" for part in PARTS if part not in lines]
    wrong += [f"{line.part}: {line.result}" for line in lines.values() if not line.is_green]
    listed = {
        line
        for line in allowed.read_text(encoding="utf-8").splitlines()
        if line[:1] not in ("", "#")
    }
    wrong += [f"not run, and not in tests/{allowed.name}: {x}" for x in set(not_run) - listed]
    wrong += [f"in tests/{allowed.name}, and run: {x}" for x in listed - set(not_run)]
    told = [f"{line.part}: of {line.commit}, outdated" for line in lines.values()
            if line.is_outdated(root)]  # fmt: skip
    return [f"bench/test-all.md: {words}" for words in sorted(wrong)], [
        f"bench/test-all.md: {words}" for words in told
    ]
