# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 4 · Activation Functions
#
# *What the bend between two layers lets through, and what it swallows.*
#
# About 45 minutes to read and play, 60 for the exercises. You need lessons 1 to 3: a neuron, a layer, and why
# layers without a bend are one layer.
#
# Afterwards you can
#
# - say what an **activation function** is for, and what its slope decides;
# - compute **sigmoid**, **tanh** and **ReLU**, their slopes, and those of three relatives;
# - follow a nudge through ten layers, and explain a **vanishing gradient** without backpropagation;
# - tell a silent unit from a dead one, and say what kills it;
# - turn scores into probabilities with **softmax**, for scores of any size;
# - choose an activation, and give a reason.
#
# Run the cells one by one as you read, with `Shift`+`Enter`: some of them ask before they show. (*Run → Run All
# Cells* works too, also with nothing solved.) When you have solved an exercise, run the cells after it again:
# `take("…")` gives them your version if it is right, and the engine's until then.

# %% nbgrader={"grade": false, "grade_id": "setup", "locked": true, "schema_version": 3, "solution": false, "task": false}
# Setup: run this cell first
import numpy as np

import nnlib
from autograder.check import (
    book,
    check,
    grade,
    guess,
    ledger,
    points,
    quiz,
    reveal,
    shelf,
    take,
    whose,
)
from autograder.steps import check_steps
from nnlib import viz
from nnlib.viz import lesson04

viz.page()

# %% [markdown]
# ## Still there?
#
# Three questions on earlier lessons. One click each, no points.

# %% tags=["demo"]
quiz("still-there", lesson=4)

# %% [markdown]
# > **On credit.** This lesson pays three debts: lessons 1 and 3 used *sigmoid*, *ReLU* and *softmax* by name. New on
# > credit: the *gradient*, for now the slopes of the loss, one number for each weight, opened in lesson 7. The *loss*
# > itself, a number that says how far off the answers are: lesson 6. *Xavier's* and *He's* start, two recipes for the
# > size of the first random weights: lesson 10. `fit`, which turns the weights: lessons 7 and 8.

# %% [markdown]
# ## Ten layers, one hair
#
# A network looks at a digit. Between the {{size.pixels}} pixels and the ten scores lie ten hidden layers, each of
# 32 sigmoids. Its weights are random, in the size that is usual for them.
#
# Now all pixels get brighter by a hair. The outputs of layer 1 move a little, therefore those of layer 2, and so
# on. How much of the nudge is still there after each layer? (As a share: how far the 32 outputs move, as a
# distance, compared with how far the {{size.pixels}} pixels moved.)
#
# Draw your guess into the empty picture, from left to right. Mind the axis: each line across is *a hundred times
# less* than the line above it.

# %% tags=["demo"]
lesson04.ten_layers_one_hair()

# %% [markdown]
# <details><summary>After you have drawn: what is left</summary>
#
# After ten layers about half a millionth; from {{draws}} other starts and digits {{after_ten}}. There is no layer
# that swallows it: each one lets about a quarter through, again and again, and on this axis "times a quarter" is a
# straight line downhill.
# </details>
#
# Nobody wants to nudge pixels. But learning is made of such nudges. A weight of layer 1 that is turned by a hair
# moves the answer only by what the other nine layers let through. If that is a millionth, turning the weight
# changes nothing that anybody could notice. So where does the nudge go?

# %% [markdown]
# ## The bend, and its slope
#
# An **activation function** is the non-linear function that is applied to a neuron's weighted sum; what comes out
# is the neuron's activation. It is needed because layers without one are a single layer: you have shown that with
# `collapse_linear`. A nudge of the input has to pass two gates, here with one input, $w = 2$ and a sigmoid:
#
# | number | before | after the nudge | moved by |
# |---|---|---|---|
# | input $x$ | 1 | 1.01 | 0.01 |
# | sum $z = w x$ | 2 | 2.02 | 0.02 |
# | activation $a = \text{sigmoid}(z)$ | 0.8808 | 0.8829 | 0.0021 |
#
# The sum passes a nudge on *times the weight*, 2. The curve passes it on *times its slope at that place*, 0.105.
# Together $2 \cdot 0.105 = 0.21$, so a fifth gets through, and this nudge meets the next neuron.
#
# | symbol | code | in words |
# |---|---|---|
# | $z$ | `z = x * w + b` | the weighted sum |
# | $a = f(z)$ | `a = f(z)` | what comes out |
# | $f'(z)$ | what you write below | the slope: how many times as far $a$ moves as $z$ |
# | $w \cdot f'(z)$ | `w * slope` | how many times as far $a$ moves as $x$ |
#
# So everything hangs on slopes. Six curves are in use today, more or less often.

# %% tags=["demo"]
guess("steepest", lesson04.six_curves, hides=True)

# %% [markdown]
# Move $z$ from end to end, then change the function. On the left lies the tangent; its slope is drawn on the
# right; the bars below are the slopes of all six at this place.

