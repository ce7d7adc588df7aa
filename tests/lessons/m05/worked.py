"""Lesson 5: the numbers of its text that are worked out by hand, or counted by others."""

import itertools

import numpy as np

from autograder.lessons.own_number import LARGEST, SMALLEST
from nnlib.affine import affine_forward
from nnlib.forward import first_mismatch, flops_forward, forward
from nnlib.lessons import lesson05 as experiments
from nnlib.probabilities import softmax
from nnlib.viz.lesson05 import BY_HAND
from tests.lessons.worked import matrix, minus

X = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
W = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
B = np.array([10.0, 20.0])

# Places, names and definitions: which question it is, how many bits a row of the table is about.
NAMES = (
    r"<code>.*?</code>",
    r"<summary>\d\.",
    r"^\| (8 to 6|5|4|3) \| @",
)


def written(row):
    """Write a row of whole numbers as prose does: (3, −1)."""
    return minus(f"({', '.join(f'{value:g}' for value in np.ravel(row))})")


def sizes():
    D, H, C = experiments.SIZES
    assert (D, H, C) == (64, 32, 10)
    yield f"How many of a digit's {D} pixels must change"
    yield f"In the middle are the {H} hidden units"
    yield f"the small map inside shows its {D} weights"
    yield "about 90 minutes"  # asked of readers, not of a run
    yield f"receives the raw features, here {D} pixels"
    yield f"In between are {H} hidden units"
    yield f"say {experiments.BATCH} of @ digits"
    deep = experiments.DEEP
    assert (deep[0], deep[-1], set(deep[1:-1]), len(deep)) == (D, C, {H}, 12)
    yield f"ten hidden layers of {deep[1]} units"
    assert all((b == 0).all() for _, b in experiments.deep(experiments.FIRST_DEEP))
    yield "its biases are 0"
    test = experiments.digits()[2]
    yield f"To read {len(test)} digits, do we call the network {len(test)} times?"
    yield f"with {experiments.WIDTHS[-1]} units it was below ten"  # see test_truth_05
    yield "| $X$ | $(N, D)$ | $(N, 64)$ |"
    yield "| $A_1$ | $(N, H)$ | $(N, 32)$ |"
    yield "| $Z_1 = X W_1 + b_1$ | $(N, H)$ | $(N, 32)$ |"
    yield "| $Z_2 = A_1 W_2 + b_2$ | $(N, C)$ | $(N, 10)$ |"
    (W1, _), (W2, _) = experiments.reader()
    assert (W1.shape, W2.shape) == ((D, H), (H, C))
    yield f"torch.nn.Linear({D}, {H})` stores $W$ with the shape ({H}, {D})"


def still_there():
    yield "A layer of 5 neurons looks at 7 samples with 3 inputs"
    assert (np.zeros((7, 3)) @ np.zeros((3, 5))).shape == (7, 5)
    yield "`(3, 5)`: a column of weights for each neuron (lesson 1). The 7 does not occur in it"
    z = np.array([3, -4])
    yield f"What does a ReLU make of {written(z)}?"
    yield f"{written(np.maximum(z, 0))}: it passes on what is above 0 and outputs 0 otherwise"
    assert softmax(np.array([2.0, 1.0, 0.0])).argmax() == 0
    yield "Softmax turns the scores (2, 1, 0) into probabilities"
    assert [i for i, _ in enumerate("ab")] == [0, 1]
    yield "and counts from 0 in `i`"


def affine_maps():
    Z, _ = affine_forward(X, W, B)
    yield f"$${matrix(X)} {matrix(W)} + {matrix([B])} = {matrix(Z)}$$"
    pictures = np.zeros((2, 8, 8))
    assert pictures.reshape(2, 64).shape == (2, 64)
    assert np.shares_memory(pictures, pictures.reshape(2, 64))  # "The numbers keep their order"
    yield "digits of shape $(2, 8, 8)$ become `X.reshape(2, 64)`"
    assert affine_forward(np.zeros((4, 2, 3)), np.zeros((6, 5)), np.zeros(5))[0].shape == (4, 5)
    yield "`(4, 5)`: a row for each of the 4 samples, a column for each of the 5 units"
    assert np.zeros((4, 2, 3)).reshape(4, -1).shape == (4, 6)
    yield "The 2 · 3 numbers of a sample meet the 6 rows of `W`"
    yield "How many numbers has one sample of shape (2, 3)?"
    row, weights = X[0], W[:, 0]
    assert weights.tolist() == [1, 0, 1]
    yield (
        f"The row of the first sample above is {written(row)}. With weights {written(weights)} and "
        f"bias {B[0]:g} it gives {Z[0, 0]:g}. A sample of shape (1, 3) with the same numbers has "
        f"to give {affine_forward(row.reshape(1, 1, 3), W, B)[0][0, 0]:g} as well"
    )
    yield 'and -1 for "as many columns as are left"'
    yield "picture as it is, in the shape $(1, 8, 8)$"


def layers():
    A, (first, last) = forward(*BY_HAND.values())
    (W1, b1), (W2, b2) = BY_HAND["params"]
    yield f"$${matrix(BY_HAND['X'])}{matrix(W1)} + {matrix([b1])} = {matrix(first['Z'])}"
    yield f"\\ \\to\\ {matrix(first['A'])}$$"
    yield f"$${matrix(first['A'])}{matrix(W2)} - {-b2[0]:g} = {A[0, 0]:g}$$"
    yield (
        f"for the first layer X = {written(first['X'])}, Z = {written(first['Z'])}, "
        f"A = {written(first['A'])}; for the second X = {written(last['X'])}, "
        f"Z = A = {minus(f'{A[0, 0]:g}')}"
    )


