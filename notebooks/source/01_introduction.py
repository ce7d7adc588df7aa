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
# # 1 · Introduction to Neural Networks
#
# A neuron's line leaves {{wrong_side.machine}} of {{samples.all}} samples on the wrong side. **Can you draw a better one?**
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
    points,
    quiz,
    reveal,
    shelf,
    take,
    whose,
)
from autograder.steps import check_steps
from nnlib import viz
from nnlib.viz import lesson01

viz.page()

# %% tags=["demo"]
guess("beat-the-machine", lesson01.you_against_the_machine)

# %% [markdown]
# *Each point is a sample of breast tissue from a published study. Some were malignant (cancer), the others benign
# (harmless). Two things were measured: how large the cell nuclei are, and how uneven their outlines; "worst" is the
# mean of the three largest, and "standardized" says that 0 is the average sample. Nothing here is a diagnosis, and to
# miss a cancer weighs more than a false alarm.*
#
# <details class="nnf-fold v-beat-the-machine"><summary><b>After your bet and a move:</b> what turned out</summary>
#
# A line straight up through the average sample leaves {{wrong_side.upright}}. Tilted by 13 degrees and shifted a little it leaves
# {{wrong_side.hand}}, and the fewest that any line leaves is {{wrong_side.best}}. The neuron has not found that line, because it does not
# count mistakes: for *every* sample it weighs how wrong it is, and by how much. Is it a bad learner then? *Who has won?*
# will tell.
# </details>
#
# <details><summary><b>What this lesson is about</b>, and how long it takes</summary>
#
# How one neuron computes, how it learns, and how far it gets alone: about 90 minutes. Afterwards you can
#
# - say what a **neuron**, a **weight** and an **activation** are, and compute one by hand;
# - build a **layer**, say what a **neural network** is, and what makes learning with it **deep learning**;
# - let a neuron learn from its errors, and say what its two settings do;
# - explain who has won the contest above.
#
# Some of an exercise's points are for the check that you see, the rest for hidden tests: cases that your teacher runs.
#
# **You can copy.** The engine is public, and so are solved lessons. The check will pass, and nothing will be learnt.
# Talk with others and with assistants as much as you like, and then write the lines yourself: there are few.
# </details>
#
# <details><summary><b>Ready?</b> Six questions, to see whether you can begin</summary>
#
# Answer in your head, then unfold.
#
# <details><summary>1. <code>X = np.zeros((5, 3))</code>. How many rows, and how many columns?</summary>
#
# Five rows, three columns: `X.shape` is `(5, 3)`. In this course a row is a sample and a column a measurement,
# so `X[0]` is the first sample, with shape `(3,)`, and `X[:, 0]` the first measurement of all samples, `(5,)`.
# </details>
# <details><summary>2. What is the shape of <code>X.sum(axis=0)</code>?</summary>
#
# `(3,)`. The axis that you name disappears: axis 0 counts the rows, so you get one sum for each column.
# `X.sum(axis=1)` has shape `(5,)`: one sum for each row.
# </details>
# <details><summary>3. <code>b = np.array([10, 30, 50])</code>. What does <code>X + b</code> do?</summary>
#
# It adds 10 to the first column, 30 to the second, 50 to the third: shapes `(5, 3)` and `(3,)` are lined up at
# their right ends, and `b` is used again for every row. That is *broadcasting*.
# </details>
# <details><summary>4. What is the shape of <code>X.T</code>, and where is the number <code>X[4, 0]</code> in it?</summary>
#
# `(3, 5)`: rows and columns have changed places, so it is `X.T[0, 4]`. `X.T` is the *transpose* of `X`, in books
# $X^\top$. A table of numbers is called a *matrix* there.
# </details>
# <details><summary>5. How steep is the curve of x² at x = 3?</summary>
#
# 6: the slope of x² is 2x. You can also nudge it, that is, move it a little: 3.1² − 3² is 0.61, about 6 times the
# nudge of 0.1. The slope says how many times as far the result moves as the number that you nudge.
# </details>
# <details><summary>6. A function prints its result and has no <code>return</code>. What does the caller get?</summary>
#
# `None`. Printing is for eyes, `return` is for the program. Every exercise here wants a `return`.
# </details>
# </details>

# %% [markdown]
# ## A neuron
#
# You moved a line, and the neuron has a line of its own. What it stores is three numbers, its *parameters*: two
# weights and a bias. What do such numbers do? Here is a neuron with three inputs.

# %% tags=["demo"]
lesson01.neuron_by_hand()

# %% [markdown]
# A **neuron** is a unit that multiplies each input by a weight, adds the products and a bias, and sends the sum
# through an *activation function*. The picture shows all but that last step:
#
# $$1 \cdot 2 + 2 \cdot 0 + 3 \cdot 1 + 4 = 9$$
#
# A nerve cell gathers signals through connections, strong ones and weak ones, and passes one on if they add up to
# enough. That idea is borrowed here, and little else of the cell.
#
# Not all inputs matter equally, and that is what weights are for. A **weight** is the parameter that sets how
# strongly, and in which direction, one input counts. With weight 0 an input is ignored; with a negative weight it
# counts against. The *bias* is added whatever the inputs are.
#
# In code, inputs `x` and weights `w` are arrays of shape $(D,)$, one entry for each of the $D$ inputs. For two such
# arrays `x @ w` multiplies pair by pair and adds up the products.
#
# ### Exercise: `neuron` (3 points)
#
# Return the sum, as it is before the activation function, for any number of inputs. With `@` or with a loop: both are
# right.
#
# <details><summary>Hint 1: a question</summary>
#
# Three products became a single number. Which operation did that? And was the bias added once, or once for each
# product?
# </details>
# <details><summary>Hint 2: by hand</summary>
#
# If all weights are 0, only the bias is left, here 4. If all inputs are 0, it is the same.
# </details>
# <details><summary>Hint 3: the plan in words</summary>
#
# Multiply inputs and weights pair by pair. Add up all products. Add the bias, once. Return the sum.
# </details>
# <details><summary>A sibling, solved: the distance between two points</summary>
#
# ```python
# def distance(p, q):
#     total = 0.0
#     for a, c in zip(p, q):
#         total += (a - c) ** 2
#     return total ** 0.5
# ```
#
# Here too, pairs are joined first and added up afterwards; only what is done with a pair is different.
# </details>


