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
# # 7 · Backpropagation
#
# *How a network finds out, for each of its numbers, which way to turn it.*
#
# About 45 minutes. You should know Python functions, arrays and what a slope is.
#
# Afterwards you can
#
# - say what a **gradient** is, and measure one by nudging, without any formula;
# - pass slopes **backwards** through a layer, and say why nothing has to be guessed;
# - tell a right backward pass from a wrong one, which accuracy cannot.
#
# Run the cells from top to bottom (`Shift`+`Enter`, or *Run → Run All Cells* once).

# %% nbgrader={"grade": false, "grade_id": "setup", "locked": true, "schema_version": 3, "solution": false, "task": false}
import numpy as np

import nnlib
from autograder.check import check, grade, passes
from nnlib import viz
from nnlib.data import load_digits_split

# %% [markdown]
# ## Three networks, two mistakes
#
# Three networks learn to read handwritten digits, 8 by 8 pixels each. They start from the same
# weights and see the same pictures in the same order. One of them is right. In the other two
# somebody made a mistake in the *backward pass*, the part that says which way each weight should
# turn.
#
# **Before you run the next cell: how far behind will the two wrong ones be?**

# %% tags=["demo"]
X_train, y_train, X_test, y_test = load_digits_split(seed=0)


class AveragedBias(nnlib.Affine):
    """Divides the gradient of the bias by the batch a second time."""

    def backward(self, dZ):
        dX = super().backward(dZ)
        self.db /= len(dZ)
        return dX


class OpenGate(nnlib.ReLU):
    """Passes every slope back, also through units that were switched off."""

    def backward(self, dA):
        return dA


def reader(affine, relu):
    rng = np.random.default_rng(0)
    return nnlib.Sequential(affine(64, 32, rng=rng), relu(), affine(32, 10, rng=rng))


kinds = {
    "A": (AveragedBias, nnlib.ReLU),
    "B": (nnlib.Affine, nnlib.ReLU),
    "C": (nnlib.Affine, OpenGate),
}
curves, right = {}, {}
for name, parts in kinds.items():
    net = reader(*parts)
    history = nnlib.fit(
        net,
        nnlib.SoftmaxCrossEntropy(),
        X_train,
        y_train,
        optimizer=nnlib.SGD(lr=0.1),
        epochs=30,
        batch_size=32,
        rng=np.random.default_rng(0),
        X_val=X_test,
        y_val=y_test,
        progress=False,
    )
    curves[name] = 100 * history.val_accuracy
    right[name] = round(500 * nnlib.accuracy(net, X_test, y_test))

fig, (ax,) = viz.figure(width=6)
for start, (name, curve) in enumerate(curves.items()):
    ax.plot(range(1, 31), curve, label=f"{name}: {right[name]} of 500", markevery=(start, 3))
ax.set(xlabel="epoch", ylabel="test digits read (%)", title="Which one is right?", ylim=(70, 100))
ax.legend()
viz.show(
    fig,
    alt="Test accuracy of networks A, B and C over 30 epochs: C rises a little later, then the three "
    "curves lie on top of each other. "
    + ", ".join(f"{name} ends at {n} of 500" for name, n in right.items())
    + ".",
)

# %% [markdown]
# All three read 484 of 500 digits. Whoever judges a backward pass by what the network learns
# would have shipped two wrong ones. So this lesson needs another judge, one that cannot be
# talked round. It is the simplest experiment there is: **move one number a little and see how
# much the end moves.**

# %% [markdown]
# ## The nudge
#
# Take $f(x) = x_0^2 + 3\,x_1$ at the point $x = (2, 1)$, where $f = 7$. Nudge $x_0$ by 0.1 in both
# directions:
#
# | nudge | $f$ |
# |---|---|
# | $x = (2.1,\ 1)$ | $4.41 + 3 = 7.41$ |
# | $x = (1.9,\ 1)$ | $3.61 + 3 = 6.61$ |
#
# The end moved by $0.8$ while $x_0$ moved by $0.2$: a **slope** of $0.8 / 0.2 = 4$. For $x_1$ the
# same experiment gives $7.3 - 6.7 = 0.6$ over $0.2$, a slope of $3$. One slope for each number,
# put into an array of the shape of $x$: that array, here $(4, 3)$, is the **gradient** of $f$ at
# $x$.
#
# | symbol | shape | in words |
# |---|---|---|
# | $x$ | any | the numbers that may be turned |
# | $f(x)$ | one number | what comes out at the end |
# | $\frac{\partial f}{\partial x_i} \approx \frac{f(x + \varepsilon e_i) - f(x - \varepsilon e_i)}{2\,\varepsilon}$ | one number | slope of $f$ in entry $i$, all others held still |
# | $\nabla f(x)$ | the shape of $x$ | the gradient: all those slopes |
#
# $e_i$ is 1 at place $i$ and 0 elsewhere. $\varepsilon$, in code `eps`, is the size of the nudge.

