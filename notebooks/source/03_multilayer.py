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
# # 3 · Multi-Layer Perceptrons
#
# *How a second layer does what no line can, and what nobody promises about it.*
#
# About 50 minutes to read and play, 60 for the exercises. You need lessons 1 and 2: a neuron, a layer,
# and the perceptron that could not learn XOR.
#
# Afterwards you can
#
# - say what a **multi-layer perceptron** is, and compute what a **feedforward** network answers, for any
#   number of layers;
# - show what a **hidden layer** does to its input, on paper, for XOR;
# - explain why layers without an activation are one layer;
# - build a curve out of bumps, and say exactly what **universal approximation** promises;
# - compare **width** and **depth** on a problem where it matters, and on one where it does not.
#
# Run the cells one by one as you read, with `Shift`+`Enter`: some of them ask before they show. (*Run → Run
# All Cells* works too, also with nothing solved.) When you have solved an exercise, run the cells after it
# again: `take("…")` gives them your version if it is right, and the engine's until then.

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
from nnlib import viz
from nnlib.data import load_digits_split
from nnlib.viz import lesson03

X_train, y_train, X_test, y_test = load_digits_split(seed=0)
viz.page()

# %% [markdown]
# ## Still there?
#
# Three questions on earlier lessons. One click each, no points.

# %% tags=["demo"]
quiz("still-there", lesson=3)

# %% [markdown]
# > **On credit.** Four things are used here before they are explained. *ReLU*, $\max(0, z)$, and *sigmoid*, a
# > step with round corners from 0 to 1: lesson 4. `fit`, a closed box that turns the weights until the answers
# > match: opened in 7 and 8. *Starting weights*, drawn at random by the engine: lesson 10. *Softmax*, which
# > turns ten scores into ten shares of one whole: lesson 4.

# %% [markdown]
# ## May I fold the paper?
#
# Lesson 2 ended with four points that no line divides: XOR, which is 1 where exactly one input is 1.
#
# | $x_1$ | $x_2$ | XOR |
# |---|---|---|
# | 0 | 0 | 0 |
# | 0 | 1 | 1 |
# | 1 | 0 | 1 |
# | 1 | 1 | 0 |
#
# Draw them on a sheet of paper. You still have one straight line, and now you may fold the sheet first.

# %% tags=["demo"]
guess("fold", lesson03.fold)

# %% [markdown]
# Move the slider. On the right the sheet is carried from its place to a new plane; the line drawn is the
# best one for the points where they are now. On the left you see what that line means on the flat sheet:
# its two sides, tinted.

# %% [markdown]
# <details class="nnf-fold v-fold"><summary><b>After your bet and a move:</b> what turned out</summary>
#
# | folded | where (0, 1) has gone | one line gets |
# |---|---|---|
# | 0 % | (0, 1) | 3 of 4 right |
# | 50 % | (0.5, 0.5) | 3 of 4 right |
# | 65 % | (0.65, 0.35) | 4 of 4 right |
# | 100 % | (1, 0), where (1, 0) lies | 4 of 4 right |
#
# At 100 % the two points whose answer is 1 lie **on the same spot**, so no line has to walk around them. The sheet
# has become a crease: all places with the same $x_1 + x_2$ are now one place. Unfolded, on the left, the one
# line is *two*, with the ones in a band between them.
# </details>

# %% [markdown]
# ## The hidden layer
#
# The two new coordinates come from two neurons:
#
# $$h_1 = \max(0,\ x_1 + x_2) \qquad h_2 = \max(0,\ x_1 + x_2 - 1)$$
#
# $\max(0, z)$ is the *ReLU*: a unit says nothing until its sum passes 0, and then says how far it is
# beyond. That is the fold. By hand:
#
# | $x$ | sums | $h = (h_1, h_2)$ | $h_1 - 2 h_2$ |
# |---|---|---|---|
# | (0, 0) | 0, −1 | (0, 0) | 0 |
# | (0, 1) | 1, 0 | (1, 0) | 1 |
# | (1, 0) | 1, 0 | (1, 0) | 1 |
# | (1, 1) | 2, 1 | (2, 1) | 0 |
#
# The last column is XOR, and it is one weighted sum of $h_1$ and $h_2$. These two units are a **hidden layer**: a
# layer between input and output, whose numbers nobody asked for. It is needed because it gives the output layer
# *other coordinates* of the same sample, called a *representation*, in which the task may be easier.
#
# A **multi-layer perceptron** (MLP) is a network with at least one hidden layer between its input and its output,
# each a weighted sum, a bias and an activation. It is needed where one weighted sum cannot do: XOR is the
# smallest such case. (The name has stayed; a perceptron's step has been replaced by activations that rise
# gradually.)
#
# In arrays, for a *batch* $X$, which is $N$ samples at once:
#
# | symbol | shape | code | here |
# |---|---|---|---|
# | $X$ | $(N, D)$ | `X` | (4, 2) |
# | $A = \max(0,\ X W_1 + b_1)$ | $(N, H)$ | `A = np.maximum(0, X @ W1 + b1)` | (4, 2) |
# | $Z = A W_2 + b_2$ | $(N, C)$ | `Z = A @ W2 + b2` | (4, 1) |
#
# Each *column* of $W_1$ is one hidden unit: $D$ rows for what comes in, $H$ columns for what goes out.

