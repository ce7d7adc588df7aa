"""What a grading run did, and how it is told."""

from collections import Counter
from dataclasses import dataclass, field

from autograder.core import border
from autograder.core.words import number
from autograder.course.marks import Graded

MOST_NOTE = 1000  # characters that are said about one submission
MANY = 3  # submissions with the same repair, from which on it is told once; half of a larger class


@dataclass
class Report:
    """What a run did.

    Parameters
    ----------
    graded : Graded
        The table of marks, of this run and of those that it went on from.
    repairs : dict
        student -> what was mended, in plain words.
    each_repair : dict
        student -> the same, one by one.
    refused : dict
        student -> why the submission could not be read.
    faults : dict
        student -> what went wrong on our side.
    fresh, kept : int
        Submissions graded now, and left as they were.
    isolated : bool
    seconds : float
    misplaced : list of str
        Notebooks that lie where no submission is looked for.
    edition : str
        A sentence, if the lesson was laid out with a different edition from the installed one.
    again : list of str
        Students who were graded once more, since something else has changed their marks.
    penalties : dict
        Student -> what was taken off for being late, and what is now.
    would_change : dict
        Student -> cell -> the mark that another version gave, and the present one. If there is one,
        nothing was recorded.
    notes : list of str
        What a teacher might want to mend in points or settings.
    """

    graded: Graded
    repairs: dict = field(default_factory=dict)
    each_repair: dict = field(default_factory=dict)
    refused: dict = field(default_factory=dict)
    faults: dict = field(default_factory=dict)
    fresh: int = 0
    kept: int = 0
    isolated: bool = True
    seconds: float = 0.0
    misplaced: list = field(default_factory=list)
    edition: str = ""
    again: list = field(default_factory=list)
    penalties: dict = field(default_factory=dict)
    would_change: dict = field(default_factory=dict)
    notes: list = field(default_factory=list)

    @property
    def status(self):
        """The exit status: 0 if every submission got a verdict."""
        return 1 if self.faults or self.refused or self.would_change else 0

    @property
    def _place(self):
        return f"submitted/NAME/{self.graded.assignment}/"

    def _changes(self):
        """Say which marks another version of the course gave, and what to do."""
        yield (
            "This class was graded by another version of the course. The present one gives other "
            "marks, and nothing was recorded:"
        )
        for student, cells in sorted(self.would_change.items()):
            pairs = [
                f"{cell} {' → '.join('-' if mark is None else number(mark) for mark in both)}"
                for cell, both in cells.items()
            ]
            yield f"  {border.name(student)}: {', '.join(pairs)}"
        yield (
            f"If these are to be the marks: autograder grade {self.graded.assignment} "
            "--accept-changes"
        )

    def _common_repairs(self):
        """Count the repairs that most of the class needed: they are the lesson's, or a tool's."""
        counts = Counter(note for notes in self.each_repair.values() for note in notes)
        most = max(MANY, len(self.graded.marks) // 2)
        return {border.line(note): count for note, count in counts.items() if count >= most}

    def _own_repairs(self, common):
        """Leave out of each submission's repairs what is told for the class."""
        kept = {
            student: [note for note in notes if border.line(note) not in common]
            for student, notes in self.each_repair.items()
        }
        return {student: "; ".join(notes) for student, notes in kept.items() if notes}

    def text(self):
        """Lay the report out as text."""
        if self.would_change:
            return "\n".join(self._changes())
        lines = [self.graded.table()]
        common = self._common_repairs()
        if common:
            lines += ["", "Repairs in many submissions"]
            lines += [
                f"  {note} ({count} of {len(self.graded.marks)})" for note, count in common.items()
            ]
        for title, notes in {
            "Repairs": self._own_repairs(common),
            "Could not be read: 0 points, waiting for your look": self.refused,
            "No verdict: run again with --resume": self.faults,
        }.items():
            if notes:
                lines += ["", title]
                lines += [
                    f"  {border.name(who)}: {border.line(note, MOST_NOTE)}"
                    for who, note in sorted(notes.items())
                ]
        if self.misplaced:
            lines += ["", f"Not graded, since it lies elsewhere than {self._place}"]
            lines += [f"  {path}" for path in self.misplaced]
        kept = f", {self.kept} left as they were" if self.kept else ""
        lines += ["", f"{self.fresh} graded{kept}, in {self.seconds:.1f} s."]
        if self.edition:
            lines.append(self.edition)
        lines += self.notes
        if self.again:
            who = ", ".join(map(border.name, self.again))
            lines.append(f"Something else had changed marks; graded once more: {who}")
        for student, both in sorted(self.penalties.items()):
            before, after = map(number, both)
            lines.append(
                f"{border.name(student)}: {after} instead of {before} is taken off as late"
            )
        if not self.isolated:
            lines.append(NOT_ISOLATED)
        return "\n".join(lines)


NOT_ISOLATED = (
    "WITHOUT ISOLATION: learners' code ran with your rights. It could read and change your files, "
    "the seed and these marks."
)