# %% nbgrader={"grade": false, "grade_id": "neuron", "locked": false, "schema_version": 3, "solution": true, "task": false}
def neuron(x, w, b):
    """Return the weighted sum of one neuron.

    x holds the inputs and w their weights, both of shape (D,); b is one number.
    So is the answer.

    >>> float(neuron(np.array([1.0, 2.0, 3.0]), np.array([2.0, 0.0, 1.0]), 4.0))
    9.0
    """
    ### BEGIN SOLUTION
    return x @ w + b
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_neuron", "locked": true, "points": 0.5, "schema_version": 3, "solution": false, "task": false}
check(neuron)

# %% nbgrader={"grade": true, "grade_id": "hidden_neuron", "locked": true, "points": 2.5, "schema_version": 3, "solution": false, "task": false}
# hidden tests: 2.5 points, leave this cell
### BEGIN HIDDEN TESTS
grade(neuron)
### END HIDDEN TESTS

# %% [markdown]
# ## From a sum to an output
#
# A sum of 9 is neither yes nor no. So the last thing that a neuron does is to send its sum through a curve, its
# activation function. Ours is the *sigmoid*, which squeezes every sum between 0 and 1:
#
# $$\sigma(z) = \frac{1}{1 + e^{-z}}$$

# %% tags=["demo"]
lesson01.sigmoid_curve()

# %% [markdown]
# An **activation** is the output of a neuron for one sample: it is all that the rest of a network gets to know of
# this neuron. Your `neuron` returns the weighted sum; the activation is `sigmoid(neuron(x, w, b))`, with a `sigmoid`
# that you are given further below. The sum of 9 has the activation 0.9999.
#
# We read an activation above 0.5 as "malignant" and below as "benign". It is exactly 0.5 where the sum is 0, and
# with two inputs the places with $w_1 x_1 + w_2 x_2 + b = 0$ form a straight line. *That* is the line you moved.
#
# Three words for what comes next. The *target* is the answer we want, 1 for malignant and 0 for benign, and the
# *error* is target − output. The *mean absolute error* (MAE) is the mean of |error| over all samples.
#
# From here on `take("neuron")` is your own `neuron` if it has passed its check, and until then the one of the course's
# engine, `nnlib`.

# %% tags=["demo"]
guess("same-line", lambda: lesson01.one_neuron(take("neuron")))

# %% [markdown]
# Press *all three × 4*, and compare. The tint on the right is the activation, orange where it is high and blue where it
# is low. On the solid line it is a half, on the broken lines 0.1 and 0.9; samples on the wrong side have rings. Drag the
# cross to a sample: its two numbers enter the neuron on the left.
#
# <details class="nnf-fold v-same-line"><summary><b>After your bet and a move:</b> what turned out</summary>
#
# With $w = (2, 0.5)$ the neuron has {{right_with.2}} samples right, and with $w = (8, 2)$ the same {{right_with.8}}: the line is unchanged, because
# four times a sum of 0 is still 0. All other sums are four times as large, and their outputs closer to 0 or 1. Most
# samples are on their right side, so the mean absolute error falls from {{miss_with.2}} to {{miss_with.8}}. **Where the border is depends
# on the proportions of the three numbers; how sure the neuron is, on their size.** With all signs flipped, the same line
# calls the other side malignant.
# </details>

# %% [markdown]
# ## A layer
#
# One neuron draws one line. If the malignant samples lay in a ring around the benign ones, no line would do. So let
# several neurons look at the same inputs, each with weights of its own. Put the weights of each neuron into a column of
# a table, the *matrix* $W$.

# %% tags=["demo"]
lesson01.two_neurons()

# %% [markdown]
# A **layer** is a group of neurons that process data at the same stage. The first sample meets the first neuron:
# the first row of $X$ and the first column of $W$ are joined pair by pair, $1 \cdot 2 + 2 \cdot 0 + 3 \cdot 1 + 4 = 9$, as before. It
# meets the second neuron: $1 \cdot 1 - 2 \cdot 1 + 3 \cdot 2 + 0 = 5$. The second sample gives 8 and 1.
#
# For $N$ samples, $D$ inputs and $H$ neurons, `X` has shape $(N, D)$, `W` has shape $(D, H)$, and `b` has shape $(H,)$, one
# bias for each neuron. The product of two matrices, `A @ B`, joins every row of the first with every column of the
# second.
#
# ### Exercise: `layer` (6 points)
#
# A row per sample, a column per neuron: return the sums of all neurons for all samples. Begin with two loops and your own
# `neuron` if you like, and see what it shrinks to. If your `neuron` is not right yet, this exercise is judged with the
# engine's in its place.
#
# <details><summary>Hint 1: a question</summary>
#
# One row for each sample, one column for each neuron: what is the shape of your answer, for the example?
# </details>
# <details><summary>Hint 2: by hand</summary>
#
# The first row of the answer is (9, 5). It needs row 0 of X, and from W first column 0, then column 1. In which
# order must the two tables stand in a product?
# </details>
# <details><summary>Hint 3: the plan in words</summary>
#
# With loops: for each sample, for each neuron, take the row of X, the column of W and the entry of b, and let
# `neuron` answer; collect the answers row by row. In one line: the product of X and W, then the biases, one for
# each column. Broadcasting lines them up by itself.
# </details>
# <details><summary>A sibling, solved: how far each sample is from each of H points</summary>
#
# ```python
# def distances(X, P):
#     """X has shape (N, D), P has shape (D, H): one point in each column."""
#     far = np.zeros((X.shape[0], P.shape[1]))
#     for n in range(X.shape[0]):
#         for h in range(P.shape[1]):
#             far[n, h] = distance(X[n], P[:, h])
#     return far
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "layer", "locked": false, "schema_version": 3, "solution": true, "task": false}
def layer(X, W, b):
    """Return the weighted sums of H neurons for N samples.

    X has shape (N, D), one sample a row; W has shape (D, H), the weights of one
    neuron a column; b has shape (H,). The answer has shape (N, H). X, W and b
    stay as they are.

    >>> X = np.array([[1.0, 2.0, 3.0], [2.0, 1.0, 0.0]])
    >>> W = np.array([[2.0, 1.0], [0.0, -1.0], [1.0, 2.0]])
    >>> layer(X, W, np.array([4.0, 0.0]))
    array([[9., 5.],
           [8., 1.]])
    """
    ### BEGIN SOLUTION
    return X @ W + b
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_layer", "locked": true, "points": 1.5, "schema_version": 3, "solution": false, "task": false}
check(layer)