# %% [markdown]
# <details class="nnf-fold v-steepest"><summary><b>After your bet and a move:</b> what turned out</summary>
#
# | function | value | from … to | slope at −3 | −1 | 1 | 3 |
# |---|---|---|---|---|---|---|
# | sigmoid | $1 / (1 + e^{-z})$ | 0 to 1 | {{slopes.sigmoid}} |
# | tanh | $(e^z - e^{-z}) / (e^z + e^{-z})$ | −1 to 1 | {{slopes.tanh}} |
# | ReLU | $z$ above 0, else 0 | 0 to ∞ | {{slopes.relu}} |
# | leaky ReLU | $z$ above 0, else $0.01\,z$ | −∞ to ∞ | {{slopes.leaky_relu}} |
# | ELU | $z$ above 0, else $e^z - 1$ | −1 to ∞ | {{slopes.elu}} |
# | SiLU | $z \cdot \text{sigmoid}(z)$ | {{lowest.silu}} to ∞ | {{slopes.silu}} |
#
# The sigmoid is the only one that is *nowhere* steep: its slope is ¼ at $z = 0$ and less everywhere else. Tanh
# reaches 1 at 0. The other four let a nudge through whole, or nearly so, wherever $z$ is well above 0. A curve is
# *saturated* where it has gone flat: sigmoid and tanh at both ends, ReLU and ELU on the left.
# </details>

# %% [markdown]
# ## Sigmoid
#
# **Sigmoid** is the S-curve that takes any number to one between 0 and 1:
#
# $$a = \frac{1}{1 + e^{-z}}$$
#
# It is needed where an output is to be read as a share: "malignant with 0.88". Its slope can be had from its
# value: $a\,(1 - a)$. At $z = 0$ that is $0.5 \cdot 0.5 = 0.25$, at $z = 2$ it is $0.881 \cdot 0.119 = 0.105$.
#
# The formula is easy to type and has a trap. A computer's numbers end at about $10^{308}$, and $e^{710}$ is
# larger. Multiply numerator and denominator by $e^z$, and the same curve has a second face:
#
# $$\frac{1}{1 + e^{-z}} = \frac{e^z}{e^z + 1}$$
#
# ### Exercise: `sigmoid` (3 points)
#
# Write a sigmoid that never overflows, for an array of any shape. An overflow counts as a mistake here, also
# where the answer would come out right by luck.
#
# <details><summary>Hint 1: a question</summary>
#
# What does `np.exp` say to 1000, and what to −1000? Which of the two does no harm?
# </details>
# <details><summary>Hint 2: by hand</summary>
#
# At $z = -1000$ the first face asks for $e^{1000}$, the second one for $e^{-1000}$. At $z = 1000$ it is the other
# way round. Which face would you show to −3, and which to 5?
# </details>
# <details><summary>Hint 3: the plan in words</summary>
#
# Either: make an array of floats to be filled; choose the numbers from 0 up with a mask and give them the first
# face; give the others the second. Or: take an S-curve that numpy has already and that never overflows, tanh from
# −1 to 1. Move and squeeze it until it runs from 0 to 1, and ask yourself at which place it must be asked so that
# the steepness is right.
# </details>
# <details><summary>A sibling, solved: softplus, a ReLU with a round corner</summary>
#
# $\log(1 + e^z)$ overflows on one side only. For large $z$ it is nearly $z$ itself:
#
# ```python
# def softplus(z):
#     tail = np.exp(-np.abs(z))  # never asked for more than e to the 0
#     return np.maximum(z, 0) + np.log1p(tail)
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "sigmoid", "locked": false, "schema_version": 3, "solution": true, "task": false}
def sigmoid(z):
    """Return 1 / (1 + exp(-z)) for each number of z, without an overflow anywhere.

    z is an array of any shape, of floats or of whole numbers. The answer has its shape.

    >>> sigmoid(np.array([0.0, 2.0])).round(3)
    array([0.5  , 0.881])
    """
    ### BEGIN SOLUTION
    return 0.5 * (1 + np.tanh(0.5 * z))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_sigmoid", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
check(sigmoid)

# %% nbgrader={"grade": true, "grade_id": "hidden_sigmoid", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
# hidden tests: 2 points, leave this cell
### BEGIN HIDDEN TESTS
grade(sigmoid)
### END HIDDEN TESTS

