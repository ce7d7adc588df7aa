"""The command line: every end of a command is a status and a sentence, never a traceback."""

import subprocess
import sys
from types import SimpleNamespace

import pytest

from autograder import cli


@pytest.fixture
def command(monkeypatch):
    """A function that makes `autograder progress` do something else."""

    def replace(run):
        module = SimpleNamespace(add_arguments=lambda parser: None, run=run)
        monkeypatch.setattr(cli.importlib, "import_module", lambda name: module)

    return replace


def raises(error):
    """Make a command that ends in an error."""

    def run(args):
        raise error

    return run


def test_a_command_that_says_nothing_is_done(command):
    command(lambda args: None)
    assert cli.main(["progress"]) == 0


def test_a_mistake_of_the_person_is_a_sentence(command, capsys):
    command(raises(cli.UserError("no such folder")))
    assert cli.main(["progress"]) == 1
    assert capsys.readouterr() == ("", "autograder: no such folder\n")


def test_stopping_a_command_shows_no_traceback(command, capsys):
    command(raises(KeyboardInterrupt()))
    assert cli.main(["progress"]) == 130
    assert capsys.readouterr().err.strip() == "autograder: stopped"


def test_a_mistake_of_ours_is_no_sentence(command):
    command(raises(ZeroDivisionError()))
    with pytest.raises(ZeroDivisionError):
        cli.main(["progress"])


def test_an_unknown_command_names_those_that_there_are(capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(["grade-all"])
    assert ended.value.code == 2
    assert "new-course" in capsys.readouterr().err


def test_the_list_of_commands_loads_none_of_them():
    code = (
        "import contextlib, sys; from autograder.cli import main\n"
        "with contextlib.suppress(SystemExit): main(['--help'])\n"
        "sys.exit(' '.join(sys.modules.keys() & {'nbgrader', 'jupytext', 'autograder.lab.launch'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stderr.strip() == ""
    assert "demo-class" in done.stdout
