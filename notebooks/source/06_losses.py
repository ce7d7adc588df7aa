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
# # 6 · Loss Functions
#
# A neuron is sure and wrong. **Does it learn faster from a small mistake or a large one?**
#
# *Run each cell with `Shift`+`Enter`.*

# %% nbgrader={"grade": false, "grade_id": "setup", "locked": true, "schema_version": 3, "solution": false, "task": false}
# Setup: run this cell first
import numpy as np

from autograder.check import (
    book,
    check,
    grade,
    guess,
    ledger,
    own_digits,
    points,
    quiz,
    reveal,
    shelf,
    take,
    whose,
)
from autograder.steps import check_steps
from nnlib import viz
from nnlib.viz import lesson06

viz.page()

# %% tags=["demo"]
guess("sure-and-wrong", lesson06.sure_and_wrong)

# %% [markdown]
# *The neuron's output is $a = \sigma(z),$ the sigmoid of its weighted sum $z,$ here called its* score. *A loss says how
# wrong the output is; in the picture the target is 1. On the left it is squared error, $(a - y)^2$ for the target $y$; on the
# right cross-entropy, $-\log a$ for target 1 and $-\log(1 - a)$ for target 0. The slope of a loss* with respect to *the score says how many times as far
# the loss moves as the score, when the score moves a little. The steeper, the longer is the step of learning. Mind the
# axes: their scales differ.*
#
# <details class="nnf-fold v-sure-and-wrong"><summary><b>After your bet and a move:</b> what turned out</summary>
#
# At a score of −2 squared error has the slope −0.185. At −10 it has −0.00009, which is about 2,000 times flatter: **once
# it is sure and wrong, the worse the answer, the quieter squared error.** The tangents show it: on the left one is nearly level, where the neuron is
# sure and wrong. The slopes of cross-entropy at these two places are −0.88 and −1.00. Squared error is steepest at an
# output of one third, with a slope of −0.296; below that it grows quieter.
#
# Why? Squared error sees the score through the sigmoid, and the sigmoid's own slope is $a(1 - a)$ (lesson 4), nearly 0
# at both ends. So squared error has the slope $2(a - y) \cdot a(1 - a)$. In the slope of cross-entropy this factor cancels;
# what is left is below, in *What lesson 1 promised*.
# </details>
#
# <details><summary><b>What this lesson is about</b>, and how long it takes</summary>
#
# How "wrong" becomes one number that learning can make smaller: about 90 minutes. Afterwards you can
#
# - say what a loss function is, and why the number of right answers is none;
# - compute mean squared error and cross-entropy, for two classes and for many, and their slopes;
# - read the first loss of a training, and say whether it began well;
# - say what a loss shows of two readers that accuracy does not.
# </details>
#
# <details><summary><b>Still there?</b> Four questions on lessons 1 and 4</summary>
#
# Answer in your head, then unfold.
#
# <details><summary>1. A sigmoid has the output 0.5. How steep is it there, and where is it nearly flat?</summary>
#
# Its slope is $a(1 - a),$ so it is 0.25 there. It is nearly flat at both ends, where the output is close to 0 or to 1
# (lesson 4).
# </details>
# <details><summary>2. What does softmax make of the ten scores of one sample?</summary>
#
# Ten probabilities: none below 0, and their sum is 1. The class with the largest score has the largest probability
# (lesson 4).
# </details>
# <details><summary>3. What is <code>np.log(1.0)</code>, and what becomes of <code>np.log(p)</code> as <code>p</code> comes closer to 0?</summary>
#
# It is 0, and then it falls below every number. `np.log` is the natural logarithm, with base $e$; in this lesson $\log$
# always means that one. Its slope at $p$ is $1/p$.
# </details>
# <details><summary>4. By which rule did the neuron of lesson 1 learn?</summary>
#
# Change of a weight = rate × error × input, with error = target − output. The reason for this rule was left to this
# lesson.
# </details>
# </details>

# %% [markdown]
# ## What training makes smaller
#
# Training should give many right answers. Why not train on their number? Here is a reader of digits before any training.
# One of its {{reader.parameters}} weights and biases moves from left to right, and 60 digits are read.

# %% tags=["demo"]
lesson06.staircase_and_curve()

# %% [markdown]
# The number of right answers is a staircase. It stays as it is, and then it jumps; where it is level, it has no slope, and
# nothing says which way is better. The loss is a smooth curve. It is no copy of the count: where it is smallest,
# {{at_least_loss.right}} digits are right, and further on {{at_least_loss.most}}.
#
# <details><summary>How often does a nudge move them?</summary>
#
# Add 0.001 to each of the weights and biases, one after another. In five runs this changed the count for {{count_moved}} of
# them, and the loss for {{loss_moved}}. The others meet nothing but zeros, such as pixels that are empty in every digit.
# </details>
#
# A **loss function** turns outputs and targets into one number for the prediction error, which training makes small. By
# hand, for the output 0.8 and the target 1: the squared error is $(0.8 - 1)^2 = 0.04,$ and the cross-entropy is
# $-\log 0.8 = 0.223$. In code, `loss = (a - y) ** 2` or `loss = -np.log(a)`.

# %% [markdown]
# ## Squares for numbers
#
# Some outputs are not yes or no but numbers: a price, a temperature, a height. Predicting numbers is called *regression*.
# How wrong are three such predictions together?

# %% tags=["demo"]
lesson06.squares_on_errors()

# %% [markdown]
# **Mean squared error** (MSE) is the mean of the squared differences, prediction − target; it is the usual loss for
# regression. What lesson 1 called the error has the other sign, and the same square. For the predictions $Z = (1, 2, 3)$ and
# the targets $Y = (1, 1, 1)$ it is $(0 + 1 + 4) / 3 = 1.67$.
#
# Nudge the third prediction by 0.1. Its difference grows from $2$ to $2.1,$ and the mean by $(2.1^2 - 2^2) / 3 = 0.137$. That is
# 1.37 times the nudge, and with ever smaller nudges 1.33 times. The three slopes are $(0,\ 0.67,\ 1.33)$. A prediction that
# is right has no slope, and where the difference is twice as large the slope is twice as steep.

# %% [markdown]
# ## A column meets a row
#
# Fifty points lie near the line $y = 2x + 0.5$. A weight and a bias learn from them by mean squared error, in 300 steps.
# There is one slip: the inputs `X` are a column, of shape $(50, 1),$ and the targets `Y` have the shape $(50,)$.
#
# ```python
# difference = w * X + b - Y
# w, b = w - lr * (2 * difference * X).mean(), b - lr * (2 * difference).mean()
# ```
#
# The loss falls smoothly, and then it stays where it is.