# %% [markdown]
# ### Exercise: `xor_network` (3 points)
#
# Write down weights and biases of a network with two hidden ReLUs that answers XOR at the four corners: 0, 1,
# 1, 0. The table above holds one solution; there are many others, and each of them counts.
#
# <details><summary>Hint 1: a question</summary>
#
# Both units add the two inputs up. In what do they differ, and which of the four arrays holds that
# difference?
# </details>
# <details><summary>Hint 2: by hand</summary>
#
# Unit 1 listens to $x_1$ and $x_2$ with the same strength. Its two weights stand in the first column of `W1`,
# one below the other. What does the second column hold, and which two numbers are in `b1`?
# </details>
# <details><summary>Hint 3: the plan in words</summary>
#
# Fill `W1` by columns, one column for each unit. Put the two thresholds, with their signs, into `b1`. `W2` has
# one row for each hidden unit and one column, for the one output: the factors of the table's last column.
# `b2` has one number.
# </details>
# <details><summary>A sibling, solved: the larger of two inputs</summary>
#
# $\max(x_1, x_2) = x_2 + \max(0, x_1 - x_2)$, and for inputs that are not negative $x_2 = \max(0, x_2)$:
#
# ```python
# def maximum_network():
#     hidden = np.array([[1.0, 0.0], [-1.0, 1.0]]), np.zeros(2)  # column 0: x1 - x2, column 1: x2
#     output = np.array([[1.0], [1.0]]), np.zeros(1)
#     return [hidden, output]
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "xor_network", "locked": false, "schema_version": 3, "solution": true, "task": false}
def xor_network():
    """Return the weights of a network of two hidden ReLUs that answers XOR.

    The answer is the list [(W1, b1), (W2, b2)], of shapes (2, 2), (2,), (2, 1) and (1,). At
    (0, 0), (0, 1), (1, 0) and (1, 1) the network gives 0, 1, 1 and 0.
    """
    ### BEGIN SOLUTION
    W1 = np.array([[1.0, 1.0], [1.0, 1.0]])
    b1 = np.array([0.0, -1.0])
    W2 = np.array([[1.0], [-2.0]])
    b2 = np.array([0.0])
    return [(W1, b1), (W2, b2)]
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_xor_network", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
check(xor_network)

# %% nbgrader={"grade": true, "grade_id": "hidden_xor_network", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
# hidden tests: 2 points, leave this cell
### BEGIN HIDDEN TESTS
grade(xor_network)
### END HIDDEN TESTS

# %% [markdown]
# This is how *your* network folds the sheet. If its units are others than those above, so is the fold:

# %% tags=["demo"]
lesson03.fold(take("xor_network")())

# %% [markdown]
# ## Feedforward
#
# The numbers went one way: input, hidden layer, output. Nothing came back, and no unit listened to its
# neighbours. A network in which information flows one way only, from input to output, is **feedforward**. That is
# needed for the loop to be so short: each layer here needs the layer before it, and nothing else.
#
# By hand, for $X = (1, 2)$ and two layers:
#
# $$W_1 = \begin{pmatrix} 1 & -1 \\ 1 & 0 \end{pmatrix},\ b_1 = (0, 0),\quad
# W_2 = \begin{pmatrix} 2 \\ 5 \end{pmatrix},\ b_2 = 1$$
#
# The sums are $1 + 2 = 3$ and $-1$. The ReLU makes $(3, 0)$ of them. The output is $3 \cdot 2 + 0 \cdot 5 + 1 = 7$.
#
# Note what happens at the end: **nothing**. The output layer has no ReLU, or the network could never answer a
# number below 0.

# %% [markdown]
# ### Exercise: `mlp_forward` (4 points)
#
# Send a batch through any number of *affine* layers (weighted sums and biases, nothing more), with a ReLU between
# each two. `params` is a list of pairs `(W, b)`, as `xor_network` returns it.
#
# <details><summary>Hint 1: a question</summary>
#
# With three pairs there are three weighted sums. How many ReLUs are there?
# </details>
# <details><summary>Hint 2: by hand</summary>
#
# Write the example as two lines, with `W1`, `b1`, `W2` and `b2`. Then write the four lines that three layers
# would need. Which line comes again and again, and which variable carries the numbers on?
# </details>
# <details><summary>Hint 3: the plan in words</summary>
#
# Begin with X as what is carried. Go through the pairs with their places. Make the weighted sum of what is
# carried, with this pair's weights and bias. If a layer follows, apply the ReLU to it. Carry it on. At the end
# return what is carried.
# </details>
# <details><summary>A sibling, solved: compound interest, with a fee between two years</summary>
#
# ```python
# def savings(money, rates):
#     for year, rate in enumerate(rates):
#         money = money * (1 + rate)
#         if year < len(rates) - 1:
#             money = money - 5
#     return money
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "mlp_forward", "locked": false, "schema_version": 3, "solution": true, "task": false}
def mlp_forward(X, params):
    """Send a batch through affine layers with a ReLU between each two, none after the last.

    X has shape (N, D). params is a list of one or more pairs (W, b), of shapes (D, H) and
    (H,) up to (H, C) and (C,). The answer has shape (N, C). X and params stay as they are.

    >>> first = np.array([[1.0, -1.0], [1.0, 0.0]]), np.array([0.0, 0.0])
    >>> last = np.array([[2.0], [5.0]]), np.array([1.0])
    >>> mlp_forward(np.array([[1.0, 2.0]]), [first, last])
    array([[7.]])
    """
    ### BEGIN SOLUTION
    A = X
    for place, (W, b) in enumerate(params):
        A = A @ W + b
        if place < len(params) - 1:
            A = np.maximum(0, A)
    return A
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_mlp_forward", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
check(mlp_forward)