# %% [markdown]
# ## Tanh and ReLU
#
# **Tanh** is the S-curve that runs from −1 to 1, through 0. It is a sigmoid that was stretched: $\tanh(z) =
# 2\,\text{sigmoid}(2z) - 1$. It is needed where the numbers between two layers should lie around 0: a layer of
# sigmoids says something near 0.5 even when it has nothing to say, and all its outputs are positive. Its slope is
# $1 - a^2$, four times as steep at 0 as the sigmoid's: at $z = 1$, $a = 0.762$ and the slope is $1 - 0.58 =
# 0.42$. In code, `np.tanh(z)`.
#
# **ReLU** (rectified linear unit) is $\max(0, z)$. It is needed because half of the line is not bent at all:
# where the sum is above 0, a nudge goes through *whole*, and only the weights multiply it. Where it is below 0
# nothing goes through. Exactly at 0 there is a kink and no slope; any number from 0 to 1 would do, and PyTorch,
# TensorFlow and our engine take 0. In code, `np.maximum(0, z)`.
#
# Leaky ReLU, ELU and SiLU are attempts to keep something of the left side.
#
# ### Exercise: `derivatives` (3 points)
#
# Write the slopes of all six. You may use your `sigmoid`. (If it is not right yet, this is judged with the
# engine's in its place.) No $z$ of the tests is 0.
#
# <details><summary>Hint 1: a question</summary>
#
# For which of the six can you say the slope from what *comes out*, and for which do you only have to know on
# which side of 0 you are?
# </details>
# <details><summary>Hint 2: by hand</summary>
#
# Nudge each by 0.1 from −1 to −0.9: leaky ReLU goes from −0.01 to −0.009, ELU from −0.632 to −0.593, and SiLU
# from −0.269 to −0.260. How steep is that? SiLU is a product; by the product rule its slope is the first factor's
# slope times the second factor, plus the first times the second one's slope.
# </details>
# <details><summary>Hint 3: the plan in words</summary>
#
# Compute the sigmoid and the tanh of z once, and their slopes from these values. ReLU: 1 above 0, elsewhere 0, as
# floats. Leaky: the same with another number below. ELU: below 0 its slope is the exponential that is left when
# the −1 has gone; take care that the exponential is never asked for a large number. SiLU: the product rule, and
# the slope of its second factor stands in line one. Return all six, in order.
# </details>
# <details><summary>A sibling, solved: the slope of softsign, z / (1 + |z|)</summary>
#
# ```python
# def softsign_slope(z):
#     below = 1 + np.abs(z)
#     return 1 / below**2  # the same on both sides of 0
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "derivatives", "locked": false, "schema_version": 3, "solution": true, "task": false}
def derivatives(z):
    """Return the slopes of sigmoid, tanh, relu, leaky_relu (0.01), elu and silu, in order.

    z is an array of floats, of any shape, without zeros; it may hold very large numbers.
    The answer is a tuple of six arrays of its shape. While you work, return None for what
    is not written yet.

    >>> [slope.round(3) for slope in derivatives(np.array([0.5, 2.0]))][:2]
    [array([0.235, 0.105]), array([0.786, 0.071])]
    """
    ### BEGIN SOLUTION
    s, t, above = sigmoid(z), np.tanh(z), z > 0
    bell = s * (1 - s)
    relu = np.where(above, 1.0, 0.0)
    leaky = np.where(above, 1.0, 0.01)
    elu = np.where(above, 1.0, np.exp(np.minimum(z, 0)))
    return bell, 1 - t**2, relu, leaky, elu, s + z * bell
    ### END SOLUTION


# %% tags=["demo"]
check_steps("derivatives")

# %% nbgrader={"grade": true, "grade_id": "check_derivatives", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
check(derivatives)

# %% nbgrader={"grade": true, "grade_id": "hidden_derivatives", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
# hidden tests: 2 points, leave this cell
### BEGIN HIDDEN TESTS
grade(derivatives)
### END HIDDEN TESTS

# %% [markdown]
# The dots are nudges, $z$ moved a little up and a little down. Formula and nudge should not know of each other
# and agree all the same:

# %% tags=["demo"]
lesson04.against_a_nudge(take("derivatives"))

# %% [markdown]
# ## The relay
#
# Back to the ten layers. Each one multiplies the nudge by *weights times slope*, and you have seen how steep a
# sigmoid is at best. Ten such factors make about a millionth, before any weight has been counted. That is where the
# nudge went.
#
# For learning, the same chain is read from the other end. The **gradient** is, for now, the slopes of the loss:
# for each weight, how far the loss moves when this weight is nudged. In these networks (ReLU with He's start),
# before any learning:

# %% tags=["demo"]
lesson04.weight_slopes()

# %% [markdown]
# With sigmoid, the slope of a weight in the first layer is less than a *millionth* of that of one in the last.
# This is a **vanishing gradient**: slopes, in early layers, that are too small to learn from. The name is needed
# because nothing else shows it: the numbers that go forwards are neither 0 nor infinite, and no error appears.
# The layers next to the input stay what they were at the start, noise.
#
# Can it be mended by larger weights? The scale multiplies all starting weights; 1 is Xavier's start.

# %% tags=["demo"]
guess("six-times", lesson04.the_relay)

# %% [markdown]
# <details class="nnf-fold v-six-times"><summary><b>After your bet and a move:</b> what turned out</summary>
#
# | start | sigmoid | tanh | ReLU |
# |---|---|---|---|
# | 0.36 times Xavier's | {{left.sigmoid.0_36}} | {{left.tanh.0_36}} | {{left.ReLU.0_36}} |
# | 1 | {{left.sigmoid.1}} | {{left.tanh.1}} | {{left.ReLU.1}} |
# | 2.2 | {{left.sigmoid.2_2}} | {{left.tanh.2_2}} | {{left.ReLU.2_2}} |
# | 6 | {{left.sigmoid.6}} | {{left.tanh.6}} | {{left.ReLU.6}} |
#
# One start and one digit; most others lie within a factor of ten of these.
#
# With weights six times as large the nudge arrives, also through ten sigmoids: {{times_more}} times more of it,
# over {{draws}} starts and digits. So it was never the function alone. **The function and the start decide
# together.** And there is another side: for ReLU, whose slope does not care how large its sum is, six times in each
# of ten layers is $6^{10}$, 60 million times more. Slopes that grow like this are said to *explode*. A good start
# makes the *gain of a layer*, all its weights and slopes together, about 1; for ReLU that start is a little above
# Xavier's, He's. Lesson 10 finds it by calculation.
# </details>

# %% [markdown]
# ## Is it flat there?
#
# You may hear that gradients vanish because the units are saturated. Look before you believe it. Here a unit
# counts as *flat* for a digit if its slope there is less than a tenth of the steepest one its function has.

# %% tags=["demo"]
guess("how-flat", lesson04.depth_gauge, hides=True)