# %% tags=["demo"]
guess("silent-line")

# %% tags=["demo"]
reveal("silent-line", lesson06.where_it_ended)

# %% [markdown]
# <details class="nnf-fold v-silent-line"><summary><b>After your bet:</b> what turned out</summary>
#
# It has found **the mean of the targets**: a level line, whose slope rounds to {{row_slope}} in each of {{draws.lines}} draws. A
# column of 50 minus a row of 50 is a table of 50 by 50 differences, by broadcasting. In it each prediction meets every
# target, and the best answer to all targets at once is their mean. The loss cannot fall below their variance: it ends at
# {{row_loss}}. With targets of shape $(50, 1)$ the slope is {{column_slope}}.
# </details>
#
# ### Exercise: `mse` (4 points)
#
# Return the mean squared error and its slopes, for predictions and targets of one shape, whatever it is.
# The array of slopes is called `dZ`: for each entry of `Z`, the slope of the loss with respect to it.
# If the two shapes differ, raise an error in words of your own: `raise ValueError("…")`, or an `assert`.
#
# <details><summary>Hint 1: a question</summary>
#
# With two outputs for each sample there are twice as many differences. How many squares do you add, and by which number do you
# divide? And what do the two shapes look like before you subtract?
# </details>
# <details><summary>Hint 2: by hand</summary>
#
# The differences 0, 1, 2 and 4 in a table of two by two: the squares add up to 21, and their mean is 5.25. Nudge the last
# prediction by 0.1: its square grows from 16 to 16.81, and the mean by 0.2025. About how steep is that, and how is it made
# of the difference 4 and the 4 entries?
# </details>
# <details><summary>Hint 3: the plan in words</summary>
#
# Compare the two shapes, and raise an error if they differ. Subtract. Square the differences, and take the mean of all
# entries: that is the loss. For the slopes: a square is twice as steep as its side is long, and the mean shares that out
# among all entries. Return both.
# </details>
# <details><summary>A sibling, solved: the mean absolute error</summary>
#
# ```python
# def mean_absolute_error(Z, Y):
#     off = Z - Y
#     loss = np.abs(off).mean()
#     return loss, np.sign(off) / off.size  # each pulls with the same strength
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "mse", "locked": false, "schema_version": 3, "solution": true, "task": false}
def mse(Z, Y):
    """Return the mean squared error, and its slope with respect to each prediction.

    Z holds predictions and Y targets, arrays of one shape, whatever it is. The answer
    is the tuple loss, dZ: a number, and an array of that shape. If the shapes of Z
    and Y differ, raise an error.

    >>> Z, Y = np.array([[1.0, 2.0], [3.0, 5.0]]), np.ones((2, 2))
    >>> loss, dZ = mse(Z, Y)
    >>> float(loss), dZ.tolist()
    (5.25, [[0.0, 0.5], [1.0, 2.0]])
    """
    ### BEGIN SOLUTION
    if Z.shape != Y.shape:
        raise ValueError(f"mse expected Y of shape {Z.shape}, got {Y.shape}")
    difference = Z - Y
    return (difference**2).mean(), 2 * difference / difference.size
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_mse", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
check(mse)

# %% nbgrader={"grade": true, "grade_id": "hidden_mse", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
# hidden tests: 3 points, leave this cell
### BEGIN HIDDEN TESTS
grade(mse)
### END HIDDEN TESTS

# %% [markdown]
# The same column and the same row, handed to a loss that looks at shapes:

# %% tags=["demo"]
print(lesson06.refusal_of(take("mse")))
print(f"This loss: {whose('mse')}.")

# %% [markdown]
# ## The price of a guess
#
# Other outputs are probabilities. A coin falls heads, heads, tails. Which probability of heads would have been the best
# guess? Let a guess cost $-\log p,$ where $p$ is the probability that it gave to what then happened: for tails, that is one
# minus the probability of heads. What was certain costs nothing; the less likely it was called, the more it costs. Why the
# logarithm? The probabilities of several events multiply, and costs should add up.

# %% tags=["demo"]
lesson06.three_tosses()

# %% [markdown]
# **Cross-entropy** is the average of $-\log p$ of what happened. For the guesses ½, ⅔ and 0.9 it is $0.693,$ $0.637$
# and $0.838$. Of all guesses ⅔ is the best, the share of heads: too careful costs something, and so does too sure. With
# the probabilities of what happened in `p` it is `-np.log(p).mean()`.

# %% [markdown]
# ## Two classes
#
# A neuron's output $a$ can be read as the probability of class 1. **Binary cross-entropy** is the cross-entropy of a
# sigmoid output and a target of 0 or 1:
#
# $$L = -\frac{1}{N} \sum_n \bigl( y_n \log a_n + (1 - y_n) \log(1 - a_n) \bigr)$$
#
# For each sample the target keeps one of the two terms. By hand, for the scores $z = (2, -1)$ and the targets
# $y = (1, 0)$: the outputs are $0.881$ and $0.269,$ the costs $-\log 0.881 = 0.127$ and $-\log(1 - 0.269) = 0.313,$ and their mean is
# $0.220$. The slopes with respect to the two scores are $(-0.060,\ 0.134)$: output minus target, divided by the two samples.
#
# As written, the formula breaks. At a score of 40 the computer rounds the output to 1, and $\log(1 - 1)$ is minus
# infinity. So never pass through the output: go from the score straight to the loss. The score before a sigmoid is
# called a *logit*, as are those before softmax; hence the name of the exercise. With $a = 1 / (1 + e^{-z})$ the loss of one
# sample is $\log(1 + e^z) - z y$. That has only one place left at which it breaks.
#
# | one sample, target 0 | $z = 2$ | $z = 1000$ |
# |---|---|---|
# | from the output: $-\log(1 - a)$ | 2.127 | inf |
# | from the score: $\log(1 + e^z) - z y$ | 2.127 | inf |
# | as you will write it | 2.127 | 1000 |
#
# ### Exercise: `bce_with_logits` (5 points)
#
# Return the loss and its slopes for scores of any size. $\log(1 + e^z)$ is the ReLU with a round corner from lesson 4, and
# its slope $e^z / (1 + e^z)$ is a curve that you know. The board below the cell shows how far you are. Different shapes are
# to be refused, as in `mse`.
#
# <details><summary>Hint 1: a question</summary>
#
# What is the largest number that `np.exp` meets in your lines, for a score of 1000 and for one of −1000? It should never
# be above 0.
# </details>
# <details><summary>Hint 2: by hand</summary>
#
# $\log(1 + e^2) = 2.127$ and $\log(1 + e^{-2}) = 0.127$. The two differ by 2. Which part do a score of 2 and one of −2
# have in common, and what does the score of 2 have on top of it? For the slope: with target 0 the loss at $z = 2.1$ is
# 2.216, so a nudge of 0.1 moved it by 0.089. How large is the output at $z = 2$?
# </details>
# <details><summary>Hint 3: the plan in words</summary>
#
# Compare the shapes, and raise an error if they differ. Take the size of each score, without its sign; the exponential of
# minus that is never above 1. Take the logarithm of one plus it. Add the score where it is above 0, and subtract score ×
# target. The mean is the loss. The slope of one sample is its output minus its target; the mean divides it by the number
# of samples.
# </details>
# <details><summary>A sibling, solved: log(e^a + e^b) for scores of any size</summary>
#
# ```python
# def log_of_two(a, b):
#     top = np.maximum(a, b)  # the larger of the two, entry by entry
#     return top + np.log(np.exp(a - top) + np.exp(b - top))
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "bce_with_logits", "locked": false, "schema_version": 3, "solution": true, "task": false}
def sigmoid(z):
    """Squeeze scores of any size between 0 and 1."""
    return 0.5 * (1 + np.tanh(z / 2))


