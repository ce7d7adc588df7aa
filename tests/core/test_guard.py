"""Whoever lets a library answer is noticed, and whoever writes the steps is left in peace."""

import builtins
import contextlib
import sys
import threading

import numpy as np
import pytest

from autograder.core.driver import drive
from autograder.core.exercise import Case, Exercise
from autograder.core.guard import Delegated, Guard
from autograder.core.libraries import LIBRARIES
from autograder.core.plain_data import Family
from autograder.core.used_names import library_of
from tests.core.cells import define

EXERCISE = Exercise(
    name="f",
    module=99,
    reference=lambda x: x,
    cases=lambda rng: [],
    visible_points=1,
    rubric={"": 1},
    families={"library": lambda: library_relu, "own": lambda: np.tanh},
)
X = np.array([[1.0, -2.0], [0.5, 3.0]])


def library_relu(x):
    """A function of a case that uses the engine, as a loss of a lesson might."""
    import nnlib

    return nnlib.relu(x)


def outcome(source, **inputs):
    function = define(source, "f")
    return drive(EXERCISE, function, Case("a case", inputs or {"x": X}))


DELEGATES = {
    # the engine
    "module imported at the top": "import nnlib\ndef f(x): return nnlib.relu(x)",
    "module under another name": "import nnlib as np2\ndef f(x): return np2.relu(x)",
    "name imported at the top": "from nnlib import relu\ndef f(x): return relu(x)",
    "alias imported at the top": "from nnlib import relu as engine\ndef f(x): return engine(x)",
    "everything imported": "from nnlib import *\ndef f(x): return relu(x)",
    "submodule": "from nnlib import affine\ndef f(x): return affine.affine_backward(x, (x, x))",
    "imported inside": "def f(x):\n    import nnlib\n    return nnlib.relu(x)",
    "name imported inside": "def f(x):\n    from nnlib import relu\n    return relu(x)",
    "imported by __import__": "def f(x): return __import__('nnlib').relu(x)",
    "imported by importlib": (
        "import importlib\ndef f(x): return importlib.import_module('nnlib').relu(x)"
    ),
    "default argument": "from nnlib import relu\ndef f(x, r=relu): return r(x)\ndel relu",
    "keyword default": "from nnlib import relu\ndef f(x, *, r=relu): return r(x)\ndel relu",
    "closure": "import nnlib\ndef make(r):\n    return lambda x: r(x)\nf = make(nnlib.relu)",
    "kept in a list": "import nnlib\ntools = [nnlib.relu]\ndef f(x): return tools[0](x)",
    "a helper calls it": "import nnlib\ndef g(x): return nnlib.relu(x)\ndef f(x): return g(x)",
    "mapped over": "from nnlib import relu\ndef f(x): return np.array(list(map(relu, x)))",
    "a layer": "import nnlib\nlayer = nnlib.ReLU()\ndef f(x): return layer.forward(x)",
    "a layer's bound method": "import nnlib\nf = nnlib.ReLU().forward",
    "the engine's own function": "import nnlib\nf = nnlib.relu",
    "partial": "import functools, nnlib\nf = functools.partial(nnlib.relu)",
    "a subclass": (
        "import nnlib\nclass f(nnlib.ReLU):\n"
        "    def __new__(cls, x): return nnlib.ReLU().forward(x)"
    ),
    "evaluated text": "import nnlib\ndef f(x): return eval('nnlib.relu(x)')",
    "through the registry": (
        "from autograder.lessons import find\n"
        "def f(x): return find('affine_backward').reference(x, (x, x))[0]"
    ),
    "bare except": (
        "import nnlib\ndef f(x):\n    try:\n        return nnlib.relu(x)\n"
        "    except:\n        return np.maximum(x, 0)"
    ),
    "bare except around an import": (
        "def f(x):\n    try:\n        import torch\n    except:\n        pass\n"
        "    return np.maximum(x, 0)"
    ),
    # scipy: its ufuncs are no Python functions, and a profiler does not see them
    "ufunc of a module": "import scipy.special\ndef f(x): return scipy.special.expit(x)",
    "ufunc by name": "from scipy.special import expit\ndef f(x): return expit(x)",
    "ufunc by another name": "from scipy.special import expit as s\ndef f(x): return s(x)",
    "method of a ufunc": "from scipy.special import expit\ndef f(x): return expit.outer(x, x)",
    "ufunc in a default": "from scipy.special import expit\ndef f(x, s=expit): return s(x)",
    "ufunc in a keyword": "from scipy.special import expit\ndef f(x, *, s=expit): return s(x)",
    "ufunc in a closure": (
        "from scipy.special import expit\ndef make(s):\n    return lambda x: s(x)\nf = make(expit)"
    ),
    "ufunc in a helper's default": (
        "from scipy.special import expit\ndef g(x, s=expit): return s(x)\ndef f(x): return g(x)"
    ),
    "ufunc imported inside": (
        "def f(x):\n    from scipy.special import expit\n    return expit(x)"
    ),
    "softmax of a module": "import scipy.special as sp\ndef f(x): return sp.softmax(x)",
    "softmax by name": "from scipy.special import softmax\ndef f(x): return softmax(x)",
    "softmax of scikit-learn": (
        "from sklearn.utils.extmath import softmax\ndef f(x): return softmax(x)"
    ),
    "BLAS by name": "from scipy.linalg.blas import dgemm\ndef f(x): return dgemm(1.0, x, x)",
    # torch: its operators are C slots
    "torch.tensor": "import torch\ndef f(x): return (torch.tensor(x) @ torch.tensor(x)).numpy()",
    "tensor by name": "from torch import tensor\ndef f(x): return (tensor(x) @ tensor(x)).numpy()",
    "from_numpy": "import torch\ndef f(x): return torch.from_numpy(x).relu().numpy()",
    "from_numpy by name": (
        "from torch import from_numpy as t\ndef f(x): return (t(x) @ t(x)).numpy()"
    ),
    "from_numpy in a default": (
        "from torch import from_numpy\ndef f(x, t=from_numpy): return (t(x) @ t(x)).numpy()"
    ),
    "tensor in a closure": (
        "import torch\ndef make(t):\n    return lambda x: (t(x) @ t(x)).numpy()\n"
        "f = make(torch.tensor)"
    ),
    "F.linear": "import torch.nn.functional as F\ndef f(x): return F.linear(x, x)",
    "linear by name": (
        "import torch\nfrom torch.nn.functional import linear\nT = torch.ones(2, 2)\n"
        "def f(x): return linear(T, T).numpy()"
    ),
    "Tensor": "from torch import Tensor\ndef f(x): return Tensor(x).numpy()",
    "a tensor's operator": (
        "import torch\nT = torch.ones(2, 2)\ndef f(x): return (T @ T).tolist()"
    ),
    # names by which it is reached
    "an alias of an alias": (
        "from scipy.special import expit\nmine = expit\nyours = mine\ndef f(x): return yours(x)"
    ),
    "the engine by an alias": "import nnlib as n\nm = n\ndef f(x): return m.relu(x)",
    "ufunc in a list": "from scipy.special import expit\nt = [expit]\ndef f(x): return t[0](x)",
    "ufunc in a dict of tuples": (
        "from scipy.special import expit\nt = {'s': (1, expit)}\ndef f(x): return t['s'][1](x)"
    ),
    "ufunc in a namespace": (
        "import types\nfrom scipy.special import expit\nt = types.SimpleNamespace(s=expit)\n"
        "def f(x): return t.s(x)"
    ),
    "ufunc in a partial": (
        "import functools\nfrom scipy.special import expit\nf = functools.partial(expit)"
    ),
    "ufunc in a partial of a helper": (
        "import functools\nfrom scipy.special import expit\ndef g(s, x): return s(x)\n"
        "h = functools.partial(g, expit)\ndef f(x): return h(x)"
    ),
    "ufunc in a class": (
        "from scipy.special import expit\nclass Tools:\n    s = expit\ndef f(x): return Tools.s(x)"
    ),
    "ufunc in a method": (
        "from scipy.special import expit\nclass Tools:\n    def s(self, x): return expit(x)\n"
        "tools = Tools()\ndef f(x): return tools.s(x)"
    ),
    "ufunc in a static method": (
        "from scipy.special import expit\nclass Tools:\n    @staticmethod\n"
        "    def s(x): return expit(x)\ndef f(x): return Tools.s(x)"
    ),
    "ufunc in a property": (
        "from scipy.special import expit\nclass Tools:\n    @property\n"
        "    def s(self): return expit\ndef f(x): return Tools().s(x)"
    ),
    "ufunc in an object": (
        "import scipy.special\nclass Tools:\n    def __init__(self): self.s = scipy.special.expit\n"
        "tools = Tools()\ndef f(x): return tools.s(x)"
    ),
    "a bound method of such an object": (
        "from scipy.special import expit\nclass Tools:\n    tool = expit\n"
        "    def s(self, x): return self.tool(x)\nf = Tools().s"
    ),
    "a class with it in __call__": (
        "from scipy.special import expit\nclass F:\n    def __call__(self, x): return expit(x)\n"
        "f = F()"
    ),
    "ufunc below decorators": (
        "import functools\nfrom scipy.special import expit\ndef noting(g):\n"
        "    @functools.wraps(g)\n    def inner(*a): return g(*a)\n    return inner\n"
        "@noting\n@noting\ndef f(x): return expit(x)"
    ),
    "ufunc below a cache": (
        "import functools\nfrom scipy.special import expit\n@functools.cache\n"
        "def g(x): return expit(x)\ndef f(x): return np.array([g(v) for v in x.flat])"
    ),
    "ufunc below np.vectorize": (
        "from scipy.special import expit\n@np.vectorize\ndef f(x): return expit(x)"
    ),
    "ufunc below np.errstate": (
        "from scipy.special import expit\n@np.errstate(over='ignore')\ndef f(x): return expit(x)"
    ),
    "ufunc in a comprehension": (
        "from scipy.special import expit\n"
        "def f(x): return np.array([[expit(v) for v in row] for row in x])"
    ),
    "ufunc in a lambda inside": (
        "from scipy.special import expit\ndef f(x):\n    g = lambda: expit(x)\n    return g()"
    ),
    "a chain of helpers": (
        "from scipy.special import expit\ndef a(x): return expit(x)\ndef b(x): return a(x)\n"
        "def c(x, b=b): return b(x)\ndef f(x): return c(x)"
    ),
    "helpers that call each other": (
        "from scipy.special import expit\ndef a(x, n): return b(x, n) if n else expit(x)\n"
        "def b(x, n): return a(x, n - 1)\ndef f(x): return a(x, 2)"
    ),
    "ufunc attached to the function": (
        "from scipy.special import expit\ndef f(x): return f.s(x)\nf.s = expit"
    ),
    "evaluated text with a ufunc": (
        "import scipy.special\ndef f(x): return eval('scipy.special.expit(x)')"
    ),
    "by globals()": ("from scipy.special import expit\ndef f(x): return globals()['expit'](x)"),
    "bare except around a ufunc": (
        "from scipy.special import expit\ndef f(x):\n    try:\n        return expit(x)\n"
        "    except:\n        return x"
    ),
}