# %% [markdown]
# Begin with sigmoid at scale 1. Then tanh, and pull the scale up to 6. Then ReLU. In the end change the depth.

# %% [markdown]
# <details class="nnf-fold v-how-flat"><summary><b>After your bet and a move:</b> what turned out</summary>
#
# | ten layers, layer 10 | flat, of all pairs of unit and digit | units that are flat for all 200 digits | of a nudge is left |
# |---|---|---|---|
# | sigmoid, start 1 | {{flat.sigmoid.1.pairs}} % | {{flat.sigmoid.1.units}} % | {{left.sigmoid.1}} |
# | sigmoid, start 6 | {{flat.sigmoid.6.pairs}} % | {{flat.sigmoid.6.units}} % | {{left.sigmoid.6}} |
# | tanh, start 1 | {{flat.tanh.1.pairs}} % | {{flat.tanh.1.units}} % | {{left.tanh.1}} |
# | tanh, start 6 | {{flat.tanh.6.pairs}} % | {{flat.tanh.6.units}} % | {{left.tanh.6}} |
# | ReLU, start 1 | {{flat.ReLU.1.pairs}} % | {{flat.ReLU.1.units}} % | {{left.ReLU.1}} |
# | ReLU, start 6 | {{flat.ReLU.6.pairs}} % | {{flat.ReLU.6.units}} % | {{left.ReLU.6}} |
#
# Where the nudge is lost, *not one* unit is flat: all ten layers work near the sigmoid's steepest place, and even
# that is not enough. Saturation is a second way to lose it, and a wide start brings it: with six times the
# weights three quarters of the tanh units are flat at any one time. ReLU is indifferent: six times the sum has
# the same sign, so exactly the same units lie on the flat side. How many they are differs a good deal between starts.
# </details>

# %% [markdown]
# ## Silent, or dead?
#
# A ReLU below 0 is *silent*: it says 0, and its slope is 0. That alone is no fault; a unit that answers to some
# digits and is silent for others has made a choice. It is **dead** if it is silent for *every* sample: no nudge
# comes through it for any of them, so the gradient of its weights is 0, and no step moves them any more. (Further
# in, a change of the layer before can still wake it.) By hand, three samples and three units:
#
# | output | unit 0 | unit 1 | unit 2 |
# |---|---|---|---|
# | sample 0 | 0 | 0 | 0 |
# | sample 1 | 2 | 0 | 1 |
# | sample 2 | 0 | 0 | 3 |
#
# Six zeros of nine, a sample that silences all three, and one dead unit: unit 1.
#
# ### Exercise: `dead_fraction` (2 points)
#
# Give the share of units that are dead, from the outputs of a layer of ReLUs.
#
# <details><summary>Hint 1: a question</summary>
#
# For whom must a unit be silent to be dead: for one sample, for most, or for all?
# </details>
# <details><summary>Hint 2: by hand</summary>
#
# In the table above the answer is one third. Which of the three columns did you look for, and by which number did
# you divide?
# </details>
# <details><summary>Hint 3: the plan in words</summary>
#
# Ask of every number whether it is 0. For each column, ask whether that holds for all its rows. The share of
# columns with a yes is the answer.
# </details>
# <details><summary>A sibling, solved: the share of days on which at least one shop sold something</summary>
#
# ```python
# def busy_days(sales):
#     """sales has shape (days, shops)."""
#     busy = [any(day > 0) for day in sales]
#     return sum(busy) / len(busy)
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "dead_fraction", "locked": false, "schema_version": 3, "solution": true, "task": false}
def dead_fraction(A):
    """Return the share of units that are silent for every sample: a number from 0 to 1.

    A has shape (N, H): outputs of a layer of H ReLUs for N samples.

    >>> dead_fraction(np.array([[0.0, 2.0], [0.0, 3.0]]))
    0.5
    """
    ### BEGIN SOLUTION
    return float((A == 0).all(axis=0).mean())
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_dead_fraction", "locked": true, "points": 0.5, "schema_version": 3, "solution": false, "task": false}
check(dead_fraction)

# %% nbgrader={"grade": true, "grade_id": "hidden_dead_fraction", "locked": true, "points": 1.5, "schema_version": 3, "solution": false, "task": false}
# hidden tests: 1.5 points, leave this cell
### BEGIN HIDDEN TESTS
grade(dead_fraction)
### END HIDDEN TESTS

# %% [markdown]
# ### What kills a unit?
#
# Two hidden layers of 32 ReLUs learn the digits for five epochs, from five starts each time. The **learning
# rate** says how long each step is. At 0.1 a few units are dead. How many at 1, and what does a leak below 0 do
# about it?

# %% tags=["demo"]
guess("leak", lambda: lesson04.dying(take("dead_fraction")))

