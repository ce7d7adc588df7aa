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
# # 2 · The Perceptron
#
# *One neuron that says yes or no, learns only from its mistakes, and sometimes can promise to stop.*
#
# About 40 minutes to read and play, and 50 for the exercises. You need lesson 1: weighted sum, bias, and the
# rule *rate × error × input*.
#
# Afterwards you can
#
# - say what a **perceptron** is, and what its **bias** and its **step function** do;
# - train one by hand on paper, and by your own program;
# - say what the **learning rate** does to a perceptron, and what it does not;
# - tell when training reaches **convergence**, and promise how many mistakes it takes at most;
# - prove that no line divides four certain points, which is the end of **linear separability**.
#
# Run the cells one by one as you read, with `Shift`+`Enter`: some of them ask before they show. (*Run → Run
# All Cells* works too, also with nothing solved.) When you have solved an exercise, run the cells after it
# again: `take("…")` gives them your version if it is right, and the engine's until then.

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
from nnlib import viz
from nnlib.data import load_digits_split, load_iris
from nnlib.viz import lesson02

viz.page()

# %% [markdown]
# ## Still there?
#
# Three questions on lesson 1. One click each, no points.

# %% tags=["demo"]
quiz("still-there", lesson=2)

# %% [markdown]
# > **On credit.** Lesson 1 *gave* the rule *rate × error × input*. You use it again here, and see that it works;
# > why this rule and not another comes in lessons 6 and 7. What to do where no line helps: lesson 3.

# %% [markdown]
# ## Ten times faster?
#
# A *perceptron* answers 1 if its weighted sum is above 0, and 0 otherwise. It looks at one flower after the
# other. Where its answer is right, nothing happens. Where it is a mistake, it moves its weights by *learning
# rate × error × input*, and goes on to the next flower. After the last flower the first comes again, until a
# whole round has passed without a mistake.
#
# Here are {{irises.two_kinds}} irises of two kinds, each with the length and the width of a petal. All weights start
# at zero. With a learning rate of 0.1 the perceptron makes {{from_zero}} mistakes before it has learnt to tell the
# kinds apart. Now you make the learning rate **ten times larger**.

# %% tags=["demo"]
guess("ten-times", lesson02.ten_times_faster)

# %% [markdown]
# Move the slider. Look at the staircase, then at the numbers in the sentence below.

# %% [markdown]
# <details class="nnf-fold v-ten-times"><summary><b>After your bet and a move:</b> what turned out</summary>
#
# The same {{from_zero}} mistakes, on the same flowers, and the same line, at every rate from 0.001 to 10. Only $w$
# and $b$ change: with a rate ten times larger all three numbers are ten times larger.
#
# *Why?* From zero, every weight is a sum of steps, and each step has the rate as a factor. So the whole score
# has it as a factor, and an answer only asks whether the score is above 0. Ten times a negative number is
# negative. We come back to this, because it is not the whole story.
# </details>

# %% [markdown]
# ## Yes or no
#
# | symbol | shape | code | in words |
# |---|---|---|---|
# | $x$ | $(D,)$ | `x` | the numbers of one sample: here petal length and width |
# | $w$ | $(D,)$ | `w` | one weight for each of them |
# | $b$ | one number | `b` | the bias |
# | $z = x \cdot w + b$ | one number | `x @ w + b` | the score |
# | $\text{step}(z)$ | 0 or 1 | `1 if z > 0 else 0` | the answer |
#
# A **perceptron** is a network of a single layer that decides between two classes: a weighted sum, and a step
# after it. The question is *yes or no*, and a score such as −1.7 is neither: that is why there is a step. The
# **step function** gives 1 above the threshold 0 and 0 elsewhere. (The original could have many such units side by
# side, behind a fixed layer of random ones: "single" counts the layer that learns. One unit is enough here.)
#
# By hand, with $w = (1, -1)$ and $b = 0.5$: the sample $(2, 1)$ has the score $2 - 1 + 0.5 = 1.5$, answer 1. The
# sample $(1, 3)$ has $1 - 3 + 0.5 = -1.5$, answer 0. And $(0, 0.5)$ has the score 0 exactly: it lies on the line,
# and 0 is not above 0, so the answer is 0.
#
# The **bias** is a constant that is added to the weighted sum. Write the question as "is $x \cdot w$ above a
# threshold $\theta$?" and you see what it is: $x \cdot w > \theta$ is $x \cdot w - \theta > 0$, so $b = -\theta$.
# The bias is *minus* the threshold. Without it every line would have to run through the origin.
#
# All places with score 0 form a straight line if there are two numbers a sample, a plane if there are three, and
# a *hyperplane* if there are more. On one side the answer is 1, on the other 0. We say "line" for all of them.

# %% [markdown]
# ### Exercise: `predict` (1 point)
#
# Answer for a whole table of samples at once. Everything below asks this function.
#
# <details><summary>Hint 1: a question</summary>
#
# A table of $N$ rows and a list of $D$ weights: what is the shape of `X @ w`?
# </details>
# <details><summary>Hint 2: by hand</summary>
#
# What does `np.array([1.5, -1.5, 0.0]) > 0` show? And what does `.astype(int)` make of `True`?
# </details>
# <details><summary>Hint 3: the plan in words</summary>
#
# Compute all scores by one product, and add the bias. Ask of each whether it is above 0. Turn the yes and no
# into 1 and 0.
# </details>
# <details><summary>A sibling, solved: who is above the mean?</summary>
#
# ```python
# def above_the_mean(values):
#     return (values > values.mean()).astype(int)
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "predict", "locked": false, "schema_version": 3, "solution": true, "task": false}
def predict(X, w, b):
    """Answer for each sample: 1 if its score is above 0, else 0.

    X has shape (N, D), w has shape (D,), b is a number. The answer has shape (N,). A sample
    exactly on the line, with score 0, gets a 0.

    >>> predict(np.array([[2.0, 1.0], [1.0, 3.0]]), np.array([1.0, -1.0]), 0.5)
    array([1, 0])
    """
    ### BEGIN SOLUTION
    return (X @ w + b > 0).astype(int)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_predict", "locked": true, "points": 0.5, "schema_version": 3, "solution": false, "task": false}