def bce_with_logits(z, y):
    """Return the binary cross-entropy of scores, and its slope with respect to each.

    z holds scores and y targets, 0 or 1, of one shape, (N,) or (N, 1). The answer
    is the tuple loss, dz: the mean over the samples, and an array of the shape of z.
    If the shapes differ, raise an error. While you work, return None for what is not
    written yet: `return loss, None`.

    >>> loss, dz = bce_with_logits(np.array([2.0, -1.0]), np.array([1.0, 0.0]))
    >>> round(float(loss), 3), dz.round(3).tolist()
    (0.22, [-0.06, 0.134])
    """
    ### BEGIN SOLUTION
    if z.shape != y.shape:
        raise ValueError(f"bce_with_logits expected y of shape {z.shape}, got {y.shape}")
    corner = np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))
    return (corner - z * y).mean(), (sigmoid(z) - y) / z.size
    ### END SOLUTION


# %% tags=["demo"]
check_steps("bce_with_logits")

# %% nbgrader={"grade": true, "grade_id": "check_bce_with_logits", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
check(bce_with_logits)

# %% nbgrader={"grade": true, "grade_id": "hidden_bce_with_logits", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
# hidden tests: 4 points, leave this cell
### BEGIN HIDDEN TESTS
grade(bce_with_logits)
### END HIDDEN TESTS

# %% [markdown]
# The two losses once more, now for both targets. The curve on the right and its slope are drawn by *your* function, if it has passed its check.

# %% tags=["demo"]
reveal(
    "sure-and-wrong",
    lambda: lesson06.drawn_by(take("bce_with_logits"), whose("bce_with_logits")),
)

# %% [markdown]
# ## What lesson 1 promised
#
# Lesson 1 gave no reason for its rule, *rate × error × input*. Here it is. Follow a nudge of the score to
# the output, and from the output to the loss, and multiply the two slopes:
#
# $$\underbrace{a(1 - a)}_{\text{output by score}} \cdot \underbrace{\frac{a - y}{a(1 - a)}}_{\text{loss by output}} = a - y$$
#
# <details><summary>Where does the second slope come from?</summary>
#
# The slope of $\log a$ is $1/a$ and that of $\log(1 - a)$ is $-1/(1 - a).$ So that of the loss is
# $-y/a + (1 - y)/(1 - a),$ or on one fraction line $(a - y) / (a(1 - a)).$
# </details>
#
# With respect to the score, the slope of cross-entropy is **output − target**. A weight moves the score by its input times
# as far, so with respect to the weight the slope is (output − target) × input. Now take a step *against* that slope: the
# weight changes by rate × (target − output) × input. **The rule of lesson 1 is a step
# against the slope of cross-entropy.** Here are both, from the same place:

# %% tags=["demo"]
apart = lesson06.two_steps(take("neuron_step"), take("bce_with_logits"))
print(f"largest difference between the new weights and biases: {apart:.1g}")
print(f"neuron_step: {whose('neuron_step')}, bce_with_logits: {whose('bce_with_logits')}")

# %% [markdown]
# ## One neuron, two losses
#
# How many steps does a flat slope cost? Take one neuron with a single input, which is 1, and the target 1. Its weight and
# its bias begin at $-1$ each, times the *initialization scale*. So it begins wrong, and with a larger scale it is more
# sure of it. It has learned when its output is above 0.9.

# %% tags=["demo"]
guess("louder-rate", lambda: lesson06.one_neuron_two_losses(take("bce_with_logits")))

# %% [markdown]
# Press *works*, *fails* or *surprises*, then *Play*; another rate or scale begins
# a new run. More *steps per frame* make it faster. *Fails* arrives as well, after the {{steps.fails_squared}} steps of the question.
#
# <details class="nnf-fold v-louder-rate"><summary><b>After your bet and a move:</b> what turned out</summary>
#
# | preset | rate | scale | steps with squared error | steps with cross-entropy |
# |---|---|---|---|---|
# | works | 1 | 1 | {{steps.works_squared}} | {{steps.works_entropy}} |
# | fails | 1 | 5 | {{steps.fails_squared}} | {{steps.fails_entropy}} |
# | surprises | 10 | 5 | {{steps.surprises_squared}} | {{steps.surprises_entropy}} |
#
# This is the **quiet neuron**. Ten times the rate saves nine tenths of its steps, and hundreds are left. The rate
# multiplies the slope, and ten times nearly nothing is still little. With a rate of 1,000 it needs {{steps.far_squared}}, but
# a rate that suits the quiet place is far too large elsewhere: the readers under *Squared error on trial* fail at 10.
# The cause is the factor $a(1 - a)$: leave it out of the
# slope of squared error, halve the rate, and the neuron takes exactly the steps that it takes with cross-entropy.
# </details>