# %% [markdown]
# <details class="nnf-fold v-leak"><summary><b>After your bet and a move:</b> what turned out</summary>
#
# | learning rate | ReLU: dead (%) | digits read (%) | leaky ReLU: dead (%) | digits read (%) |
# |---|---|---|---|---|
# | 0.1 | {{dying.0_1.dead}} | {{dying.0_1.read}} | {{dying.0_1.leaky_dead}} | {{dying.0_1.leaky_read}} |
# | 0.32 | {{dying.0_32.dead}} | {{dying.0_32.read}} | {{dying.0_32.leaky_dead}} | {{dying.0_32.leaky_read}} |
# | 1 | about 75 | about 20 | 0 | about 28 |
# | 2 | about 88 | about 10 | 0 | about 11 |
#
# (Five starts; at rates 1 and 2 the means of 100 and of 40 others.) A step that is far too long can throw a unit's weights so
# low that its sum is below 0 for all digits, and then nothing pulls it back. A leak keeps every unit alive. **At
# rate 1 it helps only a little:** 28 % against 20 %. Two thirds of its units still lie below 0 for every digit,
# where a slope of 0.01 hardly moves them; a leak of 0.05 frees more, and over half of the digits are read. At rate
# 0.32 both kinds read without any help. At rate 0.1 up to one unit in nine is dead, and it costs nothing that could be seen. So when you find
# dead units, look at the learning rate first.
# </details>
#
# The *initialization scale* moves here too. Try 10 at rate 0.1: about half of the units die, or more; a start
# that is too wide makes slopes and steps that are too long.

# %% [markdown]
# ## Softmax
#
# One output that says 0.88 is enough for two classes. For ten digits you want ten numbers that share out one
# whole. **Softmax** turns the scores of a sample into a probability distribution over the classes: no number
# below 0, and together 1. It is needed because scores may be of any size and sign, and cannot be compared between
# samples. Make every score positive by the exponential, then divide by the sum:
#
# $$P_c = \frac{e^{Z_c}}{\sum_k e^{Z_k}}$$
#
# | number | class 0 | class 1 | class 2 | sum |
# |---|---|---|---|---|
# | score $Z$ | 2 | 1 | 0 | |
# | $e^Z$ | 7.39 | 2.72 | 1 | 11.11 |
# | $P$ | 0.665 | 0.245 | 0.090 | 1 |
#
# Unlike the other functions of this lesson it does not look at one number at a time: each probability depends on
# all scores of its row.
#
# Scores of 1000 do occur: ten ReLU layers with six times Xavier's start begin with larger ones. And $e^{1000}$ is
# out of reach. Use what you can see on paper: add 999 to all three scores of the table, and find out what happens
# to $P$.
#
# ### Exercise: `softmax` (4 points)
#
# For a table of scores $Z$ of shape $(N, C)$, one sample a row, return the table of probabilities. Scores may be
# very large, very small, and differ by thousands from row to row. Again an overflow counts as a mistake.
#
# <details><summary>Hint 1: a question</summary>
#
# Which number, taken away from all scores of a row, leaves none of them above 0? And does another row need to
# know about it?
# </details>
# <details><summary>Hint 2: by hand</summary>
#
# Scores 1000, 1001, 1002. Take 1002 away: −2, −1, 0. Now $e^{-2} = 0.135$, $e^{-1} = 0.368$, $e^0 = 1$, and the
# sum is 1.503. What shape have the maxima of $N$ rows, and which shape do they need, to stand below each other?
# </details>
# <details><summary>Hint 3: the plan in words</summary>
#
# Find the largest score of each row, and keep the axis, so that the result is a column. Take it away from its
# row. Apply the exponential. Sum each row, as a column again. Divide.
# </details>
# <details><summary>A sibling, solved: shares of a harvest, garden by garden</summary>
#
# ```python
# def shares(kilograms):
#     """kilograms has shape (gardens, fruits), no number below 0."""
#     total = kilograms.sum(axis=1)
#     return kilograms / total[:, None]  # a column: one total below the other
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "softmax", "locked": false, "schema_version": 3, "solution": true, "task": false}
def softmax(Z):
    """Turn the scores of each row into probabilities, without an overflow anywhere.

    Z has shape (N, C), one sample a row. The answer has shape (N, C), and each row adds up
    to 1.

    >>> softmax(np.array([[0.0, np.log(3.0)]])).round(2)
    array([[0.25, 0.75]])
    """
    ### BEGIN SOLUTION
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_softmax", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
check(softmax)

# %% nbgrader={"grade": true, "grade_id": "hidden_softmax", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
# hidden tests: 3 points, leave this cell
### BEGIN HIDDEN TESTS
grade(softmax)
### END HIDDEN TESTS

# %% [markdown]
# ### When one wins, who loses?
#
# Five animals and their scores: cat 2, dog 1, hen −1, owl 0.5, and fox 0. In a moment you will raise the score of
# *fox*.

# %% tags=["demo"]
guess("who-loses", lambda: lesson04.five_scores(take("softmax")), hides=True)

# %% [markdown]
# Move the score. In the table on the right each score is nudged by a hair in turn, and each probability answers:
# row *dog*, column *fox* says how dog's probability answers to fox's score.