check(predict)

# %% nbgrader={"grade": true, "grade_id": "hidden_predict", "locked": true, "points": 0.5, "schema_version": 3, "solution": false, "task": false}
# hidden tests: 0.5 points, leave this cell
### BEGIN HIDDEN TESTS
grade(predict)
### END HIDDEN TESTS

# %% [markdown]
# ## Learning from a mistake
#
# Let $t$ be the target, the right answer, 0 or 1. Then $t - \text{answer}$ has three possible values, and they
# are all a perceptron ever learns from:
#
# | target | answer | $t - \text{answer}$ | what happened | what should the score do? |
# |---|---|---|---|---|
# | 1 | 1 | 0 | right | stay |
# | 0 | 0 | 0 | right | stay |
# | 1 | 0 | 1 | missed | rise |
# | 0 | 1 | −1 | false alarm | fall |
#
# The rule is *rate × error × input*, for every weight, and for the bias with 1 as its input:
#
# $$w \leftarrow w + lr \cdot (t - \text{answer}) \cdot x \qquad b \leftarrow b + lr \cdot (t - \text{answer})$$
#
# The **learning rate**, $lr$, is the size of an update. It is needed because the rule only says which way; how
# far is for us to say. **You have seen this line before**: it is the rule of lesson 1, with a step in place of
# the squashing curve.
#
# Does it help? After a missed sample the score of *this* sample has grown by $lr \cdot (x \cdot x + 1)$, which is
# above 0 whatever $x$ is. (A weight itself grows only where its input is positive. Where the input is negative
# it shrinks, and that raises the score as well.) Nobody promises that one step is enough, or that the
# other samples are no worse off afterwards.
#
# On paper, with $lr = 1$ and a start at zero. Cover the last two columns and fill them in yourself:
#
# | sample $x$ | target | score | answer | error | $w$ afterwards | $b$ afterwards |
# |---|---|---|---|---|---|---|
# | $(0, 0)$ | 0 | 0 | 0 | 0 | $(0, 0)$ | 0 |
# | $(0, 1)$ | 1 | 0 | 0 | 1 | $(0, 1)$ | 1 |
# | $(1, 0)$ | 1 | 1 | 1 | 0 | $(0, 1)$ | 1 |
# | $(1, 1)$ | 1 | 2 | 1 | 0 | $(0, 1)$ | 1 |

# %% [markdown]
# ### Exercise: `perceptron_update` (3 points)
#
# Learn from one sample. Three to five lines, and the heart of the lesson. (To ask your `predict` for one
# sample, make a table of one row of it: `x[np.newaxis]` has the shape $(1, D)$, and the answer is entry 0.)
#
# <details><summary>Hint 1: a question</summary>
#
# If the answer was right, which number do the two formulas multiply everything with? Do you need an `if`?
# </details>
# <details><summary>Hint 2: by hand</summary>
#
# $x = (1, 2)$, target 1, $w = (0.5, -1)$, $b = 0.25$: the score is −1.25, so the answer is 0 and the error 1.
# With a rate of 0.5, half of $x$ is added to $w$. What is added to $b$?
# </details>
# <details><summary>Hint 3: the plan in words</summary>
#
# Compute the score of x. Make 1 or 0 of it. Take that away from t. Return w plus rate × error × x, and b plus
# rate × error: as new values, so that the caller's w stays as it was.
# </details>
# <details><summary>A sibling, solved: a thermostat</summary>
#
# ```python
# def adjust(dial, too_cold, too_warm, lr):
#     """Turn a dial up after a complaint about cold, down after one about heat."""
#     error = int(too_cold) - int(too_warm)
#     return dial + lr * error
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "perceptron_update", "locked": false, "schema_version": 3, "solution": true, "task": false}
def perceptron_update(x, t, w, b, lr):
    """Move w and b after one sample, by rate × error × input.

    x and w have shape (D,), t is the target, 0 or 1, b and the learning rate lr are
    numbers. The answer is the tuple w, b: new values; the w that came in stays as it is.

    >>> w, b = perceptron_update(np.array([1.0, 2.0]), 1, np.array([0.5, -1.0]), 0.25, 0.5)
    >>> w
    array([1., 0.])
    """
    ### BEGIN SOLUTION
    answer = 1 if x @ w + b > 0 else 0
    error = t - answer
    return w + lr * error * x, b + lr * error
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_perceptron_update", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
check(perceptron_update)

# %% nbgrader={"grade": true, "grade_id": "hidden_perceptron_update", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
# hidden tests: 2 points, leave this cell
### BEGIN HIDDEN TESTS
grade(perceptron_update)
### END HIDDEN TESTS

# %% [markdown]
# ## Mistake by mistake
#
# The irises again, and one flower more: number {{irises.moved}}, a setosa, marked by a cross, which you can move.
# First imagine it moved: a *setosa* with petals as long and wide as those of a versicolor, in the middle of the
# others. One walk through all samples is called an **epoch**; the panel shows ten of them.

# %% tags=["demo"]
guess("one-flower", lesson02.mistake_by_mistake)

