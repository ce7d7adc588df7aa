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
# *One neuron: how it decides, how it learns, and how far it gets alone.*
#
# About 40 minutes to read and play, 45 to solve. You need Python and arrays, and for later lessons the slope of
# a curve as school teaches it; the box "Ready?" refreshes all three.
#
# Afterwards you can
#
# - say what a **neuron**, a **weight** and an **activation** are, and compute one by hand;
# - build a **layer**, many neurons that look at the same inputs, and count what a **neural network** costs;
# - say what makes learning with such networks **deep learning**;
# - let a neuron learn from its errors, and read the curve of its learning;
# - compare it with yourself, on real data, and explain who has won;
# - say what a neuron in a program has in common with one in a brain, and what not.
#
# Run the cells one by one as you read, with `Shift`+`Enter`: some of them ask before they show. (*Run → Run All
# Cells* works too, also with nothing solved.) When you have solved an exercise, run the cells after it again:
# `take("…")` gives them your version if it is right, and the engine's until then. The engine is `nnlib`, the
# course's own library; lesson by lesson you build it yourself.
#
# > **You can copy.** The engine is public, and so are solved lessons. The check will pass, and you will own a
# > shelf of other people's books. Talk with others and with assistants as much as you like, and then write the
# > lines yourself: they are few.

# %% nbgrader={"grade": false, "grade_id": "setup", "locked": true, "schema_version": 3, "solution": false, "task": false}
import numpy as np

from autograder.check import book, check, grade, ledger, points, predict, quiz, shelf, take, whose
from nnlib.viz import lesson01

# %% [markdown]
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
# <details><summary>3. <code>b = np.array([10, 20, 30])</code>. What does <code>X + b</code> do?</summary>
#
# It adds 10 to the first column, 20 to the second, 30 to the third: shapes `(5, 3)` and `(3,)` are lined up at
# their right ends, and `b` is used again for every row. That is *broadcasting*.
# </details>
# <details><summary>4. What is the shape of <code>X.T</code>, and where is the number <code>X[4, 0]</code> in it?</summary>
#
# `(3, 5)`: rows and columns have changed places, so it is `X.T[0, 4]`. `X.T` is the *transpose* of `X`, in books
# $X^\top$. A table of numbers is called a *matrix* there.
# </details>
# <details><summary>5. How steep is the curve of x² at x = 3?</summary>
#
# 6, twice the place. Nudge it: 3.1² − 3² is 0.61, about 6 times the nudge of 0.1. The slope says how many times
# as far the result moves as the number you nudge.
# </details>
# <details><summary>6. A function prints its result and has no <code>return</code>. What does the caller get?</summary>
#
# `None`. Printing is for eyes, `return` is for the program. Every exercise here wants a `return`.
# </details>
# </details>

# %% [markdown]
# ## You against the machine
#
# {{samples.all}} samples of breast tissue, and two measurements of the most striking cell nuclei in each: how large they
# are (*worst area*), and how uneven their outlines are (*worst smoothness*). Some were *benign*, others
# *malignant*. (They are measurements from a published study, taken from patients. Nothing here is a diagnosis,
# and the two kinds of mistake do not weigh the same. No code that you write needs them, and for the one question
# in words that does, your teacher has another one.)
#
# A single neuron has looked at all of them and drawn one straight line. It leaves **{{wrong_side.machine}} of {{samples.all}} on the wrong
# side**. Can you beat it by hand? First commit yourself.

# %% tags=["demo"]
predict("beat-the-machine")

# %% [markdown]
# Turn and move the line. Its teeth point to the side that you call malignant; the samples on the wrong side
# have a ring. Arrow keys work: one degree, and 0.05. Give it two minutes before you let the machine show its
# line.

# %% tags=["demo"]
lesson01.you_against_the_machine()

# %% [markdown]
# <details><summary>After you have tried: how far one can get</summary>
#
# | line | on the wrong side |
# |---|---|
# | straight up, through the middle: angle 0, offset 0 | {{wrong_side.upright}} |
# | the machine's | {{wrong_side.machine}} |
# | angle 13 or 14, offset −0.1 | {{wrong_side.hand}} |
# | the best of all lines | {{wrong_side.best}} |
#
# (Both axes are *standardized*: 0 is the average sample, 1 is one standard deviation above it.)
# </details>
#
# A patient hand wins. Is the machine a bad learner, then? Keep that question: it has an answer, further down.
# First we open the machine. When it shows its line it also shows three numbers: two of them are called w, one
# b.