# %% [markdown]
# <details class="nnf-fold v-who-loses"><summary><b>After your bet and a move:</b> what turned out</summary>
#
# | score of fox | cat | dog | fox | hen | owl |
# |---|---|---|---|---|---|
# | −4 | {{shares.-4}} |
# | 0 | {{shares.0}} |
# | 2 | {{shares.2}} |
# | 8 | {{shares.8}} |
#
# All others lose *in proportion to what they have*: dog always keeps 0.368 times as much as cat, $e^{1-2}$, because
# fox's score stands in the sum that both are divided by, and nowhere else. And look at the table for a score of 8:
# it is nearly empty, its largest number is {{largest_answer}}. Softmax saturates too, where one class has nearly
# everything.
# </details>
#
# ### Exercise: `softmax_jacobian` (2 points)
#
# Write that table without any nudging, from the probabilities $p$ of one sample: a *Jacobian*, the table of all
# slopes of several outputs in several inputs. Look for the pattern first: what stands on the diagonal, what
# beside it, and what does each row add up to?
#
# <details><summary>Hint 1: a question</summary>
#
# Fox's probability rises with fox's own score. Where does what it gains come from, and who gives how much?
# </details>
# <details><summary>Hint 2: by hand</summary>
#
# For $p = (0.5, 0.5)$ the table has 0.25 on the diagonal and −0.25 beside it. For $p = (0.9, 0.1)$ the four
# entries are 0.09, −0.09, −0.09 and 0.09. Which product of two probabilities gives 0.09?
# </details>
# <details><summary>Hint 3: the plan in words</summary>
#
# Beside the diagonal, row i and column j: the product of the two probabilities, with a minus. On the diagonal the
# same product, and on top of it the probability itself. So: a table with p on its diagonal, less the table of all
# products.
# </details>
# <details><summary>A sibling, solved: the slopes of shares x / sum(x)</summary>
#
# If $s_i = x_i / S$ with $S = \sum x$, a nudge of $x_j$ makes $S$ larger for everyone, and $x_i$ larger for $i =
# j$ only:
#
# ```python
# def shares_jacobian(x):
#     S = x.sum()
#     return np.eye(len(x)) / S - x[:, None] / S**2  # row i, column j
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "softmax_jacobian", "locked": false, "schema_version": 3, "solution": true, "task": false}
def softmax_jacobian(p):
    """Return how each probability of one sample answers to a nudge of each score.

    p has shape (C,): probabilities, the softmax of some scores. The answer has shape
    (C, C): row i, column j is the slope of p[i] in score j.

    >>> softmax_jacobian(np.array([0.5, 0.5]))
    array([[ 0.25, -0.25],
           [-0.25,  0.25]])
    """
    ### BEGIN SOLUTION
    return np.diag(p) - np.outer(p, p)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_softmax_jacobian", "locked": true, "points": 0.5, "schema_version": 3, "solution": false, "task": false}
check(softmax_jacobian)

# %% nbgrader={"grade": true, "grade_id": "hidden_softmax_jacobian", "locked": true, "points": 1.5, "schema_version": 3, "solution": false, "task": false}
# hidden tests: 1.5 points, leave this cell
### BEGIN HIDDEN TESTS
grade(softmax_jacobian)
### END HIDDEN TESTS

# %% [markdown]
# Your table against the nudged one, for random scores:

# %% tags=["demo"]
scores = np.random.default_rng(0).normal(0, 2, 5)
written = take("softmax_jacobian")(take("softmax")(scores[None])[0])
nudged = lesson04.table_by_nudging(take("softmax"), scores)
print(written.round(3))
print(f"furthest from the nudge: {np.abs(written - nudged).max():.0e}")
print("rows add up to", written.sum(axis=1).round(12) + 0.0)

# %% [markdown]
# ## Real data: ten layers read digits
#
# Now let them learn: ten hidden layers of 32 units, {{size.parameters}} parameters, 30 epochs, learning rate 0.05,
# five starts each. Sigmoid and tanh start as Xavier says, ReLU as He says; the fourth is sigmoid again, with
# weights six times as large.

# %% tags=["demo"]
guess("who-reads")

# %% tags=["demo"]
wrong = {}
for name, scale in (("sigmoid", 1), ("tanh", 1), ("relu", 1), ("sigmoid", 6)):
    wrong[name, scale] = [lesson04.ten_layers(name, seed, scale) for seed in range(5)]
ledger.add("ten-sigmoid", wrong["sigmoid", 1])
ledger.add("ten-tanh", wrong["tanh", 1])


def who_reads():
    for (name, scale), counts in wrong.items():
        print(f"{name:8} start times {scale}: wrong of 500: {counts}")


reveal("who-reads", who_reads)

# %% [markdown]
# <details class="nnf-fold v-who-reads"><summary><b>After your bet:</b> what turned out</summary>
#
# **Sigmoid stays at chance**: about {{misread.sigmoid}} of {{size.test}} wrong is what guessing one digit for all
# gives. It has not learnt slowly; after 1,230 steps it still answers the same for every picture. Tanh, with another
# curve and nothing else changed, misreads about {{misread.tanh}}. ReLU reads too, but about one of its starts in
# twenty ends far worse than the others, and so does one of these five. And the same sigmoid with a wider start
# reads more than half of the digits, from every one of these five.
#
# The honest line stands in the ledger below: one hidden layer of 32, with a fifth of the parameters, misreads
# about 20. Ten layers were worth nothing here, however well they bend. They were an experiment about depth, not a
# better reader.
# </details>
#
# Does your own calculus carry a training? Start 0 of tanh once more, with the slopes of `derivatives` in every
# layer:

# %% tags=["demo"]
own = lesson04.ten_layers("tanh", 0, derivatives=take("derivatives"))


def own_slopes():
    print(
        f"slopes: {whose('derivatives')}. Wrong of 500: {own}, "
        f"by the engine's {wrong['tanh', 1][0]}"
    )
    ledger()


reveal("who-reads", own_slopes)

