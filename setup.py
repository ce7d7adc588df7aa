"""Put the lessons into a wheel: an installed copy has no project's folder to find them in.

Everything else stands in ``pyproject.toml``.
"""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

LESSONS = ("notebooks/*.ipynb", "notebooks/source/*.py")


class WithLessons(build_py):
    """Copy masters and notebooks to where ``autograder.project`` looks for them."""

    def run(self):
        """Build the packages, and lay the lessons beside them unless they are linked only."""
        super().run()
        if not self.editable_mode:
            for source, target in self._lessons().items():
                Path(target).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, target)

    def get_outputs(self, include_bytecode=True):
        """List what is built."""
        return [*super().get_outputs(include_bytecode), *self._lessons().values()]

    def _lessons(self):
        place = Path(self.build_lib) / "autograder" / "shipped"
        found = [path for pattern in LESSONS for path in sorted(Path().glob(pattern))]
        return {str(path): str(place / path) for path in found}


setup(cmdclass={"build_py": WithLessons})