@pytest.mark.parametrize("way", DELEGATES)
def test_delegation_is_noticed(way):
    assert outcome(DELEGATES[way]).delegated


@pytest.mark.parametrize(
    ("source", "named"),
    [
        ("import nnlib\ndef f(x): return nnlib.relu(x)", "nnlib.activations.relu"),
        ("import nnlib\ndef f(x): return nnlib.ReLU().forward(x)", "nnlib.activations.ReLU"),
        (
            "import nnlib\nclass Mine(nnlib.ReLU): pass\ndef f(x): return Mine().forward(x)",
            "nnlib.activations.ReLU",
        ),
    ],
)
def test_what_is_called_gets_the_name_by_which_a_learner_knows_it(source, named):
    assert outcome(source).delegated == named


HONEST = {
    "numpy": "def f(x): return np.maximum(x, 0) @ np.linalg.inv(np.eye(2)) + x.clip(0)",
    "names of numpy": "from numpy import exp, linalg\ndef f(x): return exp(-linalg.norm(x))",
    "einsum and random": (
        "def f(x): return np.einsum('ij,kj->ik', x, x) + np.random.default_rng(0).normal(size=2)"
    ),
    "standard library": "import math, functools\ndef f(x): return functools.reduce(max, x.flat)",
    "an import of its own": "def f(x):\n    import math\n    return math.exp(x[0, 0])",
    "np.frompyfunc": (
        "import math\nexp = np.frompyfunc(math.exp, 1, 1)\ndef f(x): return exp(x).astype(float)"
    ),
    "np.vectorize": "relu = np.vectorize(lambda v: max(v, 0.0))\ndef f(x): return relu(x)",
    "the notebook imports the engine and the function does not": (
        "import nnlib, torch, scipy.special\nfrom nnlib import relu\n"
        "def f(x): return np.maximum(x, 0)"
    ),
    "a name that looks like a library's": "def f(x):\n    torch = x\n    return torch + 1",
    "a helper for demonstrations uses them and is not called": (
        "import nnlib, torch\nfrom scipy.special import expit\ntools = [expit]\n"
        "def demo(x, s=expit): return s(torch.tensor(x)), nnlib.relu(x), tools[0]\n"
        "class Demo(nnlib.ReLU): pass\ndef f(x): return np.maximum(x, 0)"
    ),
    "a name of its own that the engine has too": (
        "import nnlib\ndef softmax(x): return np.exp(x) / np.exp(x).sum(axis=1, keepdims=True)\n"
        "def f(x): return softmax(x)"
    ),
    "an attribute with the name of a library's function": (
        "from scipy.special import expit, softmax\nfrom torch import relu\nclass Own:\n"
        "    softmax = 1.0\n    def relu(self, x): return np.maximum(x, 0)\n"
        "own = Own()\ndef f(x): return own.relu(x) * own.softmax"
    ),
    "a local name and an argument of that name": (
        "from scipy.special import expit, softmax\n"
        "def f(x, softmax=2.0):\n    expit = softmax * x\n    return [expit for expit in [x]][0]"
    ),
    "a text that names a library": (
        "import torch\ndef f(x):\n    'As torch does.'\n    assert x.size, 'torch would not mind'\n"
        "    return x"
    ),
    "the engine named where it is not called": (
        "import nnlib\nfrom nnlib import viz\nDEBUG = False\ndef show(x): viz.show(nnlib.relu(x))\n"
        "def f(x):\n    if DEBUG: show(x)\n    return x"
    ),
    "numbers that the engine made before": (
        "import nnlib\nlayer = nnlib.ReLU()\ntable = {'made': layer.forward(np.ones((2, 2)))}\n"
        "def f(x): return x + table['made']"
    ),
    "an object that answers whatever is asked": (
        "class Odd:\n    def __getattr__(self, name): raise ValueError(name)\nodd = Odd()\n"
        "def f(x): return x if odd else 1"
    ),
    "a large table": "table = [[i, [i]] for i in range(10_000)]\ndef f(x): return x + table[3][0]",
    "a name that has no value yet": "def f(x): return x if True else later\nlater = f",
}