# %% [markdown]
# Press the step button beside *mistake* (or *Play*) and watch the line turn: the ringed flower is the
# mistake, dashed is the line before it, solid the line after it. After the last one, move the flower: a click
# into the plane puts it there, arrow keys push it on (with `Shift` ten times as far). Among the others, and back.

# %% [markdown]
# <details class="nnf-fold v-one-flower"><summary><b>After your bet and a move:</b> what turned out</summary>
#
# Left alone, the perceptron makes {{one_more.home}} mistakes and then none: once a line is right for all flowers,
# there is no error, so nothing moves any more. The staircase is flat for ever. This is **convergence**: the training
# reaches a solution and stops changing. It gives training a natural end.
#
# With the flower at $(4.5, 1.4)$, in the middle of the versicolors, there are {{one_more.across}} mistakes in the
# first ten epochs, and it goes on. No line has this flower on one side and its neighbours on the other, so whatever
# the line, somebody is a mistake, and a mistake moves the line.
# </details>
#
# Two classes have **linear separability** if some hyperplane has all of one class on one side and all of the
# other on the other side. Everything here hangs on it: if such a line exists, a perceptron finds one and stops.
# If none does, it never settles.

# %% [markdown]
# ### Exercise: `fit_perceptron` (4 points)
#
# Train until an epoch passes without a mistake, and keep count.
#
# <details><summary>Hint 1: a question</summary>
#
# Whether a sample is a mistake: do you have to know it before you move the line, or after?
# </details>
# <details><summary>Hint 2: lines to put in order (one is too many)</summary>
#
# ```text
# go through the samples and their targets, one by one
# set w and b to zero
# stop if there was no mistake
# repeat at most max_epochs times
# set w and b to zero once more
# set the counter to zero
# write the counter into the list
# move w and b
# if the answer is not the target, count
# ```
# </details>
# <details><summary>Hint 3: the plan in words</summary>
#
# Start with zeros, one weight for each column of X, and an empty list. For each epoch: counter to zero; for
# each sample ask for its answer, count if it is not the target, and update w and b. After the last
# sample append the counter, and leave the loop if it is zero. Return all three.
# </details>
# <details><summary>A sibling, solved: guess a number by being told "higher" or "lower"</summary>
#
# ```python
# def find(numbers, guess=0, most=100):
#     """Move guess by 1 for every number that is not equal to it; count the moves of each round."""
#     moves_per_round = []
#     for _ in range(most):
#         moves = 0
#         for number in numbers:
#             moves += number != guess
#             guess += (number > guess) - (number < guess)
#         moves_per_round.append(moves)
#         if moves == 0:
#             break
#     return guess, moves_per_round
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "fit_perceptron", "locked": false, "schema_version": 3, "solution": true, "task": false}
def fit_perceptron(X, y, lr=1.0, max_epochs=100):
    """Train a perceptron from zero until an epoch has no mistake, or max_epochs are over.

    X has shape (N, D), y has shape (N,) and holds 0 and 1. In each epoch the samples come
    in their order, and w and b move after each mistake. The answer is the tuple w, b,
    errors_per_epoch: the last is a list of whole numbers, one for each epoch, the one
    without a mistake included.

    >>> X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    >>> y = np.array([0, 1, 1, 1])
    >>> w, b, errors_per_epoch = fit_perceptron(X, y, lr=1.0, max_epochs=10)
    >>> errors_per_epoch
    [1, 2, 1, 0]
    """
    ### BEGIN SOLUTION
    w, b = np.zeros(X.shape[1]), 0.0
    errors_per_epoch = []
    for _ in range(max_epochs):
        errors = 0
        for x, t in zip(X, y, strict=True):
            errors += int(predict(x[np.newaxis], w, b)[0] != t)
            w, b = perceptron_update(x, t, w, b, lr)
        errors_per_epoch.append(errors)
        if errors == 0:
            break
    return w, b, errors_per_epoch
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_fit_perceptron", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
check(fit_perceptron)

# %% nbgrader={"grade": true, "grade_id": "hidden_fit_perceptron", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
# hidden tests: 3 points, leave this cell
### BEGIN HIDDEN TESTS
grade(fit_perceptron)
### END HIDDEN TESTS

# %% [markdown]
# ## Rate and start
#
# From zero the learning rate changes nothing. Now the weights start from random numbers instead, most of them
# between −2 and 2. The *initialization scale* is a factor in front of them. Say that you make the start ten times
# larger *and* the learning rate ten times larger.

# %% tags=["demo"]
guess("ratio", lesson02.rate_and_start)

# %% [markdown]
# Set the rate to 0.1 and remember the number of mistakes. Then set the scale to 10, and look for the rate that
# gives this number again.

# %% [markdown]
# <details class="nnf-fold v-ratio"><summary><b>After your bet and a move:</b> what turned out</summary>
#
# | learning rate | scale 0.1 | scale 1 | scale 10 | from zero |
# |---|---|---|---|---|
# | 0.01 | {{drawn_start.0_01}} | {{from_zero}} |
# | 0.1 | {{drawn_start.0_1}} | {{from_zero}} |
# | 1 | {{drawn_start.1}} | {{from_zero}} |
# | 10 | {{drawn_start.10}} | {{from_zero}} |
#
# Go down one row and one column to the right: the same number. **Only the ratio of rate and start matters.** A
# start of size 10 with steps of 1 is a start of size 1 with steps of 0.1, seen through a magnifying glass; in the
# right picture the curve stays where it is whatever the scale.
#
# A start that points elsewhere has to be walked off. If the steps are short against it, that mostly takes many
# mistakes. If they are very long, the start decides the first mistake and nothing else: this one, a single draw,
# answers 1 to the first flower, a setosa, where zero says 0. That is why those columns end at {{start_forgotten}}
# and not at {{from_zero}}. In *this order* of the flowers zero is unlucky: of {{luck.starts}} other starts, with rate
# {{luck.rate}}, {{luck.fewer}} % make fewer mistakes and {{luck.more}} % more. In other orders about as many make more
# as fewer. For deep networks neither of the two numbers is so harmless: lessons 8 and 10.
# </details>