# %% nbgrader={"grade": true, "grade_id": "hidden_layer", "locked": true, "points": 4.5, "schema_version": 3, "solution": false, "task": false}
# hidden tests: 4.5 points, leave this cell
### BEGIN HIDDEN TESTS
grade(layer)
### END HIDDEN TESTS

# %% tags=["demo"]
lesson01.two_neurons(take("layer"))
print(f"The layer that computed Z: {whose('layer')}.")

# %% [markdown]
# ## A neural network
#
# Can a neuron use what other neurons have found? Give it their activations as inputs.

# %% tags=["demo"]
lesson01.network_of_four(take("layer"))

# %% [markdown]
# A **neural network** is a computing system of connected layers, loosely inspired by the brain: the activations of
# one layer are the inputs of the next. In code, for two layers: `sigmoid(layer(sigmoid(layer(X, W1, b1)), W2, b2))`.
# The neurons in the middle are called a *hidden layer*, the last one is the *output layer*. Here the numbers were set by
# hand. The sample has large nuclei of average unevenness: the neuron for large ones is nearly sure, and the last one
# outputs {{output.right}}. Under *More* you can move its inputs and a weight.
#
# Who tells the neurons of a layer what to look for? Nobody has to.

# %% tags=["demo"]
lesson01.strokes_loops_digit()

# %% [markdown]
# **Deep learning** is learning with networks of many layers that *learn representations*: each layer describes the
# input anew, in terms of what the layer before has found. From strokes to loops to digits is a sketch of that; what
# layers really learn comes later. One neuron on measurements that people chose, as with our tissue, is not deep, and one
# hidden layer is usually not called deep.

# %% [markdown]
# ## Learning from errors
#
# How did the neuron find its three numbers? It was *trained*: it began with zeros, looked at all samples, moved each
# number, and did so again and again. The rule fits on a line:
#
# $$\text{change of a weight} = \text{rate} \times \text{error} \times \text{input},
# \qquad \text{error} = \text{target} - \text{output}$$
#
# You can argue for it without any calculus. Was the output too low? Then the error is positive. If the input was
# positive as well, a larger weight would have raised the sum: raise it. If the input was negative (a measurement below
# the average), lower it. If the input was 0, the weight had no part in the error: leave it. If the output was too high,
# it is all the other way round. The bias moves as if its input were always 1.
#
# The **learning rate** sets how long the steps are. Why this rule and not another is lesson 6.
#
# Several samples that are shown together are a *batch*, and the change is the *mean* of what they ask for. By hand,
# from $w = (0, 0)$ and $b = 0$, with rate 3:
#
# | input | target | output | error | error × input |
# |---|---|---|---|---|
# | (1, 2) | 1 | 0.5 | 0.5 | (0.5, 1) |
# | (3, 0) | 0 | 0.5 | −0.5 | (−1.5, 0) |
# | (0, 1) | 1 | 0.5 | 0.5 | (0, 0.5) |
# | | | mean | 1/6 | (−1/3, 1/2) |
#
# Times the rate, that gives $w = (-1, 1.5)$ and $b = 0.5$. The sums of the three samples are now 2.5, −2.5 and 2: all
# are on the right side after a single step. In symbols, with $\eta$ (say *eta*) for the learning rate, in code `lr`:
#
# | symbol | shape | in code | in words |
# |---|---|---|---|
# | $y$ | $(N,)$ | `y` | the targets of all samples |
# | $a$ | $(N,)$ | `sigmoid(X @ w + b)` | their outputs |
# | $e = y - a$ | $(N,)$ | `y - a` | target − output, one error for each sample |
# | $w_d + \eta \cdot \frac{1}{N} \sum_n e_n X_{nd}$ | one number for each input $d$ | you write it | the weight moves by rate × mean of (error × its own input), taken over the samples $n$ |
# | $b + \eta \cdot \frac{1}{N} \sum_n e_n$ | one number | you write it | the bias moves by rate × mean error |
#
# ### Exercise: `neuron_step` (7 points)
#
# Let a neuron learn once from a batch. For each weight, multiply every sample's error by that sample's input, take the
# mean of these products, multiply it by the rate, and add the result to the weight. The bias moves by rate × mean error.
# The board below the cell shows how far you are: first b, then w. The sigmoid is given: the same curve, written with `tanh` so that
# large sums do no harm.
#
# <details><summary>Hint 1: a question</summary>
#
# For three samples and two weights the table has six numbers under "error × input". Over which of them do you
# take the mean for the second weight?
# </details>
# <details><summary>Hint 2: by hand</summary>
#
# The errors are (0.5, −0.5, 0.5), the second inputs (2, 0, 1): products 1, 0 and 0.5, mean 0.5.
# </details>
# <details><summary>Hint 3: the plan in words</summary>
#
# Compute the outputs of all samples, then the errors. For one weight: multiply the errors by the column of its
# inputs, take the mean, times the rate, and add it to the weight. Do that for each weight in a loop; or for all at
# once, but then each error has to meet its own *row* of X. For the bias: the mean of the errors, times the rate, added.
# Make new numbers and return both; all errors come from the old w and b.
# </details>
# <details><summary>A sibling, solved: a neuron without inputs</summary>
#
# ```python
# def bias_step(b, y, lr):
#     """It outputs the same for every sample; only its bias can learn."""
#     total = 0.0
#     for target in y:
#         total += target - sigmoid(b)
#     return b + lr * total / len(y)
# ```
#
# Where does its output end, with short steps? At the share of targets that are 1.
# </details>


