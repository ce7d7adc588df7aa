"""Run a lesson's code once, solved, and let tests ask what came out."""

import re
from pathlib import Path

import pytest

from autograder.master import read_master
from autograder.project import masters
from nnlib.viz.panel import Panel

ROOT = Path(__file__).resolve().parents[2]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Leave the run of a whole lesson to `make test`."""
    for item in items:
        if any(re.fullmatch(r"lesson_\d\d", name) for name in item.fixturenames):
            item.add_marker(pytest.mark.slow)


class Lesson:
    """The names that a solved lesson leaves behind, its text, and the panels that it made."""

    def __init__(self, name):
        self.master = read_master(ROOT / "notebooks" / "source" / f"{name}.py")
        self.text = "\n".join(c.source for c in self.master.solved.cells)
        self.names, self.panels = {}, []

    def run(self):
        """Execute the code cells in order, as "Run All" does."""
        make = Panel.__init__

        def remember(panel, *args, **options):
            self.panels.append(panel)
            make(panel, *args, **options)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Panel, "__init__", remember)
            for cell in self.master.solved.cells:
                if cell.cell_type == "code":
                    exec(compile(cell.source, cell.id, "exec"), self.names)
        return self


def _run_of(name):
    """Make the fixture ``lesson_NN``: the lesson after one run of its solved edition."""

    @pytest.fixture(scope="session", name=f"lesson_{name[:2]}")
    def run():
        return Lesson(name).run()

    return run


for _path in masters(ROOT):
    globals()[f"lesson_{_path.stem[:2]}"] = _run_of(_path.stem)