# %% [markdown]
# ## A promise
#
# How many mistakes at most? For separable classes there is an answer before training begins. Fold the bias
# in first: give every sample one more input that is always 1, so that $b$ is the weight of it. Then
#
# | symbol | what it is | code |
# |---|---|---|
# | $\tilde x = (x, 1)$ | a sample with its input for the bias | a column of ones |
# | $\tilde w = (w, b)$ | a line that divides the classes, as one arrow | `np.append(w, b)` |
# | $R$ | length of the longest $\tilde x$ | the largest norm |
# | $\gamma$ | smallest distance of an $\tilde x$ from the line: $\pm\, \tilde x \cdot \tilde w / \lVert \tilde w \rVert$, with + for class 1 and − for class 0 | the *margin* |
#
# The length of an arrow, $\lVert v \rVert$, is the root of the sum of its squares. In code it is
# `np.linalg.norm(v)`, and with `axis=1` the length of each row of a table. A score, divided by the length of the
# line's arrow, is a distance: an arrow twice as long has twice the scores, and the line is the same.
#
# From zero, a perceptron makes **at most $(R / \gamma)^2$ mistakes**, in whatever order the samples come
# and with whatever learning rate (Novikoff 1962, *On convergence proofs on perceptrons*). The proof is in the deep dive.
#
# By hand: $(2, 2)$ of class 1, $(0, 0)$ of class 0, and the line $w = (1, 1)$, $b = -2$. With the ones the samples
# are $(2, 2, 1)$, of length 3, and $(0, 0, 1)$, of length 1, so $R = 3$. The scores are 2 and −2, and with the
# sign of the class both are 2. The arrow $(1, 1, -2)$ has length $\sqrt 6$, so $\gamma = 2 / \sqrt 6$. The bound is
# $9 / (4/6) = 13.5$: at most 13 mistakes.
#
# Now in a picture: four samples of one number each. With its 1 a sample has two numbers, a place in the plane, and
# the line of score 0 runs through the origin. $R$ is the longest arrow to a sample, $\gamma$ the shortest way from
# a sample to the line.

# %% tags=["demo"]
lesson02.radius_and_margin()

# %% [markdown]
# Here $R = \sqrt{10}$ and $\gamma = 1 / \sqrt 2$, so at most $10 / (1/2) = 20$ mistakes.

# %% [markdown]
# ### Exercise: `margin_bound` (3 points)
#
# Compute the promise for a line that divides the classes.
#
# <details><summary>Hint 1: a question</summary>
#
# $w$ and $b$ twice as long draw the same line. Which of your numbers must not change then?
# </details>
# <details><summary>Hint 2: by hand</summary>
#
# In the example, write all five steps on paper: two samples with their ones, their lengths, the two scores, the
# same with the signs of the classes, and those divided by $\sqrt 6$. How do you turn targets 0 and 1 into signs
# −1 and 1?
# </details>
# <details><summary>Hint 3: the plan in words</summary>
#
# Put a column of ones beside X, and b behind w. Divide this arrow by its length. The largest norm of a row is R.
# Multiply the rows with the arrow, turn the sign for class 0, and take the smallest: γ. Divide and
# square.
# </details>
# <details><summary>A sibling, solved: how far are points from a wall?</summary>
#
# ```python
# def nearest(points, a, c):
#     """The smallest distance of points, shape (N, 2), from the wall a · p = c."""
#     return np.abs((points @ a - c) / np.linalg.norm(a)).min()
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "margin_bound", "locked": false, "schema_version": 3, "solution": true, "task": false}
def margin_bound(X, y, w, b):
    """Return (R / γ)², with the bias folded in as the weight of an input that is always 1.

    X has shape (N, D), y has shape (N,) and holds 0 and 1, w has shape (D,), b is a number.
    The line divides the classes; its length does not matter. The answer is a number.

    >>> X, y = np.array([[2.0, 2.0], [0.0, 0.0]]), np.array([1, 0])
    >>> round(float(margin_bound(X, y, np.array([1.0, 1.0]), -2.0)), 6)
    13.5
    """
    ### BEGIN SOLUTION
    samples = np.column_stack([X, np.ones(len(X))])
    line = np.append(w, b)
    line = line / np.linalg.norm(line)
    R = np.linalg.norm(samples, axis=1).max()
    signs = np.where(y == 1, 1, -1)
    gamma = (signs * (samples @ line)).min()
    return (R / gamma) ** 2
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_margin_bound", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
check(margin_bound)

# %% nbgrader={"grade": true, "grade_id": "hidden_margin_bound", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
# hidden tests: 2 points, leave this cell
### BEGIN HIDDEN TESTS
grade(margin_bound)
### END HIDDEN TESTS

# %% [markdown]
# ### How good is the promise?
#
# Any dividing line gives a bound that holds; the line with the largest margin gives the smallest. For setosa
# and versicolor with all four measurements, the best line (`lesson02.best_line`, another method) promises *at
# most {{promised.measured}} mistakes*. The flowers come in ten different orders.

# %% tags=["demo"]
guess("promise")

# %% tags=["demo"]
flowers, kinds = load_iris()
X_two, y_two = flowers[:100], kinds[:100]  # setosa 0, versicolor 1
bound, fit = take("margin_bound"), take("fit_perceptron")