# %% nbgrader={"grade": true, "grade_id": "hidden_mlp_forward", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
# hidden tests: 3 points, leave this cell
### BEGIN HIDDEN TESTS
grade(mlp_forward)
### END HIDDEN TESTS

# %% [markdown]
# Your forward pass, with your network, on the four corners:

# %% tags=["demo"]
corners = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
print(take("mlp_forward")(corners, take("xor_network")())[:, 0])
print(f"network: {whose('xor_network')}, forward pass: {whose('mlp_forward')}")

# %% [markdown]
# ## Leave out the activation
#
# What if there were no ReLU? Then $(X W_1 + b_1)\, W_2 + b_2$. Multiply it out:
#
# $$X\,(W_1 W_2) + (b_1 W_2 + b_2)$$
#
# That is *one* affine layer, with $W = W_1 W_2$ and $b = b_1 W_2 + b_2$. A hundred layers without an activation
# are one layer, and one layer cannot do XOR. By hand, with one input and one unit in each layer: $z = 3x + 1$,
# then $2z + 5$. Together $2(3x + 1) + 5 = 6x + 7$.
#
# ### Exercise: `collapse_linear` (2 points)
#
# Return the one layer that does the work of two.
#
# <details><summary>Hint 1: a question</summary>
#
# Feed in $x = 0$. What leaves the first layer, and what does the second do with it?
# </details>
# <details><summary>Hint 2: by hand</summary>
#
# In $2(3x + 1) + 5$ the 1 arrives at the end as 2, and the 5 as 5. Who doubled the 1?
# </details>
# <details><summary>Hint 3: the plan in words</summary>
#
# The new weights are the product of the two tables, the first layer's on the left. The new bias is what
# becomes of the first bias in the second layer: weights and bias included.
# </details>
# <details><summary>A sibling, solved: two scalings in a row</summary>
#
# ```python
# def collapse_scales(s1, t1, s2, t2):
#     """One scale and one shift for (x * s1 + t1) * s2 + t2, feature by feature."""
#     return s1 * s2, t1 * s2 + t2
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "collapse_linear", "locked": false, "schema_version": 3, "solution": true, "task": false}
def collapse_linear(W1, b1, W2, b2):
    """Return W, b of the one affine layer that does what two do, without an activation.

    W1 and b1 have shapes (D, H) and (H,), W2 and b2 (H, C) and (C,). The answer is the
    tuple W, b of shapes (D, C) and (C,).

    >>> W1, b1 = np.array([[1.0, 2.0], [0.0, 1.0]]), np.array([1.0, 0.0])
    >>> W2, b2 = np.array([[1.0, 1.0], [0.0, 1.0]]), np.array([0.0, 5.0])
    >>> W, b = collapse_linear(W1, b1, W2, b2)
    >>> b
    array([1., 6.])
    """
    ### BEGIN SOLUTION
    return W1 @ W2, b1 @ W2 + b2
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_collapse_linear", "locked": true, "points": 0.5, "schema_version": 3, "solution": false, "task": false}
check(collapse_linear)

# %% nbgrader={"grade": true, "grade_id": "hidden_collapse_linear", "locked": true, "points": 1.5, "schema_version": 3, "solution": false, "task": false}
# hidden tests: 1.5 points, leave this cell
### BEGIN HIDDEN TESTS
grade(collapse_linear)
### END HIDDEN TESTS

