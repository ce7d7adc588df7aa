"""The questions of the lessons, each with a ``questions.toml``: predictions, quiz, "still there?".

They stand in files of their own, so that the cell of a notebook that asks shows no answer. The
loader refuses an entry that is not complete and says which one, and what it expected.
"""

import functools
import re
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).resolve().parents[1] / "lessons"
CONFIDENCES = {"guessing": "guessing", "fairly": "fairly sure", "certain": "certain"}
NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
FEWEST_IN_QUIZ = 6
STILL_THERE = 3


class QuestionError(ValueError):
    """A file of questions that is not complete; the message says where and what was expected."""


class Prediction(NamedTuple):
    """A question asked before an exploration.

    Parameters
    ----------
    name : str
        What a notebook calls it: "v-curve".
    lesson : int
    question : str
    choices : dict of str to str
        Key -> words. The key is what is kept, so that words can be mended.
    turned_out : str
        The key of what happened.
    why : str
        One sentence.
    where : str
        The heading of the lesson under which to look again.
    concept : str
        Of the lesson, that it is about; ``""`` in a lesson of the first edition.
    gives_away : tuple of str
        Words and numbers that tell what turned out: they stand in its fold alone.
    """

    name: str
    lesson: int
    question: str
    choices: dict
    turned_out: str
    why: str
    where: str
    concept: str = ""
    gives_away: tuple = ()


class Answer(NamedTuple):
    """An answer of a quiz question, and the sentence for whoever chooses it."""

    text: str
    right: bool
    because: str


class Question(NamedTuple):
    """A question of a quiz: ``topic`` is the concept, or the lesson that it looks back on."""

    name: str
    topic: str
    question: str
    answers: tuple


class Order(NamedTuple):
    """Lines of an exercise that are to be put in order.

    Parameters
    ----------
    exercise : str
    first, last : str
        What stands above and below them: ``def …:`` and ``return …``.
    lines : tuple of str
        In an order that is right. What stands between « and » is a gap where a learner reads it.
    too_many : tuple of str
        Lines that belong nowhere.
    """

    exercise: str
    first: str
    last: str
    lines: tuple
    too_many: tuple


class Questions(NamedTuple):
    """All questions of a lesson, and its points.

    The concepts that a lesson lists are those of its cards and questions; ``in_words`` maps the
    grade id of a question in the learner's own words to its concept.
    """

    lesson: int
    points: float
    words: float
    predictions: dict
    quiz: tuple
    still_there: tuple
    concepts: tuple = ()
    in_words: dict = {}
    orders: dict = {}


def lessons():
    """List the lessons that have questions."""
    return sorted(int(path.parent.name[1:]) for path in FOLDER.glob("m[0-9][0-9]/questions.toml"))


@functools.lru_cache(maxsize=16)
def load(lesson):
    """Load the questions of one lesson.

    Raises
    ------
    QuestionError
        If there are none, or an entry is not complete.
    """
    if lesson not in lessons():
        has = ", ".join(map(str, lessons()))
        raise QuestionError(
            f"expected a lesson that has questions ({has}), got {lesson!r}; a lesson's stand in "
            "autograder/lessons/mNN/questions.toml"
        )
    path = FOLDER / f"m{lesson:02}" / "questions.toml"
    return parse(path.read_text(encoding="utf-8"), lesson, f"m{lesson:02}/{path.name}")


def find_prediction(name):
    """Find a prediction by its name, whatever its lesson.

    Raises
    ------
    QuestionError
        If no lesson has it; the message lists those that there are.
    """
    found = [load(lesson).predictions for lesson in lessons()]
    for predictions in found:
        if name in predictions:
            return predictions[name]
    names = ", ".join(name for predictions in found for name in predictions)
    raise QuestionError(f"expected one of the predictions {names}; got {name!r}")