# %% nbgrader={"grade": false, "grade_id": "neuron_step", "locked": false, "schema_version": 3, "solution": true, "task": false}
def sigmoid(z):
    """Squeeze sums of any shape between 0 and 1."""
    return 0.5 * (1 + np.tanh(z / 2))


def neuron_step(w, b, X, y, lr):
    """Let one neuron learn from N samples once, and return its new w and b.

    w has shape (D,), b is a number, X has shape (N, D), y holds the targets, 0
    or 1, shape (N,). lr is the learning rate. The answer is the tuple w, b.
    What was handed in stays as it is. While you work, return None for what is
    not written yet: `return None, new_b`.

    >>> X = np.array([[1.0, 2.0], [3.0, 0.0], [0.0, 1.0]])
    >>> w, b = neuron_step(np.zeros(2), 0.0, X, np.array([1.0, 0.0, 1.0]), lr=3.0)
    >>> w, float(b)
    (array([-1. ,  1.5]), 0.5)
    """
    ### BEGIN SOLUTION
    error = y - sigmoid(X @ w + b)
    return w + lr * (error @ X) / len(X), b + lr * error.mean()
    ### END SOLUTION


# %% tags=["demo"]
check_steps("neuron_step")

# %% nbgrader={"grade": true, "grade_id": "check_neuron_step", "locked": true, "points": 1.5, "schema_version": 3, "solution": false, "task": false}
check(neuron_step)

# %% nbgrader={"grade": true, "grade_id": "hidden_neuron_step", "locked": true, "points": 5.5, "schema_version": 3, "solution": false, "task": false}
# hidden tests: 5.5 points, leave this cell
### BEGIN HIDDEN TESTS
grade(neuron_step)
### END HIDDEN TESTS

# %% [markdown]
# ## The line learns
#
# Now let it loose on the tissue. There are two things that the rule leaves open: how long the steps are, and where to
# begin, the *initialization*. Here it begins pointing the *wrong* way, with large nuclei counting for benign.

# %% tags=["demo"]
guess(
    "ten-times-the-rate", lambda: lesson01.the_line_learns(take("neuron_step")), hides=True
)

# %% [markdown]
# Press *Play* and watch the line swing round. Then try other learning rates, also while it learns, and other
# initialization scales: how far from 0 the first weights are. Or take one of the three presets: *works*, *fails*,
# *surprises*. *Another direction* draws other first weights.
#
# <details class="nnf-fold v-ten-times-the-rate"><summary><b>After your bet and a move:</b> what turned out</summary>
#
# At rate 0.001 nothing seems to happen, at 0.1 the line crawls, and at 10 it stands nearly right after ten steps; after
# 100 the mean absolute error is {{after_steps.works}}. The surprise: from ten times as far away in the wrong direction, rate 0.1 gets much
# less far in the same number of steps. From *another direction* it may do better. With long steps a far start is soon forgotten. For *one* neuron and these samples there is one place where the rule
# comes to rest, and from every start that we tried the neuron came closer and closer to it. Do not get used to it: with
# several layers there are many such places (lesson 8).
#
# With *works*, step 50 has a line with {{on_the_way.50}} on the wrong side, and the neuron left it: at step 100 there are {{on_the_way.100}}. All that
# time its mean absolute error fell. Nothing in the rule looks at the number of mistakes. Nor does it look
# at the mean absolute error, which is only our gauge: with all three numbers ten times as large it would be smaller
# still. Lesson 6 shows what the rule makes small.
# </details>

# %% [markdown]
# ## Real data: 3 against 8
#
# Now pictures, of eight by eight pixels, each a number from paper to ink. Laid out in a row they are the {{digits.pixels}} inputs of one
# neuron, which has to tell the two kinds apart. The target of an 8 is 1.
#
# There are {{digits.learn}} *training* digits to learn from, and {{digits.test}} that it has never seen, the *test* digits. These are six of the test
# digits.

# %% tags=["demo"]
lesson01.show_digits([0, 1, 3, 2, 9, 10])

# %% tags=["demo"]
guess("three-eight", lambda: lesson01.watch_it_learn(take("neuron_step")), hides=True)

# %% [markdown]
# Press *Play*, and watch the weights, laid out as a picture: green pixels count for 8, purple ones for 3.
#
# <details class="nnf-fold v-three-eight"><summary><b>After your bet and a move:</b> what turned out</summary>
#
# One neuron misreads about one digit in a hundred; who guesses misreads half. The green patch on the left, above and
# below the middle, is where an 8 closes its two loops and a 3 is open. **The neuron has drawn what tells the two
# apart**, not what an 8 looks like. Pixels that are always paper have input 0, so their weights never move.
#
# <details><summary>How sure is that?</summary>
#
# Here it is one of {{digits.test}}, from each of five starts. Over {{splits.digits}} other ways to divide the digits into training and test it is
# {{misread_by_split}}. With seed 0 and initialization scale 10, 300 steps are too few: {{misread_from_far}} are misread. After 3,000 steps it is that one
# digit again. There is no place of rest this time: a line, or what a line is for 64 inputs, divides all training
# digits, and the weights go on growing.
# </details>
# </details>
#
# The *ledger* is the course's table of everything that reads digits. Every lesson adds its line, from five runs.