# %% [markdown]
# ### A number of your own (2 points)
#
# Choose a whole number with 4 to 9 digits that nobody else would think of. It draws the start of two networks
# with ten narrow layers, of 8 units each: one with sigmoid, one with tanh. What share of a nudge of the pixels
# reaches the ten scores? Change the number, run the cell, and write the two shares for *your* number into the
# function below, with at least three digits that count. (`1.5e-8` is how Python writes $1.5 \cdot 10^{-8}$.)

# %% tags=["demo"]
lesson04.run_of_your_own(4711)


# %% nbgrader={"grade": false, "grade_id": "my_relay", "locked": false, "schema_version": 3, "solution": true, "task": false}
def my_relay():
    """Return three numbers: your own one, the share left with sigmoid, and with tanh.

    For the number 4711, which is taken, it would be `return 4711, SIGMOID, TANH` with the
    two shares that the cell above prints.
    """
    ### BEGIN SOLUTION
    return 73519, 1.689e-08, 0.01898
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_my_relay", "locked": true, "points": 0.5, "schema_version": 3, "solution": false, "task": false}
check(my_relay)

# %% nbgrader={"grade": true, "grade_id": "hidden_my_relay", "locked": true, "points": 1.5, "schema_version": 3, "solution": false, "task": false}
# hidden tests: 1.5 points, leave this cell
### BEGIN HIDDEN TESTS
grade(my_relay)
### END HIDDEN TESTS

# %% [markdown]
# ## Deep dive: the zoo, and what comes last
#
# *For those who want more; no points depend on it.*
#
# ReLU's two faults, a kink and a silent half, have called forth many curves. *Leaky ReLU* (Maas and others 2013)
# keeps a slope of 0.01 below 0. *ELU* (Clevert and others 2016) levels off at −1, so that outputs lie around 0;
# with that floor it has no kink. *SELU* (Klambauer and others 2017) is an ELU stretched by two odd constants. It
# does have a kink, with slope {{kink_of_selu.left}} on its left and {{kink_of_selu.right}} on its right; its point
# is another: if what comes in is normally distributed with mean 0 and variance 1, what goes out has mean 0 and
# variance 1 too, and layers keep their signal at a good size by themselves.

# %% tags=["demo"]
z = np.random.default_rng(0).normal(size=1_000_000)
for name in ("sigmoid", "relu", "selu"):
    a = getattr(nnlib.activations, name)(z)
    print(f"{name:8} mean {a.mean():.2f}   variance {a.var():.2f}")

# %% [markdown]
# *GELU* (Hendrycks and Gimpel 2016) weighs $z$ by the share of a normal distribution that lies below it, *SiLU* or
# *Swish* by its sigmoid. Both are smoothed ReLUs with a dip: unlike ReLU they fall before they rise. GELU is lowest
# at {{lowest.gelu_at}}, where it is {{lowest.gelu}}.
#
# | you build | take | because |
# |---|---|---|
# | a few layers, anything | ReLU, with He's start | cheap, and slope 1 where it speaks |
# | the same, with many dead units | first a smaller learning rate, then a leak | long steps kill units |
# | a transformer (lesson 12) | GELU, or gated units such as SwiGLU | what is common there |
# | many plain layers | tanh, or SELU with LeCun's start (lesson 10) | the signal keeps its size |
# | a gate that opens and closes (lesson 12) | sigmoid | it is read as a share |
#
# The *output* layer is another question: it is chosen by what the answer means. Yes or no: sigmoid. One of many:
# softmax. Several labels at once: a sigmoid for each. Any number, as a temperature: none at all.

# %% [markdown]
# ## Myths and facts
#
# | you may hear | what holds |
# |---|---|
# | "Sigmoid's gradient vanishes for large inputs." | At both ends, and its slope is at most ¼ *everywhere*: here it vanished with no unit flat. |
# | "A deep network of sigmoids cannot learn." | With Xavier's start these ten layers did not; with weights six times as large they did. |
# | "The slope of ReLU at 0 is 0." | There is none. Every number from 0 to 1 is a *subgradient*; PyTorch and TensorFlow return 0 by convention. |
# | "Leaky ReLU prevents dead units." | None outputs 0 for all samples, but at rate 1 most stay below 0 for all digits, and it read little better. |
# | "ReLU was proposed in 2000 and ignored until 2012." | Householder used it in 1941, Fukushima in 1969. Nair and Hinton (2010) and Glorot and others (2011) trained networks of them before 2012. |
# | "ReLU dominates." | In convolutional networks it is common; transformers use GELU or gated units such as SwiGLU (Shazeer 2020). |
#
# **Did you know?** The plainest of these curves, two straight lines, is older than the artificial neuron:
# Householder wrote it down in 1941, two years before McCulloch and Pitts published theirs, in 1943.

# %% [markdown]
# ## At a glance
#
# | concept | in one sentence | in code |
# |---|---|---|
# | **activation function** | the non-linear function applied to a neuron's weighted sum; its slope decides how much of a nudge gets through | `a = f(z)` |
# | **ReLU** | $\max(0, z)$: slope 1 or 0 | `np.maximum(0, z)` |
# | **sigmoid** | S-curve from 0 to 1; slope at most ¼ | `sigmoid(z)` |
# | **tanh** | S-curve from −1 to 1, around 0; slope at most 1 | `np.tanh(z)` |
# | **vanishing gradient** | slopes, in early layers, that are too small to learn from | weight × slope, once for each layer |
# | **softmax** | scores of a row into probabilities that add up to 1 | `softmax(Z)` |
#
# In the engine: `nnlib/activations.py` and, for softmax, `nnlib/probabilities.py`. Compare them with yours. Before:
# lesson 1 (a neuron's activation), 3 (why a bend). After: lesson 6 (losses for these outputs), 7 (the relay read
# backwards), 10 (starts by calculation), 11 (a layer that keeps the signal's size).