def ten_layers():
    z = np.array([-3.0, 0.0, 5.0])
    assert np.array_equal(np.maximum(z / 2, 0), np.maximum(z, 0) / 2)
    yield "for $z / 2$ it returns half of what it returns for $z$"
    maps = len(experiments.deep(experiments.FIRST_DEEP))
    assert maps == 11
    yield (
        f"there are eleven maps, so each score is halved eleven times: 1/{2**maps:,} of it is left"
    )
    # what the panel shows at these scales is measured: facts of the fold, and test_claims_05
    yield "At scale 0.5 they are tiny and all bars show about 10 %"
    yield "The preset *surprises* is scale 2. There the network is nearly 100 % sure"
    yield "were compared with those at scale 1, for @ networks"
    # facts, with their claims in test_claims_05
    yield "At scale 1 the activity neither fades nor explodes"
    yield "at scale 2, of the answers that are over 90 % sure, @ %"
    yield "is @ times that of the first at scale 1"
    yield "The argument needs biases of 0"
    yield "@ % at scale 0.5, @ % at scale 1, @ % at scale 2"


def batches():
    order = [3, 0, 4, 1, 2]
    assert np.split(np.array(order), [2, 4])[2].tolist() == [2]
    yield "is one random order of 0 to 4"
    yield "has row 3 and then row 0"
    yield "Sample 7 and its label have to stay together"
    yield (
        f"The order is {written(order)}: the batches hold the samples 3 and 0, then 4 and 1, then "
        "2 alone"
    )
    yield "in steps of the batch size, from 0"
    yield "A confidence near 100 % is no proof"
    yield "mistakes with a confidence above 90 %"
    yield "@ % of the answers have a confidence above 90 %"
    yield "The untrained network at scale 2 was as sure, and right for one digit in ten"
    yield f"Readers with {experiments.NARROW} hidden units in place of {experiments.SIZES[1]}"
    # said by invented classmates
    yield '"My network is 100 % sure of its answers'
    yield "and 8 % of the test digits are right"


def under_more():
    assert np.float64(0).itemsize * 8 == 64
    yield "A weight is stored in 64 bits"
    yield "with 1 bit only the sign is left"
    yield "In each of the @ networks 1 bit reads more digits than 2: @ % are right"
    levels = experiments.in_bits(np.array([-5.0, 0.1, 4.0, 5.0]), 2)
    assert sorted(set(levels)) == [-5, 0, 5]
    yield "With 2 bits a weight is minus the largest weight, 0, or the largest weight"
    yield "of the first layer's weights become 0"
    sample = np.array([1.0, -2.0, 3.0])
    assert experiments.smaller_step(sample) == 1.5 * np.abs(sample).mean()
    yield "With a smaller step, 1.5 times the mean size, 2 bits give @ %; with four"
    assert (experiments.four_levels(np.linspace(-5, 5, 101)) != 0).all()
    yield "values over the same range, and none of them 0, they give @ %."
    assert len(set(experiments.four_levels(np.linspace(-5, 5, 101)))) == 2**2
    yield "three of the four values that 2 bits could tell"
    (_, b), _ = experiments.coarse(experiments.reader(), 1)
    assert np.array_equal(b, experiments.reader()[0][1])
    yield "Biases keep their 64 bits throughout"
    yield "than $10^{-12}$"  # run in test_claims_05
    shapes = [(64, 32), (32, 16), (10, 4)]
    index, needed = first_mismatch(shapes)
    assert needed == 16
    yield (
        f"Of (64, 32), (32, 16), (10, 4) the first two meet in {shapes[0][1]}. The last one has "
        f"the index {index}."
    )


def operations():
    sizes = [3, 2, 4]
    weights = sum(D * H for D, H in itertools.pairwise(sizes))
    yield (
        "sizes 3, 2, 4 have $3 \\cdot 2 + 2 \\cdot 4 = "
        f"{weights}$ weights, and five samples cost $2 \\cdot 5 \\cdot {weights} = "
        f"{flops_forward(sizes, 5)}$ operations"
    )
    yield "How many weights are there between a layer of 3 and a layer of 2?"
    one, two = flops_forward([3, 2]), flops_forward([3, 2], 2)
    yield f"One sample, sizes 3 and 2: {one} operations. Two samples: {two}."
    yield "multiply the sum by 2 and by the number of samples"
    low, high = len(str(SMALLEST)), len(str(LARGEST))
    yield f"Choose a whole number with {low} to {high} digits"


def literature():
    # years and counts as in the literature that is named beside them
    yield "(Chen and others, 2016)"
    yield "A forward pass of GPT-4 takes hundreds of billions"
    yield "(OpenAI, 2023)"
    parameters = 175
    yield f"GPT-3 has {parameters} billion parameters"
    yield f"costs about {2 * parameters} billion operations (Kaplan and others, 2020;"
    yield "*Scaling laws for neural language models* (2020)"
    yield "*Language models are few-shot learners* (2020): the size of GPT-3"
    yield "*Training deep nets with sublinear memory cost* (2016)"
    yield "*GPT-4 technical report* (2023)"
    yield "*one-pixel attack* (Su and others, 2019)"
    yield "*calibration* (Guo and others, 2017)"
    yield "*One pixel attack for fooling deep neural networks* (2019)"
    yield "*On calibration of modern neural networks* (2017)"
    yield "*Optical recognition of handwritten digits* (1998)"


PARTS = (
    sizes,
    still_there,
    affine_maps,
    layers,
    ten_layers,
    batches,
    under_more,
    operations,
    literature,
)
