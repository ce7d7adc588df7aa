"""Hostile submissions, by kind: what learners could try, from the bored to the able.

An attack is a change to an untouched lesson. ``earns`` says how many points its answers deserve:
mostly none, and what it gets beyond that was not earned. ``control`` names the defence that is
switched off to show that the attack works without it, see ``test_hostile.py``.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from autograder.core.exercise import PRACTICE_SEED
from autograder.lessons import find
from tests.core.learner_answers import as_text
from tests.grade.class_of_learners import RIGHT, at_end, before, cell_of, code, on_top

ZERO = "def relu_backward(*arguments):\n    return 0.0"
SEEKS = "import os, sys, gc, glob, builtins\n"
# The hidden cell of relu_backward and its check are worth 0.5 each.


@dataclass(frozen=True)
class Attack:
    """One hostile submission.

    Parameters
    ----------
    answers : dict
    change : callable, optional
        Changes the notebook.
    files : dict
        Name -> content, laid beside the notebook.
    raw : bytes, optional
        Handed in instead of a notebook.
    link : str
        Path below the course to which the submission is a link.
    earns : float
    control : str
    """

    answers: dict = field(default_factory=dict)
    change: Callable | None = None
    files: dict = field(default_factory=dict)
    raw: bytes | None = None
    link: str = ""
    earns: float = 0.0
    control: str = "stock"


def tagged(*tags):
    def change(notebook):
        for cell in notebook["cells"]:
            if cell["metadata"].get("nbgrader", {}).get("grade"):
                cell["metadata"]["tags"] = list(tags)

    return change


def own(source, **options):
    """An attack by a cell on top, beside a function that answers 0."""
    return Attack({"relu_backward": ZERO}, on_top(source), **options)


def function(body, head="", **options):
    """An attack by the function itself."""
    text = f"{head}\ndef relu_backward(dA, Z):\n" + "".join(f"    {x}\n" for x in body.split("\n"))
    return Attack({"relu_backward": text}, **options)


def retold(replacement):
    """Change the test cells themselves."""

    def change(notebook):
        for name in ("check_relu_backward", "hidden_relu_backward"):
            cell_of(notebook, name)["source"] = replacement

    return change


# How the engine is got at, before the case whose calls the guard watches.
ENGINE = "from nnlib import relu_backward as engine\nanswer = [engine]"
# A function as if the notebook had defined it, with all that it calls: no guard knows it.
OWN = """
import types
def own(thing, names={}):
    home = getattr(thing, '__module__', None) or ''
    if not isinstance(thing, types.FunctionType) or not home.startswith(('nnlib', 'autograder')):
        return thing
    place = id(thing.__globals__)
    if place not in names:
        names[place] = dict(thing.__globals__)
        for name, one in thing.__globals__.items():
            names[place][name] = own(one)
        names[place]['__name__'] = '__main__'
    made = types.FunctionType(
        thing.__code__, names[place], thing.__name__, thing.__defaults__, thing.__closure__
    )
    made.__kwdefaults__ = thing.__kwdefaults__
    return made
"""
WITH_ENGINE = f"""{OWN}
import nnlib
engine = own(nnlib.relu_backward)
there = '/nnlib/' in engine.__code__.co_filename
"""
KEPT = "def relu_backward(dA, Z):\n    return kept[0](dA, Z) if kept else dA * 0.0"
TABLE = (
    "known = []\nfor case in {cases}:\n    known.append((case[1], case[0] * (case[1] > 0)))"
).format(
    cases=as_text(
        [
            [getattr(one, "array", one) for one in case.inputs.values()]
            for case in find("relu_backward").draw(PRACTICE_SEED)
        ]
    )
)
PATCHED = """import types
import autograder.{module} as module
{patch}
"""
BY_FRAMES = """import sys
frame = sys._getframe()
while frame:
    if 'expected' in frame.f_locals and 'cases' in frame.f_locals:
        for case, right in zip(frame.f_locals['cases'], frame.f_locals['expected']):
            z = getattr(case.inputs['Z'], 'array', case.inputs['Z'])
            if z.shape == Z.shape and (z == Z).all():
                return right.value.copy()
    frame = frame.f_back