# %% [markdown]
# ## Many classes
#
# Ten digits have ten scores, and softmax turns them into ten probabilities. The target of a sample is now the number of
# its *right class*, also called its *label*. Which of the ten should count?

# %% tags=["demo"]
lesson06.ten_bars()

# %% [markdown]
# **Categorical cross-entropy** is $-\log$ of the softmax probability of the right class, averaged over the samples. The
# other bars count only by what they take away from the lit one. By hand, for two samples and two classes:
#
# $$Z = \begin{pmatrix} 2 & 0 \\ 0 & 1 \end{pmatrix},\quad y = (0, 1)$$
#
# The probabilities of the right classes are $0.881$ and $0.731,$ so the loss is $0.220$. This is the number of the section
# *Two classes*: with two classes, softmax of the scores $(2, 0)$ is the sigmoid of their difference. In code it is
# `cross_entropy(Z, y)`. Its slopes are output minus target here, too: the probabilities, with 1 subtracted at the right class,
# divided by the number of samples (lesson 7).
#
# ### Exercise: `cross_entropy` (5 points)
#
# Return the loss for a table of scores of any size, without an overflow.
#
# <details><summary>Hint 1: a question</summary>
#
# One place is lit in each row. How do you name $N$ places of a table at once, a row and a column for each?
# </details>
# <details><summary>Hint 2: by hand</summary>
#
# Scores (1000, 0), and the right class is 1. Subtract the row's maximum: (0, −1000). The exponentials add up to 1, and the
# logarithm of 1 is 0. So the loss is 0 − (−1000) = 1000, and no logarithm of 0 was on the way.
# </details>
# <details><summary>Hint 3: the plan in words</summary>
#
# From each row subtract its own maximum, into a new array. Take the exponentials, add them up along each row, and take the
# logarithm of each sum. Subtract from it the score of the right class, row by row. The mean is the loss.
# </details>
# <details><summary>A sibling, solved: the second largest score of each row</summary>
#
# ```python
# def second_best(Z):
#     order = Z.argsort(axis=1)  # in each row the places of the scores, from the smallest up
#     return Z[np.arange(len(Z)), order[:, -2]]
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "cross_entropy", "locked": false, "schema_version": 3, "solution": true, "task": false}
def cross_entropy(Z, y):
    """Return the mean cross-entropy of scores, one number.

    Z has shape (N, C), one sample a row, with scores of any size. y has shape (N,) and
    holds the right classes, whole numbers from 0 to C - 1. Z and y stay as they are.

    >>> Z = np.array([[2.0, 0.0], [0.0, 1.0]])
    >>> f"{cross_entropy(Z, np.array([0, 1])):.3f}"
    '0.220'
    """
    ### BEGIN SOLUTION
    shifted = Z - Z.max(axis=1, keepdims=True)
    log_sum = np.log(np.exp(shifted).sum(axis=1))
    return (log_sum - shifted[np.arange(len(Z)), y]).mean()
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_cross_entropy", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
check(cross_entropy)

# %% nbgrader={"grade": true, "grade_id": "hidden_cross_entropy", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
# hidden tests: 4 points, leave this cell
### BEGIN HIDDEN TESTS
grade(cross_entropy)
### END HIDDEN TESTS

# %% [markdown]
# Three test digits, with the losses that *your* function gives them:

# %% tags=["demo"]
lesson06.ten_bars(take("cross_entropy"))
print(f"The function of these losses: {whose('cross_entropy')}.")

# %% [markdown]
# ## The first loss
#
# A reader of digits has its initial weights and has learned nothing. What is its loss?

# %% tags=["demo"]
guess("first-loss")

# %% tags=["demo"]
reveal("first-loss", lesson06.hundred_first_losses)

# %% [markdown]
# <details class="nnf-fold v-first-loss"><summary><b>After your bet:</b> what turned out</summary>
#
# Ten equal guesses give each class the probability 0.1, and that costs $-\log 0.1 = \log 10,$ or ln 10 = 2.303. Initial
# weights do a little worse: {{first_loss.mean}} on average over {{draws.first}} runs, between {{first_loss.least}} and
# {{first_loss.most}}, and above 2.303 in {{first_above}} of them. They guess, too, but unequally, and that costs more
# on average. With a last layer of zeros it is 2.303 exactly.
#
# How much worse depends on the initialization: with the smaller weights that PyTorch draws it is {{first_small}}, with
# a last layer ten times as large {{first_large}}, and with pixels from 0 to 16 about {{first_raw}}. So look at the
# first loss of every training. If it is far above $\log C,$ for $C$ classes, the weights or the inputs are too large;
# if it is far below, something has seen the answers, or the biases already hold the shares of the classes.
# </details>
#
# ### Exercise: `baseline_loss` (2 points)
#
# Ten equal guesses are not the best that one can do without looking at the picture. Return the cross-entropy of the best
# answer that is the same for every sample.
#
# <details><summary>Hint 1: a question</summary>
#
# For the three tosses, which probability of heads was the best guess, and where did it come from?
# </details>
# <details><summary>Hint 2: by hand</summary>
#
# For the labels 0, 0, 0, 1 the best guess is ¾ and ¼. Three samples cost $-\log 0.75 = 0.288$ each, one costs
# $-\log 0.25 = 1.386$. The mean of the four is 0.562.
# </details>
# <details><summary>Hint 3: the plan in words</summary>
#
# Count how often each class occurs, and divide by the number of samples: the shares. A class that never occurs costs
# nothing, so leave it out, for 0 times minus infinity is no number. Multiply each share by its −log, and add up.
# </details>
# <details><summary>A sibling, solved: the sum of the squared shares</summary>
#
# ```python
# def chance_of_a_pair(y):
#     """Return how likely it is that two labels drawn at random, with replacement, are alike."""
#     total = 0.0
#     for c in set(y.tolist()):
#         total += np.mean(y == c) ** 2
#     return total
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "baseline_loss", "locked": false, "schema_version": 3, "solution": true, "task": false}
def baseline_loss(y, C):
    """Return the cross-entropy of the best answer that ignores the input, one number.

    y has shape (N,) and holds the right classes, whole numbers from 0 to C - 1; some
    classes may not occur. C is the number of classes.

    >>> f"{baseline_loss(np.array([0, 0, 0, 1]), 2):.3f}"
    '0.562'
    """
    ### BEGIN SOLUTION
    share = np.bincount(y, minlength=C) / len(y)
    share = share[share > 0]
    return -(share * np.log(share)).sum()
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_baseline_loss", "locked": true, "points": 0.5, "schema_version": 3, "solution": false, "task": false}
check(baseline_loss)

