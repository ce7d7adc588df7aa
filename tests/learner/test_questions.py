"""Every question is complete: whoever answers, right or wrong, reads a sentence."""

import re
from pathlib import Path

import pytest

from autograder.learner.questions import QuestionError, find_prediction, lessons, load, parse
from autograder.project import masters

ROOT = Path(__file__).parents[2]

PREDICTION = """
[[prediction]]
id = "first"
question = "Which?"
choices = {a = "this", b = "that"}
turned_out = "a"
why = "Because."
where = "A heading"
"""
ANSWERS = """
[[quiz.answers]]
text = "one"
right = true
because = "Yes, since."
[[quiz.answers]]
text = "two"
because = "No, since."
[[quiz.answers]]
text = "three"
because = "No, since."
"""
QUIZ = "".join(
    f'[[quiz]]\nid = "q{k}"\nconcept = "c{k}"\nquestion = "?"\n{ANSWERS}' for k in range(6)
)
STILL = "".join(
    f'[[still_there]]\nid = "s{k}"\nlesson = {k}\nquestion = "?"\n'
    + ANSWERS.replace("quiz", "still_there")
    for k in (1, 2, 3)
)
ORDER = """
[[order]]
exercise = "f"
first = "def f(x):"
last = "return x"
lines = ["x = «x» + 1", "x = 2 * x", "x = x - 3"]
too_many = ["x = 0"]
"""
GOOD = "lesson = 8\npoints = 20\nwords = 4\n" + PREDICTION + QUIZ + STILL + ORDER


def refused(text):
    with pytest.raises(QuestionError) as error:
        parse(text, 8, "m08.toml")
    return str(error.value)


def test_a_complete_file_is_read():
    questions = parse(GOOD, 8, "m08.toml")
    assert questions.predictions["first"].choices == {"a": "this", "b": "that"}
    assert len(questions.quiz) == 6
    assert [q.topic for q in questions.still_there] == ["1", "2", "3"]
    assert questions.orders["f"].lines[0] == "x = «x» + 1"
    assert questions.orders["f"].too_many == ("x = 0",)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("lesson = 8\n", "lesson = \n", "m08.toml is no TOML"),
        ("lesson = 8\n", "lesson = 7\n", "expected lesson = 8, got 7"),
        ("lesson = 8\n", 'lesson = "8"\n', r"expected lesson \(int\), got '8'"),
        ("words = 4\n", "", "expected words"),
        ('why = "Because."\n', "", r"prediction 'first': expected why \(text\), got None"),
        ('why = "Because."\n', 'why = "  "\n', "expected why"),
        ('where = "A heading"\n', "", "expected where"),
        ('turned_out = "a"', 'turned_out = "c"', "turned_out to be one of a, b; got 'c'"),
        ('b = "that"', 'b = "this"', "two or more different choices"),
        (', b = "that"', "", "two or more different choices"),
        ('b = "that"', "b = 3", r"expected b \(text\), got 3"),
        ('why = "Because."', 'whyy = "Because."', "got whyy"),
        ('id = "first"', 'id = "First one"', "small letters, digits, hyphens"),
        ('id = "first"', 'id = "q0"', "every id once, got 'q0' twice"),
        ('because = "No, since."\n', "", "expected because"),
        ("right = true\n", "", "expected one answer with right = true, got 0"),
        ('text = "two"', 'text = "two"\nright = true', "right = true, got 2"),
        ('text = "two"', 'text = "two"\nright = "yes"', "right = true or false, got 'yes'"),
        ('text = "two"', 'text = "one"', "three or more different answers"),
        ('concept = "c1"\n', "", "expected concept"),
        ("lesson = 3\n", "lesson = 8\n", "asks about lesson 8; expected one before 8"),
        ("[[quiz]]", "[quizz]", ""),
        ('exercise = "f"\n', "", "order 1: expected exercise"),
        ('first = "def f(x):"\n', "", "order 'f': expected first"),
        (', "x = x - 3"', "", "three or more lines and one too many, got 2 and 1"),
        ('too_many = ["x = 0"]', "too_many = []", "one too many, got 3 and 0"),
        ('["x = 0"]', '["x = 2 * x"]', "expected every line once"),
        ("«x»", "«x", "expected each gap between « and », got 'x = «x [+] 1'"),
        ("«x»", "«»", "expected each gap between « and »"),
        ('last = "return x"', 'last = "return x"\nhint = "a"', "got hint"),
    ],
)  # fmt: skip
def test_an_incomplete_entry_is_named(old, new, message):
    assert old in GOOD
    assert re.search(message, refused(GOOD.replace(old, new, 1)))


def test_too_few_questions_are_refused():
    five = GOOD.replace(QUIZ, QUIZ[: QUIZ.index('[[quiz]]\nid = "q5"')])
    assert "at least 6 quiz questions, got 5" in refused(five)
    assert parse(GOOD.replace(QUIZ, ""), 8, "m08.toml").quiz == ()  # a small lesson has none
    two = GOOD.replace(STILL, STILL[: STILL.index('[[still_there]]\nid = "s3"')])
    assert "expected 3 questions under still_there, got 2" in refused(two)


def test_a_lesson_without_questions_and_an_unknown_prediction_are_said():
    with pytest.raises(QuestionError, match=r"has questions \(.*7.*\), got 99"):
        load(99)
    with pytest.raises(QuestionError, match=r"v-curve.*got 'v-kurve'"):
        find_prediction("v-kurve")


# ------------------------------------------------------------ the files of the course


@pytest.mark.parametrize("lesson", lessons())
def test_the_file_of_every_lesson_is_complete(lesson):
    assert len(load(lesson).predictions) >= 3


def test_no_two_lessons_use_one_name_for_a_prediction():
    names = [name for lesson in lessons() for name in load(lesson).predictions]
    assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize("lesson", lessons())
def test_the_right_answer_does_not_stand_in_one_place(lesson):
    # lesson 1 has no earlier ones to look back on
    for asked in filter(None, (load(lesson).quiz, load(lesson).still_there)):
        places = [[a.right for a in question.answers].index(True) for question in asked]
        assert max(places.count(place) for place in places) <= (len(places) + 1) // 2


@pytest.mark.parametrize("lesson", lessons())
def test_the_right_answer_is_not_told_by_its_length(lesson):
    quiz = load(lesson).quiz
    longest = [max(q.answers, key=lambda a: len(a.text)).right for q in quiz]
    assert sum(longest) <= len(quiz) * 0.6


@pytest.mark.parametrize("master", masters(ROOT), ids=lambda path: path.stem)
def test_a_lesson_asks_what_there_is_and_links_to_its_own_headings(master):
    text = master.read_text(encoding="utf-8")
    headings = set(re.findall(r"^# #{1,6} (.+)$", text, re.MULTILINE))
    for name in re.findall(r"^predict\(['\"]([^'\"]+)", text, re.MULTILINE):
        asked = find_prediction(name)
        assert asked.lesson == int(master.stem[:2])
        assert asked.where in headings, f"{name}: no heading {asked.where!r}"