# %% [markdown]
# ### Exercise: `numerical_gradient` (4 points)
#
# Measure the gradient of *any* function by nudging one entry after the other.
#
# <details><summary>Hint 1: a question</summary>
#
# After you nudged entry 0 and go on to entry 1: where must entry 0 stand?
# </details>
# <details><summary>Hint 2: by hand</summary>
#
# `np.ndindex(2, 3)` walks through `(0, 0), (0, 1), (0, 2), (1, 0), …`, and an array takes such a
# pair as an index. What is `np.array([1, 2])[0] + 0.1`, and what does that array keep if you write
# the sum back into it?
# </details>
# <details><summary>Hint 3: the plan in words</summary>
#
# Make a copy of x that can hold fractions. Make an array of zeros of the same shape for the
# answer. For every index: nudge up and ask f, nudge down and ask f, put the entry back, write the
# difference divided by the distance between the two places. Return the answer.
# </details>


# %% nbgrader={"grade": false, "grade_id": "numerical_gradient", "locked": false, "schema_version": 3, "solution": true, "task": false}
def numerical_gradient(f, x, eps=1e-5):
    """Measure the gradient of f at x by nudging each entry up and down by eps.

    f takes an array of the shape of x and returns one number. x has any shape, and may hold whole
    numbers; it is the same afterwards. The answer has the shape of x.

    >>> numerical_gradient(lambda x: x[0] ** 2 + 3 * x[1], np.array([2.0, 1.0]), eps=0.1)
    array([4., 3.])
    """
    ### BEGIN SOLUTION
    x = np.array(x, dtype=float)
    slopes = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        middle = x[i]
        x[i] = middle + eps
        above = f(x)
        x[i] = middle - eps
        below = f(x)
        x[i] = middle
        slopes[i] = (above - below) / (2 * eps)
    return slopes
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_numerical_gradient", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
check(numerical_gradient)

# %% nbgrader={"grade": true, "grade_id": "hidden_numerical_gradient", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
# hidden tests: 3 points, leave this cell
### BEGIN HIDDEN TESTS
grade(numerical_gradient)
### END HIDDEN TESTS

# %% [markdown]
# ### How small should a nudge be?
#
# **Predict first:** the slope of $\sin x$ at $x = 1$ is $\cos 1$. You measure it with smaller and
# smaller nudges, from $10^{-1}$ down to $10^{-13}$. How does the error go: down all the way, down
# and then flat, or down and up again?

# %% tags=["demo"]
measure = numerical_gradient if passes(numerical_gradient) else nnlib.numerical_gradient
sizes = 10.0 ** np.arange(-1, -13.5, -0.5)


def sine(x):
    return np.sin(x[0])


errors = [abs(measure(sine, np.array([1.0]), eps)[0] - np.cos(1.0)) for eps in sizes]
best = int(np.argmin(errors))

fig, (ax,) = viz.figure(width=6)
ax.loglog(sizes, errors, label="error of the slope")
ax.invert_xaxis()
ax.set(xlabel="size of the nudge (smaller to the right)", ylabel="error", title="Slope of sin at 1")
viz.show(
    fig,
    alt=f"The error falls as the nudge shrinks, is smallest near {sizes[best]:.0e}, where it is "
    f"{errors[best]:.0e}, and rises again to {errors[-1]:.0e} at {sizes[-1]:.0e}: a V.",
)

# %% [markdown]
# Down and up again. On the left the curve of $\sin$ is to blame: it bends within the nudge, and the
# error is about $\varepsilon^2$. On the right the computer is: a float64 keeps 16 digits, and the
# difference of two nearly equal numbers throws most of them away. Around $10^{-5}$ the two balance.
# "As small as possible" is the wrong answer.
#
# The nudge has one fault: it is slow. The small reader above has 2,410 numbers to turn, and two
# questions for each make 4,820 forward passes for *one* gradient. Backpropagation gets all 2,410
# slopes from one pass forward and one pass back.