# %% nbgrader={"grade": true, "grade_id": "hidden_baseline_loss", "locked": true, "points": 1.5, "schema_version": 3, "solution": false, "task": false}
# hidden tests: 1.5 points, leave this cell
### BEGIN HIDDEN TESTS
grade(baseline_loss)
### END HIDDEN TESTS

# %% [markdown]
# The dashed line is *your* number for the training digits. A loss below it needs the pictures. The ten digits come about
# equally often, so it is close to ten equal guesses; the two kinds of tissue do not.

# %% tags=["demo"]
lesson06.curve_with_baseline(take("baseline_loss"))
print(f"The function of the baseline: {whose('baseline_loss')}.")

# %% [markdown]
# ## The objective
#
# You may also want small weights. Then something is added to the loss.

# %% tags=["demo"]
lesson06.two_objectives()

# %% [markdown]
# The **objective function** is what training minimizes: the loss plus *penalties*, numbers that grow with what you do not
# want. Here the penalty is $\frac{\lambda}{2}$ times the sum of the squared weights, with $\lambda = 0.01$ (say *lambda*). That sum is 13 in
# network A and 2 in network B:
#
# $$0.22 + \tfrac12 \cdot 0.01 \cdot 13 = 0.285, \qquad 0.25 + \tfrac12 \cdot 0.01 \cdot 2 = 0.260$$
#
# B has the larger loss and the smaller objective, so B is the better one by it. In code it is
# `loss + lam / 2 * (W**2).sum()`; what such a penalty is good for is lesson 9.

# %% [markdown]
# ## Real data: two readers
#
# A reader learns from {{reader.digits}} digits. After 50 epochs you keep a copy, the *early* reader; at 1,000 it is the *late* one. Here
# both misread equally many test digits. Which of the two would you trust?
#
# The *confidence* of an answer is its probability, the largest of the ten, as in lesson 5. A reader is *calibrated* if its confidence agrees
# with how often it is right.

# %% tags=["demo"]
guess("two-readers", lesson06.one_number, hides=True)

# %% [markdown]
# Each dot stands for a tenth of the scale of confidence: how sure the reader was, and how often it was right. Switch
# between the readers. Then move the *temperature* $T,$ by which all scores are divided (*temperature scaling*), until
# the loss of the reader that you see is smallest.
#
# <details class="nnf-fold v-two-readers"><summary><b>After your bet and a move:</b> what turned out</summary>
#
# In your panel both misread as many, and the late reader is **surer** when it is wrong: accuracy does not see that, loss
# does. Over {{draws.splits}} splits the late reader is even a little better, {{read.late}} against {{read.early}} % right, and yet its loss is
# higher: {{test_loss.late}} against {{test_loss.early}}. The mean confidence of its mistakes is {{sure_wrong.late}} %, of the early
# reader's {{sure_wrong.early}}. All in all the late one is {{sure.late}} % sure, which is more than it is right: it is *overconfident*. The
# early one's {{sure.early}} % agree with its share.
#
# One number mends it. In each split choose a temperature on half of the test digits, which gives {{temperature}}, and
# divide the late reader's scores by it. On the other half its loss falls by {{cooled.late}} on average, and its
# mistakes have a confidence of {{sure_cooled.after}} % instead of {{sure_cooled.before}}. No answer changes, at any
# temperature: the largest score stays the largest.
#
# <details><summary>How sure is that?</summary>
#
# The means of {{draws.splits}} splits, ± the standard error of the difference.
#
# | measure | after 50 epochs | after 1,000 | difference |
# |---|---|---|---|
# | right (%) | {{read.early}} | {{read.late}} | {{read_more.by}} ± {{read_more.error}} |
# | mean confidence (%) | {{sure.early}} | {{sure.late}} | |
# | loss | {{test_loss.early}} | {{test_loss.late}} | {{loss_more.by}} ± {{loss_more.error}} |
# | mistakes above 90 %, all splits | {{sure_mistakes.early}} | {{sure_mistakes.late}} | |
#
# In single splits the late reader was up to {{read_ends.worse}} points worse and up to {{read_ends.better}} better. Its
# loss was higher in {{higher_in}} of the {{draws.splits}}, and its mistakes were surer in all. The temperature lowered
# its loss in {{cooled_in}} of the {{draws.splits}}, and on average over all of them by {{cooled.late}} ±
# {{cooled.late_error}}. The early reader gains nothing by it: there the loss rises by {{cooled.early_rises}} ±
# {{cooled.early_error}}.
#
# All this at rate 0.3. At rate 0.1 the loss still fell, from {{gentle_loss.early}} to {{gentle_loss.late}}: the late reader had not gone
# so far. Its mistakes were surer there, too: {{gentle_sure.late}} instead of {{gentle_sure.early}} %.
# </details>
# </details>
#
# These are mistakes that were made with great confidence, and the lines of both readers in the ledger: five runs on one
# split, where the late reader is no better. The cell first trains four more runs, which takes some seconds.


# %% tags=["demo"]
def add_lines():
    lesson06.sure_mistakes()
    wrong = lesson06.count_misread()
    ledger.add("early-reader", wrong["early"])
    ledger.add("late-reader", wrong["late"])
    ledger()


reveal("two-readers", add_lines)

# %% [markdown]
# ## At a glance
#
# | concept | in one sentence | in code |
# |---|---|---|
# | **loss function** | turns outputs and targets into one number for the error, with a slope to follow | `loss, dZ = mse(Z, Y)` |
# | **mean squared error** | the mean of squared differences, for regression | `((Z - Y) ** 2).mean()` |
# | **cross-entropy** | the average of −log of the probability of what happened | `-np.log(p).mean()` |
# | **binary cross-entropy** | cross-entropy of a sigmoid output and a target of 0 or 1 | `bce_with_logits(z, y)` |
# | **categorical cross-entropy** | −log of the softmax probability of the right class, averaged | `cross_entropy(Z, y)` |
# | **objective function** | what training minimizes: the loss plus penalties | `loss + lam / 2 * (W**2).sum()` |

# %% [markdown]
# ## Check yourself
#
# Six questions, no points.

# %% tags=["demo"]
quiz(6)