# %% [markdown]
# ## Where a layer bends
#
# So the bend makes the difference. With one input $x$, the unit $\max(0,\ w x + b)$ is flat on one side and
# straight on the other. It bends at its *kink*, where $w x + b = 0$, at $x = -b/w$. A sum of such units is a line
# of straight pieces: a new piece can begin at each kink, and nowhere else.
#
# Three units, on the interval from −1 to 3:
#
# | unit | kink at |
# |---|---|
# | $\max(0,\ x)$ | 0 |
# | $\max(0,\ 2x - 1)$ | 0.5 |
# | $\max(0,\ 2 - x)$ | 2 |
#
# Three different places inside, so four pieces: −1 to 0, to 0.5, to 2, to 3. The **width** of a layer is the
# number of its units. It matters because it says how many kinks the layer has to spend.
#
# ### Exercise: `relu_regions_1d` (2 points)
#
# Count the pieces into which a layer's kinks cut the interval from `lo` to `hi`. Mark the kinks on an axis
# first: what if two fall on one place, if one lies outside or exactly on the border, if a weight is 0?
#
# <details><summary>Hint 1: a question</summary>
#
# One cut gives two pieces of string. How many cuts give none at all?
# </details>
# <details><summary>Hint 2: by hand</summary>
#
# A unit with weight 0 says the same for every $x$. And two units with kinks at 1: how many pieces do they add?
# </details>
# <details><summary>Hint 3: the plan in words</summary>
#
# Take the units whose weight is not 0 and compute their kinks. Keep those strictly between lo and hi. Count the
# different ones, and add 1.
# </details>
# <details><summary>A sibling, solved: how many different hours of a day hold an alarm</summary>
#
# ```python
# def alarm_hours(minutes, first, last):
#     """minutes after midnight; hours from first to last, both included."""
#     hours = {m // 60 for m in minutes}
#     return len([h for h in hours if first <= h <= last])
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "relu_regions_1d", "locked": false, "schema_version": 3, "solution": true, "task": false}
def relu_regions_1d(w, b, lo, hi):
    """Count the straight pieces into which a layer of ReLUs of one input cuts lo to hi.

    w and b have shape (H,): unit h is max(0, w[h] * x + b[h]). Only kinks strictly inside
    count. The answer is a whole number.

    >>> relu_regions_1d(np.array([1.0, 2.0, -1.0]), np.array([0.0, -1.0, 2.0]), -1.0, 3.0)
    4
    """
    ### BEGIN SOLUTION
    kinks = {-bias / weight for weight, bias in zip(w, b, strict=True) if weight != 0}
    return len([kink for kink in kinks if lo < kink < hi]) + 1
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_relu_regions_1d", "locked": true, "points": 0.5, "schema_version": 3, "solution": false, "task": false}
check(relu_regions_1d)

# %% nbgrader={"grade": true, "grade_id": "hidden_relu_regions_1d", "locked": true, "points": 1.5, "schema_version": 3, "solution": false, "task": false}
# hidden tests: 1.5 points, leave this cell
### BEGIN HIDDEN TESTS
grade(relu_regions_1d)
### END HIDDEN TESTS

# %% [markdown]
# ## A curve out of bumps
#
# Now turn it round: somebody gives you a curve, and you look for a network. Here is one way that always works,
# with sigmoids. $\text{sigmoid}(z)$ climbs from 0 to 1 around $z = 0$; with $k$ times as much input it is $k$
# times as steep:
#
# | $z$ | −4 | −1 | 0 | 1 | 4 |
# |---|---|---|---|---|---|
# | sigmoid$(z)$ | 0.018 | 0.269 | 0.5 | 0.731 | 0.982 |
#
# So $\text{sigmoid}(k\,(x - a))$ is a step up at $a$. Take a second one, at another place, *away* from it, and what is
# left is a bump: two hidden units, with output weights of opposite sign.
#
# ### Exercise: `bump` (1 point)
#
# Raise a bump between two places. `sigmoid` is given.
#
# <details><summary>Hint 1: a question</summary>
#
# Far to the right both steps have been taken. What is the bump there?
# </details>
# <details><summary>Hint 2: by hand</summary>
#
# In the example at $x = 0$ the first step stands at sigmoid(4) = 0.982, the second at sigmoid(−4) = 0.018. How
# do these two make 0.964?
# </details>
# <details><summary>Hint 3: the plan in words</summary>
#
# One step at `left` and one at `right`, both with the distance from x to their place, times k. The first less the
# second, times the height.
# </details>
# <details><summary>A sibling, solved: a roof from three kinks</summary>
#
# ```python
# def roof(x, left, right):
#     middle = (left + right) / 2
#     return np.maximum(0, x - left) - 2 * np.maximum(0, x - middle) + np.maximum(0, x - right)
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "bump", "locked": false, "schema_version": 3, "solution": true, "task": false}
def sigmoid(z):
    return 0.5 * (1 + np.tanh(z / 2))


def bump(x, left, right, height, k):
    """Raise a bump from left to right: a sigmoid of steepness k up, and one down again.

    x is an array of any shape, the others are numbers, k above 0. The answer has the shape
    of x.

    >>> bump(np.array([-8.0, 0.0, 8.0]), -4.0, 4.0, 1.0, 1.0).round(3)
    array([0.018, 0.964, 0.018])
    """
    ### BEGIN SOLUTION
    return height * (sigmoid(k * (x - left)) - sigmoid(k * (x - right)))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_bump", "locked": true, "points": 0.5, "schema_version": 3, "solution": false, "task": false}
check(bump)

# %% nbgrader={"grade": true, "grade_id": "hidden_bump", "locked": true, "points": 0.5, "schema_version": 3, "solution": false, "task": false}
# hidden tests: 0.5 points, leave this cell
### BEGIN HIDDEN TESTS
grade(bump)
### END HIDDEN TESTS