def orders(X, y, draws):
    for seed in range(draws):
        order = np.random.default_rng(seed).permutation(len(X))
        yield X[order], y[order]


promises = {}
for name, X_here in (
    ("as measured", X_two),
    ("means taken away", X_two - X_two.mean(axis=0)),
):
    promised = bound(X_here, y_two, *lesson02.best_line(X_here, y_two))
    made = [sum(fit(X, y)[2]) for X, y in orders(X_here, y_two, 10)]
    promises[name] = promised, made


def kept():
    for name, (promised, made) in promises.items():
        least, most = min(made), max(made)
        print(f"{name:17} promised: at most {int(promised):3}   made: {least} to {most}")


reveal("promise", kept)

# %% [markdown]
# <details class="nnf-fold v-promise"><summary><b>After your bet:</b> what turned out</summary>
#
# The promise is kept, and it is far from what happens: {{made.measured.fewest}} to {{made.measured.most}} mistakes
# where {{promised.measured}} were allowed. A bound is a promise for the worst case, no forecast. Taking the mean of
# each measurement away brings the samples near the origin, so $R$ shrinks against $\gamma$, the promise falls to
# {{promised.centred}}, and {{made.centred.fewest}} or {{made.centred.most}} mistakes are made.
# </details>

# %% [markdown]
# ## Until no line is left
#
# Two classes of 20 points each. While a line divides them, there is an empty strip between them, a *street*. Bring
# their centres closer together, step by step; each *seed* draws other points. Before you do: while there is a street,
# what becomes of the promise, and what of the mistakes?

# %% tags=["demo"]
guess("narrow", lesson02.moving_apart)

# %% [markdown]
# <details class="nnf-fold v-narrow"><summary><b>After your bet and a move:</b> what turned out</summary>
#
# | distance of the centres | widest street, five draws | promised at most | mistakes made |
# |---|---|---|---|
# | 3 | {{street.3}} | {{street_promised.3}} | {{street_made.3.fewest}} or {{street_made.3.most}} |
# | 2.5 | {{street.2_5}} | {{street_promised.2_5}} | {{street_made.2_5.fewest}} to {{street_made.2_5.most}} |
# | 2 | in four of five there is one: {{street.2}} | {{street_promised.2}} | {{street_made.2.all}} |
# | 1 | none in any | nothing | without end |
#
# As the street closes, the promise grows beyond all limits. The mistakes need not: in one draw at distance 2 they are
# still {{street_made.2.fewest}}, in another {{street_made.2.most}}. When the street is gone, the staircase of the
# first panel never ends. *Why:* the line turns by a whole sample at each mistake; the narrower the street, the fewer
# directions fit through it. How soon one of them is met depends on the points and on their order. ($\gamma$ is a
# little less than half the width of the street: it is measured among the samples with their 1, where the line's arrow
# is longer.)
# </details>

# %% [markdown]
# ## Four points
#
# The best-known case in which no line is left has four points: *exclusive or*, XOR, is 1 if exactly one of two
# inputs is 1.
#
# | $x_1$ | $x_2$ | XOR |
# |---|---|---|
# | 0 | 0 | 0 |
# | 0 | 1 | 1 |
# | 1 | 0 | 1 |
# | 1 | 1 | 0 |

# %% tags=["demo"]
corners = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
xor_errors = fit(corners, np.array([0, 1, 1, 0]), 1.0, 12)[2]
print("mistakes in each epoch:", *xor_errors)

# %% [markdown]
# From the third epoch on all four are mistakes, every time. But that it has not stopped is no proof that it
# never will. A proof needs no training. Suppose that there *were* a line $(w_1, w_2, b)$. Each point is a
# condition on these three numbers. If the conditions can be multiplied by numbers that are not negative, at least one
# that says "above 0" by a number above 0, and added up to
#
# $$0 \cdot w_1 + 0 \cdot w_2 + 0 \cdot b > 0$$
#
# then the line would have to make $0 > 0$, and there is none. Such a list of conditions and multipliers is a
# *certificate*: whoever doubts it adds up.
#
# Here is one for another case, points on an axis at 0, 1 and 2 with the answers 0, 1, 0. A "line" has two
# numbers, $w$ and $b$:
#
# | point | answer | the score must be | as "… is at least / above 0" | row $(w, b)$ | multiplier |
# |---|---|---|---|---|---|
# | 0 | 0 | $b \le 0$ | $-b \ge 0$ | $(0, -1)$ | 1 |
# | 1 | 1 | $w + b > 0$ | $w + b > 0$ | $(1, 1)$ | 2 |
# | 2 | 0 | $2w + b \le 0$ | $-2w - b \ge 0$ | $(-2, -1)$ | 1 |
#
# Added up: $0 + 2 - 2 = 0$ for $w$, and $-1 + 2 - 1 = 0$ for $b$. One of the conditions was "above 0", so the sum is
# above 0 too: $0 > 0$. No threshold on that axis answers 0, 1, 0.

