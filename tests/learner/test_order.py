"""Lines in order: shown with gaps and shuffled, judged by running them, whatever the order."""

import itertools
import threading

import pytest

from autograder.check import put_in_order
from autograder.learner import cards, order
from autograder.learner.order import Puzzle, judged, shuffle, with_gaps, without_marks
from autograder.learner.questions import QuestionError, find_order, lessons, load
from autograder.lessons import find
from autograder.lessons.runs import at_work

ORDERS = [asked for lesson in lessons() for asked in load(lesson).orders.values()]
ADAM = find_order("adam_step")
AVERAGES, CORRECTED, STEP = ADAM.lines[:2], ADAM.lines[2:4], ADAM.lines[4:]


def is_right(lines, asked=ADAM):
    return judged(asked, list(lines))["right"]


def said_of(*lines):
    return judged(ADAM, list(lines))["said"]


# ------------------------------------------------------------ the lines of the course


@pytest.mark.parametrize("asked", ORDERS, ids=lambda asked: asked.exercise)
def test_the_lines_of_a_lesson_give_the_right_answers(asked):
    assert judged(asked, list(asked.lines)) == {
        "said": "It runs, and gives the right answers. Now write it.",
        "right": True,
    }


@pytest.mark.parametrize("asked", ORDERS, ids=lambda asked: asked.exercise)
def test_a_line_too_many_spoils_them_wherever_it_is_put(asked):
    for extra in asked.too_many:
        for place in range(len(asked.lines) + 1):
            lines = [*asked.lines[:place], extra, *asked.lines[place:]]
            assert not is_right(lines, asked), (place, extra)


@pytest.mark.parametrize("asked", ORDERS, ids=lambda asked: asked.exercise)
def test_none_of_the_lines_can_be_left_out(asked):
    for line in asked.lines:
        assert not is_right([other for other in asked.lines if other != line], asked), line


@pytest.mark.parametrize("asked", ORDERS, ids=lambda asked: asked.exercise)
def test_the_head_is_the_exercises_own(asked):
    import ast
    import inspect

    (head,) = ast.parse(f"{asked.first}\n    {asked.last}").body
    names = [arg.arg for arg in head.args.args]
    asks = list(inspect.signature(find(asked.exercise).reference).parameters)
    assert names == asks[: len(names)]


# ------------------------------------------------------------ judged by running


def test_any_order_that_runs_right_is_right():
    right = [
        [*averages, *corrected, *STEP]
        for averages in itertools.permutations(AVERAGES)
        for corrected in itertools.permutations(CORRECTED)
    ]
    m, v = zip(AVERAGES, CORRECTED, strict=True)
    right += [[*m, *v, *STEP], [*v, *m, *STEP]]
    for lines in right:
        assert is_right(lines), lines


def test_a_name_that_nothing_has_made_is_said():
    said = said_of(*AVERAGES, *STEP, *CORRECTED)
    assert said == "A line uses m_hat, and no line above it makes m_hat."
    assert said_of(*AVERAGES, *STEP) == said


def test_a_mistake_by_name_gets_its_hint():
    (extra,) = ADAM.too_many
    said = said_of(*AVERAGES, *CORRECTED, *STEP, extra)
    hints = {mistake.name: mistake for mistake in find("adam_step").misconceptions}
    assert said.endswith("?")
    assert hints["corrected values kept"].hint.split(".")[0] in said


def test_names_in_code_are_not_capitalized():
    said = said_of(*CORRECTED, *AVERAGES, *STEP)
    assert said.startswith("m and v hold. ")


def test_what_is_no_python_is_said():
    asked = ADAM._replace(lines=(*ADAM.lines, "    v = v"))
    said = judged(asked, list(asked.lines))["said"]
    assert said.startswith("Python cannot read it: unexpected indent")


def test_no_line_at_all_is_said():
    assert judged(ADAM, []) == {
        "said": "No line is taken yet: move one up, above the bar.",
        "right": False,
    }


def test_no_line_is_quoted_because_a_gap_would_be_told():
    for count in range(1, 4):
        for lines in itertools.permutations((*ADAM.lines, *ADAM.too_many), count):
            said = said_of(*lines)
            assert "np.sqrt" not in said, lines
            assert "beta1**t" not in said, lines


def test_while_a_check_runs_the_card_asks_to_press_again(monkeypatch):
    monkeypatch.setattr(order, "WAITS", 0.05)
    held, done = threading.Event(), threading.Event()

    def check():
        with at_work:
            held.set()
            done.wait(10)

    other = threading.Thread(target=check)
    other.start()
    held.wait(10)
    try:
        assert judged(ADAM, list(ADAM.lines)) == {"said": order.BUSY, "right": False}
    finally:
        done.set()
        other.join()
    assert is_right(ADAM.lines)


# ------------------------------------------------------------ the card


def test_the_lines_come_shuffled_and_always_alike():
    for asked in ORDERS:
        lines = shuffle(asked)
        assert shuffle(asked) == lines
        assert sorted(lines.values()) == sorted((*asked.lines, *asked.too_many))
        assert [line for line in lines.values() if line in asked.lines] != list(asked.lines)


def test_gaps_are_open_where_a_learner_reads():
    assert with_gaps("w = w - «lr» * m / «(np.sqrt(v) + eps)»") == "w = w - … * m / …"
    assert without_marks("w = w - «lr» * m") == "w = w - lr * m"


def test_the_text_and_the_saved_page_show_no_gap(folder, capsys):
    put_in_order("adam_step")
    text = capsys.readouterr().out
    puzzle = Puzzle(ADAM)
    for shown in (text, puzzle._html()):
        assert "one is too many" in shown
        assert not set("«»") & set(shown)
        assert "np.sqrt" not in shown
        assert "**t" not in shown
        assert shown.count("…") == len(ADAM.lines) + len(ADAM.too_many)


def test_a_saved_page_shows_what_was_put_together():
    puzzle = Puzzle(ADAM)
    keys = {line: key for key, line in puzzle.lines.items()}
    taken = [keys[line] for line in ADAM.lines]
    state = puzzle.answer({"lines": taken})
    assert (state["right"], state["taken"]) == (True, taken)
    page = puzzle._html()
    shown = [page.index(f"<code>{with_gaps(line)}</code>") for line in ADAM.lines]
    assert shown == sorted(shown)
    assert page.index("Left out:") < page.index(with_gaps(ADAM.too_many[0]), page.index("Left"))
    assert "✓ It runs" in page


@pytest.mark.parametrize("content", [
    {}, {"lines": None}, {"lines": "0"}, {"lines": ["0", "0"]}, {"lines": ["17"]}, {"lines": [0]},
    {"lines": [["0"]]}, {"lines": {"0": "1"}},
])  # fmt: skip
def test_a_message_that_no_card_sends_changes_nothing(content):
    puzzle = Puzzle(ADAM)
    assert puzzle.answer(content) == {"said": "", "right": None, "taken": []}


def test_in_a_kernel_it_is_a_card_whose_answer_comes_back(folder, monkeypatch):
    shown = []
    monkeypatch.setattr(cards, "get_ipython", lambda: True)
    monkeypatch.setattr(cards, "display", shown.append)
    put_in_order("adam_step")
    (card,) = shown
    assert card.kind == "order"
    assert "«" not in repr(card.cards)
    cards._answer(card, Puzzle(ADAM).answer, {"lines": []})
    assert card.state["said"].startswith("No line is taken yet")
    assert card.state["reply"] == 1


def test_an_exercise_without_lines_is_said():
    with pytest.raises(QuestionError, match=r"lines are put in order \(.*adam_step.*\); got 'x'"):
        put_in_order("x")