# %% [markdown] nbgrader={"grade": false, "grade_id": "words_trust", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": true}
# ### In your own words, 1 of 2 (2 points, read by your teacher)
#
# A classmate says: "Both readers are 93 % right, so take either." Answer in about three sentences: which one would you take,
# and why? Give numbers from your panel or your pictures. Language and spelling cost nothing.
#
# === BEGIN MARK SCHEME ===
# 1 point for a reason that has to do with how sure the readers are: although they are right equally often, their confidence in mistakes differs, or one is better calibrated (its confidence agrees more with how often it is right). Which of the two is preferred is open, also "either, once a temperature was chosen". That a reader is less sure is no reason by itself: at T = 4 all answers are unsure.
# 1 point for numbers of the panel or the pictures that bear on it: losses, mean confidences beside the share that is right, or counts of mistakes above 90 %, of both readers, or of one at two temperatures. How many are right is not enough, and the numbers of the fold are means over ten splits and no substitute. Each point stands by itself.
#
# 2 points: "13 of the 33 mistakes of the late one are above 90 %, of the early one 3 of 33. So I trust the early one more: when it is wrong it says so more often."
# 2 points: "The late one, after T = 2: then its confidence fits, 92 % sure and 93 % right, and its loss is 0.23 instead of 0.30."
# 2 points: "Either, if you choose T first: with T = 2 the late one has the loss 0.23, the early one 0.21, and the mistakes are as unsure in both."
# 1 point: "The late one is overconfident." (a reason, no numbers)
# 1 point: "The early one: its loss is 0.21, the other one's is 0.30." (numbers, no reason)
# 1 point: "13 of 33 mistakes above 90 %, against 3 of 33." (numbers, no reason)
# 0 points: "Longer training is better." "Neither: both are 93 % right."
# === END MARK SCHEME ===

# %% [markdown]
# *Your answer (double-click here to write):*

# %% [markdown] nbgrader={"grade": false, "grade_id": "words_silent", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": true}
# ### In your own words, 2 of 2 (2 points, read by your teacher)
#
# Another classmate writes: "My loss falls and then stays where it is, there is no error message, but my line is level." Say
# what happened and why the loss ends there, in about three sentences, with numbers from the panel of *A column meets a row*
# for a seed of your own (not 0).
#
# === BEGIN MARK SCHEME ===
# 1 point for the cause: a column met a row, each prediction met every target, and the best for all targets is their mean.
# 1 point for numbers of a seed of one's own, named with the seed, that bear on it: the end of the loss beside the variance of the targets, or where the line passes beside their mean. Without the cause there is no second point. The panel shows both for each seed from 0 to 99.
#
# 2 points: "Z - Y was (50, 50), so each prediction was compared with every target, and their mean is the best for all. With seed 17 my loss ended at 1.26, which is the variance of the targets."
# 1 point: "The shapes (50, 1) and (50,) do not fit, numpy made a table of them, and the line goes to the mean of all targets."
# 0 points: "The learning rate was too small." "With seed 17 the loss went from 1.41 to 1.26."
# === END MARK SCHEME ===

# %% [markdown]
# *Your answer (double-click here to write):*

# %% [markdown]
# What you have done: your bets beside what turned out, your points, and the shelf of functions that are yours.

# %% tags=["demo"]
book(6)

# %% tags=["demo"]
points(6)
shelf()

# %% [markdown]
# ## Summary
#
# A loss is one number for how wrong the outputs are, and its slope tells each output which way to go. Numbers are measured
# by squares, probabilities by $-\log$ of what happened. Behind a sigmoid, cross-entropy keeps a slope where squared error
# has nearly none, and that slope is output − target: the rule of lesson 1. Loss also sees what accuracy does not, how sure a
# mistake was.
#
# But the slope so far ends at the *scores*. A weight of a hidden layer is further away, behind an activation and another
# layer. **Lesson 7** carries the slope back to all of them.

# %% [markdown]
# # More
#
# Nothing below is needed for lesson 7.
#
# ## Squared error on trial
#
# Is squared error useless for classes? Three losses, the same reader, {{draws.epochs}} epochs: cross-entropy, squared error of the ten
# probabilities against a target of one 1 and nine 0s, and squared error of the ten scores against the same. The ten squares of a
# sample are added up, and the mean goes over the samples; of probabilities that is the *Brier score*. The panel shows one split.

# %% tags=["demo"]
lesson06.squared_error_on_trial()

# %% [markdown]
# <details><summary>After you have moved the rate: what was measured</summary>
#
# Digits read (%), means of {{draws.trial}} splits:
#
# | loss | rate 0.1 | rate 0.3 | rate 1 | rate 3 |
# |---|---|---|---|---|
# | cross-entropy | {{trial_read.entropy}} |
# | squared error of probabilities | {{trial_read.probabilities}} |
# | squared error of scores | {{trial_read.scores}} |
#
# Squared error of probabilities reads as many digits, and at the same rate: at their best the two differ by {{trial_best.by}} ±
# {{trial_best.error}} points. It is slow where it begins sure and wrong; here nothing begins so. Divided by the ten classes as well, as by
# `mse`, each slope would be a tenth, and the rate would have to be ten times as large.
# </details>
#
# ## Outliers
#
# Some of sixty points near a line were raised by 3 to 6, and none was lowered. Squares let a far point pull hard.
# Absolute errors let each point pull alike. *Huber's* loss is a square up to an error of 0.3, and from there on a
# straight line.

# %% tags=["demo"]
lesson06.lines_and_outliers()

# %% [markdown]
# <details><summary>After you have moved the share: what was measured</summary>
#
# With 10 % of the points raised, in the middle the line by squares is off by {{outliers.squared}}, that by absolute
# errors by {{outliers.absolute}} and that by Huber's loss by {{outliers.huber}}, on average over {{draws.outliers}}
# draws. Squares lead to a mean, which gives way to a far point; absolute errors lead to a *median*, the value in the
# middle, which hardly does.
# </details>
#
# ## Two kinds of mistake
#
# The tissue samples of lesson 1 come from patients, and the two kinds of mistake do not weigh the same. Give a malignant
# sample more weight in the loss, and see what one neuron does with 169 samples held back.

# %% tags=["demo"]
lesson06.two_kinds()

# %% [markdown]
# <details><summary>After you have moved the weight: what was measured</summary>
#
# With more weight fewer malignant samples are missed, and there are more false alarms, on average: with weight 1,
# {{missed.1}} are missed and there are {{alarms.1}} false alarms; with weight 30, {{missed.30}} and {{alarms.30}}.
# Single splits scatter: in {{tissue.as_many}} of {{tissue.splits}}, weight 30 left no fewer missed than weight 1. The
# loss does not know which is worse: that is decided by the weight.
# </details>
#
# ## Digits of your own
#
# How sure are the two readers of *your* hand? These are the digits that you have drawn in lesson 5.