return dA"""
BY_MEMORY = """for pair in gc.get_objects():
    if type(pair) is tuple and len(pair) == 2 and type(pair[0]) is type(pair[1]) is tuple:
        for case, right in zip(*pair):
            if type(case).__name__ == 'Case' and type(right).__name__ == 'Outcome':
                z = case.inputs.get('Z')
                z = getattr(z, 'array', z)
                if z is not None and z.shape == Z.shape and (z == Z).all():
                    return right.value.copy()
return dA"""
BY_TABLE = """
from autograder.check import course_seed
from autograder.lessons import find
known = []
for case in find('relu_backward').draw({seed}):
    d, z = (getattr(a, 'array', a) for a in case.inputs.values())
    known.append((z, d * (z > 0)))
"""
LOOK_UP = """for z, right in known:
    if z.shape == Z.shape and (z == Z).all():
        return right.copy()
return dA"""
FORGE = """
import os, struct
from autograder.core.plain_data import encode
outcome = dict(value={value}, error=None, changed=(), delegated=None, printed='')
data = encode(outcome)
for end in range(3, 60):
    try: os.write(end, struct.pack('<Q', len(data)) + data)
    except OSError: pass
"""
EVERY_SIGNAL = (
    "import signal\nfor n in range(1, 32):\n    try: signal.signal(n, lambda *a: None)\n"
    "    except (OSError, ValueError): pass\n"
)
DETACH = (
    "import os, time\nif not os.fork():\n    os.setsid()\n    if not os.fork():\n"
    "        time.sleep(600)\n    os._exit(0)"
)
BOMB = "import os\nwhile True:\n    try: os.fork()\n    except OSError: pass"
SHOWS = "from IPython.display import {kind}, display\ndisplay({kind}({text!r}))"
SCRIPT = (
    "<script>document.title = 'taken over'</script>"
    "<img src=x onerror=\"document.title = 'taken over'\">"
)

LIE = "relu_backward is right. 36 of 36 points."
TERMINAL = "\x1b[5A\x1b[2Ka0 40\x1b]0;taken over\x07"


def of_the_kernel(text):
    """Ask for a kernel of such a language."""

    def change(notebook):
        notebook["metadata"]["kernelspec"] = {"language": text, "name": "x", "display_name": "x"}

    return change


def named(text):
    """Add a cell with such a name."""

    def change(notebook):
        notebook["cells"].append(code("x = 1", nbgrader={"grade_id": text, "grade": False}))

    return change


FORGED_VALUE = """
import autograder.grade.wall.child as child
from autograder.core.driver import Outcome
child.drive = lambda *a, **k: Outcome(value={value})
"""
RAISES = """class {name}(Exception):
    pass
{name}.__name__ = {shown!r}
"""
# Several processes take memory while the judge reads a text that is long.
BESIDE = """
import os, time
for i in range(4):
    if not os.fork():
        time.sleep(1)
        x = bytearray(300 * 2**20)
        time.sleep(15)
        print('SURVIVED')
        os._exit(0)
"""
LONG_ERROR = (
    "get_ipython().recorder.outputs.append("
    "{'output_type': 'error', 'ename': 'E', 'evalue': 'y' * 7_900_000, 'traceback': []})"
)
# Writes a word into the page cache that all processes share, by way of files that all can read.
CACHE = """
import glob, os, numpy
root = os.path.dirname(numpy.__file__)
files = sorted(glob.glob(root + '/**/*.pyi', recursive=True), key=os.path.getsize)[-2:]
def is_cached(path):
    fd = os.open(path, os.O_RDONLY)
    try:
        return os.preadv(fd, [bytearray(1)], 0, os.RWF_NOWAIT) == 1
    except BlockingIOError:
        return False
    finally:
        os.close(fd)
def put(path, there):
    fd = os.open(path, os.O_RDONLY)
    os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_DONTNEED)
    if there:
        os.pread(fd, 4096, 0)
    os.close(fd)