# %% [markdown]
# ## A neuron: weigh, add up
#
# A **neuron** is a unit that multiplies each of its inputs by a weight, adds up the products and a bias, and
# turns the sum into its output. It is needed because it is the brick: everything in the next eleven lessons is
# made of it.
#
# A **weight** is the number that sets how strongly, and in which direction, one input counts. It is needed
# because not all inputs matter alike: with weight 0 an input is ignored, with a negative weight it speaks
# *against*. The **bias** is added whatever the inputs are: it says how easily the neuron says yes. (Lesson 2
# has more on it.)
#
# By hand, with three inputs:
#
# | input $x$ | weight $w$ | product |
# |---|---|---|
# | 1 | 2 | 2 |
# | 2 | 0 | 0 |
# | 3 | 1 | 3 |
# | | bias $b$ | 4 |
# | | **sum $z$** | **9** |
#
# | symbol | shape | code | in words |
# |---|---|---|---|
# | $x$ | $(D{,})$ | `x` | the inputs, $D$ of them |
# | $w$ | $(D{,})$ | `w` | one weight for each input |
# | $b$ | one number | `b` | the bias |
# | $z = \big(\sum_d x_d\, w_d\big) + b$ | one number | what you write next | the weighted sum |
#
# ### Exercise: `neuron` (2 points)
#
# Compute the weighted sum for any number of inputs.
#
# <details><summary>Hint 1: a question</summary>
#
# Three products became one number in the table. Which operation made one of three, and did the bias take part
# in it once or three times?
# </details>
# <details><summary>Hint 2: by hand</summary>
#
# With all weights 0 the answer is the bias, here 4. With all inputs 0 as well.
# </details>
# <details><summary>Hint 3: the plan in words</summary>
#
# Multiply inputs and weights pair by pair. Add up all products. Add the bias, once. Return the sum.
# </details>
# <details><summary>A sibling, solved: the distance between two points</summary>
#
# ```python
# def distance(x, w):
#     total = 0.0
#     for a, c in zip(x, w):
#         total += (a - c) ** 2
#     return total ** 0.5
# ```
#
# Here too pairs are joined first and added up afterwards; only what is done with a pair is another thing.
# </details>


# %% nbgrader={"grade": false, "grade_id": "neuron", "locked": false, "schema_version": 3, "solution": true, "task": false}
def neuron(x, w, b):
    """Return the weighted sum of one neuron.

    x holds the inputs and w their weights, both of shape (D,); b is one number. So is the answer.

    >>> float(neuron(np.array([1.0, 2.0, 3.0]), np.array([2.0, 0.0, 1.0]), 4.0))
    9.0
    """
    ### BEGIN SOLUTION
    return x @ w + b
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_neuron", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
check(neuron)

# %% nbgrader={"grade": true, "grade_id": "hidden_neuron", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# hidden tests: 1 point, leave this cell
### BEGIN HIDDEN TESTS
grade(neuron)
### END HIDDEN TESTS

# %% [markdown]
# ## From a sum to an answer
#
# The sum may be any number. The last thing a neuron does is to send it through a bent curve, its *activation
# function*. Ours here is the **sigmoid**, an S-shaped curve that squeezes every sum between 0 and 1:
#
# | sum $z$ | −5 | −2 | 0 | 2 | 5 |
# |---|---|---|---|---|---|
# | sigmoid of $z$ | 0.007 | 0.12 | 0.5 | 0.88 | 0.993 |
#
# An **activation** is the output of a neuron, the number that it passes on. It is needed because it is all that
# the rest of the network gets to know of this neuron. In code, `a = sigmoid(neuron(x, w, b))`; the function
# `sigmoid` is handed to you where you first need it, in the exercise `neuron_step`. An activation belongs to one
# sample and is gone with it; weights and bias stay.
#
# We read it as an answer: above 0.5 "malignant", below "benign". The sigmoid is exactly 0.5 where $z = 0$, and
# with two inputs the places with $w_1 x_1 + w_2 x_2 + b = 0$ form a straight line. *That* is the line you
# moved: the two weights turn it, the bias pushes it.

# %% tags=["demo"]
predict("same-line")

# %% [markdown]
# Set $w_1 = 2$, $w_2 = 0.5$, $b = 0$. Then multiply both weights by 4. The tint is the activation: orange where
# it is near 1, blue where it is near 0. The solid line stands where it is 0.5, the broken ones where it is 0.1
# and 0.9. Watch the gap between them.

# %% tags=["demo"]
lesson01.weights_and_bias()

# %% [markdown]
# | $w_1$, $w_2$, $b$ | right of {{samples.all}} | output off by, on average |
# |---|---|---|
# | 2, 0.5, 0 | {{right_with.2}} | {{miss_with.2}} |
# | 4, 1, 0 | {{right_with.4}} | {{miss_with.4}} |
# | 8, 2, 0 | {{right_with.8}} | {{miss_with.8}} |
# | −8, −2, 0 | {{right_with.-8}} | {{miss_with.-8}} |
#
# The line where $z = 0$ stays when all three numbers grow together, so not one sample changes sides. But every
# sum is four times as large, and its sigmoid closer to 0 or 1: **the direction of the weights says where the
# border is, their size says how sure the neuron is.** With all signs turned, the same line calls the other side
# malignant.
#
# The third column is new: how far off the outputs are, the mean of |target − output|, where the target is 1 for
# malignant and 0 for benign. We call it the *miss*; its full name is *mean absolute error*, and lesson 6 compares it
# with others. A sample that is barely right counts nearly as much as one that is barely wrong. Counting
# mistakes sees a world of difference between the two.