@pytest.mark.parametrize("way", HONEST)
def test_honest_work_is_left_in_peace(way):
    result = outcome(HONEST[way])
    assert (result.delegated, result.error) == (None, None)


def test_every_ufunc_of_numpy_is_numpys():
    ufuncs = {name: f for name, f in vars(np).items() if isinstance(f, np.ufunc)}
    assert len(ufuncs) > 80
    assert {name for name, f in ufuncs.items() if library_of(f)} == set()


def test_a_function_that_the_case_hands_out_may_use_the_engine():
    source = "def f(g, x): return g(x) + 1"
    result = outcome(source, g=Family("library"), x=X)
    assert (result.delegated, result.error) == (None, None)
    assert (result.value == np.maximum(X, 0) + 1).all()


def test_the_handed_out_function_opens_no_door_for_the_caller():
    source = "import nnlib\ndef f(g, x):\n    g(x)\n    return nnlib.relu(x)"
    assert outcome(source, g=Family("library"), x=X).delegated


def test_a_handed_out_function_that_raises_closes_the_door_again():
    source = (
        "import nnlib\ndef f(g, x):\n    try:\n        g('text')\n    except Exception:\n"
        "        pass\n    return nnlib.relu(x)"
    )
    assert outcome(source, g=Family("own"), x=X).delegated


