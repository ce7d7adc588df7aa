"""Module 4: what goes wrong with the slopes of six activation functions."""

import numpy as np

from autograder.core.exercise import Misconception

SIX = ("sigmoid", "tanh", "relu", "leaky_relu", "elu", "silu")


def _sigma(z):
    return 0.5 * (1 + np.tanh(0.5 * z))


def _right(z):
    """Return the six slopes as a learner would: without the engine, which may not be called."""
    s, t, above = _sigma(z), np.tanh(z), z > 0
    leaky, elu = np.where(above, 1.0, 0.01), np.where(above, 1.0, np.exp(np.minimum(z, 0)))
    return s * (1 - s), 1 - t * t, np.where(above, 1.0, 0.0), leaky, elu, s + z * s * (1 - s)


def _right_but(**parts):
    """Make a wrong version: right but for the parts given as functions of z."""

    def version(z):
        found = dict(zip(SIX, _right(z), strict=True))
        found |= {name: part(z) for name, part in parts.items()}
        return tuple(found.values())

    return version


def _leak(below, above=1.0):
    """Make a version in which leaky_relu has these two slopes."""
    return _right_but(leaky_relu=lambda z: np.where(z > 0, above, below))


def _nudged(h, back):
    """Make a version that measures the slopes between z + h and z - back."""

    def six(z):
        elu = np.where(z > 0, z, np.expm1(np.minimum(z, 0)))
        return _sigma(z), np.tanh(z), np.maximum(z, 0), np.maximum(z, 0.01 * z), elu, z * _sigma(z)

    def version(z):
        ends = zip(six(z + h), six(z - back), strict=True)
        return tuple((up - down) / (h + back) for up, down in ends)

    return version


def _in_order(*places):
    return lambda z: tuple(_right(z)[place] for place in places)


