"""An IPython shell without a kernel, that keeps what a cell shows as an nbformat output.

It runs the cells of a learner as a notebook would: with magics, ``await``, ``display`` and
inline figures. It keeps text and images and nothing that could be a script.
"""

import contextlib
import re
import signal
import threading
import traceback

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from autograder.core.plain_data import type_name
from autograder.grade.wall.absent import NotHere

SHOWN = ["text/plain", "image/png"]
MOST_OF_A_CELL = 200_000
CUT = "\n[cut: too much output]\n"
# What IPython might take for its own in a cell of several lines: an escape at the start of a line
# or behind "=", a question mark at its end, a prompt, white space on top.
IPYTHONS = re.compile(r"\A\s|^\s*(?:[%!?,;/]|>>>|In \[|\.{3,}:)|\?\s*$|=\s*[%!]", re.MULTILINE)

TIMERS = signal.ITIMER_REAL, signal.ITIMER_VIRTUAL, signal.ITIMER_PROF
ALARMS = signal.SIGALRM, signal.SIGVTALRM, signal.SIGPROF
MOST_ALARMS = 100


class Recorder:
    """The outputs of one cell; more text than is allowed is cut, larger images are left out."""

    def __init__(self):
        self.outputs = []
        self._room = MOST_OF_A_CELL

    def write(self, name, text):
        """Keep text that was written to a stream."""
        if self._room <= 0:
            return
        text = text[: self._room] + (CUT if len(text) > self._room else "")
        self._room -= len(text)
        last = self.outputs[-1] if self.outputs else {}
        if last.get("name") == name:
            last["text"].append(text)
        else:
            self.outputs.append({"output_type": "stream", "name": name, "text": [text]})

    def show(self, kind, data):
        """Keep what is displayed."""
        kept = {}
        for mime in SHOWN:
            value = data.get(mime)
            if type(value) is str and len(value) <= self._room:
                kept[mime] = value
                self._room -= len(value)
        if kept:
            self.outputs.append({"output_type": kind, "data": kept})

    def fail(self, error, lines):
        """Keep an exception."""
        self.outputs.append(
            {
                "output_type": "error",
                "ename": type_name(error)[:100],
                "evalue": _text_of(error)[:2000],
                "traceback": [line[:2000] for line in lines[-30:]],
            }
        )

    def finished(self):
        """Return the outputs as plain data, each stream's text in one piece."""
        for output in self.outputs:
            if output["output_type"] == "stream":
                output["text"] = "".join(output["text"])
        return self.outputs


class _Stream:
    """Stands for stdout or stderr while a cell runs."""

    encoding = "utf-8"
    errors = "strict"

    def __init__(self, shell, name):
        self._shell, self.name = shell, name

    def write(self, text):
        if not isinstance(text, str):
            raise TypeError(f"expected text, got {type(text).__name__}")
        self._shell.recorder.write(self.name, text)
        return len(text)

    def writelines(self, lines):
        for line in lines:
            self.write(line)

    def flush(self):
        pass

    def isatty(self):
        return False

    def writable(self):
        return True


class _Publisher(DisplayPublisher):
    def publish(self, data, metadata=None, **rest):
        self.shell.recorder.show("display_data", data)

    def clear_output(self, wait=False):
        self.shell.recorder.outputs.clear()


class _Hook(DisplayHook):
    def write_output_prompt(self):
        pass

    def write_format_data(self, format_dict, md_dict=None):
        self.shell.recorder.show("execute_result", format_dict)

    def finish_displayhook(self):
        pass