# %% [markdown]
# ### Exercise: `approximate` (2 points)
#
# Lay `n_bumps` bumps of equal width side by side from `lo` to `hi`. Each is as high as `f` in the middle of its
# base. (If your `bump` is not right yet, this is judged with the engine's in its place.)
#
# <details><summary>Hint 1: a question</summary>
#
# For five bumps, how many places where a step stands?
# </details>
# <details><summary>Hint 2: by hand</summary>
#
# Two bumps from 0 to 2 for $f(x) = x^2$: bases 0 to 1 and 1 to 2, middles 0.5 and 1.5. How high are they?
# </details>
# <details><summary>Hint 3: the plan in words</summary>
#
# Divide the interval: the width of one base. Start a sum at 0. For each bump, find its left end, its right end
# and its middle; ask f in the middle; add this bump to the sum. Return the sum.
# </details>
# <details><summary>A sibling, solved: the area under f by rectangles</summary>
#
# ```python
# def area(f, n, lo, hi):
#     width = (hi - lo) / n
#     return sum(width * f(lo + (i + 0.5) * width) for i in range(n))
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "approximate", "locked": false, "schema_version": 3, "solution": true, "task": false}
def approximate(x, f, n_bumps, lo, hi, k):
    """Follow f from lo to hi by equally wide bumps, each as high as f in the middle of it.

    x is an array, f a function of one number, n_bumps a whole number of at least 1, k the
    steepness of every step. The answer has the shape of x.

    >>> approximate(np.array([0.5, 1.5]), lambda x: x**2, 2, 0.0, 2.0, 1000.0)
    array([0.25, 2.25])
    """
    ### BEGIN SOLUTION
    edges = np.linspace(lo, hi, n_bumps + 1)
    y = 0.0
    for i in range(n_bumps):
        left, right = edges[i], edges[i + 1]
        y = y + bump(x, left, right, f((left + right) / 2), k)
    return y
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_approximate", "locked": true, "points": 0.5, "schema_version": 3, "solution": false, "task": false}
check(approximate)

# %% nbgrader={"grade": true, "grade_id": "hidden_approximate", "locked": true, "points": 1.5, "schema_version": 3, "solution": false, "task": false}
# hidden tests: 1.5 points, leave this cell
### BEGIN HIDDEN TESTS
grade(approximate)
### END HIDDEN TESTS

# %% [markdown]
# ### How many bumps?

# %% tags=["demo"]
guess("bumps", lambda: lesson03.bumps(take("approximate")), hides=True)

# %% [markdown]
# Move the number of bumps; look at the worst error, on the right. Look also at what happens beyond 6 and below 0.
# Then try the other two functions. (All three are 0 at both ends, because at an end only half a step has been
# taken; the steps take about a tenth of a bump.)

# %% [markdown]
# <details class="nnf-fold v-bumps"><summary><b>After your bet and a move:</b> what turned out</summary>
#
# | bumps | hidden units | worst error: a wave | a kink | a jump |
# |---|---|---|---|---|
# | 5 | 10 | {{worst_error.5}} |
# | 10 | 20 | {{worst_error.10}} |
# | 20 | 40 | {{worst_error.20}} |
# | 40 | 80 | {{worst_error.40}} |
#
# Twice as many bumps, about half the error: a base half as wide leaves the curve half as much room to move away
# from its middle. (With a handful of bumps it is luck where the middles fall: on the wave two do better than five.)
# The jump is not helped: where it falls inside a bump, one height has to serve 0 and 1, and the
# worst error stays near {{jump.error}}. Only with {{jump.bumps}} bumps both jumps fall between two bumps, where a step is half way up: still
# wrong by a half. And outside the interval the network answers 0, whatever the curve does
# there: **nobody has put a bump there**.
# </details>
#
# This is **universal approximation**: one hidden layer, with enough units, comes as close as you like to any
# *continuous* function on a bounded, closed interval (or box). It gives you licence to try: if one hidden layer cannot
# fit such a function on such a set, the reason is its width or its weights. Read it like a contract.
#
# | it promises | it does not promise |
# |---|---|
# | that weights exist, for any worst error above 0 | how many units that takes |
# | everywhere on the interval | anything outside |
# | for continuous functions | for a jump |
# | an activation that is no polynomial will do | that training finds the weights |
# | | that the network is right between your samples |

# %% [markdown]
# ### A number of your own (2 points)
#
# Choose a whole number with 4 to 9 digits that nobody else would think of. It draws a curve from 0 to 6. How
# closely do 10 bumps follow it, and 40? Change the number, run the cell, and write the two worst errors *inside*
# the interval for *your* number into the function below, with at least three digits that count.

# %% tags=["demo"]
lesson03.run_of_your_own(4711, take("approximate"))


# %% nbgrader={"grade": false, "grade_id": "my_curve", "locked": false, "schema_version": 3, "solution": true, "task": false}
def my_curve():
    """Return three numbers: your own one, the worst error with 10 bumps, and with 40.

    For the number 4711, which is taken, it would be `return 4711, TEN, FORTY` with the two
    errors inside that the cell above prints.
    """
    ### BEGIN SOLUTION
    return 73519, 6.952, 1.748
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_my_curve", "locked": true, "points": 0.5, "schema_version": 3, "solution": false, "task": false}
check(my_curve)

# %% nbgrader={"grade": true, "grade_id": "hidden_my_curve", "locked": true, "points": 1.5, "schema_version": 3, "solution": false, "task": false}
# hidden tests: 1.5 points, leave this cell
### BEGIN HIDDEN TESTS
grade(my_curve)
### END HIDDEN TESTS

# %% [markdown]
# ## It exists, but is it found?
#
# Two hidden units can do XOR: you have written them down. Now let training look for them, a closed box like `fit`, from 50
# random starts, with 1,000 steps each.

# %% tags=["demo"]
guess("found")


# %% tags=["demo"]
def found():
    for units in (2, 4, 8):
        print(f"{units} hidden units: {lesson03.count_xor(units)} of 50 starts learn XOR")