# %% tags=["demo"]
def add_line():
    runs = [lesson01.read_three_or_eight(take("neuron_step"), seed) for seed in range(5)]
    ledger.add("one-neuron", [len(misread) for misread, _ in runs])
    ledger()
    misread, output = runs[0]
    lesson01.show_digits([0, 9, *misread], output)


reveal("three-eight", add_line)

# %% [markdown]
# ## Who has won?
#
# Back to the tissue. You cannot draw lines for hundreds of contests, so a program plays your part; we call it the
# *hand*. It tries an angle at every degree, and at each angle 81 places. Of all the lines with as few
# mistakes as it finds, it keeps one at random. The neuron learns from the same samples. Then both are tested on all the others.

# %% tags=["demo"]
guess("who-wins", lambda: lesson01.who_has_won(take("neuron_step")))

# %% [markdown]
# Press *Play*: each step draws other samples for both, and the curves show the means of all draws so far. Another seed
# makes the draws your own.
#
# <details class="nnf-fold v-who-wins"><summary><b>After your bet and a move:</b> what turned out</summary>
#
# What is a line *for*? For the samples that come tomorrow. On new samples the neuron is ahead, and the more so the fewer
# samples both have seen. A count does not tell lines apart: among few samples many leave equally few on the wrong side,
# and any of them may lie badly for new ones. And a line that was chosen for its count also fits what is mere chance in
# its samples. That is **overfitting**, and lesson 9 is about it. The neuron weighs every sample by how far off its output
# is, also those that are right, and here that *generalizes* better: it carries over to new samples. From 500 samples no
# advantage could be measured any more.
#
# <details><summary>How sure is that?</summary>
#
# The means of {{draws.contest}} draws, in percent right on new samples, ± the standard error of the difference: about how far it
# would come out elsewhere with {{draws.contest}} other draws. All draws come from
# the same {{samples.all}} samples, so they are not independent. In a single draw the hand is often ahead: with 284 samples to
# learn from, the neuron won {{contest_at_284.neuron}} draws and the hand {{contest_at_284.hand}}; the others were ties.
#
# | learned from | hand | neuron | neuron ahead by |
# |---|---|---|---|
# | 40 | {{contest_right.hand_40}} | {{contest_right.neuron_40}} | {{contest_ahead.by_40}} ± {{contest_ahead.error_40}} |
# | 100 | {{contest_right.hand_100}} | {{contest_right.neuron_100}} | {{contest_ahead.by_100}} ± {{contest_ahead.error_100}} |
# | 284 | {{contest_right.hand_284}} | {{contest_right.neuron_284}} | {{contest_ahead.by_284}} ± {{contest_ahead.error_284}} |
# | 500 | {{contest_right.hand_500}} | {{contest_right.neuron_500}} | {{contest_ahead.by_500}} ± {{contest_ahead.error_500}} |
#
# Two causes, each tested by removing it. If the hand took the line in the middle of all those that count best, the neuron
# would still be ahead, by {{contest_middle.by_40}} points from 40 samples and by {{contest_middle.by_284}} from 284: with few samples, most of its lead is the hand's
# bad luck in choosing among equals. And a neuron that learns only from the samples on the wrong side is {{only_wrong.by_40}} points
# worse than ours from 40 samples, and {{only_wrong.by_284}} from 284: the samples on the right side hold the line in place.
# </details>
# </details>

# %% [markdown]
# ## At a glance
#
# | concept | in one sentence | in code |
# |---|---|---|
# | **neuron** | multiplies each input by a weight, adds the products and a bias, and sends the sum through an activation function | `sigmoid(neuron(x, w, b))` |
# | **weight** | sets how strongly, and in which direction, one input counts | `w`, a column of `W` |
# | **activation** | the output of a neuron for one sample | `sigmoid(z)` |
# | **layer** | neurons that process data at the same stage | `sigmoid(layer(X, W, b))` |
# | **neural network** | connected layers: activations of one are inputs of the next | `sigmoid(layer(sigmoid(layer(X, W1, b1)), W2, b2))` |
# | **deep learning** | networks of many layers that learn representations | from lesson 3 on |

# %% [markdown]
# ## Check yourself
#
# Six questions, no points. Each answer tells you something, also a wrong one.

# %% tags=["demo"]
quiz(1)

# %% [markdown] nbgrader={"grade": false, "grade_id": "words_line", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": true}
# ### In your own words, 1 of 2 (2 points, read by your teacher)
#
# A classmate says: "My line leaves fewer on the wrong side than the neuron's {{wrong_side.machine}}, so people draw better lines than
# neurons." Answer in about three sentences, with a number of your own that supports what you say. Language and
# spelling cost nothing; a sketch on paper is welcome too.
#
# === BEGIN MARK SCHEME ===
# 1 point for a claim that is right, one of: on new samples the order may change; it was counted on the very samples that the line was drawn for; the neuron does not count mistakes but weighs how far off every output is; one line of one person says nothing about people.
# 1 point for a number of one's own that bears on this claim: for the first two from the panel of the contest, with its number of draws; for the third two counts from *The line learns*, where the later one is not smaller although the error fell; for the last somebody else's count. A number of the table in the fold is not one's own, nor is {{wrong_side.machine}}. Without a claim there is no second point.
#
# 2 points: "My best was 22, fewer than 24. But with seed 0, after 60 draws, my panel says the neuron is {{contest_panel.by_40}} points ahead on new samples, learned from 40."
# 1 point: "It may be worse on new samples."
# 0 points: "Right, I have 21, and 21 is less than 24."
# === END MARK SCHEME ===

