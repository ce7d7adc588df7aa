"""Training that is watched: steps, live controls, the end; and predictions."""

import numpy as np
import pytest

from nnlib import viz

CURVE = viz.Curves(
    "way", viz.Axis("step", range=(0, 10)), viz.Axis("w", range=(0, 100)), {"w": ("step", "w")}
)


class Walk:
    """Walks by ``lr`` a step."""

    made = 0

    def __init__(self, lr, start):
        Walk.made += 1
        self.lr, self.way = lr, [start]

    def step(self):
        self.way.append(self.way[-1] + self.lr)
        if self.way[-1] > 50:
            raise FloatingPointError("walked off")

    def picture(self):
        return {"step": np.arange(len(self.way)), "w": self.way}, f"At {self.way[-1]:g}."


def trainer(**more):
    controls = {"lr": viz.choice("rate", (1, 10)), "start": viz.choice("start", (0, 5))}
    return viz.Trainer(Walk, [CURVE], controls, live=("lr",), **more)


def say(panel, kind, seq=1, **content):
    panel._handle_custom_msg({"kind": kind, "client": "t", "seq": seq, **content}, [])


def test_a_tick_trains_its_steps_and_answers_with_one_picture():
    panel, sent = trainer(), []
    panel.observe(lambda change: sent.append(change["new"]["answered"]), "shown")
    say(panel, "tick", 1, steps=1)
    say(panel, "tick", 2, steps=5)
    assert panel.sentence == "At 6."
    assert panel.steps == 6
    assert sent == [1, 2]


def test_a_live_control_changes_the_run_and_another_one_begins_a_new_one():
    panel = trainer()
    made = Walk.made
    panel.train(2)
    say(panel, "values", inputs={"lr": 1})
    say(panel, "tick", 2, steps=1)
    assert (panel.sentence, panel.steps, Walk.made) == ("At 12.", 3, made)
    say(panel, "values", 3, inputs={"start": 1})
    assert (panel.sentence, panel.steps, Walk.made) == ("At 5.", 0, made + 1)
    assert panel.run.lr == 10


def test_reset_begins_again_and_the_limit_ends_a_run():
    panel = trainer(limit=3)
    say(panel, "tick", 1, steps=5)
    assert (panel.sentence, panel.shown["stopped"]) == ("At 3.", True)
    say(panel, "reset", 2, inputs={})
    assert (panel.sentence, panel.steps) == ("At 0.", 0)
    say(panel, "tick", 3, steps=1)
    assert panel.shown["stopped"] is False


def test_a_run_that_fails_stops_and_is_told_and_reset_mends_it():
    panel = trainer()
    panel.choose(lr=10)
    say(panel, "tick", 1, steps=20)
    assert panel.shown["fault"] == "FloatingPointError: walked off"
    assert panel.shown["stopped"] is True
    assert panel.shown["answered"] == 1
    panel.reset()
    assert (panel.shown["fault"], panel.sentence) == ("", "At 0.")


@pytest.mark.parametrize("steps", [0, -1, 10**9, "1", None, True])
def test_a_number_of_steps_that_makes_no_sense_is_refused(steps):
    panel = trainer()
    say(panel, "tick", 1, steps=steps)
    assert panel.steps == 0
    assert "expected 1 to 1000 steps" in panel.shown["fault"]


def test_a_live_control_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="live expected names of controls, got rate"):
        viz.Trainer(Walk, [CURVE], {}, live=("rate",))


# ------------------------------------------------------------ predictions


def result(k):
    return {"step": np.arange(11), "w": 10.0 * np.arange(11)}, "It rises by 10 a step."


def predicting(**question):
    return viz.Panel(
        result, [CURVE], {"k": viz.seed()}, predict=viz.Predict("What happens?", **question)
    )


def test_a_choice_is_kept_once():
    kept = []
    panel = predicting(choices=("falls", "rises"), kept=kept.append)
    say(panel, "said", said={"choice": 1})
    say(panel, "said", 2, said={"choice": 0})
    assert kept == ["rises"]
    assert panel.shown["said"] == {"choice": 1}
    assert panel.predicted == {"choice": 1}


def test_a_drawn_curve_is_compared_with_the_result():
    panel = predicting(curve=("way", "w"))
    say(panel, "said", said={"curve": [50.0] * 33})
    np.testing.assert_allclose(panel.shown["said"]["curve"], 50)
    assert panel.shown["said"]["words"] == "Your curve is off by 26 on average."


def test_a_large_factor_is_said_as_people_say_it():
    axes = viz.Axis("step", range=(0, 10)), viz.Axis("w", log=True, range=(1e-3, 1e3))
    plot = viz.Curves("way", *axes, {"w": ("step", "w")})
    ask = viz.Predict("?", curve=("way", "w"))
    one = lambda k: ({"step": np.arange(11), "w": np.ones(11)}, "It stays.")  # noqa: E731
    panel = viz.Panel(one, [plot], {"k": viz.seed()}, predict=ask)
    say(panel, "said", said={"curve": [310.0] * 33})
    assert panel.shown["said"]["words"] == "Your curve is off by a factor of 310 on average."


@pytest.mark.parametrize("said", [{"choice": 2}, {"choice": None}, {"curve": [1.0]}, None, "x"])
def test_a_prediction_that_is_none_is_not_taken(said):
    for question in ({"choices": ("falls", "rises")}, {"curve": ("way", "w")}):
        panel = predicting(**question)
        say(panel, "said", said=said)
        assert panel.predicted is None
        assert "Predict expected" in panel.shown["fault"]


def test_questions_that_cannot_be_asked_are_refused():
    with pytest.raises(ValueError, match="either choices or a curve"):
        viz.Predict("?")
    with pytest.raises(ValueError, match=r"one of the plots \['way'\], got 'path'"):
        predicting(curve=("path", "w"))
    with pytest.raises(ValueError, match="a curve of 'way', got 'v'"):
        predicting(curve=("way", "v"))
    loose = viz.Curves("way", viz.Axis("step"), viz.Axis("w"), {"w": ("step", "w")})
    with pytest.raises(ValueError, match="fixed ranges for both axes of 'way'"):
        viz.Panel(result, [loose], {"k": viz.seed()}, predict=viz.Predict("?", curve=("way", "w")))