reveal("found", found)

# %% [markdown]
# <details class="nnf-fold v-found"><summary><b>After your bet:</b> what turned out</summary>
#
# Of {{xor_starts}} other starts about {{xor.two}} in 100 succeed with two units, and about {{xor.eight}} in 100 with eight. Of the lost ones with
# two, about {{xor.silent}} in 100 end with a silent unit: it gives 0 at all four corners, so no small change of its weights changes
# anything. The others are stuck with both units awake; more steps save hardly any. Give the flat side of the ReLU a
# slope of 0.01, and about {{xor.leaky}} in 100 succeed: silent units are a large part of the reason, not all of it. "It can
# represent" is not "it will find". That is one reason why networks are made wider than they would have to be.
# </details>

# %% [markdown]
# ## Width and depth
#
# A second way to spend units is on further layers. **Depth** is the number of layers; as most people do, we count
# the layers that have weights, so a network with two hidden layers has depth 3. Depth matters because a later
# layer folds what is folded already.
#
# The task: two spirals wound around each other, 300 points. For about equal budgets, one layer of 64 units ({{parameters.64}}
# parameters) stands against two layers of 16 ({{parameters.16_16}}).

# %% tags=["demo"]
guess("depth-or-width", lesson03.spirals)

# %% [markdown]
# Press play. Twenty networks of the same shape start from twenty random starts; the left picture shows the first.
# One *succeeds* if it gets at least 99 % of the points right after 300 steps. Choose 64 units in one hidden layer, then
# 16 in two.

# %% [markdown]
# <details class="nnf-fold v-depth-or-width"><summary><b>After your bet and a move:</b> what turned out</summary>
#
# | hidden layers | parameters | of 20 starts succeed | of 80 on eight other spirals |
# |---|---|---|---|
# | 4 | {{parameters.4}} | none | none |
# | 16 | {{parameters.16}} | none | a few |
# | 64 | {{parameters.64}} | {{solved.64}} | {{further.64}} |
# | 8, 8 | {{parameters.8_8}} | {{solved.8_8}} | {{further.8_8}} |
# | 16, 16 | {{parameters.16_16}} | {{solved.16_16}} | {{further.16_16}} |
# | 8, 8, 8 | {{parameters.8_8_8}} | {{solved.8_8_8}} | {{further.8_8_8}} |
#
# Two layers of 16 succeed on every one of these spirals from nearly all starts; with one of 64 it depends on the
# spiral. But give the wide one 1,000 steps, and it succeeds from all of them: depth made it *quicker* here, not *possible*.
# At a learning rate of 0.05 the two are about even after 300 steps already: if you compare two shapes at one rate, you
# compare their rates too.
# The first layer cuts the plane by straight lines only; the second one bends along them. The table gives bounds because
# another computer rounds otherwise, and a start on the edge may fall to the other side.
# </details>
#
# ### More: how fast, and from where
#
# The same panel, with *learning rate* and *initialization scale*, the size of the starting weights. Take two
# layers of 16. Move one of them at a time, as far as it goes.

# %% tags=["demo"]
lesson03.spirals(more=True)

# %% [markdown]
# | two layers of 16 | of 20 starts succeed |
# |---|---|
# | learning rate 0.02, scale 1 | {{solved.16_16}} |
# | learning rate 0.0013 | none: in 300 steps it does not get there |
# | learning rate 2 | none: it leaps about |
# | initialization scale 0.1 | a few |
# | initialization scale 10 | none |
#
# So a network may fail for four reasons that have nothing to do with what it can represent: steps too short or too
# long, starting weights too small or too large. If you claim that "two
# layers are not enough", show your learning rate and your starting weights. Lesson 8 is about the rate, lesson 10 about the start.

# %% [markdown]
# ## Real data: do the digits need it?
#
# {{digits.learn}} handwritten digits to learn from, {{digits.test}} others to be tested on, {{digits.pixels}} pixels each. A single layer of ten neurons,
# one for each digit, takes the highest score. Then the same with a hidden layer of 10 ReLUs before it, then
# with 32. Five starts each.

# %% tags=["demo"]
guess("ten-units")

# %% tags=["demo"]
forward, reads = take("mlp_forward"), {}
for name, sizes in {
    "no-hidden-layer": [64, 10],
    "hidden-10": [64, 10, 10],
    "hidden-32": [64, 32, 10],
}.items():
    wrong, wrong_in_training = [], []
    for seed in range(5):
        net = nnlib.mlp(sizes, rng=np.random.default_rng(seed))
        nnlib.fit(
            net,
            nnlib.SoftmaxCrossEntropy(),
            X_train,
            y_train,
            optimizer=nnlib.SGD(lr=0.1),
            epochs=30,
            batch_size=32,
            rng=np.random.default_rng(seed),
            progress=False,
        )
        params = [(layer.W, layer.b) for layer in net.layers[::2]]
        missed = forward(X_test, params).argmax(axis=1) != y_test
        wrong.append(int(missed.sum()))
        missed = forward(X_train, params).argmax(axis=1) != y_train
        wrong_in_training.append(int(missed.sum()))
    reads[name] = net.params.size, wrong, wrong_in_training
    ledger.add(name, wrong)