# %% [markdown]
# *Your answer (double-click here to write):*

# %% [markdown] nbgrader={"grade": false, "grade_id": "words_weight", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": true}
# ### In your own words, 2 of 2 (2 points, read by your teacher)
#
# What does one weight of the neuron that tells 8 from 3 do? Choose one that became large and positive, one that
# became negative, or one that stayed where it was. About three sentences, with the place of a pixel and its weight:
# the sentence below your panel names three. Take a seed of your own.
#
# === BEGIN MARK SCHEME ===
# 1 point for a claim that is right and names the direction or the reason: a positive weight lets ink at that pixel count for 8, a negative one for 3, a weight whose input is always 0 never moves and has no say. What digits look like is no claim about the weight.
# 1 point for a pixel of one's own run with its weight, or with its place and colour, that fits the claim. Without a claim there is no second point.
#
# 2 points: "Row 5, column 2 has weight 2.5: ink there raises the sum, so it counts for 8."
# 1 point: "Positive means evidence for 8."
# 0 points: "It stores the pixel."
# === END MARK SCHEME ===

# %% [markdown]
# *Your answer (double-click here to write):*

# %% [markdown]
# What you have done: your bets beside what turned out, your points, and the shelf of functions that are yours.

# %% tags=["demo"]
book(1)

# %% tags=["demo"]
points(1)
shelf()

# %% [markdown]
# ## Summary
#
# A neuron weighs its inputs, adds up, and sends the sum through a curve. With two inputs that draws a line: the
# proportions of weights and bias say where, their size how sure. Neurons side by side are a layer, layers in a row a
# network, and many layers that learn what to look for are deep learning. One neuron learns by *rate × error ×
# input*. It does not count its mistakes: it weighs how far off every output is.
#
# But does it ever *finish*? Ours went on moving its numbers at every step. **Lesson 2** replaces the smooth curve by a
# hard step and keeps the rule. Its learner provably stops if some line leaves no sample on the wrong side, and if there
# is none it never does.

# %% [markdown]
# # More
#
# Nothing below is needed for lesson 2.
#
# ## A network lights up

# %% tags=["demo"]
guess("what-changes", lesson01.lights_up)

# %% [markdown]
# Move the inputs, and watch the four neurons: the fuller with gold, the more active. Then put both inputs to 1 and
# move the weight from 2 to 2.5. Then the same with the size at 0.
#
# <details class="nnf-fold v-what-changes"><summary><b>After your bet and a move:</b> what turned out</summary>
#
# New inputs give new activations; the weights stay. Learning is the other way round: the inputs are given, and the
# weights move. At (1, 1) the step from 2 to 2.5 moves the output from {{output.before}} to {{output.after}}; with the size at 0 it moves nothing,
# because a weight has no say where its input is 0. To move one number a little and see how far the end moves is a
# *nudge*. Nudges come back in almost every lesson.
# </details>
#
# ## All thirty measurements
#
# The study took {{samples.measurements}} measurements of each sample, and you have used two. A neuron with {{samples.measurements}} weights is the same code.
# {{samples.test}} samples are held back; it learns from the other {{samples.learn}}.


# %% tags=["demo"]
def thirty():
    step = take("neuron_step")
    for name, features in (("two", lesson01.FEATURES), ("thirty", slice(None))):
        wrong = [lesson01.thirty_measurements(step, seed, features) for seed in range(5)]
        print(
            f"{name:6} measurements, five splits: {wrong} of 169 wrong, "
            f"mean {np.mean(wrong):.1f}"
        )


guess("thirty")
reveal("thirty", thirty)

# %% [markdown]
# <details class="nnf-fold v-thirty"><summary><b>After your bet:</b> what turned out</summary>
#
# Over {{splits.tissue}} splits {{misread_tissue.thirty}} are wrong on average, instead of {{misread_tissue.two}}. That is after 100 steps at rate 2. Longer training takes
# part of the gain away: after 3,000 steps it is {{misread_tissue_later.thirty}}. With thirty measurements a single split gives anything from
# {{misread_tissue_by_split}}, depending only on which samples were held back.
# </details>
#
# ### Exercise: `count_parameters` (practice, no points)
#
# Weights and biases are the parameters of a network, the numbers that are learnt. A network is described by
# its sizes: `[2, 3, 1]` is the one above. Inputs are no neurons; they are handed in. By hand: $2 \cdot 3$
# weights and 3 biases, then $3 \cdot 1$ weights and 1 bias, 13 in all.
#
# <details><summary>Hint 1: a question</summary>
#
# Which sizes of the list are neighbours, and what lies between two neighbours?
# </details>
# <details><summary>Hint 2: by hand</summary>
#
# `[3, 1]` is a single neuron with three inputs: 3 weights and 1 bias, 4. And `[3, 2]`, two of them?
# </details>
# <details><summary>Hint 3: the plan in words</summary>
#
# Go through the pairs of neighbours. For each pair add one weight for every line between them, and one bias for
# every neuron of the second. Return the total.
# </details>
# <details><summary>A sibling, solved: handshakes between neighbouring tables</summary>
#
# ```python
# def handshakes(tables):
#     total = 0
#     for here, there in zip(tables, tables[1:]):
#         total += here * there
#     return total
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "count_parameters", "locked": false, "schema_version": 3, "solution": true, "task": false}
def count_parameters(sizes):
    """Count the weights and biases of a network.

    sizes is a list: the number of inputs, then the number of neurons of each layer.
    Neighbouring layers are fully connected.

    >>> count_parameters([3, 1])
    4
    """
    ### BEGIN SOLUTION
    total = 0
    for i in range(1, len(sizes)):
        total += sizes[i - 1] * sizes[i] + sizes[i]
    return total
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_count_parameters", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
check(count_parameters)