# %% [markdown]
# ### Exercise: `xor_certificate` (3 points)
#
# Give a certificate for XOR: four rows, and four multipliers. Any one that holds is accepted.
#
# <details><summary>Hint 1: a question</summary>
#
# At $(0, 1)$ the score is $0 \cdot w_1 + 1 \cdot w_2 + 1 \cdot b$, and it must be above 0. Which three numbers are
# this row?
# </details>
# <details><summary>Hint 2: by hand</summary>
#
# Add the two scores that must be above 0. Add the two that must be at most 0. What do the two sums have in
# common?
# </details>
# <details><summary>Hint 3: the plan in words</summary>
#
# Write the four scores as rows of three numbers. Where the answer has to be 0, the score is at most 0: turn all
# three signs, so that it reads "at least 0". Then look for multipliers that make each of the
# three columns add up to 0.
# </details>
# <details><summary>A sibling, solved: the three points on an axis</summary>
#
# ```python
# def axis_certificate():
#     conditions = np.array([[0, -1], [1, 1], [-2, -1]])
#     factors = np.array([1, 2, 1])
#     return conditions, factors
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "xor_certificate", "locked": false, "schema_version": 3, "solution": true, "task": false}
def xor_certificate():
    """Prove that no line computes XOR.

    The answer is the tuple rows, multipliers. rows has shape (4, 3), one row for each of
    the points (0, 0), (0, 1), (1, 0), (1, 1): the numbers (c1, c2, c0) of the condition
    that c1 * w1 + c2 * w2 + c0 * b is above 0 (where the answer has to be 1) or at least 0
    (where it has to be 0). multipliers has shape (4,), none below 0; that of at least one
    row that must be above 0 is above 0. Multiplied and added up, the rows give zeros.
    """
    ### BEGIN SOLUTION
    rows = np.array([[0, 0, -1], [0, 1, 1], [1, 0, 1], [-1, -1, -1]])
    multipliers = np.array([1, 1, 1, 1])
    return rows, multipliers
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_xor_certificate", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
check(xor_certificate)

# %% nbgrader={"grade": true, "grade_id": "hidden_xor_certificate", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
# hidden tests: 2 points, leave this cell
### BEGIN HIDDEN TESTS
grade(xor_certificate)
### END HIDDEN TESTS

# %% [markdown]
# ## Two pairs of irises
#
# Real flowers now, with all four measurements: sepals and petals, length and width, in cm. First pair: setosa
# and versicolor. Second pair: versicolor and virginica. 200 epochs each, if they are needed.

# %% tags=["demo"]
guess("second-pair")

# %% tags=["demo"]
X_close, y_close = flowers[50:], kinds[50:] - 1  # versicolor 0, virginica 1
easy = [fit(X, y, 1.0, 200)[2] for X, y in orders(X_two, y_two, 5)]
lines = [fit(X, y, 1.0, 200) for X, y in orders(X_close, y_close, 5)]
hard = [errors for _, _, errors in lines]
decide = take("predict")
left = [int((decide(X_close, w, b) != y_close).sum()) for w, b, _ in lines]


def two_pairs():
    print("setosa, versicolor:    epochs", *[len(errors) for errors in easy])
    print("                       mistakes", *[sum(errors) for errors in easy])
    print("versicolor, virginica: epochs", *[len(errors) for errors in hard])
    last = [errors[-1] for errors in hard]
    print("                       mistakes in the last epoch", *last)
    print("                       wrong with the last line  ", *left)

    fig, (ax,) = viz.figure(width=6)
    ax.plot(range(1, len(easy[0]) + 1), easy[0], label="setosa, versicolor")
    ax.plot(range(1, 201), hard[0], label="versicolor, virginica", markevery=20)
    ax.set(xlabel="epoch", ylabel="mistakes", title="Mistakes in each epoch")
    ax.legend()
    viz.show(
        fig,
        alt=f"Mistakes in each epoch. Setosa and versicolor: {easy[0][0]}, then 0, and "
        f"training stops. Versicolor and virginica: from {max(hard[0])} down, then up and "
        f"down between {min(hard[0][100:])} and {max(hard[0][100:])} until epoch 200.",
    )


reveal("second-pair", two_pairs)

# %% [markdown]
# <details class="nnf-fold v-second-pair"><summary><b>After your bet:</b> what turned out</summary>
#
# The first pair needs two epochs in each of the five orders, with {{first_pair.fewest}} or {{first_pair.most}}
# mistakes in the first. The second pair is never done: its counts go up and down. The line on which it was stopped
# has between {{second_pair.fewest}} and {{second_pair.most}} of the {{second_pair.of}} flowers on the wrong side, and
# in each order there was a line on the way that had only one or two. So *do not read the last line as the best one.*
# A perceptron that does not converge has to be stopped by somebody, and where it stands then is chance. (Two
# remedies: keep the best line seen so far, or the mean of all lines. A third is a rule that weighs how far a sample
# is off, as in lesson 1.)
# </details>

# %% [markdown]
# ### The ledger: 3 against 8
#
# The *ledger* is the course's table of all that reads the digits; every lesson adds its line. Here your perceptron
# reads the 3 and the 8, from zero, with five different orders of the {{digits.learn}} training pictures. On
# {{digits.test}} other pictures it is tested.

# %% tags=["demo"]
X_train, y_train, X_test, y_test = load_digits_split(seed=0)
train, test = np.isin(y_train, (3, 8)), np.isin(y_test, (3, 8))
X_38, y_38 = X_train[train], (y_train[train] == 8).astype(int)
read = [fit(X, y) for X, y in orders(X_38, y_38, 5)]
wrong = [int((decide(X_test[test], w, b) != (y_test[test] == 8)).sum()) for w, b, _ in read]
for (_, _, errors), missed in zip(read, wrong, strict=True):
    print(
        f"{len(errors)} epochs, {sum(errors)} mistakes while learning, "
        f"{missed} of 110 test digits wrong"
    )
print(f"The perceptron: {whose('fit_perceptron')}.")
ledger.add("perceptron-3-8", wrong)
ledger()

# %% [markdown]
# A line in {{digits.pixels}} dimensions divides all {{digits.learn}} training pictures of 3 and 8, and in this split
# it reads the others almost without a mistake; in {{other_splits.draws}} other splits, each with its line, it misread
# {{other_splits.wrong}} of about {{other_splits.of}}. Two classes of real data may well be separable if there are many
# measurements. Ten digits at once are another matter, and lesson 3's.
#
# Is yours the engine's? The same order, the same counts:

# %% tags=["demo"]
import nnlib

engine = [nnlib.fit_perceptron(X, y)[2] for X, y in orders(X_38, y_38, 5)]
print("counts equal the engine's:", engine == [list(errors) for _, _, errors in read])

# %% [markdown]
# ### A number of your own (2 points)
#
# Choose a whole number with 4 to 9 digits that nobody else would think of. It draws the order of the {{digits.learn}}
# pictures, and a start of random weights. How many mistakes does the perceptron make until it stops, with learning
# rate 0.1: from zero, and from that start? Change the number, run the cell, and write what it prints for *your*
# number into the function below.

# %% tags=["demo"]
lesson02.run_of_your_own(4711)


# %% nbgrader={"grade": false, "grade_id": "my_mistakes", "locked": false, "schema_version": 3, "solution": true, "task": false}
def my_mistakes():
    """Return three whole numbers: your own, the mistakes from zero and from a drawn start.

    For the number 4711, which is taken, it would be `return 4711, FROM_ZERO, FROM_START`
    with the two counts that the cell above prints.
    """
    ### BEGIN SOLUTION
    return 73519, 81, 110
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_my_mistakes", "locked": true, "points": 0.5, "schema_version": 3, "solution": false, "task": false}
check(my_mistakes)

# %% nbgrader={"grade": true, "grade_id": "hidden_my_mistakes", "locked": true, "points": 1.5, "schema_version": 3, "solution": false, "task": false}
# hidden tests: 1.5 points, leave this cell
### BEGIN HIDDEN TESTS
grade(my_mistakes)
### END HIDDEN TESTS

# %% [markdown]
# ## Deep dive: why it must stop
#
# *For those who want more; no points depend on it.*
#
# Take $lr = 1$ and a start at zero, and fold the bias in. Turn the samples of class 0 round, $\tilde x \to -\tilde
# x$; then a line is right if *all* scores are above 0, and every update adds a sample: $\tilde w \leftarrow \tilde
# w + \tilde x$. Let $u$ be an arrow of length 1 that divides the classes, so $\tilde x \cdot u \ge \gamma$ for all
# samples.
#
# | at each mistake | why | after $k$ mistakes |
# |---|---|---|
# | $\tilde w \cdot u$ grows by at least $\gamma$ | what is added has $\tilde x \cdot u \ge \gamma$ | $\tilde w \cdot u \ge k \gamma$ |
# | $\lVert \tilde w \rVert^2$ grows by at most $R^2$ | $\lVert \tilde w + \tilde x \rVert^2 = \lVert \tilde w \rVert^2 + 2\, \tilde w \cdot \tilde x + \lVert \tilde x \rVert^2$, and the middle part is not above 0: it *was* a mistake | $\lVert \tilde w \rVert \le \sqrt k\, R$ |
#
# An arrow is at least as long as its shadow along $u$, so $k \gamma \le \sqrt k\, R$, which is $k \le (R/\gamma)^2$. One
# number grows like $k$, the other like $\sqrt k$, and that cannot go on. Another learning rate multiplies
# both sides. If no line divides the classes there is no $u$, and the argument has no first line.
#
# The promise says *that* it stops, not *where*: any dividing line will do, and the one that is found may pass close
# by a sample. Another order, another line. Methods that look for the widest street came later.
#
# **And XOR?** The way out is to put a layer between, and networks of several layers were known in the 1960s. What
# was not in use was a general way to train them. Minsky and Papert (*Perceptrons*, 1969) proved what one layer cannot
# do, and their proofs were *read* as the end of the whole approach (Olazaran 1996), which is more than they say.

# %% [markdown]
# ## Myths and facts
#
# | you may hear | what holds |
# |---|---|
# | "The learning rate sets how fast a perceptron learns." | From zero every rate makes the same mistakes, up to rounding where a score is exactly 0. From another start it is the ratio of the two that counts. You have seen both. |
# | "The bias is the threshold." | It is minus the threshold. |
# | "Separable means: a straight line divides them." | In two dimensions. In $D$ it is a hyperplane. |
# | "Weights of active inputs go up after a miss." | Those with inputs above 0 do. With an input below 0 the weight goes down, and the bias moves as well. |
# | "A perceptron converges." | If the classes are separable. Otherwise it never settles, and the solution it finds is one of many. |
# | "Perceptrons were invented in 1958." | Rosenblatt's report is of January 1957, the paper of 1958; it was shown to the press in July 1958. |
# | "XOR caused the AI winter, until multi-layer networks were invented." | The *AI winter* is a time in the 1970s with little money for AI. Networks of several layers were known (Rosenblatt 1962, Ivakhnenko and Lapa 1965); a general training method was not in use. The proofs of Minsky and Papert (1969) were *read* as the end (Olazaran 1996); Lighthill's report (1973) judged AI in Britain, not perceptrons. |
#
# **Did you know?** On 8 July 1958 the New York Times wrote that *the Navy* had revealed "the embryo of an
# electronic computer today that it expects will be able to walk, talk, see, write, reproduce itself and be
# conscious of its existence". The sentence is often put into Rosenblatt's mouth.