def test_every_library_of_the_list_is_refused_at_its_import():
    for name in LIBRARIES:
        guard = Guard()
        with contextlib.suppress(Delegated), guard.watching():
            __import__(name)
        assert guard.delegated == name


ENDINGS = {
    "a right answer": "def f(x): return x",
    "an exception": "def f(x): raise ValueError('no')",
    "delegation": "def f(x): return nnlib.relu(x)",
    "delegation of a name": "def f(x): return relu(x)",
    "delegation in a default": "def f(x, s=expit): return s(x)",
    "exit": "def f(x): raise SystemExit",
    "an interrupt": "def f(x): raise KeyboardInterrupt",
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_afterwards_everything_is_as_it_was(ending):
    source = "import nnlib\nfrom nnlib import relu\nfrom scipy.special import expit\n"
    source += "def make(r, s):\n    return lambda x: r(s(x))\nheld = make(relu, expit)\n"
    function = define(source + ENDINGS[ending], "f")
    namespace = function.__globals__
    held = namespace["held"]

    def state():
        cells = [cell.cell_contents for cell in held.__closure__]
        return dict(namespace), function.__defaults__, cells, builtins.__import__, sys.getprofile()

    before = state()
    with contextlib.suppress(KeyboardInterrupt):
        drive(EXERCISE, function, Case("a case", {"x": X}))
    assert state() == before


def test_a_profiler_that_was_there_is_there_again():
    def profiler(frame, event, arg):
        return None

    sys.setprofile(profiler)
    try:
        outcome("def f(x): raise ValueError")
        assert sys.getprofile() is profiler
    finally:
        sys.setprofile(None)


def test_other_threads_may_import_what_they_like_between_cases():
    outcome("import nnlib\ndef f(x): return nnlib.relu(x)")
    faults = []

    def work():
        try:
            __import__("nnlib").relu(X)
        except Exception as error:
            faults.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert faults == []


def test_a_thread_that_was_there_may_import_what_it_likes_during_a_case():
    # as that of the panels does, which computes frames while the next cell is checked
    asked, answered, faults = threading.Event(), threading.Event(), []

    def work():
        asked.wait(10)
        try:
            __import__("nnlib").relu(X)
        except Exception as error:
            faults.append(error)
        answered.set()

    thread = threading.Thread(target=work)
    thread.start()
    guard = Guard({"__name__": "__main__"})
    with guard.watching():
        asked.set()
        assert answered.wait(10)
    thread.join()
    assert (faults, guard.delegated) == ([], None)


def test_a_builtin_without_an_owner_is_asked_for_its_module():
    """C code may make functions that belong to no object; their module is all they tell."""

    class Builtin:
        __self__, __module__ = None, "torch._C"

    guard = Guard({"__name__": "__main__"})
    with pytest.raises(Delegated, match="torch"):
        guard._watch(sys._getframe(), "c_call", Builtin())