# %% tags=["demo"]
lesson06.your_own_digits(own_digits)

# %% [markdown]
# ## Losses for classes that are not alike
#
# ### Exercise: `weighted_cross_entropy` (practice, no points)
#
# A sample of class $c$ weighs $w_c$. The loss is the *weighted mean*: the weighted costs, divided by the sum of the
# weights of all samples. Return the slopes with respect to the scores, too. Without weights they would be
# $(P - \text{one-hot}) / N,$ with the softmax probabilities $P$ and a table that has a 1 at the right class of each row and 0
# elsewhere, called *one-hot*.
#
# <details><summary>Hint 1: a question</summary>
#
# Which weight has a sample, and which share of the sum of all samples' weights is that?
# </details>
# <details><summary>Hint 2: by hand</summary>
#
# The costs of the example are 0.127 and 0.313, the weights 1 and 3. The weighted costs add up to 1.067, the weights to 4:
# the loss is 0.267. If all weights were 3, it would be 0.220 again.
# </details>
# <details><summary>Hint 3: the plan in words</summary>
#
# Pick the weight of each sample by its class, and divide by their sum: the shares. Compute the logarithms of the
# probabilities as in `cross_entropy`. The loss is the sum of share × cost. For the slopes take the probabilities, subtract 1 at
# the right classes, and multiply each row by its share.
# </details>
# <details><summary>A sibling, solved: a weighted mean of marks</summary>
#
# ```python
# def final_mark(marks, subjects, weights):
#     """weights[s] is the weight of subject s."""
#     each = weights[subjects]
#     return (each * marks).sum() / each.sum()
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "weighted_cross_entropy", "locked": false, "schema_version": 3, "solution": true, "task": false}
def weighted_cross_entropy(Z, y, weights):
    """Return a weighted cross-entropy, and its slope with respect to each score.

    Z has shape (N, C), scores of any size; y has shape (N,), the right classes; weights
    has shape (C,), none below 0: how much a sample of each class counts. The answer is
    the tuple loss, dZ: the weighted mean, and an array of shape (N, C).

    >>> Z, y = np.array([[2.0, 0.0], [0.0, 1.0]]), np.array([0, 1])
    >>> loss, dZ = weighted_cross_entropy(Z, y, np.array([1.0, 3.0]))
    >>> round(float(loss), 3)
    0.267
    """
    ### BEGIN SOLUTION
    share = weights[y] / weights[y].sum()
    log_P = Z - Z.max(axis=1, keepdims=True)
    log_P = log_P - np.log(np.exp(log_P).sum(axis=1, keepdims=True))
    rows = np.arange(len(Z))
    dZ = np.exp(log_P)
    dZ[rows, y] -= 1
    return -(share * log_P[rows, y]).sum(), share[:, None] * dZ
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_weighted_cross_entropy", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
check(weighted_cross_entropy)

# %% nbgrader={"grade": true, "grade_id": "hidden_weighted_cross_entropy", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
# hidden tests: 0 points, leave this cell
### BEGIN HIDDEN TESTS
grade(weighted_cross_entropy)
### END HIDDEN TESTS

# %% [markdown]
# ### Exercise: `focal_loss` (practice, no points)
#
# Among very many easy samples the few hard ones have little say, even in cross-entropy. The *focal loss* multiplies the cost
# of each sample by $(1 - p)^\gamma,$ where $p$ is the probability of its right class and $\gamma$ (say *gamma*) is chosen.

# %% tags=["demo"]
lesson06.easy_and_hard()

# %% [markdown]
# <details><summary>Hint 1: a question</summary>
#
# A sample that is read with $p = 0.9$ is easy. Should its factor be near 0 or near 1?
# </details>
# <details><summary>Hint 2: by hand</summary>
#
# $p = 0.9$ and $\gamma = 2$: the factor is $0.1^2 = 0.01,$ the cost 0.105, the focal loss 0.00105.
# </details>
# <details><summary>Hint 3: the plan in words</summary>
#
# The logarithm of the right class's probability as in `cross_entropy`; the exponential of it is $p$. Raise one minus $p$ to the
# power gamma, multiply by the cost, and take the mean over the samples.
# </details>
# <details><summary>A sibling, solved: practice that favours what is not known yet</summary>
#
# ```python
# def minutes_of_practice(known, minutes):
#     """known holds, from 0 to 1, how well each word is known."""
#     return minutes * (1 - known)
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "focal_loss", "locked": false, "schema_version": 3, "solution": true, "task": false}
def focal_loss(Z, y, gamma):
    """Return the mean focal loss of scores, one number.

    Z has shape (N, C), scores of any size; y has shape (N,), the right classes; gamma is
    a number, at least 0. With 0 it is cross-entropy.

    >>> f"{focal_loss(np.array([[np.log(9.0), 0.0]]), np.array([0]), 2.0):.5f}"
    '0.00105'
    """
    ### BEGIN SOLUTION
    shifted = Z - Z.max(axis=1, keepdims=True)
    log_P = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    log_p = log_P[np.arange(len(Z)), y]
    return -((1 - np.exp(log_p)) ** gamma * log_p).mean()
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_focal_loss", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
check(focal_loss)

# %% nbgrader={"grade": true, "grade_id": "hidden_focal_loss", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
# hidden tests: 0 points, leave this cell
### BEGIN HIDDEN TESTS
grade(focal_loss)
### END HIDDEN TESTS

# %% [markdown]
# ### A number of your own (no points, unless your teacher says so)
#
# Choose a whole number with 4 to 9 digits that nobody else would think of. It draws which 500 digits are held back, and the
# initial weights of a reader, 64-32-10. What is its first loss on the digits held back, and what is it when the
# weights of its last layer are ten times as large? Change the number, run the cell, and write what it prints for *your*
# number into the function below, with at least three significant digits.


# %% tags=["demo"]
lesson06.run_of_your_own(4711)


# %% nbgrader={"grade": false, "grade_id": "my_losses", "locked": false, "schema_version": 3, "solution": true, "task": false}
def my_losses():
    """Return three numbers: yours, the first loss, the one of a larger last layer.

    For the number 4711, which is taken, it would be `return 4711, FIRST, LARGE` with the
    two losses that the cell above prints.
    """
    ### BEGIN SOLUTION
    return 73519, 2.393, 7.654
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_my_losses", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
check(my_losses)