def three_readers():
    for name, (parameters, wrong, wrong_in_training) in reads.items():
        print(f"{name:16} {parameters:5,} parameters, wrong of 500: {wrong}")
        print(f"{'':16} wrong of the {len(X_train):,} learned from: {wrong_in_training}")
    print(f"The forward pass that read the test digits: {whose('mlp_forward')}.")
    ledger()


reveal("ten-units", three_readers)

# %% [markdown]
# <details class="nnf-fold v-ten-units"><summary><b>After your bet:</b> what turned out</summary>
#
# **Ten hidden units buy nothing.** All this is one split. Over eight others, after longer training (100 epochs, learning rate
# 0.3), no hidden layer reads about {{longer.none}} of {{over_splits.test}} test digits wrong, ten hidden units about {{longer.ten}}. Room is not the
# reason: of the digits learned from, ten units then miss hardly any, no hidden layer about {{longer.missed}} of {{over_splits.learn}}. And a network
# with ten could copy the ten neurons: hidden = scores + 100, output = hidden − 100. It fits the training digits better and other digits
# no better: *overfitting*, lesson 9. With 32 units a quarter of the mistakes go here; part of that is a head start,
# for after 30 epochs the ten neurons are not finished. More parameters were not the point; {{parameters.digits_10}} is more than {{parameters.digits}}. And a hidden
# layer is no gift: without one, the ten neurons were already right about {{right_of_100}} times in 100.
# </details>

# %% [markdown]
# ## Deep dive: folds on folds
#
# *For those who want more; no points depend on it.*
#
# Two ReLUs can fold the interval from 0 to 1 in its middle: $2\max(0, x) - 4\max(0, x - \tfrac12)$ goes up to 1 and
# comes down again. Feed its output into the same two units, and again:

# %% tags=["demo"]
lesson03.folds_on_folds()

# %% [markdown]
# Each layer doubles the number of pieces: $k$ layers, $2k$ units, $2^k$ pieces. In one hidden layer each unit brings one
# kink, so $2^k$ pieces cost $2^k - 1$ units: 12 units in six layers against 63 in one. Functions with such
# repeated folds are where depth pays. Telgarsky (2016) proved it in general: some networks of constant width, with of
# the order of $k^3$ layers, are matched in $k$ layers only by something like $2^k$ units. It is a statement about *some* functions.
# Smooth curves gain too, in another way: with $s$ folds on folds, $x^2 = x - \sum_s \text{tent}^s(x)/4^s$. Ten layers, 30 units,
# are off by {{square.deep}}; one layer of 30 units by {{square.wide}} at best (Yarotsky 2017, for smooth functions in general).
#
# The theorem itself: Cybenko (1989) for sigmoids, Hornik, Stinchcombe and White (1989) for other squashing curves;
# Leshno and others (1993) found that any activation will do that is not a polynomial. All speak of one hidden
# layer, a linear output, a compact set (closed and bounded), and *as many units as needed*. In several dimensions bumps
# become boxes. Steps along the axes make boxes only with a *second* hidden layer; that one is enough needs another proof. And the
# number of boxes grows exponentially with the dimension: 10 along each of 64 axes would be $10^{64}$.
#
# And what do hidden layers learn? In networks for photographs, early layers were found to answer to edges, later ones
# to textures and parts (Zeiler and Fergus 2014). That was shown for image networks with convolutions, of lesson 12;
# it is no law for all.

# %% [markdown]
# ## Myths and facts
#
# | you may hear | what holds |
# |---|---|
# | "A network with one hidden layer can compute any function." | Any *continuous* function, on a *bounded, closed* set, *as closely as you like*, with *as many units as needed*. |
# | "So it can learn anything that can be learnt." | That weights exist says nothing about finding them, nor about samples not seen. Of 50 starts with two units most missed XOR. |
# | "Universal approximation was proved in 1989, and then we waited for computers until 2012." | The theorem is about one hidden layer and was never the obstacle. Convolutional networks read several million cheques a day in the 1990s (LeCun and others 1998). In 2012 data, graphics cards, ReLU and better starts came together. |
# | "Deep networks learn edges, then shapes, then objects." | Shown for image networks with convolutions, not for all. |
# | "Deeper is better." | For some tasks by far: the folds. The spirals were only learned sooner. The bumps and the digits here were done with one hidden layer. |
# | "Nobody knew about several layers before the 1980s." | Rosenblatt wrote about them in 1962, Ivakhnenko and Lapa in 1965. A general way to train them was not in use. |
#
# **Did you know?** The bumps of this lesson are nearly a proof, for one dimension, in about ten lines. Let the number of
# bumps grow, make the steps steeper as the bumps get narrower, and put one more bump beyond each end: then the
# worst error of a continuous function on a closed interval goes to 0. Without the bumps beyond, half of the
# function's value at an end stays as error for ever.

# %% [markdown]
# ## At a glance
#
# | concept | in one sentence | in code |
# |---|---|---|
# | **multi-layer perceptron** | a network with at least one hidden layer between input and output | `[(W1, b1), (W2, b2)]` |
# | **hidden layer** | a layer between input and output; it gives the next one a representation of the sample, in other coordinates | `np.maximum(0, X @ W1 + b1)` |
# | **feedforward** | information flows one way, from input to output | `mlp_forward(X, params)` |
# | **universal approximation** | one hidden layer with enough units comes as close as you like to a continuous function on a bounded, closed set | `approximate` |
# | **width** | the number of units in a layer | `W.shape[1]` |
# | **depth** | the number of layers with weights | `len(params)` |
#
# In the engine: `nnlib/network.py` (`mlp`, `mlp_forward`, and what you built by hand). Compare it with yours. Before:
# lesson 1 (a layer), 2 (why one line is not enough). After: lesson 4 (activations), 5 (the forward pass, looked at), 10 (starts).