# %% [markdown]
# ## At a glance
#
# | concept | in one sentence | in code |
# |---|---|---|
# | **perceptron** | a weighted sum and a step: one layer that decides between two classes | `predict(X, w, b)` |
# | **bias** | the constant in the sum, minus the threshold; the weight of an input that is always 1 | `b` |
# | **step function** | 1 above 0, else 0 | `(z > 0).astype(int)` |
# | **learning rate** | the size of an update; from zero it only scales $w$ and $b$ | `lr * error * x` |
# | **linear separability** | some hyperplane has each class on its own side | `xor_certificate` shows where none has |
# | **convergence** | an epoch without a mistake, after which nothing changes | `errors_per_epoch[-1] == 0` |
#
# In the engine: `nnlib/perceptron.py`. Compare it with yours. Before: lesson 1 (the neuron, the rule). After:
# lesson 3 (layers that do XOR), 6 (why error times input), 8 (learning rates that matter).

# %% [markdown]
# ## Check yourself
#
# Every answer has its sentence, right or wrong. No points, and nothing is kept.

# %% tags=["demo"]
quiz(2)

# %% [markdown] nbgrader={"grade": false, "grade_id": "words_rate", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": true}
# ### In your own words, 1 of 2 (2 points, read by your teacher)
#
# A classmate's perceptron starts at zero and needs 80 mistakes. "I will take a learning rate of 100," they say,
# "then it learns faster." What will they see, and why? About three sentences, with a number of your own run.
# Write into the cell below. Language and spelling cost nothing; a sketch on paper is welcome too.
#
# === BEGIN MARK SCHEME ===
# 1 point for a claim that is right: the same 80 mistakes; w and b are larger by the same factor.
# 1 point for evidence: the learner's own counts at two rates, from zero ({{from_zero}} and {{from_zero}} in the first
# panel). That a start other than zero would make a difference is welcome and not needed.
#
# 2 points: "The same 80: at 0.1 and 10 mine made {{from_zero}} both times, only w and b were longer."
# 1 point: "The same 80, because every weight has the rate as a factor." (no number of a run)
# 0 points: "It overshoots with 100."
# === END MARK SCHEME ===

# %% [markdown]
# *Your answer (double-click here to write):*

# %% [markdown] nbgrader={"grade": false, "grade_id": "words_longer", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": true}
# ### In your own words, 2 of 2 (2 points, read by your teacher)
#
# Somebody shows you the mistakes of a perceptron, epoch by epoch: 14, 7, 5, 8, 4, 6, 9, 3, 7, 5, and so on for 200
# epochs, between 2 and 9. They ask: "Should I train longer?" Explain what happened here, to somebody who missed
# the lesson. About three sentences, with a number of your own run.
#
# === BEGIN MARK SCHEME ===
# 1 point for a claim that is right: probably no line divides these classes, then there is always another
# mistake and longer training does not help; or: it cannot be told from the counts alone, since a narrow
# gap may take long as well.
# 1 point for evidence: a count of the learner's own run that bears on the claim: the second pair of irises (never
# 0 in 200 epochs), XOR (4 mistakes in every epoch from the third on), the flower among the others, a narrow street.
#
# 2 points: "Probably no line: my second pair still had 4 mistakes in epoch 200."
# 1 point: "There may be no line, then it never stops." (no count)
# 0 points: "Yes, with a smaller rate."
# === END MARK SCHEME ===

# %% [markdown]
# *Your answer (double-click here to write):*

# %% [markdown]
# To talk about, without points:
#
# - Which parts make a perceptron, and which of them learn?
# - What could a perceptron without a bias not do?
# - A step has slope 0 nearly everywhere. Why does that not matter here, and when might it?
# - Why does a sample that was answered right, however narrowly, teach a perceptron nothing?
# - Name two classes of your daily life that you think are linearly separable, and the numbers you would measure.
# - Two perceptrons converged on the same flowers, to different lines. Which one would you trust?
# - What does a press report promise, and for whom?

# %% tags=["demo"]
book(2)

# %% tags=["demo"]
points(2)

# %% tags=["demo"]
shelf()

# %% [markdown]
# ## Summary
#
# A perceptron asks on which side of a line a sample lies, and moves the line only when it was mistaken, by rate ×
# error × input. If some line divides the classes it finds one, after at most $(R/\gamma)^2$ mistakes, and stops. If
# none does it never settles, and you can prove for XOR that there is none. The learning rate, from zero, changes
# the length of the weights and nothing else.
#
# One line cannot divide those four points. **Lesson 3** folds the paper first.

# %% [markdown] tags=["teacher"]
# ## Timing
#
# 90 minutes: hook 10, the rule on the board 20, code 40, XOR 20. The panel on rate and start, the number of one's
# own, the quiz and the questions in words are homework.
#
# For the rule: four volunteers are the samples and stand in a plane of tape on the floor, a rope is the line.
# The class computes score, answer and error of each in turn; two hold the rope and turn it only after a mistake.
# Then let one volunteer step across.
#
# In this notebook the questions of the book are asked by `guess`, because `predict` is a function of the learners.
#
# ## What learners ask
#
# - *What if it never stops?* Then no line exists, or the gap is narrow; the counts alone do not tell. `max_epochs`
#   is the emergency brake.
# - *Which of the many lines is best?* The perceptron does not ask. The widest street is a good answer.
# - *Why is the answer 0 on the line?* A convention; the other one would do as well.
# - *Why does a random start give {{start_forgotten}} mistakes and zero {{from_zero}}?* In this order of the flowers
#   zero is unlucky. In others about as many starts make more mistakes as make fewer: let them try some.
# - *Why do my counts differ between two rates, from zero?* Somewhere a score is exactly 0 on paper, and rounding
#   decides. In some orders of these flowers that happens.
#
# ## To talk about
#
# What does a press report promise, and for whom? What would you have wanted to know from the Navy in 1958?
#
# ## What to skip
#
# The proof. Never the certificate: many have proved nothing before.