def find_order(exercise):
    """Find the lines of an exercise that are to be put in order, whatever its lesson.

    Raises
    ------
    QuestionError
        If no lesson has them; the message lists those that there are.
    """
    found = {name: order for lesson in lessons() for name, order in load(lesson).orders.items()}
    if exercise not in found:
        names = ", ".join(found) or "none"
        raise QuestionError(
            f"expected an exercise whose lines are put in order ({names}); got {exercise!r}"
        )
    return found[exercise]


def parse(text, lesson, file):
    """Read the text of a file of questions.

    Parameters
    ----------
    text : str
        TOML; see that of lesson 7 for every kind of entry.
    lesson : int
        The lesson that the file's folder says.
    file : str
        What messages call it.

    Returns
    -------
    Questions

    Raises
    ------
    QuestionError
    """
    import tomllib

    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise QuestionError(f"{file} is no TOML: {error}") from None
    top = _Entry(content, file)
    top.only(
        "lesson", "points", "words", "concepts", "in_words", "prediction", "quiz", "still_there",
        "order",
    )  # fmt: skip
    if top.take("lesson", int) != lesson:
        raise QuestionError(f"{file}: expected lesson = {lesson}, got {content['lesson']}")
    predictions = [_prediction(entry, lesson) for entry in top.entries("prediction")]
    quiz = [_question(entry, "concept", str) for entry in top.entries("quiz")]
    still = [_question(entry, "lesson", int) for entry in top.entries("still_there")]
    if quiz and len(quiz) < FEWEST_IN_QUIZ:
        raise QuestionError(
            f"{file}: expected at least {FEWEST_IN_QUIZ} quiz questions, got {len(quiz)}"
        )
    if len(still) not in (0, STILL_THERE):
        raise QuestionError(
            f"{file}: expected {STILL_THERE} questions under still_there, got {len(still)}"
        )
    for question in still:
        if not 1 <= int(question.topic) < lesson:
            raise QuestionError(
                f"{file}: {question.name!r} asks about lesson {question.topic}; "
                f"expected one before {lesson}"
            )
    names = [entry.name for entry in (*predictions, *quiz, *still)]
    for name in names:
        if names.count(name) > 1:
            raise QuestionError(f"{file}: expected every id once, got {name!r} twice")
    concepts, in_words = top.texts("concepts"), top.content.get("in_words", {})
    if concepts:
        _refuse_other_concepts(file, concepts, predictions, quiz, in_words)
    return Questions(
        lesson=lesson,
        points=top.take("points", (int, float)),
        words=top.take("words", (int, float)),
        predictions={entry.name: entry for entry in predictions},
        quiz=tuple(quiz),
        still_there=tuple(still),
        concepts=concepts,
        in_words=in_words,
        orders={order.exercise: order for order in map(_order, top.entries("order"))},
    )


def _refuse_other_concepts(file, concepts, predictions, quiz, in_words):
    """Refuse a card or a question of no concept of the lesson, and a concept without a quiz."""
    named = [(entry.name, entry.concept) for entry in predictions]
    named += [(entry.name, entry.topic) for entry in quiz] + list(in_words.items())
    for name, concept in named:
        if concept not in concepts:
            raise QuestionError(
                f"{file}: expected the concept of {name!r} to be one of {', '.join(concepts)}; "
                f"got {concept!r}"
            )
    for concept in concepts:
        if concept not in {entry.topic for entry in quiz}:
            raise QuestionError(f"{file}: expected a quiz question about {concept!r}, got none")


