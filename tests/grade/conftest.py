"""What the tests of the grading share: a lesson, a warm process, a course that nbgrader knows."""

import functools
import json
import socket
import threading

import pytest

from autograder.grade.lesson import read_lesson
from autograder.grade.rebuild import rebuild
from autograder.grade.verdicts import judge
from autograder.grade.wall.limits import Limits
from autograder.grade.wall.sandbox import Warm
from autograder.master import notebook_text, read_master
from tests.grade.class_of_learners import LESSON, SEED, handed_in


@pytest.fixture(autouse=True)
def _no_course(monkeypatch):
    monkeypatch.delenv("NNF_COURSE", raising=False)


@pytest.fixture(scope="session")
def lesson_called(root, tmp_path_factory):
    """A function that gives a lesson as a course hands it out, without nbgrader's seconds."""

    def lesson_called(name):
        source = tmp_path_factory.mktemp("source") / f"{name}.ipynb"
        solved = read_master(root / "notebooks" / "source" / f"{name}.py").solved
        source.write_text(notebook_text(solved))
        return read_lesson(root / "notebooks" / f"{name}.ipynb", source)

    return lesson_called


@pytest.fixture(scope="session")
def lesson(lesson_called):
    """Lesson 7 as a course hands it out."""
    return lesson_called(LESSON)


@pytest.fixture(scope="session")
def released(root):
    """The learner edition of lesson 7, as plain JSON; to be copied before it is changed."""
    return json.loads((root / "notebooks" / f"{LESSON}.ipynb").read_text())


@pytest.fixture(scope="session")
def warm(lesson):
    """A warm process behind the wall."""
    with Warm(
        Limits(), warm_up=lesson.warm_up, modules=lesson.public, questions=lesson.questions
    ) as warm:
        yield warm


@pytest.fixture(scope="module")
def listener():
    """A server on this machine: its port, and a list of what it hears."""
    heard, server = [], socket.create_server(("127.0.0.1", 0))

    def listen():
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection:
                heard.append(connection.recv(100))

    threading.Thread(target=listen, daemon=True).start()
    yield server.getsockname()[1], heard
    server.close()


@pytest.fixture
def grade(lesson, released, warm):
    """A function that grades answers, or a whole notebook, behind the wall."""

    def grade(answers=None, change=None, notebook=None, warm=warm):
        notebook = notebook or handed_in(released, answers or {}, change)
        return judge(warm, lesson, rebuild(lesson, json.dumps(notebook).encode()), SEED)

    return grade


@pytest.fixture(scope="session")
def new_class(released_course):
    """A function that lays out a course with a released lesson and nobody's submission."""
    return functools.partial(released_course, LESSON)