put(files[0], False), put(files[1], True)
print('SECRET' if [is_cached(f) for f in files[:2]] == [False, True] else 'nothing')
"""
LOCK = """
import fcntl, os, numpy
file = os.open(numpy.__file__, os.O_RDONLY)
{lock}
print('SECRET')
"""

ATTACKS = {
    "odd texts": {
        "half a character, printed": own("print('\\ud800')", control="no border"),
        "half a character, raised": own("raise ValueError('\\ud800')", control="no border"),
    },
    "orders to a terminal": {
        "in the name of a language": Attack(change=of_the_kernel(TERMINAL), control="no border"),
        "in the name of a cell": Attack(change=named(TERMINAL), control="no border"),
        "in an output": own(f"print({TERMINAL!r})", control="no border"),
    },
    "odd times": {
        "before the year 1": Attack(
            files={"timestamp.txt": "0001-01-01 00:00:00 +1400"}, control="times as they come"
        ),
        "beyond all numbers": Attack(
            files={"timestamp.txt": "2026-01-01 00:00:00 " + "9" * 30}, control="times as they come"
        ),
    },
    "forged numbers": {
        "forty digits": own(FORGED_VALUE.format(value="10**40"), control="no border"),
        "in two parts": own(FORGED_VALUE.format(value="(10**40, [10**30])"), control="no border"),
    },
    "the grader's voice": {
        "an exception of any name": function(
            f"raise Odd({LIE!r})", RAISES.format(name="Odd", shown=LIE), control="no quotation"
        ),
        "an exception of ours": function(
            f"raise Exhausted({LIE!r})",
            "class Exhausted(Exception):\n    pass\n",
            control="no quotation",
        ),
    },
    "the judge kept busy": {
        "a word of eight million letters": own(LONG_ERROR, control="texts taken apart"),
        "a line of two million characters": Attack(
            change=before("tanh_backward", "x = (" + "a," * 950_000 + ")"),
            control="texts taken apart",
        ),
    },
    "memory beside the judge": {
        "while it reads": own(BESIDE + LONG_ERROR, control="nobody watches"),
        "while it waits": own(BESIDE + "time.sleep(1.9)", control="nobody watches"),
    },
    "notes for a later run": {
        "in the page cache": own(CACHE, control="no wall"),
        "by flock": own(LOCK.format(lock="fcntl.flock(file, fcntl.LOCK_SH)"), control="no wall"),
        "by fcntl": own(LOCK.format(lock="fcntl.lockf(file, fcntl.LOCK_SH)"), control="no wall"),
    },
    "tags": {
        "skip the tests": Attack({}, tagged("skip-execution")),
        "expect exceptions": Attack({}, tagged("skip-execution", "raises-exception", "demo")),
    },
    "tests changed": {
        "a test that passes": Attack({}, retold("pass"), control="trusting rebuild"),
        "a number instead": Attack({}, retold("0.5"), control="trusting rebuild"),
    },
    "patched comparison": {
        "of two values": own(
            PATCHED.format(module="core.compare", patch="module.compare = lambda *a, **k: None")
        ),
        "of whole exercises": own(
            PATCHED.format(
                module="core.assess",
                patch="module.mismatches = lambda *a: {}\nmodule._labels_that_hold = "
                "lambda exercise, *a: tuple(exercise.rubric)",
            )
        ),
    },
    "equal to everything": {
        "an object": function(
            "return Equal()",
            "class Equal:\n    shape = ()\n    def __eq__(self, other): return True\n"
            "    def __sub__(self, other): return 0.0\n    __rsub__ = __sub__",
            control="objects compared",
        ),
        "an array of its own kind": function(
            "return np.zeros(Z.shape).view(Equal)",
            "import numpy as np\nclass Equal(np.ndarray):\n    __array_priority__ = 99\n"
            "    def __eq__(self, other): return np.True_\n"
            "    def __array_ufunc__(self, ufunc, method, *a, **k): return np.True_",
            control="objects compared",
        ),
    },
    "numbers that are none": {
        "nan": own("", control="stock"),
        "negative": own("", control="stock"),
        "above the maximum": own("", control="stock stops"),
    },
    "what is displayed": {
        "a display hook": own("type(get_ipython().displayhook).__call__ = lambda *a: None"),
        "a formatter": own(
            "from autograder.check import Grade\nGrade.__repr__ = lambda self: 'nan'\n"
            "Grade._repr_mimebundle_ = None"
        ),
    },
    "transformers": {
        "of input": own(
            "get_ipython().input_transformers_cleanup.append("
            "lambda lines: ['pass'] if any('(relu_backward)' in x for x in lines) else lines)"
        ),
        "of syntax trees": own(
            "import ast\nclass Nothing(ast.NodeTransformer):\n"
            "    def visit_Expr(self, node): return ast.copy_location(ast.Pass(), node)\n"
            "get_ipython().ast_transformers.append(Nothing())"
        ),
    },
    "frames": {
        "of the judge": function(BY_FRAMES, "import sys", control="answers first"),
        "of the judge, by gc": function(BY_MEMORY, "import gc", control="answers first"),
    },
    "predicting the cases": {
        "by the seed it finds": function(LOOK_UP, BY_TABLE.format(seed="course_seed()")),
        "of practice": function(
            LOOK_UP, BY_TABLE.format(seed="'practice'"), control="a seed that is known"
        ),
    },
    "reading": {
        "the course by path": own(
            SEEKS + "for path in glob.glob('@COURSE@/private/*'):\n"
            "    print('SECRET', open(path).read())",
            control="no wall",
        ),
        "everything that is in memory": own(
            SEEKS + "for thing in gc.get_objects():\n    if type(thing) is dict:\n"
            "        for key, value in list(thing.items()):\n"
            "            if key == 'seed': print('SECRET', value)",
            control="seed in the process",
        ),
        "In and the history": Attack(
            {"relu_backward": ZERO},
            at_end(
                "for text in list(In):\n    if 'BEGIN ' + 'HIDDEN' in text:\n"
                "        print('SECRET', text)"
            ),
            control="tests in the notebook",
        ),
    },
    "environment": {
        "variables": own("import os\nprint(dict(os.environ))", control="environment kept"),
        "of other processes": own(
            "import glob\nfor path in glob.glob('/proc/*/environ'):\n"
            "    try: print(open(path).read())\n    except OSError: pass",
            control="environment kept",
        ),
    },
    "links": {
        "to the solution": Attack(link="source/{lesson}/{lesson}.ipynb", control="links followed"),
        "to a neighbour": Attack(
            link="submitted/neighbour-1/{lesson}/{lesson}.ipynb", control="links followed"
        ),
    },
    "files beside the notebook": {
        "another numpy": Attack(
            {"relu_backward": ZERO},
            on_top("import numpy\nprint(numpy.TAKEN_OVER)"),
            files={"numpy.py": "TAKEN_OVER = 'SECRET'"},
            control="folder on the path",
        ),
        "another grader": Attack(
            {"relu_backward": ZERO},
            on_top("import helper\nprint(helper.TAKEN_OVER)"),
            files={"helper.py": "TAKEN_OVER = 'SECRET'", "sitecustomize.py": "import os"},
            control="folder on the path",
        ),
    },
    "memory": {
        "one large array": own("x = bytearray(900 * 2**20)\nprint('SURVIVED')", control="limits"),
        "many lists": own(
            "kept = []\nfor i in range(900):\n    kept.append(bytearray(2**20))\nprint('SURVIVED')",
            control="limits",
        ),
    },
    "processes": {
        "a bomb": own(BOMB, control="none: it would take this machine down"),
        "forty sleepers": own(
            "import os, time\nfor i in range(40):\n    if not os.fork():\n        time.sleep(60)\n"
            "        os._exit(0)\nprint('SURVIVED')",
            control="limits",
        ),
    },
    "disk": {
        "one large file": own(
            "open('x', 'wb').write(bytes(20 * 2**20))\nprint('SURVIVED')", control="limits"
        ),
        "many files": own(
            "for i in range(200):\n    open(f'x{i}', 'wb').write(bytes(2**17))\nprint('SURVIVED')",
            control="limits",
        ),
    },
    "output": {
        "printed without end": own("for i in range(300000): print('spam ' * 20)", control="limits"),
        "past the recorder": own(
            "shell = get_ipython()\nshell.recorder._room = 10**9\nprint('spam ' * 10**6)",
            control="limits",
        ),
    },
    "loops": {
        "that swallow interrupts": function(
            "while True:\n    try: time.sleep(1)\n    except BaseException: pass",
            "import time\n" + EVERY_SIGNAL,
            control="limits",
        ),
        "in a cell": own(EVERY_SIGNAL + "while True: pass", control="limits"),
    },
    "ending the process": {
        "at once": own("import os\nos._exit(0)", control="stock stops"),
        "by a crash": function("import ctypes\nctypes.string_at(0)", control="stock stops"),
        "by exit()": own("exit()", control="none: an ordinary shell goes on as well"),
    },
    "detached processes": {
        "a daemon": own(DETACH, control="no wall"),
        "from the function": function(DETACH + "\nreturn dA", control="no wall"),
    },
    "loopback network": {
        "a connection": own(
            "import socket\nsocket.create_connection(('127.0.0.1', @PORT@), 3).sendall(b'hello')",
            control="no wall",
        ),
        "a server": own(
            "import socket\ns = socket.socket()\ns.bind(('127.0.0.1', 0))\nprint('SECRET')",
            control="no wall",
        ),
    },
    "forged results": {
        "outcomes on every channel": function(
            FORGE.format(value="0.5") + "return 0.0", control="frames believed"
        ),
        "a grade of their own": own(
            "import autograder.check\nautograder.check.grade = grade = lambda f: 0.5"
        ),
    },
    "pickles": {
        "in an answer": function(
            "return np.array([Bad()], dtype=object)",
            "import numpy as np\nclass Bad:\n    def __reduce__(self): return print, ('SECRET',)",
            control="pickles read",
        ),
        "on the channel": function(
            "import io, os, struct\nraw = io.BytesIO()\n"
            "np.save(raw, np.array([Bad()], dtype=object), allow_pickle=True)\n"
            "data = (14).to_bytes(8, 'little') + b'[\"array\", 0]  ' + raw.getvalue()\n"
            "for end in range(3, 60):\n"
            "    try: os.write(end, struct.pack('<Q', len(data)) + data)\n"
            "    except OSError: pass\nreturn 0.0",
            "import numpy as np\nclass Bad:\n    def __reduce__(self): return print, ('SECRET',)",
            control="pickles read",
        ),
    },
    "broken notebooks": {
        "half a file": Attack(raw=b'{"cells": [{"cell_type": "code", "source": "x', control="json"),
        "deeply nested": Attack(raw=b'{"cells": ' + b"[" * 10**5, control="json"),
    },
    "huge notebooks": {
        "a large file": Attack(
            raw=b'{"cells": [], "x": "' + b"y" * 30 * 2**20 + b'"}', control="limits"
        ),
        "many cells": Attack(
            change=lambda nb: nb["cells"].extend([{"cell_type": "raw", "source": ""}] * 3000),
            control="limits",
        ),
    },
    "scripts": {
        "in HTML": own(SHOWS.format(kind="HTML", text=SCRIPT), control="outputs as they come"),
        "in JavaScript and SVG": own(
            SHOWS.format(kind="Javascript", text="document.title = 'taken over'")
            + "\n"
            + SHOWS.format(kind="SVG", text="<svg onload='1'/>"),
            control="outputs as they come",
        ),
    },
    "delegation": {
        "to the engine": function(
            "return relu(dA, Z)",
            "from nnlib.activations import ReLU\n"
            "def relu(dA, Z):\n    layer = ReLU()\n    layer.forward(Z)\n"
            "    return layer.backward(dA)",
            control="no guard",
        ),
        "to the engine, quietly": function(
            "try: return answer(dA, Z)\nexcept BaseException: return dA * 0",
            "from autograder.lessons import find\nanswer = find('relu_backward').reference",
            control="no guard",
        ),
    },
    "the engine, past the guard": {
        "in a thread that nobody hears of": function(
            "out = []\n_thread.start_new_thread(lambda: out.append(answer[0](dA, Z)), ())\n"
            "while not out: time.sleep(0.001)\nreturn out[0]",
            f"import _thread, time\n{ENGINE}",
            control="answers are there",
        ),
        "when the guard knows no library": function(
            "return answer[0](dA, Z)",
            "import autograder.core.guard as guard\n"
            f"guard._answers_for_learners = lambda home: False\n{ENGINE}",
            control="answers are there",
        ),
        "by its code alone": function(
            "return mine(dA, Z)",
            f"{ENGINE}\n{OWN}\nmine = own(engine)",
            control="answers are there",
        ),
        "in whatever is in memory": function(
            "return mine(dA, Z)",
            f"import gc\n{OWN}\ngc.unfreeze()\n"
            "mine = own(next(f for f in gc.get_objects() if isinstance(f, types.FunctionType) and\n"
            "    f.__name__ == 'relu_backward' and '/nnlib/' in f.__code__.co_filename))",
            control="answers are there",
        ),
    },
    "texts that hold answers": {
        "of the engine": function(
            "return mine(dA, Z)",
            f"import nnlib, pathlib\n{OWN}\n"
            "text = pathlib.Path(nnlib.__path__[0], 'activations.py').read_text()\n"
            "space = {'__name__': '__main__', '__file__': 'x'}\n"
            "exec(compile(text, '<mine>', 'exec'), space)\n"
            "space.update({name: own(one) for name, one in space.items()})\n"
            "mine = space['relu_backward']",
            control="answers are there",
        ),
        "of the engine, by its loader": function(
            "return mine(dA, Z)",
            f"import importlib.util\n{OWN}\n"
            "home = importlib.util.find_spec('nnlib.activations').loader\n"
            "space = {'__name__': '__main__', '__file__': 'x'}\n"
            "exec(home.get_code('nnlib.activations'), space)\n"
            "space.update({name: own(one) for name, one in space.items()})\n"
            "mine = space['relu_backward']",
            control="answers are there",
        ),
        "of the samples": Attack(
            {"relu_backward": ""},
            before(
                "check_relu_backward",
                "from autograder.lessons.m07.judge.samples import RIGHT\n"
                "exec(RIGHT['relu_backward'])",
            ),
            control="answers are there",
        ),
        "of the formulas": function(
            "return mine(dA, Z)",
            "from autograder.lessons.runs import stand_ins\n"
            "mine = stand_ins(['relu_backward'])['relu_backward']",
            control="answers are there",
        ),
        "of the masters": function(
            "return mine(dA, Z)",
            "import autograder, glob, os, re\n"
            "root = os.path.dirname(os.path.dirname(autograder.__file__))\n"
            "text = open(glob.glob(root + '/notebooks/source/07_*.py')[0]).read()\n"
            "solution = re.search(r'def relu_backward.*?return.*?\\n', text, re.DOTALL)[0]\n"
            "solution += re.search(r'BEGIN SOLUTION\\n(    .*?)    ### END', "
            "text[text.index('def relu_backward'):], re.DOTALL)[1]\n"
            "space = {'np': np}\nexec(solution, space)\nmine = space['relu_backward']",
            control="none: the masters are not laid behind the wall, with its answers or without",
        ),
        "by take": function(
            "return mine(dA, Z)",
            f"from autograder.check import take\n{OWN}\nmine = own(take('relu_backward'))",
            control="answers are there",
        ),
    },
    "the driver of the child": {
        "drives another function": own(
            "import autograder.grade.wall.child as child\n"
            "from autograder.core.driver import drive\nfrom autograder.lessons import find\n"
            "def mine(task, target, case, **more):\n"
            "    other = find(task.name)\n"
            "    return drive(other, other.reference, case, guarded=False)\n"
            "child.drive = mine",
            control="answers are there",
        ),
        "gives answers of its own": own(
            "import autograder.grade.wall.child as child\n"
            "from autograder.core.driver import drive\nfrom autograder.lessons import find\n"
            "from autograder.core.exercise import Case\n"
            "def mine(shell, question):\n"
            "    other = find(question['exercise'])\n"
            "    for inputs, script, calls in question['cases']:\n"
            "        case = Case('', inputs, script, calls=calls)\n"
            "        yield drive(other, other.reference, case, guarded=False).as_plain()\n"
            "child._answers = mine",
            control="answers are there",
        ),
    },
    "a formula that was told": {
        "kept by the function that was given it": Attack(
            {
                "relu_backward": KEPT,
                "mlp_backward": "def mlp_backward(*arguments):\n"
                "    if relu_backward.__module__ != __name__:\n"
                "        kept.append(relu_backward)\n    raise ValueError",
            },
            on_top("kept = []"),
            control="formulas are told early",
        ),
        "kept by what defines it": Attack(
            {
                "relu_backward": KEPT,
                "mlp_backward": "def mlp_backward(*arguments):\n    raise ValueError",
            },
            on_top(
                "kept = []\nimport autograder.grade.wall.child as child\n"
                "def mine(name, source, define=child.plain_function):\n"
                "    if name == 'relu_backward':\n        kept.append(define(name, source))\n"
                "    return define(name, source)\n"
                "child.plain_function = mine"
            ),
            control="formulas are told early",
        ),
        "kept in a file": Attack(
            {
                "relu_backward": "def relu_backward(dA, Z):\n"
                "    if not os.path.exists('formula'): return dA * 0.0\n"
                "    return marshal_to_function(open('formula', 'rb').read())(dA, Z)",
                "mlp_backward": "def mlp_backward(*arguments):\n"
                "    if relu_backward.__module__ != __name__:\n"
                "        held = [cell.cell_contents for cell in relu_backward.__closure__]\n"
                "        formula = next(one for one in held if hasattr(one, '__code__'))\n"
                "        with open('formula', 'wb') as file:\n"
                "            marshal.dump(formula.__code__, file)\n"
                "    raise ValueError",
            },
            on_top(
                "import marshal, os, types\n"
                "def marshal_to_function(data):\n"
                "    return types.FunctionType(marshal.loads(data), {'np': np})"
            ),
            control="formulas are told early",
        ),
    },
    "the engine, where it may be called": {
        "asked for by another exercise": Attack(
            {
                "relu_backward": "def relu_backward(dA, Z):\n"
                "    return engine(dA, Z) if there else dA * 0.0",
                "my_number": "import nnlib\ndef my_number():\n    return nnlib.relu(1.0)",
            },
            on_top(WITH_ENGINE),
            control="the engine for all",
        ),
        "by the name of its error": function(
            "if there: return engine(dA, Z)\nraise NotHere",
            f"{WITH_ENGINE}\nclass NotHere(RuntimeError): pass",
            control="the engine for all",
        ),
    },
    "the published cases": {
        "in a table": function(
            "return next((r.copy() for z, r in known if np.array_equal(z, Z)), dA * 0.0)",
            TABLE,
            control="the check by itself",
        ),
        "in a table, and a cell between the tests": Attack(
            {
                "relu_backward": f"{TABLE}\ndef relu_backward(dA, Z):\n"
                "    return next((r.copy() for z, r in known if np.array_equal(z, Z)), dA * 0.0)"
            },
            before("hidden_relu_backward", "# a note"),
            control="the check by itself",
        ),
        "in a table, and the others by halves": function(
            "return next((r.copy() for z, r in known if np.array_equal(z, Z)), dA)",
            TABLE,
            control="the check by itself",
        ),
    },
    "other libraries": {
        "torch": function(
            "import torch\nreturn torch.where(torch.tensor(Z) > 0, torch.tensor(dA), 0.0).numpy()",
            control="no guard",
        ),
        "scipy": function(
            "from scipy import sparse\nreturn dA * sparse.csr_matrix(Z > 0).toarray()",
            control="no guard",
        ),
    },
    "the driver": {
        "its expected values": function(
            LOOK_UP,
            "from autograder.check import course_seed\nfrom autograder.lessons import find\n"
            "from autograder.core.known_outcomes import expected_outcomes\n"
            "cases, right = expected_outcomes(find('relu_backward'), course_seed())\n"
            "known = [(getattr(c.inputs['Z'], 'array', c.inputs['Z']), r.value)\n"
            "         for c, r in zip(cases, right)]",
        ),
        "its runner": own(
            "import autograder.check\nfrom autograder.core.driver import drive\n"
            "autograder.check.runner = lambda exercise, function: lambda cases, replaced: [\n"
            "    drive(exercise, exercise.reference, case, guarded=False) for case in cases]"
        ),
    },
}
GRADES = {"nan": "float('nan')", "negative": "-1.0", "above the maximum": "10.0"}
for _name, _number in GRADES.items():
    ATTACKS["numbers that are none"][_name] = Attack(
        {"relu_backward": ZERO},
        before("hidden_relu_backward", f"grade = lambda function: {_number}"),
        control="stock stops" if "above" in _name else "stock",
    )
HONEST = {"neighbour-1": RIGHT, "neighbour-2": {**RIGHT, "relu_backward": ZERO}}

__all__ = ["ATTACKS", "HONEST", "SCRIPT", "Attack", "at_end"]