# %% [markdown]
# ## Passing slopes back through a layer
#
# An affine layer computes $Z = XW + b$: a batch of $N$ samples with $D$ features becomes $N$ rows of
# $H$ units. Somebody further on has already worked out the slope of the loss in every entry of $Z$.
# Books write $\partial L / \partial Z$ for it; like most programs we write $dZ$. The layer has to answer
# three questions: what are the slopes in its input, its weights and its bias?
#
# Do one by hand first. One sample, two features, two units:
#
# $$X = \begin{pmatrix} 1 & 2 \end{pmatrix},\quad
# W = \begin{pmatrix} 2 & 1 \\ 1 & 4 \end{pmatrix},\quad
# dZ = \begin{pmatrix} 1 & 3 \end{pmatrix}$$
#
# **Whom does $W_{01}$ touch?** It carries feature 0 to unit 1. Nudge it by $\varepsilon$: $Z_{01}$
# moves by $X_{00}\,\varepsilon = 1\,\varepsilon$, and nothing else moves. The loss follows with
# $dZ_{01} \cdot 1\,\varepsilon = 3\,\varepsilon$. So $dW_{01} = 3$. This is the **chain rule**: a
# slope along a chain is the product of the slopes of its links, here the **local gradient** $X_{00}$
# and the slope $dZ_{01}$ that came from behind.
#
# **Whom does $X_{00}$ touch?** Both units: $Z_{00}$ with weight 2 and $Z_{01}$ with weight 1. Two
# roads lead from it to the loss, and slopes of several roads **add up**:
# $dX_{00} = 1 \cdot 2 + 3 \cdot 1 = 5$.
#
# | question | answer has the shape of | by hand, in the example |
# |---|---|---|
# | $dX$ | $X$: $(N, D)$ | $dX_{01} = 1 \cdot 1 + 3 \cdot 4 = 13$ |
# | $dW$ | $W$: $(D, H)$ | $dW_{11} = 2 \cdot 3 = 6$ |
# | $db$ | $b$: $(H,)$ | $b_1$ touches unit 1 of every sample; here one: $db_1 = 3$ |
#
# With a batch of $N$ samples, each weight and each bias touches every sample: $N$ roads, and they
# add up too. Nothing is divided by $N$ here. The loss is a *mean* over the batch, so whoever made
# $dZ$ has divided already.

# %% [markdown]
# ### Exercise: `affine_backward` (6 points)
#
# Answer the three questions for a whole batch. Three lines are enough, and the shapes settle most
# of it: from $(N, H)$ and $(D, H)$ there are not many ways to make $(N, D)$.
#
# <details><summary>Hint 1: a question</summary>
#
# Row $i$ of $dW$ belongs to feature $i$. Which column of $X$ held that feature, and how many numbers
# does that column have?
# </details>
# <details><summary>Hint 2: by hand</summary>
#
# In the example $dW$ is $\begin{pmatrix} 1 & 3 \\ 2 & 6 \end{pmatrix}$: each feature times each slope.
# With a second sample you would make a second such table. What happens to the two tables?
# </details>
# <details><summary>Hint 3: the plan in words</summary>
#
# A matrix product multiplies and adds up: it sums over the axis on which the two tables meet. For
# dX that must be the axis of the units, for dW the axis of the samples. Turn the table that stands
# the wrong way. For db there is nothing to multiply: add up over the samples.
# </details>
# <details><summary>A sibling, solved: a layer that scales each feature</summary>
#
# For $Z_{nd} = X_{nd}\, s_d$ the scale $s_d$ touches feature $d$ of every sample, and $X_{nd}$ touches
# one entry only:
#
# ```python
# def scale_backward(dZ, cache):
#     X, s = cache
#     dX = dZ * s
#     ds = (dZ * X).sum(axis=0)
#     return dX, ds
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "affine_backward", "locked": false, "schema_version": 3, "solution": true, "task": false}
def affine_backward(dZ, cache):
    """Turn the slopes dZ of the loss in Z = X @ W + b into its slopes in X, W and b.

    dZ has shape (N, H). cache is the pair (X, W) that the forward pass kept, of shapes (N, D) and
    (D, H). The answer is the tuple dX, dW, db of shapes (N, D), (D, H) and (H,).

    >>> X, W = np.array([[1.0, 2.0]]), np.array([[2.0, 1.0], [1.0, 4.0]])
    >>> dX, dW, db = affine_backward(np.array([[1.0, 3.0]]), (X, W))
    >>> dX
    array([[ 5., 13.]])
    """
    X, W = cache
    ### BEGIN SOLUTION
    dX = dZ @ W.T
    dW = X.T @ dZ
    db = dZ.sum(axis=0)
    return dX, dW, db
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_affine_backward", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check(affine_backward)

# %% nbgrader={"grade": true, "grade_id": "hidden_affine_backward", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
# hidden tests: 4 points, leave this cell
### BEGIN HIDDEN TESTS
grade(affine_backward)
### END HIDDEN TESTS