# %% [markdown]
# ## A layer: many neurons, the same inputs
#
# A **layer** is a group of neurons that process the data at the same stage: they all look at the same inputs,
# each with weights of its own. It is needed because one neuron draws one line, and most questions need more
# than one.
#
# Put the weights of neuron $h$ into column $h$ of a table, the *matrix* $W$. Two neurons, three inputs, two samples:
#
# $$X = \begin{pmatrix} 1 & 2 & 3 \\ 2 & 1 & 0 \end{pmatrix},\quad
# W = \begin{pmatrix} 2 & 1 \\ 0 & -1 \\ 1 & 2 \end{pmatrix},\quad
# b = \begin{pmatrix} 4 & 0 \end{pmatrix}$$
#
# Sample 0 meets neuron 0: $1 \cdot 2 + 2 \cdot 0 + 3 \cdot 1 + 4 = 9$, as before. Sample 0 meets neuron 1: $1
# \cdot 1 - 2 \cdot 1 + 3 \cdot 2 + 0 = 5$. Sample 1 gives 8 and 1. All four stand in one table:
#
# | symbol | shape | code | in words |
# |---|---|---|---|
# | $X$ | $(N, D)$ | `X` | a row for each sample |
# | $W$ | $(D, H)$ | `W` | a column for each neuron |
# | $b$ | $(H{,})$ | `b` | a bias for each neuron |
# | $Z = XW + b$ | $(N, H)$ | what you write next | row $n$, column $h$: what neuron $h$ says to sample $n$ |
#
# The product of two tables, `A @ B`, does what you just did by hand: row of the first times column of the
# second, pair by pair, added up.
#
# ### Exercise: `layer` (5 points)
#
# Compute the sums of all neurons for all samples. Begin with two loops and your own `neuron` if you like, and
# see what it shrinks to. (If your `neuron` is not right yet, this exercise is judged with the engine's in its
# place.)
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
#     D = np.zeros((X.shape[0], P.shape[1]))
#     for n in range(X.shape[0]):
#         for h in range(P.shape[1]):
#             D[n, h] = np.abs(X[n] - P[:, h]).sum()
#     return D
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "layer", "locked": false, "schema_version": 3, "solution": true, "task": false}
def layer(X, W, b):
    """Return the weighted sums of H neurons for N samples.

    X has shape (N, D), one sample a row; W has shape (D, H), the weights of one neuron a column; b
    has shape (H,). The answer has shape (N, H). X, W and b stay as they are.

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

# %% nbgrader={"grade": true, "grade_id": "hidden_layer", "locked": true, "points": 3.5, "schema_version": 3, "solution": false, "task": false}
# hidden tests: 3.5 points, leave this cell
### BEGIN HIDDEN TESTS
grade(layer)
### END HIDDEN TESTS

# %% [markdown]
# ## A network: layers in a row
#
# A **neural network** is a computing system, loosely inspired by the structure of brains, in which layers of
# neurons are connected: the activations of one layer are the inputs of the next. It is needed because a neuron
# that looks at the answers of other neurons can say what none of them can say alone. In code, for two layers:
# `sigmoid(layer(sigmoid(layer(X, W1, b1)), W2, b2))`.
#
# Here is a small one. Its numbers were set by hand: the first neuron speaks for large nuclei, the second for
# uneven ones, the third for those that are neither, and the last one looks at these three only.

# %% tags=["demo"]
predict("what-changes")

# %% [markdown]
# Move the inputs, and watch the four neurons: each shows its activation, and the closer to 1, the fuller its
# colour. A solid orange line is a weight above 0, a broken blue one a weight below 0; the thicker, the larger, and
# without a line the weight is 0. (Here the colours say nothing about benign and malignant.) Then put both inputs
# to 1 and nudge the weight by one step. How far does the output move? And with the area at 0?

# %% tags=["demo"]
lesson01.lights_up()

# %% [markdown]
# | area, smoothness | the three neurons | the last one |
# |---|---|---|
# | −1, −1 | {{hidden.low}} | {{output.low}} |
# | 0, 0 | {{hidden.middle}} | {{output.middle}} |
# | 2, 0 | {{hidden.right}} | {{output.right}} |
# | 2, 2 | {{hidden.high}} | {{output.high}} |
#
# New inputs, new activations; the weights stay. Learning is the other way round: the inputs are given, and the
# weights move. There is no learning rate in this panel, and no start: a network that only answers has neither.
#
# What you did with the weight, move one number a little and see how far the end moves, is a *nudge*. At (1, 1)
# the nudge from 2 to 2.5 moved the output from {{output.before}} to {{output.after}}. With the area at 0 it moved nothing: a weight has no
# say where its input is 0. Nudges come back in almost every lesson.
#
# Networks with many layers that *learn representations*, one on top of the other, are what **deep learning**
# means: no layer is told what to look for; what the first layers answer becomes the language in which the later
# ones think. It is needed where nobody can say which measurements matter, as in pictures, sound and text. One
# layer of neurons on measurements that people chose, as in our tissue, is a neural network and not deep
# learning.
#
# ### Exercise: `count_parameters` (1 point)
#
# Weights and biases are the *parameters* of a network, the numbers that are learnt. A network is described by
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
    """Count the weights and biases of a network in which neighbouring layers are fully connected.

    sizes is a list: the number of inputs, then the number of neurons of each layer.

    >>> count_parameters([3, 1])
    4
    """
    ### BEGIN SOLUTION
    total = 0
    for i in range(1, len(sizes)):
        total += sizes[i - 1] * sizes[i] + sizes[i]
    return total
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_count_parameters", "locked": true, "points": 0.5, "schema_version": 3, "solution": false, "task": false}
check(count_parameters)

# %% nbgrader={"grade": true, "grade_id": "hidden_count_parameters", "locked": true, "points": 0.5, "schema_version": 3, "solution": false, "task": false}
# hidden tests: 0.5 points, leave this cell
### BEGIN HIDDEN TESTS
grade(count_parameters)
### END HIDDEN TESTS

# %% [markdown]
# ### Exercise: `widest_hidden` (2 points)
#
# Now backwards. A layer between inputs and outputs is called *hidden*. You have a budget of parameters, $D$
# inputs and $C$ outputs: how wide may the one hidden layer be?
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
    """Return the largest H for which the network [D, H, C] has at most budget parameters.

    If not even one hidden neuron can be paid, the answer is 0.

    >>> widest_hidden(64, 10, 2410)
    32
    """
    ### BEGIN SOLUTION
    return max(0, (budget - C) // (D + 1 + C))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_widest_hidden", "locked": true, "points": 0.5, "schema_version": 3, "solution": false, "task": false}
check(widest_hidden)

# %% nbgrader={"grade": true, "grade_id": "hidden_widest_hidden", "locked": true, "points": 1.5, "schema_version": 3, "solution": false, "task": false}
# hidden tests: 1.5 points, leave this cell
### BEGIN HIDDEN TESTS
grade(widest_hidden)
### END HIDDEN TESTS

# %% [markdown]
# (64, 32 and 10 will come back: it is the network that reads handwritten digits from lesson 3 on.)

# %% [markdown]
# ## Learning from errors
#
# How did the machine find its three numbers? It began with 0, 0 and 0, looked at all samples, moved each number
# a little, and did so again and again. The rule fits on a line:
#
# $$\text{change of a weight} = \text{rate} \times \text{error} \times \text{input},
# \qquad \text{error} = \text{target} - \text{output}$$
#
# You can argue for it without any calculus. The output was too low? The error is positive. If the input was
# positive as well, a larger weight would have raised the sum: so raise it. Was the input negative, a smaller
# weight would have: lower it. Was the input 0, the weight had no part in it: leave it. The bias moves as if its
# input were always 1. And the *rate*, or **learning rate**, says how long the steps are.
#
# With several samples one takes the *mean* of what they ask for. By hand, from $w = (0, 0)$, $b = 0$ and with
# rate 1:
#
# | input | target | output | error | error × input |
# |---|---|---|---|---|
# | (1, 2) | 1 | 0.5 | 0.5 | (0.5, 1) |
# | (3, 0) | 0 | 0.5 | −0.5 | (−1.5, 0) |
# | | | mean | 0 | (−0.5, 0.5) |
#
# So the new weights are $(-0.5, 0.5)$, and the bias stays at 0. Now the first sample has the sum 0.5 and the
# second −1.5: both are on the right side after a single step.
#
# > **On credit.** *Why this rule and not another?* Lesson 6. *Why does it work in networks with many layers,
# > whose inner neurons have no target?* Lesson 7. *How long may a step be?* Lesson 8. *What is the formula of
# > the sigmoid, and what are its dangers?* Lesson 4. Each of these lessons says so when it pays.
#
# | symbol | shape | code | in words |
# |---|---|---|---|
# | $a$ | $(N{,})$ | `sigmoid(X @ w + b)` | the outputs for all samples |
# | $e = y - a$ | $(N{,})$ | one error for each sample | target − output |
# | $w_d + \eta \cdot \frac{1}{N} \sum_n e_n X_{nd}$ | $(D{,})$ | the new `w` | each weight by the mean of error × its input |
# | $b + \eta \cdot \frac{1}{N} \sum_n e_n$ | one number | the new `b` | the bias by the mean error |
#
# $\eta$ (say *eta*) is the learning rate, in code `lr`.
#
# ### Exercise: `neuron_step` (4 points)
#
# Let a neuron learn once from a *batch*: the samples that it is shown together. The sigmoid is given.
#
# <details><summary>Hint 1: a question</summary>
#
# For two samples and two weights the table above has four numbers under "error × input". Over which of them do
# you take the mean for the second weight?
# </details>
# <details><summary>Hint 2: by hand</summary>
#
# Take the two samples of the table. The errors are (0.5, −0.5), the second inputs (2, 0): products 1 and 0,
# mean 0.5.
# </details>
# <details><summary>Hint 3: the plan in words</summary>
#
# Compute the outputs of all samples, then the errors. For each weight: multiply the errors with the column of
# its inputs, take the mean, times the rate, and add it to the weight. For the bias: the mean of the errors,
# times the rate, added. Make new numbers, and return both. All errors come from the old w and b.
# </details>
# <details><summary>A sibling, solved: a neuron without inputs</summary>
#
# ```python
# def bias_step(b, y, lr):
#     """It answers the same to everybody; only its bias can learn."""
#     total = 0.0
#     for target in y:
#         total += target - sigmoid(b)
#     return b + lr * total / len(y)
# ```
#
# Where does its output end? At the share of targets that are 1.
# </details>


# %% nbgrader={"grade": false, "grade_id": "neuron_step", "locked": false, "schema_version": 3, "solution": true, "task": false}
def sigmoid(z):
    """Squeeze sums of any shape between 0 and 1."""
    return 0.5 * (1 + np.tanh(z / 2))


def neuron_step(w, b, X, y, lr):
    """Let one neuron learn from N samples once, and return its new w and b.

    w has shape (D,), b is a number, X has shape (N, D), y holds the targets, 0 or 1, shape (N,). lr
    is the learning rate. The answer is the tuple w, b. What was handed in stays as it is.

    >>> w, b = neuron_step(np.zeros(2), 0.0, np.array([[1.0, 2.0]]), np.array([1.0]), lr=1.0)
    >>> w, float(b)
    (array([0.5, 1. ]), 0.5)
    """
    ### BEGIN SOLUTION
    error = y - sigmoid(X @ w + b)
    return w + lr * (error @ X) / len(X), b + lr * error.mean()
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_neuron_step", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
check(neuron_step)

# %% nbgrader={"grade": true, "grade_id": "hidden_neuron_step", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
# hidden tests: 3 points, leave this cell
### BEGIN HIDDEN TESTS
grade(neuron_step)
### END HIDDEN TESTS

# %% [markdown]
# Now let it loose on the tissue samples: the machine of the hook, made of your own lines.

# %% tags=["demo"]
step = take("neuron_step")
X, y = lesson01.tissue()
w, b = np.zeros(2), 0.0
for k in range(301):
    if k in (0, 1, 10, 50, 100, 300):
        off, left = lesson01.mean_miss(w, b, X, y), len(lesson01.wrong_side(w, b, X, y))
        print(f"step {k:3}   off by {off:.3f}   on the wrong side {left:3} of 569")
    w, b = step(w, b, X, y, lr=10.0)
print(f"The neuron_step behind it: {whose('neuron_step')}.")

# %% [markdown]
# At step 0 all weights are 0, every output is 0.5, and nothing counts as malignant: all {{on_the_way.0}} malignant samples are
# on the wrong side. Now look at step 50. The machine *had* a line that leaves {{on_the_way.50}}, and let go of it: it ended at {{wrong_side.machine}}
# again. All that time its miss went down. The rule asks how far off each sample is; mistakes it never counts.
#
# ### How fast, and from where?
#
# There are two things that a learner of this kind cannot find out by itself: how long its steps should be, and
# where to begin.

# %% tags=["demo"]
predict("ten-times-the-rate")

# %% [markdown]
# The start points the *wrong* way: large nuclei speak for benign. Move the learning rate first. Then the
# initialization scale: how far from 0 the wrong start is.

# %% tags=["demo"]
lesson01.rate_and_start()

# %% [markdown]
# Off by, after 100 steps:
#
# | learning rate | start 0.1 | start 1 | start 10 |
# |---|---|---|---|
# | 0.001 | {{miss_after.0_001}} |
# | 0.1 | {{miss_after.0_1}} |
# | 1 | {{miss_after.1}} |
# | 10 | {{miss_after.10}} |
#
# A small rate crawls, and then the start decides what you see: a neuron that begins far off on the wrong side
# has a long way back. With a large rate the start is forgotten, and all three end at the same line. For *one*
# neuron and these samples that is always so in the end: there is one best place, and every road leads there.
# (Why is the far start ahead at rate 1? It has come back with the larger weights, and larger weights are surer.)
# Do not get used to it: with several layers there are many places to end in, and lessons 8 and 10 are about rate
# and start alone.

# %% [markdown]
# ## Real data: how far one neuron gets
#
# ### All thirty measurements
#
# The study took thirty measurements of each sample, and you have used two. A neuron with {{samples.measurements}} weights is the same
# code. To be fair it must be tested on samples that it has not seen: {{samples.test}} are held back, the *test* samples, and
# it learns from the other {{samples.learn}}.

# %% tags=["demo"]
predict("thirty")

# %% tags=["demo"]
step = take("neuron_step")
for name, features in (("two", lesson01.FEATURES), ("thirty", slice(None))):
    wrong = [lesson01.thirty_measurements(step, seed, features) for seed in range(5)]
    print(f"{name:6} measurements, five splits: {wrong} of 169 wrong, mean {np.mean(wrong):.1f}")

# %% [markdown]
# With thirty a good deal fewer are wrong: over {{splits.tissue}} splits {{misread_tissue.thirty}} on average instead of {{misread_tissue.two}}. But a single split
# can give anything from {{misread_tissue_by_split}}, depending only on which samples were held back. It shows you luck as
# well, and so do five, if less of it.
#
# ### A neuron that reads: 3 against 8
#
# Now pictures. A handwritten digit of 8 by 8 pixels is a row of {{digits.pixels}} numbers, 0 for paper, 1 for ink. One neuron
# with {{digits.pixels}} weights is to tell an 8 (target 1) from a 3 (target 0). Nobody tells it what an 8 looks like. There
# are {{digits.learn}} to learn from and {{digits.test}} to be tested on. These are six of the {{digits.test}}.

# %% tags=["demo"]
lesson01.show_digits([0, 1, 3, 2, 9, 10])

# %% tags=["demo"]
predict("three-eight")

# %% [markdown]
# Press play, and watch the {{digits.pixels}} weights, laid out as a picture. Orange pixels speak for 8, blue ones for 3. The
# learning rate may be moved while it learns; a new initialization scale begins anew.

# %% tags=["demo"]
lesson01.watch_it_learn(take("neuron_step"))

# %% [markdown]
# The orange patch stands on the left, above and below the middle: that is where an 8 closes its two loops and
# a 3 is open. **The neuron has drawn what tells the two apart**, not what an 8 looks like. With a large start
# you see noise that stays at the pixels that are always paper: their input is 0, so by the rule nothing ever moves
# their weights.
#
# The *ledger* is the course's table of all that reads these digits. Every lesson adds its line, always from
# five starts.

# %% tags=["demo"]
runs = [lesson01.read_three_or_eight(take("neuron_step"), seed) for seed in range(5)]
misread = [places.tolist() for places, output in runs]
print("misread, by their place among the 110:", misread)
ledger.add("one-neuron", [len(places) for places in misread])
ledger()

# %% tags=["demo"]
places, output = runs[0]
lesson01.show_digits([0, 9, *places], output)

# %% [markdown]
# One of {{digits.test}}, from each of five starts, and every time the same picture: a 3 whose waist reaches so far to the left
# that its ink falls on the orange patch. It gets {{says.misread}}, and a clear 3 gets {{says.clear}}. Small starts like these five hardly matter to one neuron: all end
# with the same answer to each of the {{digits.test}}. With the scale at 10 the panel ends at {{misread_from_far}} of {{digits.test}}: from so far away 300
# steps are too few, and after 3,000 it is that one picture again. The split matters too: over {{splits.digits}} of them it is {{misread_by_split}}
# digits. Two honest limits. Chance is about a half here, since there are two answers only; and one
# straight cut will not do for ten digits at once.

# %% [markdown]
# ## Who has won?
#
# Back to the tissue. You beat the machine: {{wrong_side.hand}} against {{wrong_side.machine}}, or so. But what is the line *for*? For samples that
# come tomorrow. So here is the contest again, fairly. The {{samples.all}} samples are halved at random. A tireless hand
# tries every angle and every offset on one half, and keeps the line with the fewest mistakes there. The neuron
# learns from the same half. Both are tested on the other half. Ten times over.

# %% tags=["demo"]
predict("who-wins")

# %% tags=["demo"]
contest = lesson01.halves(take("neuron_step"))
print("on the wrong side, in each of ten halvings")
for who, half, column in (
    ("the line that counts best", "own half", 0),
    ("the neuron", "own half", 2),
    ("the line that counts best", "other half", 1),
    ("the neuron", "other half", 3),
):
    print(f"{half:10}  {who:26}", *(f"{n:3}" for n in contest[:, column]))

# %% [markdown]
# | mean of ten halvings | wrong on its own half | wrong on the other half |
# |---|---|---|
# | the line that counts best | {{halves.hand}} | {{halves.hand_new}} |
# | the neuron | {{halves.machine}} | {{halves.machine_new}} |
#
# On the samples that both have seen, the hand wins; on new ones, the machine does: it *generalizes* better. A
# line that hunts down the last few mistakes fits accidents of these very samples. That is *overfitting*, and lesson 9
# is about it. The neuron does not count mistakes at all. It weighs *every* sample by
# how far off it is, also those that are right, and that carries over better. A tendency, not a law: it is a
# difference of one or two samples, and of a hundred halvings the neuron wins {{contest.neuron}}, the hand {{contest.hand}}, and {{contest.even}} are even. Why
# weighing errors is a good idea, and which way of weighing: lesson 6.
#
# ### A number of your own (2 points)
#
# Choose a whole number with 4 to 9 digits that nobody else would think of. It draws which 110 of the 3s and 8s
# are held back, and where the 64 weights of a neuron start. How far off is it on the pictures held back, before
# it learns and after 20 steps? Change the number, run the cell, and write what it prints for *your* number into
# the function below, with at least three digits that count.

# %% tags=["demo"]
lesson01.run_of_your_own(4711)


# %% nbgrader={"grade": false, "grade_id": "my_misses", "locked": false, "schema_version": 3, "solution": true, "task": false}
def my_misses():
    """Return three numbers: your own one, the miss before learning, the miss after it.

    For the number 4711, which is taken, it would be `return 4711, BEFORE, AFTER` with the two
    misses that the cell above prints.
    """
    ### BEGIN SOLUTION
    return 73519, 0.6905, 0.2544
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_my_misses", "locked": true, "points": 0.5, "schema_version": 3, "solution": false, "task": false}
check(my_misses)

# %% nbgrader={"grade": true, "grade_id": "hidden_my_misses", "locked": true, "points": 1.5, "schema_version": 3, "solution": false, "task": false}
# hidden tests: 1.5 points, leave this cell
### BEGIN HIDDEN TESTS
grade(my_misses)
### END HIDDEN TESTS

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
# | axon | carries the answer to other cells | the activation |
#
# That is where the likeness ends. What the model leaves out is more than what it keeps:
#
# - **Time.** A nerve cell sends short pulses, and both how many there are and *when* they come carry
#   information. Our neuron sends one number.
# - **Inner life.** To imitate a detailed *model* of one single cortical cell, a network of 5 to 8 layers was
#   needed (Beniaguev and others, 2021); without one kind of its receptors, one hidden layer was enough. One
#   neuron of ours is far less than one cell.
# - **Learning.** Nobody has found a target that is handed to every cell, and the rule of this lesson is no claim about
#   brains.
# - **Everything else**: chemistry, growth, sleep, other kinds of cells.
#
# So "inspired by" is right, and "works like" is not. Aircraft are inspired by birds, and nobody looks for their
# feathers.

# %% [markdown]
# ## Myths and facts
#
# | you may hear | what holds |
# |---|---|
# | "A neural network works like the brain." | It borrows one idea, weighted sums passed on through connections. Timing, chemistry and the inner structure of cells are left out. |
# | "Brains use the timing of spikes, networks use numbers." | In brains both rate and timing carry information (Seth, 2015). And the first artificial neurons were not continuous: they answered 0 or 1 (McCulloch and Pitts, 1943; Rosenblatt, 1958). |
# | "Neuroscience has found that intelligence emerges from many simple units." | That is a hypothesis, called connectionism, and not a finding. Cells are not that simple either. |
# | "Deep learning means many layers." | Many layers *that learn representations* at several levels of abstraction (LeCun, Bengio and Hinton, 2015). |
# | "Today's largest models have hundreds of billions of parameters." | More: Switch-C had 1.6 trillion (Fedus and others, 2021), Kimi K2 has 1.04 trillion, of which 32 billion are used for one token (2025). Of many others the size is not published. |
#
# **Did you know?** A human brain has about 86 billion neurons (86.1 ± 8.1 in the count of Azevedo and others,
# 2009), and synapses in the order of $10^{14}$: about $1.5 \cdot 10^{14}$ in the neocortex alone (Pakkenberg
# and others, 2003). That is about a hundred times as many synapses as the largest published models have
# parameters. But a parameter is no synapse, so the comparison says less than it seems to.

# %% [markdown]
# ## At a glance
#
# | concept | in one sentence | in code |
# |---|---|---|
# | **neuron** | a weighted sum of its inputs plus a bias, sent through an activation function | `sigmoid(neuron(x, w, b))` |
# | **weight** | how strongly, and in which direction, one input counts | `w`, a column of `W` |
# | **activation** | the output of a neuron: what it passes on | `sigmoid(z)` |
# | **layer** | neurons at the same stage, all looking at the same inputs | `layer(X, W, b)` |
# | **neural network** | layers in a row; the activations of one are the inputs of the next | `[2, 3, 1]`, `count_parameters(sizes)` |
# | **deep learning** | many layers that learn representations, one on top of the other | from lesson 3 on |
#
# In the engine: `nnlib/neuron.py`. Compare it with yours. After: lesson 2 (the same neuron with a step, and a
# promise that it will stop), 3 (networks that bend), 4 (activation functions), 6 (why this rule), 7 (how many
# layers learn).

# %% [markdown]
# ## Check yourself
#
# Every answer has its sentence, right or wrong. No points, and nothing is kept.

# %% tags=["demo"]
quiz(1)

# %% [markdown] nbgrader={"grade": false, "grade_id": "words_line", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": true}
# ### In your own words, 1 of 2 (2 points, read by your teacher)
#
# A classmate says: "I left {{wrong_side.hand}} on the wrong side and the machine {{wrong_side.machine}}, so people draw better lines than neurons."
# Answer in about three sentences, with a number from your own run. Write into the cell below. Language and
# spelling cost nothing; a sketch on paper is welcome too.
#
# === BEGIN MARK SCHEME ===
# 1 point for a claim that is right: on new samples the order may turn round, or: the neuron does not count mistakes but weighs how far off every sample is.
# 1 point for evidence: a number of one's own (the contest of the halves, one's own best line, the misses of one's own number), or a because (hunting for the last mistakes fits accidents of these samples).
# === END MARK SCHEME ===

# %% [markdown]
# *Your answer (double-click here to write):*

# %% [markdown] nbgrader={"grade": false, "grade_id": "words_weight", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": true}
# ### In your own words, 2 of 2 (2 points, read by your teacher)
#
# Explain to somebody who missed the lesson what one weight of the neuron that tells 8 from 3 does: one that
# became large and positive, one that became negative, or one that stayed where it was. About three sentences,
# with a pixel or a number of your own run.
#
# === BEGIN MARK SCHEME ===
# 1 point for a claim that is right: a positive weight lets ink at that pixel speak for 8, a negative one for 3, a weight whose input is always 0 never moves.
# 1 point for evidence: a place in the picture of the weights and why the digits differ there, or a calculation with error × input.
# === END MARK SCHEME ===

# %% [markdown]
# *Your answer (double-click here to write):*

# %% [markdown]
# To talk about, without points:
#
# - A neuron with all weights 0: what does it answer, and what does its bias do?
# - Which of the {{wrong_side.best}} mistakes of the best line would you rather make, and who should decide that?
# - Why does a layer need several neurons, if all of them look at the same inputs?
# - What could a second layer do with the answers of a first one that has learnt to see loops?
# - What does an activation of 0.5 tell you, and what does it not?
# - When is a neural network *deep*? Is `[64, 32, 10]`?
# - What would a nerve cell say to our neuron?

# %% tags=["demo"]
book(1)

# %% tags=["demo"]
points(1)

# %% [markdown]
# The *shelf* holds what is your own. Whatever passed its check stands on it; the rest is borrowed from the
# engine, and the course goes on all the same.

# %% tags=["demo"]
shelf()

# %% [markdown]
# ## Summary
#
# A neuron weighs its inputs, adds up, and sends the sum through a curve. With two inputs that draws a line: the
# direction of the weights says where, their size how sure. Neurons side by side are a layer, layers in a row a
# network, and many layers that learn what to look for are deep learning. One neuron learns by *rate × error ×
# input*, from any start if it gets the steps, and tells 3 from 8 with one mistake in {{digits.test}}. It does not count its
# mistakes, it weighs how far off every sample is, and on new samples that was more often the better way.
#
# But does it ever *finish*? Ours went on moving its numbers a little at every step. **Lesson 2** replaces the
# smooth curve by a hard step, keeps the rule, and gets a learner that provably stops, if a line exists. And if
# none exists, it never does.

# %% [markdown] tags=["teacher"]
# ## Timing
#
# 90 minutes in class: hook 15, concepts 25, code 35, talk 15. Let everybody write down their best line before
# the machine is shown; put the best three on the board. `layer` and `neuron_step` are the work of the lesson;
# `widest_hidden` can be homework.
#
# ## What learners ask
#
# - *Is it like a brain?* It borrows one idea. The deep dive lists what is left out; the honest answer is
#   "inspired by".
# - *Why is my line better and still worse?* Because it was chosen by counting on these very samples. The
#   contest of the halves shows it: 10.2 against 11.7 on the own half, 12.6 against 11.0 on the other.
# - *Why does the bias move as if its input were 1?* Because $b = b \cdot 1$: a weight on an input that never
#   changes.
# - *How could it have 22 at step 50 and end with 24?* The rule asks how far off each sample is, and the miss fell
#   all the time. Nothing in it looks at the number of mistakes. (Strictly it makes the cross-entropy of lesson 6
#   smaller, not the miss; with long steps from far away the miss can rise for a moment.)
# - *Why the mean?* So that a batch of a thousand does not make steps a thousand times as long.
# - *Is a rate of 10 not far too large?* For one neuron on standardized data it is fine. Lesson 8 shows where it
#   ends.
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
# The counts of parameters of large models, and the deep dive. Never the contest of the halves.
