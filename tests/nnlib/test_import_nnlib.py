"""What `import nnlib` costs and leaves alone, seen from a fresh interpreter."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import nnlib

SCRIPT = """
import json, os, sys
import numpy
before, environment = set(sys.modules), dict(os.environ)
import nnlib
assert dict(os.environ) == environment
print(json.dumps(sorted(set(sys.modules) - before)))
"""


def run(code):
    command = [sys.executable, "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_import_costs_numpy_alone():
    # wrong: matplotlib, ipywidgets, tqdm or threadpoolctl at import: half a second in each kernel
    loaded = json.loads(run(SCRIPT))
    foreign = {name.split(".")[0] for name in loaded} - set(sys.stdlib_module_names) - {"nnlib"}
    assert foreign <= {"org"}, foreign  # "org.python": the standard library asking for Jython
    assert [name for name in loaded if name.startswith("nnlib")] == ["nnlib"]


def test_everything_in_the_engine_needs_numpy_alone():
    loaded = json.loads(run(SCRIPT.replace("import nnlib\n", "from nnlib import *\n")))
    foreign = {name.split(".")[0] for name in loaded} - set(sys.stdlib_module_names) - {"nnlib"}
    assert foreign <= {"org"}, foreign
    assert "nnlib.network" in loaded
    assert not [name for name in loaded if name.startswith(("nnlib.data", "nnlib.viz"))]


def test_data_come_on_first_use():
    assert run("import nnlib; print(len(nnlib.data.load_digits()[0]))") == "1797\n"


def test_data_need_numpy_alone():
    code = "import sys, nnlib.data; nnlib.data.load_digits(); print('matplotlib' in sys.modules)"
    assert run(code) == "False\n"


def test_no_module_has_the_name_of_something_public():
    # wrong: a file softmax.py; once it is loaded, nnlib.softmax is that module and no function
    modules = {path.stem for path in Path(nnlib.__file__).parent.glob("*.py")}
    assert not modules & set(nnlib.__all__)
    assert set(nnlib._MODULES) - {"data", "viz"} <= modules


def test_public_names():
    for name in nnlib.__all__:
        value = getattr(nnlib, name)
        home = getattr(value, "__module__", f"nnlib.{nnlib._HOME[name]}")  # a table has no module
        assert home == f"nnlib.{nnlib._HOME[name]}", name
    assert {"data", "viz", *nnlib.__all__} <= set(dir(nnlib))
    with pytest.raises(AttributeError, match="module 'nnlib' has no attribute 'Afine'"):
        nnlib.Afine  # noqa: B018