# %% [markdown]
# ## The judge
#
# Back to the three readers. For each of them we nudge all 2,410 numbers, on five digits, and compare
# with what its backward pass says. The **relative error** is the largest difference divided by the
# largest slope: near 0 if the two agree, near 1 if they have little to do with each other.
#
# **Predict:** in which rows will A be off, and in which C?

# %% tags=["demo"]
rows = {}
for name, parts in kinds.items():
    found = nnlib.check_gradients(
        reader(*parts), nnlib.SoftmaxCrossEntropy(), X_train[:5], y_train[:5]
    )
    rows[name] = {key.split(" ")[1] + key[-2:]: error for key, error in found.items() if "." in key}

columns = ("W first", "b first", "W last", "b last")
print("relative error of  ", "  ".join(f"{key:>8}" for key in columns))
for name, found in rows.items():
    print(f"reader {name}          ", "  ".join(f"{error:8.0e}" for error in found.values()))

# %% [markdown]
# B is right: the nudge agrees with it to nine digits or better. A is off in every bias, C in the whole
# first layer, and both learned to read as if nothing had happened. A gradient that is wrong in a
# consistent way often still points roughly downhill. On the next problem it may not.
#
# And your own `affine_backward`? If it passed its check, it now trains the reader in place of the
# engine's.

# %% tags=["demo"]
backward = affine_backward if passes(affine_backward) else nnlib.affine_backward


class MyAffine(nnlib.Affine):
    """The engine's layer with the backward pass of this notebook."""

    def forward(self, X, training=False):
        self.X = X
        return super().forward(X, training)

    def backward(self, dZ):
        dX, self.dW, self.db = backward(dZ, (self.X, self.W))
        return dX


mine = reader(MyAffine, nnlib.ReLU)
nnlib.fit(
    mine,
    nnlib.SoftmaxCrossEntropy(),
    X_train,
    y_train,
    optimizer=nnlib.SGD(lr=0.1),
    epochs=30,
    batch_size=32,
    rng=np.random.default_rng(0),
    progress=False,
)
whose = "Your" if backward is affine_backward else "The engine's"
n = round(500 * nnlib.accuracy(mine, X_test, y_test))
print(f"{whose} backward pass: {n} of 500 test digits, and reader B had {right['B']}.")

# %% [markdown] nbgrader={"grade": false, "grade_id": "words_judge", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": true}
# ### In your own words (2 points, read by your teacher)
#
# A classmate says: "My network reads 97 % of the digits, so my backward pass is right." Answer in
# about three sentences, with a number from this notebook.
#
# Write into the cell below. Language and spelling cost nothing.
#
# === BEGIN MARK SCHEME ===
# 1 point for a claim that is right: learning does not prove the gradient, or: only a comparison
# with nudges does.
# 1 point for evidence: a number from the run (A and C read 484 of 500 as well; their relative errors
# are near 1), or a because (a wrong gradient can still point roughly downhill).
# === END MARK SCHEME ===

# %% [markdown]
# *Your answer (double-click here to write):*

# %% [markdown]
# ## Summary
#
# | concept | in one sentence |
# |---|---|
# | gradient | one slope for each number, in an array of the same shape |
# | nudge | measures a slope without a formula; right, slow, and best near $\varepsilon = 10^{-5}$ |
# | chain rule | slopes along a chain multiply, slopes of several roads add up |
# | local gradient | the slope of one operation, here $X$ for the weights and $W$ for the input |
# | backward pass | from the loss to the input, every layer turns $dZ$ into $dX$, $dW$, $db$ |
#
# The engine's version of what you wrote is in `nnlib/autodiff.py` and `nnlib/affine.py`: compare.
# The next lesson asks what to do with a gradient once it is right: how far to step, and when
# a step is too far.

# %% [markdown] tags=["teacher"]
# ## Timing
#
# One lesson of 45 minutes: hook 10, nudges 15, the layer 20. Do the one-entry nudge on the board
# with one pupil as $W_{01}$ and one as $Z_{01}$ before anybody writes code.
#
# ## What learners ask
#
# - *Why sum over the batch when the loss is a mean?* The mean was taken once, where the loss was
#   computed; $dZ$ carries the $1/N$.
# - *Why not nudge always?* 4,820 forward passes for one gradient of a network with 2,410 numbers.
#
# ## To talk about
#
# How would you come to trust code that seems to work? Which other quantity in your subject looks
# right on average and is wrong in detail?
#
# ## What to skip
#
# The V-curve, if time is short. Never the judge.