# %% [markdown]
# ## Check yourself
#
# Every answer has its sentence, right or wrong. No points, and nothing is kept.

# %% tags=["demo"]
quiz(4)

# %% [markdown] nbgrader={"grade": false, "grade_id": "words_relay", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": true}
# ### In your own words, 1 of 2 (2 points, read by your teacher)
#
# A classmate's network has twelve hidden layers of sigmoids and reads no digit after 100 epochs. "My units are
# not saturated, I have looked," they say. "So the gradient cannot have vanished. I will train for 1,000 epochs."
# Answer in about three sentences, with a number from one of your runs. Write into the cell below. Language and
# spelling cost nothing; a sketch on paper is welcome too.
#
# === BEGIN MARK SCHEME ===
# 1 point for a claim that is right: each layer multiplies by weight × slope, and sigmoid's slope is at most ¼ where
# it is steepest, so a nudge is lost without saturation; or: more epochs do not help, another function or a wider
# start does. 1 point for evidence: a number of a run or by hand (0.25 to the 12th is 6·10⁻⁸; half a millionth after
# ten layers with no unit flat; {{misread.sigmoid}} of {{size.test}} wrong after 30 epochs; the own number), or a
# because.
# === END MARK SCHEME ===

# %% [markdown]
# *Your answer (double-click here to write):*

# %% [markdown] nbgrader={"grade": false, "grade_id": "words_dead", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": true}
# ### In your own words, 2 of 2 (2 points, read by your teacher)
#
# "Half of the numbers that my ReLU layer puts out are 0. So half of my units are dead, and I will take leaky ReLU
# instead." Explain to the speaker what they have counted, how to count dead units, and what you would look at
# before changing the function. About three sentences, with an example or a number.
#
# === BEGIN MARK SCHEME ===
# 1 point for a claim that is right: zeros are silences for a sample, a unit is dead if it is silent for all
# samples; or: look at the learning rate (or the start) first, because steps that are too long kill units and a leak
# does not shorten them. 1 point for evidence: a small table of outputs, a number of a run ({{flat.ReLU.1.pairs}} %
# silent and {{flat.ReLU.1.units}} % dead; about 75 % dead at rate 1; leaky ReLU without a dead unit, 28 % read
# against 20 %),
# or a because.
# === END MARK SCHEME ===

# %% [markdown]
# *Your answer (double-click here to write):*

# %% [markdown]
# To talk about, without points:
#
# - Activation function: which of the six would you draw if nobody had ever told you one?
# - ReLU: is a dead unit always bad? What would you lose by cutting it out?
# - Sigmoid: two outputs with a sigmoid each, or one softmax over two: what is the difference?
# - Tanh: why might it help the next layer if numbers lie around 0?
# - Vanishing gradient: how would you notice it, if you could look at two numbers only?
# - Softmax: the fox has {{surest_fox}}. How sure is the network, and how sure should you be?

# %% tags=["demo"]
book(4)

# %% tags=["demo"]
points(4)

# %% tags=["demo"]
shelf()

# %% [markdown]
# ## Summary
#
# A bend makes layers worth having, and charges for it: a nudge gets through each layer times weight times slope.
# Sigmoid's slope is at most a quarter, so ten layers lose it, with nobody saturated; tanh and ReLU can let it
# through whole, and the start decides whether they do. ReLU's silent half may die when steps are too long. At the
# end softmax shares out one whole among the classes, and nobody wins without the others losing.
#
# You have followed one nudge through one network. **Lesson 5** sends everything through at once: batches, shapes,
# and what each layer says on the way.

# %% [markdown] tags=["teacher"]
# ## Timing
#
# 95 minutes in class: hook and relay 25, six curves 15, code 35, dead units 10, talk 10. The Jacobian, the number
# of one's own, the quiz and the questions in words are homework.
#
# For the relay, ten volunteers in a row: the first gets 100 matches and passes a quarter on, rounded down, and so
# on. The fourth passes none on. Then each passes on all they get: that is ReLU above 0.
#
# ## What learners ask
#
# - *What is the slope of ReLU at 0?* There is none. It is a choice; the course takes 0, as PyTorch does. No test
#   asks for it.
# - *Which one should I use?* The table in the deep dive. For a first network ReLU, and He's start.
# - *Why is tanh's nudge larger than 1 with a wide start, if its slope is at most 1?* The weights make it so:
#   weight times slope is what counts.
# - *Why does ReLU vary so much between starts?* Ten narrow layers: when by chance many units of one layer are
#   silent, little gets through it. Lesson 10 has more.
# - *Why must an overflow count, when the answer is right?* With `1 / (1 + inf)` it is right by luck. In the other
#   form, and in a loss, the same overflow is nan.
#
# ## To talk about
#
# Is a dead unit always bad? Let them argue from the table: at rate 0.1 up to one in nine is dead and nobody
# notices. A unit that is dead for all of the training digits also costs time at every step.
#
# ## What to skip
#
# SELU's constants; the Jacobian, if time is short: lesson 7 has it as a bonus in another form. Never the depth
# gauge for sigmoid at scale 1.