# %% nbgrader={"grade": true, "grade_id": "hidden_count_parameters", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
# hidden tests: 0 points, leave this cell
### BEGIN HIDDEN TESTS
grade(count_parameters)
### END HIDDEN TESTS

# %% [markdown]
# ### Exercise: `widest_hidden` (practice, no points)
#
# Now backwards. You have a budget of parameters, $D$ inputs and $C$ outputs: how wide may the one hidden layer be?
#
# <details><summary>Hint 1: a question</summary>
#
# One more hidden neuron: how many lines lead in, how many lead out, and what does it own itself?
# </details>
# <details><summary>Hint 2: by hand</summary>
#
# `[2, H, 1]` costs 4 parameters for every hidden neuron, and 1 more that is there even without any. With a
# budget of 13 you can pay for 3; with 12 for 2; with 4 for none.
# </details>
# <details><summary>Hint 3: the plan in words</summary>
#
# Either search: start at 0, and as long as the next width still fits, take it. Or calculate: take away what is
# paid in any case, and see how often the price of a neuron goes into the rest. Never answer with less than 0.
# </details>
# <details><summary>A sibling, solved: the longest bookshelf for some planks</summary>
#
# ```python
# def most_shelves(metres, side, shelf):
#     """A bookcase has two sides of `side` metres and shelves of `shelf` metres."""
#     count = 0
#     while 2 * side + (count + 1) * shelf <= metres:
#         count += 1
#     return count
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "widest_hidden", "locked": false, "schema_version": 3, "solution": true, "task": false}
def widest_hidden(D, C, budget):
    """Return the largest H with which [D, H, C] has at most budget parameters.

    If not even one hidden neuron can be paid, the answer is 0.

    >>> widest_hidden(64, 10, 2410)
    32
    """
    ### BEGIN SOLUTION
    return max(0, (budget - C) // (D + 1 + C))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_widest_hidden", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
check(widest_hidden)

# %% nbgrader={"grade": true, "grade_id": "hidden_widest_hidden", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
# hidden tests: 0 points, leave this cell
### BEGIN HIDDEN TESTS
grade(widest_hidden)
### END HIDDEN TESTS

# %% [markdown]
# ### A number of your own (no points, unless your teacher says so)
#
# Choose a whole number with 4 to 9 digits that nobody else would think of. It draws which 110 of the 3s and 8s
# are held back, and where the 64 weights of a neuron start. How far off is it on the pictures held back, before
# it learns and after 20 steps? Change the number, run the cell, and write what it prints for *your* number into
# the function below, with at least three significant digits.


# %% tags=["demo"]
lesson01.run_of_your_own(4711)


# %% nbgrader={"grade": false, "grade_id": "my_misses", "locked": false, "schema_version": 3, "solution": true, "task": false}
def my_misses():
    """Return three numbers: your own one, the MAE before learning, and after it.

    For the number 4711, which is taken, it would be `return 4711, BEFORE, AFTER`
    with the two errors that the cell above prints.
    """
    ### BEGIN SOLUTION
    return 73519, 0.6905, 0.2544
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_my_misses", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
check(my_misses)

# %% nbgrader={"grade": true, "grade_id": "hidden_my_misses", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
# hidden tests: 0 points, leave this cell
### BEGIN HIDDEN TESTS
grade(my_misses)
### END HIDDEN TESTS

# %% [markdown]
# ## Sliders by hand
#
# A slider in one line: `interact` of *ipywidgets* with your own function. The next day it needs the cell to be run
# again.

# %% tags=["demo"]
viz.interact(
    lambda x, weight, b: take("neuron")(np.array([x]), np.array([weight]), b),
    x=2.0,
    weight=1.0,
    b=0.5,
)

# %% [markdown]
# ## Deep dive: from biology to computation
#
# *For those who want more; no points depend on it.*
#
# | in a nerve cell | what it does there | in our neuron |
# |---|---|---|
# | dendrites | collect signals from thousands of other cells | the inputs $x$ |
# | synapse | passes a signal on, strongly or weakly, exciting or damping | a weight, above or below 0 |
# | cell body | gathers what comes in | the sum $z$ |
# | firing | begins when enough has come in | the activation function |
# | axon | carries the signal to other cells | the activation, the output |
#
# That is where the likeness ends. What the model leaves out is more than what it keeps:
#
# - **Time.** A nerve cell sends short pulses, and both how many there are and *when* they come carry
#   information. Our neuron sends one number.
# - **Inner life.** To imitate a detailed *model* of one single cortical cell, a network of 5 to 8 layers was
#   needed (Beniaguev and others, 2021); without one kind of its receptors, one hidden layer was enough. One
#   neuron of ours is far less than one cell.
# - **Learning.** Nobody has found a target that is handed to every cell of the cortex, and the rule of this lesson
#   makes no claim about brains.
# - **Everything else**: chemistry, growth, sleep, other kinds of cells.
#
# So "inspired by" is right, and "works like" is not.

# %% [markdown]
# ## Myths and facts
#
# | you may hear | what holds |
# |---|---|
# | "A neural network works like the brain." | It borrows one idea, weighted sums passed on through connections. Timing, chemistry and the inner structure of cells are left out. |
# | "Brains use the timing of spikes, networks use numbers." | In brains both rate and timing carry information (Seth, 2015). And the first artificial neurons were not continuous: they answered 0 or 1 (McCulloch and Pitts, 1943; Rosenblatt, 1958). |
# | "Neuroscience has found that intelligence emerges from many simple units." | That is a hypothesis, called connectionism, and not a finding. Cells are not that simple either. |
# | "Deep learning means many layers." | Many layers *that learn representations* at several levels of abstraction (LeCun, Bengio and Hinton, 2015). |
# | "Today's largest models have hundreds of billions of parameters." | More: Switch-C had 1.6 trillion (Fedus and others, 2021), an experiment called M6-10T had 10 trillion (Lin and others, 2021), Kimi K2 has 1.04 trillion, of which 32 billion are used for one token (2025). Of many others the size is not published. |
#
# **Did you know?** A human brain has about 86 billion neurons (86.1 ± 8.1 in the count of Azevedo and others,
# 2009), and synapses in the order of $10^{14}$: about $1.5 \cdot 10^{14}$ in the neocortex alone (Pakkenberg
# and others, 2003). That is far more than the models above have parameters. But a parameter is no synapse, so the
# comparison says less than it seems to.

# %% [markdown]
# To talk about, without points:
#
# - A neuron with all weights 0: what does it answer, and what does its bias do?
# - Which kind of mistake would you rather make with the best line, and who should decide that?
# - Why does a layer need several neurons, if all of them look at the same inputs?
# - What could a second layer do with the answers of a first one that has learnt to see loops?
# - What does an activation of 0.5 tell you, and what does it not?
# - When is a neural network *deep*? Is `[64, 32, 10]`?
# - What would a nerve cell say to our neuron?

# %% [markdown]
# ## How books write it
#
# The target is also called *label*, the output *prediction*, and to choose between two kinds is *classification*. The
# sum is called *pre-activation* $z$, the activation $a = \sigma(z)$ with $\sigma$ (say *sigma*) for the sigmoid, the sum of
# products the *dot product* $w \cdot x$, the output of the last layer $\hat y$, the learning rate $\eta$. Many books write
# $W x + b$, with samples as columns. A neuron with a sigmoid is *logistic regression* to a statistician. In PyTorch:
# `torch.sigmoid(torch.nn.Linear(2, 1)(X))`, where the weights have shape (out, in).
#
# ## Sources
#
# - W. McCulloch and W. Pitts, *A logical calculus of the ideas immanent in nervous activity* (1943)
# - F. Rosenblatt, *The perceptron: a probabilistic model for information storage and organization in the brain* (1958)
# - F. Azevedo and others, *Equal numbers of neuronal and nonneuronal cells make the human brain an isometrically
#   scaled-up primate brain* (2009)
# - B. Pakkenberg and others, *Aging and the human neocortex* (2003)
# - A. Seth, *Neural coding: rate and time codes work together* (2015)
# - Y. LeCun, Y. Bengio and G. Hinton, *Deep learning* (2015)
# - W. Fedus, B. Zoph and N. Shazeer, *Switch transformers: scaling to trillion parameter models with simple and
#   efficient sparsity* (2021)
# - J. Lin and others, *M6-10T: a sharing-delinking paradigm for efficient multi-trillion parameter pretraining* (2021)
# - Kimi Team, *Kimi K2: open agentic intelligence* (2025)
# - D. Beniaguev, I. Segev and M. London, *Single cortical neurons as deep artificial neural networks* (2021)
# - The tissue: W. Street, W. Wolberg and O. Mangasarian, *Nuclear feature extraction for breast tumor diagnosis*
#   (1993). The digits: E. Alpaydin and C. Kaynak, *Optical recognition of handwritten digits* (1998)
#
# In the engine: `nnlib/neuron.py`. Compare it with yours.

# %% [markdown] tags=["teacher"]
# ## Timing
#
# 90 minutes in class: contest by hand 10, concepts 25, code 35, learning and real data 20; quiz and questions in words are
# homework. Let everybody write down their best line before the neuron's is shown; put the best three on the board.
# `layer` and `neuron_step` are the work of the lesson. What stands under *More* is practice: its cells have 0 points, and you can give them some in
# `source/` (weights: `count_parameters` 1, `widest_hidden` 2, `my_misses` 2).
#
# ## What learners ask
#
# - *Is it like a brain?* It borrows one idea. The deep dive lists what is left out; the honest answer is
#   "inspired by".
# - *Why is my line better and still worse?* Because it was chosen by counting on these very samples. The contest
#   shows it for a program that tries thousands of lines: learned from 40 samples, {{contest_right.hand_40}} % right on new ones against
#   {{contest_right.neuron_40}} %; from 500 the two are about even.
# - *Why does the bias move as if its input were 1?* Because $b = b \cdot 1$: a weight on an input that never
#   changes.
# - *How could it have {{on_the_way.50}} at step 50 and end with {{wrong_side.machine}}?* The rule asks how far off each sample is, and the mean absolute
#   error fell all the time. Nothing in it looks at the number of mistakes. (Strictly it makes the cross-entropy of
#   lesson 6 smaller; from other starts the mean absolute error may rise all the while.)
# - *Why the mean?* So that a batch of a thousand does not make steps a thousand times as long.
# - *Is a rate of 10 not far too large?* For one neuron and these two measurements it is fine. With others of the same
#   table it never settles; lesson 8 shows why.
#
# ## To talk about
#
# Which of the {{wrong_side.best}} mistakes of the best line would you rather make: a benign sample called malignant, or the
# reverse? Counting weighs both alike. Be careful in a class where somebody is close to the subject: all code can
# be written with 3 against 8 alone, and in place of the first question in words ask this one. *A classmate says:
# "On your 110 pictures your neuron misread 0 and mine 1, so yours is the better neuron." Answer with a number of
# your own.* (Over {{splits.digits}} splits it is {{misread_by_split}} digits, with the same rule: the pictures held back differ.)
#
# ## What to skip
#
# Everything under *More*. Never the contest at the end.