# %% [markdown]
# ## Check yourself
#
# Every answer has its sentence, right or wrong. No points, and nothing is kept.

# %% tags=["demo"]
quiz(3)

# %% [markdown] nbgrader={"grade": false, "grade_id": "words_fold", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": true}
# ### In your own words, 1 of 2 (2 points, read by your teacher)
#
# A classmate missed the lesson and says: "XOR cannot be done by a line, and the output neuron is a line. So a
# hidden layer cannot help." Answer in about three sentences, with the coordinates of at least one point. Write into
# the cell below. Language and spelling cost nothing; a sketch on paper is welcome too.
#
# === BEGIN MARK SCHEME ===
# 1 point for a claim that is right: the output draws its line in the plane of the hidden units, not of the
# inputs; or: the hidden layer moves the points, and then a line is enough.
# 1 point for evidence: where points go, for example (0, 1) and (1, 0) to the same (1, 0), or the two lines on the
# flat sheet; values of a network of their own count as well.
# 2 points: "The line is drawn in the plane of the hidden units, where (0, 1) and (1, 0) both are at (1, 0)." 1 point:
# "The hidden layer moves the points." 0 points: "Two layers, two lines."
# === END MARK SCHEME ===

# %% [markdown]
# *Your answer (double-click here to write):*

# %% [markdown] nbgrader={"grade": false, "grade_id": "words_contract", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": true}
# ### In your own words, 2 of 2 (2 points, read by your teacher)
#
# "By the universal approximation theorem my network with one hidden layer will learn the temperature of the next
# ten years from that of the last ten." Which two promises does the theorem not make here? About three sentences, with a
# number from one of your runs that bears on one of them.
#
# === BEGIN MARK SCHEME ===
# 1 point for two claims that are right: nothing is promised outside the interval, nor that training finds the weights,
# nor how many units it takes, nor about values between samples. One of these alone: no point for it.
# 1 point for evidence: a number of a run that bears on a claim (the error outside did not fall with more bumps; so
# many of 50 starts found XOR; so many of 20 learned the spiral).
# 2 points: "It promises nothing for later years, outside the interval: my error there stayed 1.08. Nor that training
# finds the weights." 1 point: "It need not find the weights, and the next years are outside." 0 points: "It needs more
# layers."
# === END MARK SCHEME ===

# %% [markdown]
# *Your answer (double-click here to write):*

# %% [markdown]
# To talk about, without points:
#
# - What makes a perceptron of lesson 2 a multi-layer perceptron: the number of neurons, or something else?
# - What would a hidden layer without an activation be good for?
# - Feedforward: which everyday process goes one way, and which one feeds back?
# - Universal approximation: the jump was not learnt. What would you count as good enough there?
# - Would you rather double the width or the depth of the spiral network? What would you look at before you decide?
# - Why did ten hidden units not help on the digits, when four helped on some starts of XOR?

# %% tags=["demo"]
book(3)

# %% tags=["demo"]
points(3)

# %% tags=["demo"]
shelf()

# %% [markdown]
# ## Summary
#
# A hidden layer gives the output other coordinates of the same sample; with a bend between the layers, one line there
# can be two lines here, or with many units nearly any curve. Without the bend all layers are one. With enough bends a network
# comes close to any continuous curve on an interval, and promises nothing beyond. Whether training finds the weights
# is another question: it depends on width, depth, rate and start, and each of the four has ruined it here.
#
# Everything hung on the bend between the layers. **Lesson 4** looks at it: six ways to bend, their slopes, and why ten
# layers with one of them hardly learn at all.

# %% [markdown] tags=["teacher"]
# ## Timing
#
# About 100 minutes: fold real paper 10, the hidden plane 20, bumps 25, code 35, talk 10. The spirals and the digits
# run in class; number, quiz and words are homework.
#
# Hand out a square of paper with the four points. Crease along the diagonal from (0, 1) to (1, 0)? That brings (0, 0) onto
# (1, 1), which works too: another network. Ask which unit makes that fold.
#
# ## What learners ask
#
# - *How many layers should I take?* Start with none: on the digits it is right {{right_of_100}} times in 100. Add a hidden layer of
#   moderate width, and look at the error. Compare width and depth each at its own best learning rate.
# - *Are the hidden units neurons for something?* Here yes, for "how many ones". In trained networks seldom so tidily.
# - *Why no ReLU at the end?* The answer could not be below 0.
# - *Why did 50 starts mostly fail?* Most of the lost ones end with a silent unit (lesson 4 comes back to them); the
#   others are stuck with both units awake.
#
# ## To talk about
#
# The theorem says that a network exists. What does it not say? Collect the right column of the contract before you show it.
#
# ## What to skip
#
# Proofs; counting regions in two dimensions. The deep dive, if time is short. Never the fold.