class _Entry:
    """A table of the file, asked for its fields by name and type."""

    def __init__(self, content, where):
        self.content, self.where = content, where

    def only(self, *names):
        unknown = sorted(set(self.content) - set(names))
        if unknown:
            raise QuestionError(
                f"{self.where}: expected only {', '.join(names)}; got {', '.join(unknown)}"
            )

    def take(self, name, kind=str):
        value = self.content.get(name)
        wrong = not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool)
        if wrong or (isinstance(value, str) and not value.strip()):
            what = "text" if kind is str else getattr(kind, "__name__", "a number")
            raise QuestionError(f"{self.where}: expected {name} ({what}), got {value!r}")
        return value.strip() if isinstance(value, str) else value

    def texts(self, name):
        found = self.content.get(name, [])
        if not isinstance(found, list) or not all(isinstance(v, str) and v.strip() for v in found):
            raise QuestionError(f"{self.where}: expected {name} (a list of texts), got {found!r}")
        return tuple(found)

    def name(self):
        name = self.take("id")
        if not NAME.fullmatch(name):
            raise QuestionError(
                f"{self.where}: expected an id of small letters, digits, hyphens; got {name!r}"
            )
        return name

    def entries(self, name):
        found = self.content.get(name, [])
        if not isinstance(found, list) or not all(isinstance(entry, dict) for entry in found):
            raise QuestionError(f"{self.where}: expected {name} as [[{name}]]")
        names = [e.get("id", e.get("exercise", number)) for number, e in enumerate(found, 1)]
        return [
            _Entry(entry, f"{self.where}, {name} {called!r}")
            for entry, called in zip(found, names, strict=True)
        ]


def _prediction(entry, lesson):
    entry.only(
        "id", "concept", "question", "choices", "turned_out", "why", "where", "gives_away"
    )  # fmt: skip
    choices = entry.take("choices", dict)
    words = [_Entry(choices, f"{entry.where}, choices").take(key) for key in choices]
    if len(set(words)) < 2 or len(set(words)) < len(words):
        raise QuestionError(f"{entry.where}: expected two or more different choices, got {words}")
    turned_out = entry.take("turned_out")
    if turned_out not in choices:
        raise QuestionError(
            f"{entry.where}: expected turned_out to be one of {', '.join(choices)}; "
            f"got {turned_out!r}"
        )
    return Prediction(
        name=entry.name(),
        lesson=lesson,
        question=entry.take("question"),
        choices=dict(zip(choices, words, strict=True)),
        turned_out=turned_out,
        why=entry.take("why"),
        where=entry.take("where"),
        concept=entry.take("concept") if "concept" in entry.content else "",
        gives_away=entry.texts("gives_away"),
    )


def _order(entry):
    entry.only("exercise", "first", "last", "lines", "too_many")
    lines, too_many = entry.texts("lines"), entry.texts("too_many")
    if len(lines) < 3 or not too_many:
        raise QuestionError(
            f"{entry.where}: expected three or more lines and one too many, got {len(lines)} and "
            f"{len(too_many)}"
        )
    if len({*lines, *too_many}) < len(lines) + len(too_many):
        raise QuestionError(f"{entry.where}: expected every line once")
    for line in (*lines, *too_many):
        if re.search("[«»]", re.sub("«[^«»]+»", "", line)):
            raise QuestionError(f"{entry.where}: expected each gap between « and », got {line!r}")
    return Order(entry.take("exercise"), entry.take("first"), entry.take("last"), lines, too_many)


def _question(entry, topic, kind):
    entry.only("id", topic, "question", "answers")
    answers = []
    for answer in entry.entries("answers"):
        answer.only("text", "right", "because")
        right = answer.content.get("right", False)
        if not isinstance(right, bool):
            raise QuestionError(f"{answer.where}: expected right = true or false, got {right!r}")
        answers.append(Answer(answer.take("text"), right, answer.take("because")))
    if len({answer.text for answer in answers}) < max(3, len(answers)):
        raise QuestionError(f"{entry.where}: expected three or more different answers")
    if sum(answer.right for answer in answers) != 1:
        raise QuestionError(
            f"{entry.where}: expected one answer with right = true, "
            f"got {sum(answer.right for answer in answers)}"
        )
    return Question(
        name=entry.name(),
        topic=str(entry.take(topic, kind)),
        question=entry.take("question"),
        answers=tuple(answers),
    )