class Shell(InteractiveShell):
    """Runs cells; ``run`` gives the outputs and the name of the exception."""

    def __init__(self, **kwargs):
        config = Config()
        config.HistoryManager.enabled = False  # no thread and no file
        config.InteractiveShell.colors = "NoColor"
        # IPython formats each exception for its history too: the stack is kept by showtraceback
        config.InteractiveShell.xmode = "Minimal"
        self.recorder = Recorder()
        super().__init__(
            config=config, display_pub_class=_Publisher, displayhook_class=_Hook, **kwargs
        )
        self.display_formatter.active_types = SHOWN
        self.streams = _Stream(self, "stdout"), _Stream(self, "stderr")
        self._stock = self._transformers()

    def enable_gui(self, gui=None):
        """There is no window to enable."""

    def _transformers(self):
        manager = self.input_transformer_manager
        lists = manager.cleanup_transforms, manager.line_transforms, manager.token_transformers
        return [*map(list, lists), list(self.input_transformers_post)]

    def transform_cell(self, raw_cell):
        """Turn what IPython adds to Python into Python; most cells hold nothing of it.

        IPython takes every cell apart for that, which costs more than to run it.
        """
        alone = raw_cell.strip().count("\n") == 0  # a line alone may be a name such as exit
        if alone or IPYTHONS.search(raw_cell) or self._transformers() != self._stock:
            return super().transform_cell(raw_cell)
        return raw_cell if raw_cell.endswith("\n") else raw_cell + "\n"

    def should_run_async(self, raw_cell, *, transformed_cell=None, preprocessing_exc_tuple=None):
        """Tell whether a cell awaits something; IPython compiles it to find out."""
        text = transformed_cell or ""
        return ("await" in text or "async" in text) and super().should_run_async(
            raw_cell,
            transformed_cell=transformed_cell,
            preprocessing_exc_tuple=preprocessing_exc_tuple,
        )

    def run(self, source):
        """Run a cell.

        Parameters
        ----------
        source : str

        Returns
        -------
        dict
            ``outputs``, a list of plain dicts in nbformat's form, and ``error``, the name of the
            exception or ``""``.
        """
        self.recorder = recorder = Recorder()
        out, err = self.streams
        # twice: a timer may go off while the first is about to end it
        with own_alarms(), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            result = self.run_cell(source, store_history=True)
        errors = (result.error_before_exec, result.error_in_exec)
        # an error of the learner's own may say that it is false
        error = next((one for one in errors if one is not None), None)
        name = "" if error is None else type_name(error)
        return {"outputs": recorder.finished(), "error": name}

    async def run_ast_nodes(self, *args, **kwargs):
        """Run the code of a cell; what its timers would do comes to an end with it."""
        with own_alarms():
            return await super().run_ast_nodes(*args, **kwargs)

    async def run_code(self, code_obj, result=None, *, async_=False):
        """Run a statement; one that calls the engine, which is not there, does not end the cell."""
        has_failed = await super().run_code(code_obj, result, async_=async_)
        return has_failed and not isinstance(result.error_in_exec, NotHere)

    def showtraceback(self, exc_tuple=None, *args, **kwargs):
        """Keep an exception with the learner's own lines of the stack."""
        _, error, trace = self._get_exc_info(exc_tuple)
        frames = [frame for frame in traceback.extract_tb(trace) if "ipython-input" in frame[0]]
        lines = [line.rstrip("\n") for line in traceback.format_list(frames)]
        if _has_plain_text(error):
            with contextlib.suppress(BaseException):  # its arguments are the learner's
                lines += [line.rstrip("\n") for line in traceback.format_exception_only(error)]
        self.recorder.fail(error, lines)

    def showsyntaxerror(self, *args, **kwargs):
        """Keep a syntax error like any other."""
        self.showtraceback()


def score_of(shell, source):
    """Run a teacher's own tests and say what came of them.

    The cell is run as plain Python: input and syntax-tree transformers, hooks and display
    formatters that a learner registered have no part in it.

    Returns
    -------
    dict
        ``done``, whether the tests ran to their end; ``error``, the name of the exception;
        ``result``, the value of a last expression if it is a plain number, else None.
    """
    import ast

    done, error, result = False, "", None
    try:
        tree = ast.parse(source)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, "<tests>", "exec"), shell.user_ns)
        if last is not None:
            value = eval(compile(ast.Expression(last.value), "<tests>", "eval"), shell.user_ns)
            if value is not None:
                result = float(value) if type(value) in (int, float) else repr(type(value))
        done = True
    except BaseException as problem:
        error = type_name(problem)
    return {"done": done, "error": error, "result": result}


def _has_plain_text(error):
    """Tell whether the text of an exception comes without running a learner's ``__str__``."""
    plain = BaseException.__str__, OSError.__str__, SyntaxError.__str__
    try:
        kind = type(error)
        return kind.__str__ in plain or kind.__module__ in ("builtins", "numpy")
    except BaseException:  # a metaclass of the learner's may raise
        return False


def _text_of(error):
    """Return the text of an exception; ``""`` if it would come from a learner's ``__str__``."""
    if not _has_plain_text(error):
        return ""
    try:
        return str.__str__(str(error))
    except BaseException:  # an argument of the exception may be an object that raises
        return ""


@contextlib.contextmanager
def own_alarms():
    """End the timers that were started in a block: they would go off while other code runs."""
    timers = [timer for timer in TIMERS if not signal.getitimer(timer)[0]]
    handlers = {alarm: signal.getsignal(alarm) for alarm in ALARMS}
    try:
        yield
    finally:
        for _ in range(MOST_ALARMS):
            # what a timer calls may raise here, until all of them have ended
            with contextlib.suppress(BaseException):
                _end_alarms(timers, handlers)
                break


def _end_alarms(timers, handlers):
    for timer in timers:
        signal.setitimer(timer, 0)
    if threading.current_thread() is threading.main_thread():
        for alarm, handler in handlers.items():
            if signal.getsignal(alarm) is not handler:
                signal.signal(alarm, signal.SIG_IGN)