# %% nbgrader={"grade": true, "grade_id": "hidden_my_losses", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
# hidden tests: 0 points, leave this cell
### BEGIN HIDDEN TESTS
grade(my_losses)
### END HIDDEN TESTS

# %% [markdown]
# ## Deep dive: from scores to losses, in one piece
#
# *For those who want more; no points depend on it.*
#
# **Why from scores.** A sigmoid or softmax rounds a very small probability to 0, and no logarithm brings it back. Taken
# together, the exponential of the one and the logarithm of the other cancel before anything is lost:
# $\log \sigma(-800)$ is −800, while `np.log(sigmoid(-800))` is −inf. A little number inside the logarithm, such as
# $10^{-12},$ hides the inf. It also puts a ceiling of 27.6 on the cost, so a sample that is sure and wrong costs hardly
# more below a score of about −28, or above 28 for target 0.
#
# **Why the slope is $a - y$.** Cross-entropy and sigmoid are made for each other: the loss divides by $a(1 - a),$ the
# sigmoid multiplies by it. Half the squared error of a linear output, $\frac12 (z - y)^2,$ has the slope $z - y,$ of the same form. Softmax and categorical cross-entropy are such a pair as well, with $P - \text{one-hot}$ (lesson 7).
#
# **Weights and focal loss** answer two different questions. Weights say that a *class* counts more, such as a rare one. The
# focal loss says that a *sample* counts less if it is easy already, whatever its class; where one class is very frequent, most
# of its samples are easy.
#
# **Why the share is the best guess.** If what happens has the probabilities $q,$ the average cost is $-\sum q \log p,$ and of all
# $p$ it is least at $p = q$; what is left there is the *entropy* of $q$.
#
# **Did you know?** Measured with $\log_2,$ cross-entropy is in *bits*: to learn how a fair coin fell is 1 bit of surprise.
# Its floor is the *entropy* of the labels themselves, and that is 0 only if they can be known. If each label of two
# classes is right in 80 % of all cases, and nobody knows which, no reader can expect less than 0.500 on new data, or 0.722 bits.

# %% [markdown]
# ## Myths and facts
#
# | you may hear | what holds |
# |---|---|
# | "Only cross-entropy estimates probabilities." | Squared error on probabilities does so as well: both are least at the true probability (Gneiting and Raftery, 2007). The difference is in the slope, and cross-entropy is what *maximum likelihood* asks for. |
# | "A confidence of 95 % is right in 95 % of cases." | Only if the network is *calibrated*; modern ones often are not (Guo and others, 2017). |
# | "Focal loss gives rare classes more weight." | It was made for images with very many easy background places, but it looks at no class: *easy* samples count less, whatever they are. A weight for the class stands beside it (Lin and others, 2017). |
# | "A perfect reader has cross-entropy 0." | Only where the labels can be known. The floor is their entropy. |

# %% [markdown]
# To talk about, without points:
#
# - Which loss would you choose for the age of a person in a photograph, and which for the month of birth?
# - A weather service says "70 % rain" every day. Is it calibrated, and is it useful?
# - What would you rather have: a reader that is wrong in 5 % and knows when, or one that is wrong in 3 % and never does?
# - Who should decide what a missed malignant sample costs, compared with a false alarm?
# - Why can two networks with the same loss have different accuracy?

# %% [markdown]
# ## How books write it
#
# A loss is $\mathcal{L}(y, \hat y)$; the objective, or *cost function*, is $J(\theta)$ with all parameters in $\theta$ (say *theta*). Cross-entropy is also called *log
# loss* or *negative log-likelihood*. The slope with respect to $z$ is written $\partial \mathcal{L} / \partial z,$ so this lesson's line
# is $\partial \mathcal{L} / \partial z = \hat y - y$. In PyTorch, `torch.nn.CrossEntropyLoss()(Z, y)` takes logits, not probabilities.
#
# ## Sources
#
# - T. Gneiting and A. Raftery, *Strictly proper scoring rules, prediction, and estimation* (2007)
# - C. Guo, G. Pleiss, Y. Sun and K. Weinberger, *On calibration of modern neural networks* (2017)
# - T.-Y. Lin, P. Goyal, R. Girshick, K. He and P. Dollár, *Focal loss for dense object detection* (2017)
# - P. Huber, *Robust estimation of a location parameter* (1964)
# - The digits: E. Alpaydin and C. Kaynak, *Optical recognition of handwritten digits* (1998). The tissue: W. Street,
#   W. Wolberg and O. Mangasarian, *Nuclear feature extraction for breast tumor diagnosis* (1993)
#
# In the engine: `nnlib/losses.py`. Compare it with yours.

# %% [markdown] tags=["teacher"]
# ## Timing
#
# 90 minutes in class: hero and loss function 15, squares and the silent line 20, two classes 25, many classes 20, two readers 10;
# quiz and questions in words are homework. `bce_with_logits` is the work of the lesson. What stands under *More* is practice:
# its cells have 0 points, and you can give them some in `source/` (weights: `weighted_cross_entropy` 2, `focal_loss` 1,
# `my_losses` 2).
#
# ## What learners ask
#
# - *If squared error is so flat, why does anybody use it?* For numbers there is no sigmoid behind it. For classes it works
#   as well, as long as nothing begins sure and wrong: see *Squared error on trial*.
# - *Why $-\log$ and not $1 - p$?* Because guesses multiply: the probability of several independent events is a product, and
#   the logarithm makes a sum of it. With $1 - p$ the best guess for the tosses would be 1, not ⅔.
# - *Must an array be refused by `ValueError`?* Any error of the learner's own line is right.
# - *My loss is below $\log 10$ before training. Is that a bug?* In {{first_above}} of {{draws.first}} runs it was above; a little below happens.
#   Far below means that the answers have been seen.
# - *Does a temperature cheat?* It is one number, chosen on data that is not used for the test. It changes no answer.
#
# ## To talk about
#
# The tissue samples come from patients. In a class where somebody is close to the subject, skip *Two kinds of mistake*: no
# exercise needs it. Instead weigh the digits: give class 8 the weight 10, and see which digits are called 8 then.
#
# ## What to skip
#
# Everything under *More*. Never the silent line: it is the mistake of this lesson that learners will make for years.