MISCONCEPTIONS = (
    Misconception(
        "sigmoid: input for value",
        "Your slope of the sigmoid at z = 2 is below 0, and the curve rises everywhere. "
        "In a (1 − a), which number is a: what went in, or what came out?",
        _right_but(sigmoid=lambda z: z * (1 - z)),
    ),
    Misconception(
        "in another order",
        "Six right slopes came, and two of them stand in each other's place. "
        "In which order does the docstring ask for them?",
        (
            _in_order(1, 0, 2, 3, 4, 5),
            _in_order(0, 1, 2, 3, 5, 4),
            _in_order(0, 1, 2, 4, 3, 5),
        ),
    ),
    Misconception(
        "sigmoid: its value",
        "For the sigmoid you gave what comes out, not how steep it is. "
        "Far out it says 1 and hardly moves: what should your slope say there?",
        _right_but(sigmoid=_sigma),
    ),
    Misconception(
        "sigmoid: another product",
        "The slope of the sigmoid is the product of two numbers, and yours is another one. "
        "At z = 2 the value is 0.88: how much is missing to 1, and what do the two make?",
        (
            _right_but(sigmoid=lambda z: 1 - _sigma(z)),
            _right_but(sigmoid=lambda z: _sigma(z) ** 2),
            _right_but(sigmoid=lambda z: 1 - _sigma(z) ** 2),
        ),
    ),
    Misconception(
        "sigmoid: downhill",
        "Your slope of the sigmoid has the right size, and it is below 0. "
        "From z = 1 to z = 2, does the curve rise or fall?",
        _right_but(sigmoid=lambda z: _sigma(z) * (_sigma(z) - 1)),
    ),
    Misconception(
        "tanh: input for value",
        "Your slope of tanh at z = 2 is −3, and the curve rises everywhere. "
        "In 1 − a², which number is a: what went in, or what came out?",
        _right_but(tanh=lambda z: 1 - z**2),
    ),
    Misconception(
        "tanh: slope of the sigmoid",
        "tanh's values run from −1 to 1, and the rule a (1 − a) belongs to a curve from 0 to "
        "1. At z = 0 tanh rises by as much as z: what does your rule say there?",
        _right_but(tanh=lambda z: np.tanh(z) * (1 - np.tanh(z))),
    ),
    Misconception(
        "tanh: its value",
        "For tanh you gave what comes out, not how steep it is. "
        "Below 0 tanh is negative, and does it rise or fall there?",
        _right_but(tanh=np.tanh),
    ),
    Misconception(
        "tanh: the square",
        "At 0 your slope of tanh holds. At z = 1, where a is 0.762, 0.42 should come out: "
        "which of the numbers in your line is to be squared, and is anything else?",
        (
            _right_but(tanh=lambda z: 1 - np.tanh(z)),
            _right_but(tanh=lambda z: (1 - np.tanh(z)) ** 2),
            _right_but(tanh=lambda z: 1 - np.tanh(z**2)),
            _right_but(tanh=lambda z: 1 - np.tanh(z) * 2),
        ),
    ),
    Misconception(
        "relu: its value",
        "For relu you gave what comes out, not how steep it is. "
        "Going from z = 2 to z = 2.1, by how much does the output move?",
        _right_but(relu=lambda z: np.maximum(z, 0)),
    ),
    Misconception(
        "relu: truth values",
        "Your slopes of relu are True and False. They stand in the right places; "
        "which numbers do they stand for?",
        _right_but(relu=lambda z: z > 0),
    ),
    Misconception(
        "relu: no silent side",
        "Below 0 your relu moves. From z = −2 to z = −1 its output goes from 0 to 0: "
        "how steep is that?",
        (_right_but(relu=np.sign), _right_but(relu=np.ones_like)),
    ),
    Misconception(
        "leaky_relu: sides turned",
        "Your two slopes of leaky_relu are right, on the other side each. "
        "Which side of 0 is the one that leaks?",
        _leak(1.0, above=0.01),
    ),
    Misconception(
        "leaky_relu: another leak",
        "Your leaky_relu leaks, with another number than this lesson's. "
        "From z = −2 to z = −1 the output goes from −0.02 to −0.01: how steep is that?",
        tuple(map(_leak, (0.1, 0.2, 0.3, 0.25, 0.5, 0.05, 0.02, 0.001))),
    ),
    Misconception(
        "leaky_relu: no leak",
        "Below 0 your leaky_relu is flat, like a plain relu. "
        "From z = −2 to z = −1 its output goes from −0.02 to −0.01: how steep is that?",
        _leak(0.0),
    ),
    Misconception(
        "leaky_relu: downhill",
        "Below 0 your slope of leaky_relu is negative. "
        "From z = −2 to z = −1 the output goes from −0.02 to −0.01: does it rise or fall?",
        _leak(-0.01),
    ),
    Misconception(
        "leaky_relu: its value",
        "For leaky_relu you gave the value, at least on one side of 0. "
        "Each of its arms is a straight line: can a slope depend on how far out z lies?",
        (
            _right_but(leaky_relu=lambda z: np.where(z > 0, 1.0, 0.01 * z)),
            _right_but(leaky_relu=lambda z: np.maximum(z, 0.01 * z)),
            _right_but(leaky_relu=lambda z: np.maximum(z, 0.01)),
        ),
    ),
    Misconception(
        "elu: its value",
        "Below 0 your slope of elu is negative, and the curve rises there. "
        "What is left of exp(z) − 1 when you take its slope?",
        (
            _right_but(elu=lambda z: np.where(z > 0, 1.0, np.expm1(np.minimum(z, 0)))),
            _right_but(elu=lambda z: np.where(z > 0, z, np.expm1(np.minimum(z, 0)))),
            # the same with an overflow far out
            _right_but(elu=lambda z: np.where(z > 0, 1.0, np.exp(z) - 1)),
            _right_but(elu=lambda z: np.where(z > 0, z, np.exp(z) - 1)),
        ),
    ),
    Misconception(
        "elu: not straight above",
        "Below 0 your slope of elu holds. Above 0 elu gives z itself: "
        "from z = 2 to z = 2.1, by how much does that move?",
        (
            _right_but(elu=lambda z: np.where(z > 0, z, np.exp(np.minimum(z, 0)))),
            _right_but(elu=lambda z: np.where(z > 0, 0.0, np.exp(np.minimum(z, 0)))),
            _right_but(elu=lambda z: np.exp(np.minimum(z, 700))),
            # the same with an overflow far out
            _right_but(elu=lambda z: np.where(z > 0, z, np.exp(z))),
            _right_but(elu=lambda z: np.where(z > 0, 0.0, np.exp(z))),
            _right_but(elu=np.exp),
        ),
    ),
    Misconception(
        "elu: sign of its exponential",
        "Below 0 the slope of elu is a number between 0 and 1, smaller the further out. "
        "What is the slope of exp(z) at z = −1, and is a minus needed anywhere?",
        (
            _right_but(elu=lambda z: np.where(z > 0, 1.0, -np.exp(np.minimum(z, 0)))),
            _right_but(elu=lambda z: np.where(z > 0, 1.0, np.exp(np.minimum(-z, 700)))),
            # the same with an overflow far out
            _right_but(elu=lambda z: np.where(z > 0, 1.0, -np.exp(z))),
            _right_but(elu=lambda z: np.exp(np.maximum(-z, 0))),
        ),
    ),
    Misconception(
        "elu: flat below",
        "You made elu flat below 0. It does level off at −1, but only in the end: "
        "from z = −1 to z = −0.9, does exp(z) − 1 move?",
        _right_but(elu=lambda z: np.where(z > 0, 1.0, 0.0)),
    ),
    Misconception(
        "an exponential out of reach",
        "At z = 1000 or −1000 one of your lines asks for an exponential out of reach. Before "
        "np.where picks, both sides have been computed: which of the six is it?",
        _right_but(elu=lambda z: np.where(z > 0, 1.0, np.exp(z))),
        holds="All six hold for ordinary numbers.",
    ),
    Misconception(
        "silu: one factor held still",
        "In z · sigmoid(z) both factors move when z moves, and you let one of them stand "
        "still. What does the other one add?",
        (
            _right_but(silu=_sigma),
            _right_but(silu=lambda z: z * _sigma(z) * (1 - _sigma(z))),
            _right_but(silu=lambda z: _sigma(z) * (1 - _sigma(z))),
        ),
    ),
    Misconception(
        "silu: another slope in the product rule",
        "Your slope of silu has its first half, sigmoid(z). Beside it z is multiplied by "
        "something that is not the sigmoid's slope: what stands in line one for that?",
        (
            _right_but(silu=lambda z: _sigma(z) + z * _sigma(z)),
            _right_but(silu=lambda z: _sigma(z) * (1 + z * _sigma(z))),
            _right_but(silu=lambda z: _sigma(z) + z * (1 - _sigma(z))),
            _right_but(silu=lambda z: _sigma(z) + z * (1 - z)),
            _right_but(silu=lambda z: _sigma(z) + z),
        ),
    ),
    Misconception(
        "silu: z left out",
        "You added the slopes of both factors, or a slope without what it is multiplied by. "
        "A factor that moves counts times the other one: what stands beside each slope?",
        (
            _right_but(silu=lambda z: _sigma(z) + _sigma(z) * (1 - _sigma(z))),
            _right_but(silu=lambda z: 1 + _sigma(z) * (1 - _sigma(z))),
            _right_but(silu=lambda z: z * _sigma(z) + _sigma(z) * (1 - _sigma(z))),
            _right_but(silu=lambda z: 1 + z * _sigma(z) * (1 - _sigma(z))),
        ),
    ),
    Misconception(
        "silu: slopes with their own factors",
        "Each slope stands beside a factor, but beside the one that it belongs to. "
        "z has slope 1: if only z moved, by what would that 1 be multiplied?",
        (
            _right_but(silu=lambda z: z + _sigma(z) ** 2 * (1 - _sigma(z))),
            _right_but(silu=lambda z: z + _sigma(z) * (1 - _sigma(z))),
        ),
    ),
    Misconception(
        "silu: taken away",
        "Your two halves of silu's slope are right, and you take one from the other. "
        "Far above 0 nothing shows; at z = 2 both factors rise: do their shares add up?",
        _right_but(silu=lambda z: _sigma(z) - z * _sigma(z) * (1 - _sigma(z))),
    ),
    Misconception(
        "silu: its value",
        "For silu you gave z · sigmoid(z) itself. "
        "Nudge z from 0 to 0.1: that value goes from 0 to about 0.05, so how steep is it at 0?",
        _right_but(silu=lambda z: z * _sigma(z)),
    ),
    Misconception(
        "one number at a time",
        "Many numbers came at once, some above 0 and some below, and an `if` or a `max` can go one "
        "way only. How could each of them get its own slope?",
        lambda z: (1.0 if z > 0 else 0.0,) * 6,
    ),
    Misconception(
        "nudged",
        "You measure the slopes by nudging. Where a nudge reaches across a kink it finds half of "
        "each side, and in float32 it drowns in rounding: which formula needs no nudge?",
        (
            *(_nudged(h, h) for h in (1e-3, 1e-4, 1e-5, 1e-6)),
            *(_nudged(h, 0) for h in (1e-4, 1e-5, 1e-6)),
        ),
        tolerance=1e-3,
        open_in=("float32",),
    ),
)
