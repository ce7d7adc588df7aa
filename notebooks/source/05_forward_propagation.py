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
# # 5 · Forward Propagation
#
# A network of this kind reads {{reads}} % of *test digits*, which are new to it. **How many of a digit's 64 pixels must change before it errs?**
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
from nnlib.viz import lesson05

viz.page()

# %% tags=["demo"]
guess("change-its-mind", lesson05.change_its_mind)

# %% [markdown]
# *Click a pixel on the left, or drag over several: try ink where another digit would have some. In the middle are the 32
# hidden units, the neurons of the hidden layer: gold is how active a unit is, the small map inside shows its 64 weights,
# green for positive and purple for negative ones. On the right is what the network answers. The lines come from the units
# with a thick frame: they say most for this answer or, dashed, against it.*
#
# <details class="nnf-fold v-change-its-mind"><summary><b>After your bet and a move:</b> what turned out</summary>
#
# Of the digits that this network reads right, {{enough.one}} % need one pixel, {{enough.two}} % need two, and
# {{enough.more}} % three or more. The right digit wins by its lead over the next best score, and the best single pixel
# takes two thirds to three quarters of this lead away.
#
# <details><summary>How sure is that?</summary>
#
# One pixel was tried in all {{digits.shades}} shades, two only as paper or ink: with greys two pixels might do for a
# few digits more. In {{readers}} networks on other *splits*, divisions of all digits into training and test digits,
# {{enough_elsewhere.one}} % of these digits needed one pixel, and {{enough_elsewhere.two}} % needed two. This network
# is the first of five *runs* on one split, each with its own seed for the initial weights and the order; they read
# {{right.runs}} % of the test digits.
#
# Sorted by the share of the lead that the best pixel took, the digit in the middle (the *median*: half of the digits
# are below it) lost {{pixel_takes.usual}} % of its lead, depending on the network. With other learning rates, epochs
# and batch sizes the lead itself was anything from {{lead.otherwise}}, and the share that a pixel takes was
# {{pixel_takes.otherwise}} %.
# </details>
# </details>
#
# <details><summary><b>What this lesson is about</b>, and how long it takes</summary>
#
# How data flow through a network to a prediction, with every step kept: about 90 minutes. Samples go through together, as
# a *batch*. Afterwards you can
#
# - say what the **input layer** and the **output layer** do, and read the shape of a **tensor**;
# - write the **linear transformation** of a whole batch, and say which matrices fit;
# - write **forward propagation** through any number of layers, and look inside;
# - explain why **batch processing** is fast, and cut data into batches without breaking the pairs.
#
# Some of an exercise's points are for the check that you see, the rest for hidden tests.
# </details>
#
# <details><summary><b>Still there?</b> Four questions on earlier lessons</summary>
#
# Answer in your head, then unfold.
#
# <details><summary>1. A layer of 5 neurons looks at 7 samples with 3 inputs. Which shape has <code>W</code>?</summary>
#
# `(3, 5)`: a column of weights for each neuron (lesson 1). The 7 does not occur in it.
# </details>
# <details><summary>2. What does a ReLU make of (3, −4)?</summary>
#
# (3, 0): it passes on what is above 0 and outputs 0 otherwise (lesson 4).
# </details>
# <details><summary>3. Softmax turns the scores (2, 1, 0) into probabilities. Which one is largest?</summary>
#
# The first: softmax keeps the order of the scores (lesson 4).
# </details>
# <details><summary>4. What does <code>for i, (W, b) in enumerate(params)</code> do, if params is a list of pairs?</summary>
#
# It goes through the list, takes each pair apart into `W` and `b`, and counts from 0 in `i`.
# </details>
# </details>

# %% [markdown]
# ## In at one end, out at the other
#
# You changed numbers at one end of the network, and other numbers moved at its other end.
#
# The **input layer** receives the raw features, here 64 pixels. It computes nothing. The **output layer** produces the
# predictions, here ten *scores*, one for each digit; books call them *logits*. The bars show them after softmax, as
# probabilities; the largest probability is called the *confidence* of the network. This network is the course's digit
# *reader*.
#
# For $N$ digits the input is an array `X` and the scores are an array `Z`. In code, for two digits: `X.shape` is
# `(2, 64)`, and `Z.shape` is `(2, 10)`. In between are 32 hidden units. How does the network compute all of them at
# once?

# %% [markdown]
# ## Matrices that fit
#
# A unit needs a weighted sum of all features, for each sample. Write the samples as rows of $X$ and the weights of
# each unit as a column of $W$. Then a single matrix product makes all the sums.

# %% tags=["demo"]
lesson05.blocks()

# %% [markdown]
# Drag the corners: the numbers of rows and columns have to meet like dominoes. Then click an entry of $Z$, and read its sum.
#
# A **linear transformation** gives the weighted sums of a layer for all samples, before the activation function: $Z = XW + b$.
# With the bias it is strictly called an *affine map*. By hand, with two samples, three features and two units:
#
# $$\begin{pmatrix} 1 & 2 & 3 \\ 4 & 5 & 6 \end{pmatrix}
# \begin{pmatrix} 1 & 0 \\ 0 & 1 \\ 1 & 1 \end{pmatrix} + \begin{pmatrix} 10 & 20 \end{pmatrix}
# = \begin{pmatrix} 14 & 25 \\ 20 & 31 \end{pmatrix}$$
#
# In code it is `Z = X @ W + b`, with shapes $(N, D)$, $(D, H)$, $(H,)$ and $(N, H)$. The inner number $D$ disappears.
# The bias is added to every row.

# %% [markdown]
# ## Pictures as rows
#
# A digit has eight rows and eight columns, and a batch of them has one axis more. Which of its axes meet the rows of
# $W$?

# %% tags=["demo"]
lesson05.tensor()

# %% [markdown]
# A **tensor** is a multi-dimensional array of numbers. A single number has no axis, a row of numbers one, a matrix two, a
# batch of pictures three: sample, row and column. To send pictures through a layer, join all axes but the first: two
# digits of shape $(2, 8, 8)$ become `X.reshape(2, 64)`, a row per sample. The numbers keep their order; only
# the shape changes.
#
# ### Exercise: `affine_forward` (5 points)
#
# Return $Z$ for a batch whose samples may have any shape, and a *cache*: the pair of `X` and `W` as they came in. The
# cache is for looking inside; lesson 7 needs the same two arrays. Predict first: which shape has $Z$ if `X` has shape
# `(4, 2, 3)` and `W` has shape `(6, 5)`?
#
# <details><summary>And which is it?</summary>
#
# `(4, 5)`: a row for each of the 4 samples, a column for each of the 5 units. The 2 · 3 numbers of a sample meet the 6 rows
# of `W`.
# </details>
#
# <details><summary>Hint 1: a question</summary>
#
# How many numbers has one sample of shape (2, 3)? Which axis of `X` must not be joined with the others?
# </details>
# <details><summary>Hint 2: by hand</summary>
#
# The row of the first sample above is (1, 2, 3). With weights (1, 0, 1) and bias 10 it gives 14. A sample of shape
# (1, 3) with the same numbers has to give 14 as well.
# </details>
# <details><summary>Hint 3: the plan in words</summary>
#
# Make a table with a row per sample: as many rows as `X` has samples, and -1 for "as many columns as are left".
# Multiply it by `W` and add `b`. Return this and the tuple of the two arrays, `X` as it was before.
# </details>
# <details><summary>A sibling, solved: the mean of each feature, whatever shape a sample has</summary>
#
# ```python
# def column_means(X):
#     """X has shape (N, …); the answer has one number for each feature."""
#     total = 0.0
#     for sample in X:
#         total = total + sample.ravel()
#     return total / len(X)
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "affine_forward", "locked": false, "schema_version": 3, "solution": true, "task": false}
def affine_forward(X, W, b):
    """Return Z = X W + b for a batch, and the cache (X, W).

    X has shape (N, D), or (N, ...) with D numbers in each sample; W has shape (D, H), b has
    shape (H,). Z has shape (N, H). The cache is a tuple with X as it came in, and W.

    >>> X = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    >>> W = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    >>> Z, cache = affine_forward(X, W, np.array([10.0, 20.0]))
    >>> Z
    array([[14., 25.],
           [20., 31.]])
    """
    ### BEGIN SOLUTION
    return X.reshape(len(X), -1) @ W + b, (X, W)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_affine_forward", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
check(affine_forward)

# %% nbgrader={"grade": true, "grade_id": "hidden_affine_forward", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
# hidden tests: 4 points, leave this cell
### BEGIN HIDDEN TESTS
grade(affine_forward)
### END HIDDEN TESTS

# %% [markdown]
# Here is the digit once more. If your function has passed its check, both layers are computed by it, and it gets the
# picture as it is, in the shape $(1, 8, 8)$.

# %% tags=["demo"]
print(f"The function that computes both layers: {whose('affine_forward')}.")
lesson05.change_its_mind(take("affine_forward"))

# %% [markdown]
# ## Layer by layer
#
# What happened on the way from the pixels to the bars? Here is a network that is small enough to follow.

# %% tags=["demo"]
lesson05.forward_by_hand()

# %% [markdown]
# **Forward propagation** sends an input through the layers to the output; each layer takes as its input the output of
# the layer before it. Follow the numbers, with ReLU after the hidden layer and no activation
# function at the end:
#
# $$\begin{pmatrix} 1 & 2 \end{pmatrix}\begin{pmatrix} 1 & 0 \\ 1 & -1 \end{pmatrix} +
# \begin{pmatrix} 0 & 1 \end{pmatrix} = \begin{pmatrix} 3 & -1 \end{pmatrix}
# \ \to\ \begin{pmatrix} 3 & 0 \end{pmatrix}$$
#
# $$\begin{pmatrix} 3 & 0 \end{pmatrix}\begin{pmatrix} 2 \\ 5 \end{pmatrix} - 10 = -4$$
#
# Three letters for each layer: `X` is what comes in, `Z` the sums, `A` the activations that go on.
#
# ### Exercise: `forward` (6 points)
#
# Send a batch through any number of layers, and keep a note of each, its *cache*: a dict with its `"X"`, `"Z"` and `"A"`. A
# network is a list of pairs `(W, b)` and a list of names, one for each layer. `ACTIVATIONS` in the cell below turns a name into a
# function; "identity" changes nothing. The board below the cell shows how far you are.
#
# <details><summary>Hint 1: a question</summary>
#
# When the second layer begins, which of your variables holds what it takes in? And which note would change if you
# wrote into the array of an earlier one?
# </details>
# <details><summary>Hint 2: by hand</summary>
#
# The notes of the example: for the first layer X = (1, 2), Z = (3, −1), A = (3, 0); for the second X = (3, 0),
# Z = A = −4.
# </details>
# <details><summary>Hint 3: the plan in words</summary>
#
# Begin with the batch and an empty list. For each pair and its name: compute the sums from what came in, then the
# activations from the sums, write a new note and append it, and let the activations be what comes in next. At the end
# return the last activations and the list.
# </details>
# <details><summary>A sibling, solved: compound interest, with every balance kept</summary>
#
# ```python
# def balances(start, rates):
#     """Each year has its rate; the answer is the last balance and a note for each year."""
#     balance, notes = start, []
#     for rate in rates:
#         interest = balance * rate
#         notes.append({"before": balance, "interest": interest})
#         balance = balance + interest
#     return balance, notes
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "forward", "locked": false, "schema_version": 3, "solution": true, "task": false}
ACTIVATIONS = {
    "identity": lambda z: z,
    "relu": lambda z: np.maximum(z, 0),
    "tanh": np.tanh,
    "sigmoid": lambda z: 0.5 * (1 + np.tanh(z / 2)),
}


def forward(X, params, activations):
    """Send X through layers; return the last output, and a list with a dict for each layer.

    X has shape (N, D). params is a list of (W, b), activations a list of names, one for
    each pair. The dict of a layer has the keys "X" (what came in), "Z" (the sums) and "A"
    (the activations). The arguments stay as they are. While you work, return None for what
    is not written yet: `return A, None`.

    >>> params = [
    ...     (np.array([[1.0, 0.0], [1.0, -1.0]]), np.array([0.0, 1.0])),
    ...     (np.array([[2.0], [5.0]]), np.array([-10.0])),
    ... ]
    >>> A, caches = forward(np.array([[1.0, 2.0]]), params, ["relu", "identity"])
    >>> A
    array([[-4.]])
    """
    ### BEGIN SOLUTION
    A, caches = X, []
    for (W, b), name in zip(params, activations, strict=True):
        Z, _ = affine_forward(A, W, b)
        cache = {"X": A, "Z": Z, "A": ACTIVATIONS[name](Z)}
        caches.append(cache)
        A = cache["A"]
    return A, caches
    ### END SOLUTION


# %% tags=["demo"]
check_steps("forward")

# %% nbgrader={"grade": true, "grade_id": "check_forward", "locked": true, "points": 1.5, "schema_version": 3, "solution": false, "task": false}
check(forward)

# %% nbgrader={"grade": true, "grade_id": "hidden_forward", "locked": true, "points": 4.5, "schema_version": 3, "solution": false, "task": false}
# hidden tests: 4.5 points, leave this cell
### BEGIN HIDDEN TESTS
grade(forward)
### END HIDDEN TESTS

# %% [markdown]
# ## Ten layers, before any learning
#
# Now a deep network, with ten hidden layers of 32 units. Its weights were drawn at random and have never been trained;
# its biases are 0. Because `forward` keeps every step, we can see all of them.

# %% tags=["demo"]
guess("halve-all-weights", lambda: lesson05.ten_layers(take("forward")))

# %% [markdown]
# Each square is a unit: the more gold, the more active. Below each layer is its *spread*, the standard deviation
# of its activations over all units and test digits. Move the *initialization scale*, which multiplies all weights, or press a
# preset: *works*, *fails*, *surprises*. Then tick the colour scale for each layer, and compare the patterns.
#
# Move the *learning rate*, too: no number of the network moves. Then press *one training step*: it trains a copy, and
# in the copy many numbers move. **A forward pass has no learning rate: it computes, and changes no weight.** The
# sentence below the picture compares all numbers to the last bit, and counts those that have moved.
#
# <details class="nnf-fold v-halve-all-weights"><summary><b>After your bet and a move:</b> what turned out</summary>
#
# Half the weights give half the sums, and ReLU passes a positive factor on: for $z / 2$ it returns half of what it returns
# for $z$. From the pixels to the scores there are eleven maps, so each score is halved eleven times: 1/2,048 of it is left. A common
# factor does not change their order, so the answer stays the same, and so does the pattern of each layer.
#
# What changes is the confidence. Softmax looks at *differences* of scores. At scale 0.5 they are tiny and all bars show
# about 10 %: the preset *fails*. At scale 1 the activity neither fades nor explodes on its way: that is all that *works* means,
# for nothing has been learned yet. The preset *surprises* is scale 2. There the network is nearly 100 % sure, and still right
# for about one digit in ten.
# **In this network confidence grows with the size of the weights, and the answers stay the same.**
#
# <details><summary>How sure is that?</summary>
#
# Largest scores at half and at double scale were compared with those at scale 1, for {{ten_layers.runs}} networks and
# all {{digits.test}} test digits: {{winners_changed}} changed. The argument needs biases of 0 and an activation that
# passes factors on: with other biases, or with tanh, answers do change, and larger weights do not always make a network
# surer. Mean confidence over eight networks: {{sure_before.half}} % at scale 0.5, {{sure_before.usual}} % at scale 1,
# {{sure_twice}} % at scale 2.
#
# At all three scales {{right_before}} % of the digits were right; at scale 2, of the answers that are over 90 % sure, {{sure_untrained}} %. The spread
# of the last hidden layer is {{spread_kept}} times that of the first at scale 1.
# </details>
# </details>

# %% [markdown]
# ## A batch at once
#
# Each picture so far showed a digit or two. To read 500 digits, do we call the network 500 times?

# %% tags=["demo"]
lesson05.tall_block()

# %% [markdown]
# **Batch processing** sends many samples through the network in one product, a row for each. The lines of code stay
# the same, and so do the weights: only the number of rows grows, from `(1, 64)` to `(500, 64)`. In networks like
# these, rows do not affect each other: a digit gets the same answer in any company.

# %% tags=["demo"]
guess("one-by-one", lesson05.batch_against_loop, hides=True)

# %% [markdown]
# Press *Measure*: your machine sends the same digits through the same network in both ways. Then take wider networks.
#
# <details class="nnf-fold v-one-by-one"><summary><b>After your bet and a move:</b> what turned out</summary>
#
# On a processor with nothing else to do, the loop took {{stored.loop}} ms and the product {{stored.batch}} ms: about {{stored_ratio}} times as long. These
# are stored numbers; your own decide your bet. The arithmetic is the same. But every call of NumPy has a fixed price,
# whatever the size of its arrays, and the loop pays it for each digit: in a small network that is nearly all of the
# difference. With more units there is more arithmetic in each call, and the ratio falls: with 512 units it was below ten.
# What is left there has another cause: the loop fetches all weights from memory again for every digit, and the product
# uses a weight for many digits once it is there.
# </details>
#
# ### Exercise: `minibatches` (5 points)
#
# Training takes a small batch at a time, a *mini-batch* of say 32 of {{digits.learn}} digits, and each *epoch* shows all of them once, in a new random order. Write the
# function that deals them out: pairs `(X_batch, y_batch)`, in a list or one by one with `yield`. The rest that does not
# fill a batch makes a last, smaller one. Features and labels stay the numbers that they are.
#
# `rng` is a generator of random numbers; `rng.permutation(5)` is one random order of 0 to 4. An array takes a list of
# places: `X[[3, 0]]` has row 3 and then row 0.
#
# <details><summary>Hint 1: a question</summary>
#
# Sample 7 and its label have to stay together. If you shuffle the *places* of the samples, how many random orders do
# you need?
# </details>
# <details><summary>Hint 2: by hand</summary>
#
# Five samples in batches of two. The order is (3, 0, 4, 1, 2): the batches hold the samples 3 and 0, then 4 and 1, then
# 2 alone. Where in the order does each batch begin?
# </details>
# <details><summary>Hint 3: the plan in words</summary>
#
# Draw one order of all places. Go through it in steps of the batch size, from 0. Each time take a slice of the order,
# and with it the rows of X and the entries of y. A slice that reaches over the end of an array stops there by itself.
# </details>
# <details><summary>A sibling, solved: deal a pack of cards into hands</summary>
#
# ```python
# def deal(cards, size, rng):
#     pack = [cards[k] for k in rng.permutation(len(cards))]
#     hands = []
#     while pack:
#         hands.append(pack[:size])
#         pack = pack[size:]
#     return hands
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "minibatches", "locked": false, "schema_version": 3, "solution": true, "task": false}
def minibatches(X, y, batch_size, rng):
    """Give all samples once, in random order, as pairs (X_batch, y_batch).

    X has shape (N, ...), y has shape (N, ...): row n of y belongs to row n of X. The last
    batch may be smaller. rng is a numpy generator. X and y stay as they are, and
    labels that are whole numbers stay whole numbers.

    >>> X, y = np.arange(10.0).reshape(10, 1), np.arange(10)
    >>> rng = np.random.default_rng(0)
    >>> [len(y_batch) for X_batch, y_batch in minibatches(X, y, 4, rng)]
    [4, 4, 2]
    """
    ### BEGIN SOLUTION
    order = rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
        batch = order[start : start + batch_size]
        yield X[batch], y[batch]
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_minibatches", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
check(minibatches)

# %% nbgrader={"grade": true, "grade_id": "hidden_minibatches", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
# hidden tests: 4 points, leave this cell
### BEGIN HIDDEN TESTS
grade(minibatches)
### END HIDDEN TESTS

# %% [markdown]
# The first batch of an epoch, by your function if it has passed its check. Below it is what happens if `X` and `y` are
# shuffled each for itself. No error appears.

# %% tags=["demo"]
lesson05.one_batch(take("minibatches"))

# %% [markdown]
# <details><summary>What a network learns from broken pairs</summary>
#
# Shuffled apart, {{apart.kept}} % of the pairs still match, by chance. Networks that learned from such pairs had {{apart.right}} % of test digits right
# ({{readers}} splits). That is what guessing gives.
# </details>

# %% [markdown]
# ## Real data: the surest mistakes
#
# Back to the network of the beginning. Let it learn, in batches that `minibatches` deals out, and look at the test
# digits that it gets wrong. How sure is it of them?

# %% tags=["demo"]
guess("surest-mistake", lambda: lesson05.surest_mistakes(take("minibatches")), hides=True)

# %% [markdown]
# Press *Play*: a step is an epoch. The twelve digits are the mistakes of which the network is surest, with what was meant
# and what is read. Another *run* has other initial weights and another order.
#
# <details class="nnf-fold v-surest-mistake"><summary><b>After your bet and a move:</b> what turned out</summary>
#
# In five runs the surest mistake had a confidence of {{surest}} %. Which of these digits would you have read?
# A confidence near 100 % is no proof.
#
# <details><summary>How sure is that?</summary>
#
# The five runs have {{right.runs}} % of the test digits right. All five misread the same {{misread.by_all}} digits, and
# {{misread.by_some}} are misread by some run. The {{readers}} networks on other splits have {{right.splits}} % right.
# Each makes at most {{above_90.most}} mistakes with a confidence above 90 %, and {{above_90.splits_without}} of them
# make none.
#
# No proof, but a good sign, after training: {{sure_answers.share}} % of the answers have a confidence above 90 %, and {{sure_right}} % of these are right. Of
# the others {{sure_answers.below}} % are right. The untrained network at scale 2 was as sure, and right for one digit in ten.
#
# How sure the surest mistake is depends on the training as well: with other learning rates, epochs and batch sizes it was
# {{surest_otherwise}} %.
# </details>
# </details>

# %% [markdown]
# ## Black for white
#
# You read white chalk on a blackboard without learning anew. Does the network?

# %% tags=["demo"]
guess("black-for-white", lesson05.black_or_white)

# %% [markdown]
# <details class="nnf-fold v-black-for-white"><summary><b>After your bet and a move:</b> what turned out</summary>
#
# This reader has learned dark ink on light paper. Inverted, the right digit gets almost the lowest score, and the network is
# still {{inverted_sure.first}} % sure. It knows nothing of digits beyond the numbers that it was shown.
#
# <details><summary>How sure is that?</summary>
#
# In the run of your panel, the right digit is among the three lowest scores for {{lowest_score}} % of the inverted
# digits. Over the five runs the mean confidence is {{inverted_sure.runs}} %. On {{readers}} other splits at most
# {{inverted_right}} % of the inverted digits are right, and the mean confidence is {{inverted_sure.splits}} %. Of
# networks that learned from both kinds one has {{inverted_learned.least}} % of the inverted digits right, and the
# others have {{inverted_learned.others}} %: the cause is what they were shown. Readers with 8 hidden units in place of
# 32 have at most {{inverted_narrow}} % right, still far fewer than by guessing.
# </details>
# </details>
#
# The ledger gets a line: the mistakes of this reader on inverted test digits.


# %% tags=["demo"]
def add_line():
    deal = take("minibatches")
    ledger.add("black-for-white", [lesson05.black_for_white(run, deal) for run in range(5)])
    ledger()


reveal("black-for-white", add_line)

# %% [markdown]
# ## At a glance
#
# | concept | in one sentence | in code |
# |---|---|---|
# | **input layer** | receives the raw features | `X.shape`: `(N, 64)` |
# | **linear transformation** | the weighted sums of a layer for all samples, before the activation function | `Z = X @ W + b` |
# | **tensor** | a multi-dimensional array of numbers | `X.reshape(len(X), -1)` |
# | **forward propagation** | sends an input through the layers to the output | `A, caches = forward(X, params, activations)` |
# | **batch processing** | many samples in one product, a row for each | `for X_batch, y_batch in minibatches(X, y, 32, rng)` |
# | **output layer** | produces the predictions | `Z.shape`: `(N, 10)` |

# %% [markdown]
# ## Check yourself
#
# Six questions, no points. Each answer tells you something, even a wrong one.

# %% tags=["demo"]
quiz(5)

# %% [markdown] nbgrader={"grade": false, "grade_id": "words_lucky", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": true}
# ### In your own words, 1 of 2 (2 points, read by your teacher)
#
# A classmate says: "My network is 100 % sure of its answers, and I have not even trained it. A lucky network!" Answer in
# about three sentences, with a number of your own run (say which seed and which scale). Language and spelling cost nothing.
#
# === BEGIN MARK SCHEME ===
# 1 point for a claim that says both: confidence grows with the scale of the weights (or: softmax is surer of larger scores), and here it says nothing of being right. A share that is right, written beside the confidence, counts as the second half.
# 1 point for a number of one's own run that bears on the claim, with seed and scale: confidence at two scales, or a high confidence beside the share that is right. A number of the folds is not one's own. Without a claim there is no second point.
#
# 2 points: "It is only that large weights make softmax sure. Seed 3: from scale 1 to scale 2 the confidence went from 20 % to over 99.9 %, and it is still 9 % right."
# 1 point: "Larger weights make it surer, not better."
# 1 point: "It is sure because its weights are large, and still wrong nearly always." (no number)
# 0 points: "It will learn fast."
# === END MARK SCHEME ===

# %% [markdown]
# *Your answer (double-click here to write):*

# %% [markdown] nbgrader={"grade": false, "grade_id": "words_shuffled", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": true}
# ### In your own words, 2 of 2 (2 points, read by your teacher)
#
# A classmate's training runs without an error, and 8 % of the test digits are right. "In every epoch I shuffle `X`, and then
# I shuffle `y`." What happened? About three sentences, with a number of your own run that shows it.
#
# === BEGIN MARK SCHEME ===
# 1 point for a claim that is right: the pairs are broken, labels belong to other pictures, so there is nothing to learn.
# 1 point for a number of one's own run that shows it: the percent of pairs that still match, with the seed, a count of wrong labels in a batch of one's own, or the percent right after a training of one's own on such pairs. A number of the folds is not one's own. Without a claim there is no second point.
#
# 2 points: "X and y are in two different orders. With seed 4 only 8.6 % of the pairs still matched in my panel."
# 1 point: "The labels belong to other pictures."
# 0 points: "It needs more epochs."
# === END MARK SCHEME ===

# %% [markdown]
# *Your answer (double-click here to write):*

# %% [markdown]
# What you have done: your bets beside what turned out, your points, and the shelf of functions that are yours.

# %% tags=["demo"]
book(5)

# %% tags=["demo"]
points(5)
shelf()

# %% [markdown]
# ## Summary
#
# A batch of rows enters at the input layer. Each layer after it multiplies what comes in by its weights and adds its
# biases. A hidden layer sends the sums through a curve; the output layer gives them as they are, a row of scores for
# each sample. Shapes have to meet like dominoes, and rows do not affect each other. A forward pass changes no weight,
# and its confidence is no proof: larger weights alone can make a network surer, and a pixel or two may change its mind.
#
# So what should tell a network how wrong it is? A count of mistakes does not show how sure the network was.
# **Lesson 6** turns predictions and targets into one number, the loss.

# %% [markdown]
# # More
#
# Nothing below is needed for lesson 6.
#
# ## Ten digits of your own
#
# Draw ten digits and keep them: later lessons show how their networks read *your* hand. They stay on your machine.

# %% tags=["demo"]
lesson05.own_ten_digits(own_digits)

# %% [markdown]
# ## How few bits?
#
# A weight is stored in 64 bits. The panel rounds all weights of the network to fewer; with 1 bit only the sign is left, times
# the mean size of the weights.

# %% tags=["demo"]
guess("one-bit", lesson05.few_bits)

# %% [markdown]
# <details class="nnf-fold v-one-bit"><summary><b>After your bet and a move:</b> what turned out</summary>
#
# In each of the {{readers}} networks 1 bit reads more digits than 2: {{bits_right.one}} % are right, against
# {{bits_right.two}} %. With 2 bits a weight is minus the largest weight, 0, or the largest weight: three of the four
# values that 2 bits could tell. {{bits_zero}} % of the first layer's weights become 0.
#
# The cause is the step and not the number of bits. With a smaller step, 1.5 times the mean size, 2 bits give
# {{bits_right.smaller}} %; with four values over the same range, and none of them 0, they give {{bits_right.four}} %.
# Biases keep their 64 bits throughout.
#
# | bits | *accuracy*, the share of test digits that is right, against the full network, in percentage points |
# |---|---|
# | 8 to 6 | {{bits_lost.many}} |
# | 5 | {{bits_lost.of_5}} |
# | 4 | {{bits_lost.of_4}} |
# | 3 | {{bits_lost.of_3}} |
#
# All of this is measured on {{readers}} networks, each on another split.
# </details>
#
# ## Switch one unit off
#
# Choose a unit, by click or arrow keys. How many answers change without it, and how many more mistakes are there?

# %% tags=["demo"]
lesson05.switch_one_off()

# %% [markdown]
# In each of {{readers}} networks the units were switched off one by one. The *median* (half of the units are below it)
# is {{one_off.changed}} changed answers, some of them for the better, and {{one_off.median}} added mistakes. The worst
# unit adds {{one_off.worst}}. In {{one_off.helped}} of the {{readers}}, switching some unit off even helps a little.
#
# ## Alone or in company?
#
# A digit that goes through the network alone gets the same scores as in a batch, but for rounding: they differed by
# less than $10^{-12}$, and {{company_changed}} changed. Where a sum is added up in another order, its last decimals may
# differ.
#
# ### Exercise: `first_mismatch` (practice, no points)
#
# A network is given by the shapes of its weights. Find the first matrix that does not fit the one before it, and say how
# many rows it would need.
#
# <details><summary>Hint 1: a question</summary>
#
# Which two numbers meet where two matrices meet?
# </details>
# <details><summary>Hint 2: by hand</summary>
#
# Of (64, 32), (32, 16), (10, 4) the first two meet in 32. The last one has the index 2. What meets there?
# </details>
# <details><summary>Hint 3: the plan in words</summary>
#
# Go through the pairs of neighbours, and count along. Compare the columns of the left one with the rows of the right
# one. Where they differ, return the index of the right one and the number it would need. After the last pair return None.
# </details>
# <details><summary>A sibling, solved: the first word that is not in order</summary>
#
# ```python
# def first_out_of_order(words):
#     for i in range(1, len(words)):
#         if words[i] < words[i - 1]:
#             return i
#     return None
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "first_mismatch", "locked": false, "schema_version": 3, "solution": true, "task": false}
def first_mismatch(shapes):
    """Return (index, needed) of the first matrix that does not fit, or None if all fit.

    shapes is a list of pairs (rows, columns) in forward order. needed is the number of rows
    that the matrix would have to have.

    >>> first_mismatch([(64, 32), (32, 16), (10, 4)])
    (2, 16)
    """
    ### BEGIN SOLUTION
    for i in range(1, len(shapes)):
        needed = shapes[i - 1][1]
        if shapes[i][0] != needed:
            return i, needed
    return None
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_first_mismatch", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
check(first_mismatch)

# %% nbgrader={"grade": true, "grade_id": "hidden_first_mismatch", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
# hidden tests: 0 points, leave this cell
### BEGIN HIDDEN TESTS
grade(first_mismatch)
### END HIDDEN TESTS

# %% [markdown]
# ### Exercise: `flops_forward` (practice, no points)
#
# What does a forward pass cost? Count two operations for each weight and each sample, a product and an addition; biases
# and activations are left out. A network is given by its sizes. By hand: sizes 3, 2, 4 have $3 \cdot 2 + 2 \cdot 4 = 14$
# weights, and five samples cost $2 \cdot 5 \cdot 14 = 140$ operations.
#
# <details><summary>Hint 1: a question</summary>
#
# How many weights are there between a layer of 3 and a layer of 2? Which other pairs of neighbours are there?
# </details>
# <details><summary>Hint 2: by hand</summary>
#
# One sample, sizes 3 and 2: 12 operations. Two samples: 24.
# </details>
# <details><summary>Hint 3: the plan in words</summary>
#
# Go through the pairs of neighbours, add up their products, and multiply the sum by 2 and by the number of samples.
# </details>
# <details><summary>A sibling, solved: the length of cable between neighbouring houses</summary>
#
# ```python
# def cable(places, wires=1):
#     total = 0
#     for here, there in zip(places, places[1:]):
#         total += abs(there - here)
#     return wires * total
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "flops_forward", "locked": false, "schema_version": 3, "solution": true, "task": false}
def flops_forward(sizes, N=1):
    """Count the operations of a forward pass: two for each weight and each sample.

    sizes is a list: the number of features, then the units of each layer. N is the number
    of samples.

    >>> flops_forward([3, 2, 4], 5)
    140
    """
    ### BEGIN SOLUTION
    total = 0
    for i in range(1, len(sizes)):
        total += 2 * N * sizes[i - 1] * sizes[i]
    return total
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_flops_forward", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
check(flops_forward)

# %% nbgrader={"grade": true, "grade_id": "hidden_flops_forward", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
# hidden tests: 0 points, leave this cell
### BEGIN HIDDEN TESTS
grade(flops_forward)
### END HIDDEN TESTS

# %% [markdown]
# ### A number of your own (no points, unless your teacher says so)
#
# Choose a whole number with 4 to 9 digits that nobody else would think of. It draws the weights of a network with ten
# hidden layers. How sure is it of test digits, before it has learned anything? Change the number, run the cell, and write
# the two confidences that it prints for *your* number into the function below, in percent, with at least three significant
# digits.


# %% tags=["demo"]
lesson05.run_of_your_own(4711)


# %% nbgrader={"grade": false, "grade_id": "my_confidence", "locked": false, "schema_version": 3, "solution": true, "task": false}
def my_confidence():
    """Return three numbers: your own one, the confidence in percent at scale 1, and at 1.2.

    For the number 4711, which is taken, it would be `return 4711, AT_1, AT_1_2` with the
    two confidences that the cell above prints.
    """
    ### BEGIN SOLUTION
    return 73519, 21.03, 92.27
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_my_confidence", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
check(my_confidence)

# %% nbgrader={"grade": true, "grade_id": "hidden_my_confidence", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
# hidden tests: 0 points, leave this cell
### BEGIN HIDDEN TESTS
grade(my_confidence)
### END HIDDEN TESTS

# %% [markdown]
# ## Deep dive: why batches are fast
#
# *For those who want more; no points depend on it.*
#
# **The matrix form.** Entry $(n, h)$ of $Z$ is a sum over the features, $Z_{nh} = \sum_d X_{nd} W_{dh} + b_h$. The
# product does this for all $n$ and $h$. A layer may change the number of columns, and never the number of rows. Here $N$ counts
# the samples, $D$ the features, $H$ the hidden units and $C$ the classes:
#
# | step | shape | for the digit reader |
# |---|---|---|
# | $X$ | $(N, D)$ | $(N, 64)$ |
# | $Z_1 = X W_1 + b_1$ | $(N, H)$ | $(N, 32)$ |
# | $A_1$ | $(N, H)$ | $(N, 32)$ |
# | $Z_2 = A_1 W_2 + b_2$ | $(N, C)$ | $(N, 10)$ |
#
# **Finding a shape bug.** Print the shapes on the way and read them like dominoes. The error message of `@` names the two
# inner numbers that do not meet. A bug that raises no error is worse: a bias of shape `(N, 1)` broadcasts along the rows
# and adds a different number to each sample. Here it happens; each column should have had a bias of its own:

# %% tags=["demo"]
sums = np.zeros((3, 2))  # three samples of zeros, two units
bias = np.array([[10.0], [20.0], [30.0]])  # shape (3, 1): one for each sample
print(sums + bias)

# %% [markdown]
# Try your function with sizes that all differ.
#
# **Why a batch is fast.** A call of NumPy checks types and shapes, makes an array for the answer and finds the routine to
# run. That takes about a microsecond, the same for one row and for a thousand. In the product itself a weight
# that was fetched from memory is used for many rows before it is let go, while the loop fetches all weights again for
# every digit. The reader's {{kilobytes}} kB of weights stay in the fast memory of a processor, so for it the calls decide; a wide
# layer does not fit there. A graphics processor gains even more, because it computes thousands of entries at the same time.
#
# **Why keep Z and A?** Here we kept them to look at. In lesson 7 the same numbers turn out to be what the way back needs.

# %% [markdown]
# ## Myths and facts
#
# | you may hear | what holds |
# |---|---|
# | "Caching the activations is essential for training." | It is convenient. They can be computed a second time when they are needed, which saves memory and costs time (Chen and others, 2016). |
# | "A forward pass of GPT-4 takes hundreds of billions of operations." | Nobody outside knows: its size was not published (OpenAI, 2023). |
# | "A forward pass changes the weights a little." | In networks like these it changes no number of the network; lesson 11 has a layer with numbers that it does change. Training moves the weights, by a step of its own. |
# | "A confident network is right." | After training mostly, as you saw. Untrained ones may be sure of anything if their weights are large, and trained ones are sure of some mistakes. |
#
# **Did you know?** GPT-3 has 175 billion parameters. By the rule of two operations for each weight a single *token*, a
# piece of a word, costs about 350 billion operations (Kaplan and others, 2020; the share that grows with the length of the
# text is left out). Our reader needs {{operations}} for a digit.

# %% [markdown]
# To talk about, without points:
#
# - Which pixels were worth changing, and which not? Look at the maps of the units.
# - Is a network that two pixels can fool a bad one? What would you want to know before you trust it?
# - Why does the inner number disappear in a product?
# - What else is a tensor: a film, a spreadsheet, a sound?
# - When would you want batches of one sample?
# - The reader knows white paper. What else may it have learned from its digits that is no part of a digit?

# %% [markdown]
# ## How books write it
#
# Many books write $z^{(l)} = W^{(l)} a^{(l-1)} + b^{(l)}$, with samples as columns and the number of the layer in brackets
# above the letter. Our $Z$ is called *pre-activation*, the scores are called *logits*, a layer of this kind *dense* or *fully
# connected*, and using a trained network *inference*. A digit that was changed a little to fool a network is an
# *adversarial example*, and one changed pixel a *one-pixel attack* (Su and others, 2019). How well confidence agrees with
# being right is called *calibration* (Guo and others, 2017). Inverted digits are a *distribution shift*: other data than
# those that were learned from.
#
# One product in place of a loop is *vectorization*, weights with fewer bits are
# *quantized*, and to switch a part off in order to see what it does is an *ablation*. One operation is a *FLOP*; a product and
# its addition together are a *MAC*, so count with care. In PyTorch: `torch.nn.Linear(64, 32)` stores $W$ with the shape
# (32, 64) and computes $X W^\top + b$.
#
# ## Sources
#
# - J. Kaplan and others, *Scaling laws for neural language models* (2020)
# - T. Brown and others, *Language models are few-shot learners* (2020): the size of GPT-3
# - T. Chen, B. Xu, C. Zhang and C. Guestrin, *Training deep nets with sublinear memory cost* (2016)
# - OpenAI, *GPT-4 technical report* (2023)
# - J. Su, D. V. Vargas and K. Sakurai, *One pixel attack for fooling deep neural networks* (2019)
# - C. Guo, G. Pleiss, Y. Sun and K. Q. Weinberger, *On calibration of modern neural networks* (2017)
# - The digits: E. Alpaydin and C. Kaynak, *Optical recognition of handwritten digits* (1998)
#
# In the engine: `nnlib/affine.py` and `nnlib/forward.py`. Compare them with yours.

# %% [markdown] tags=["teacher"]
# ## Timing
#
# 90 minutes in class: the hero 10, shapes and blocks 20, code 35, ten layers and the race 15, mistakes 10. Quiz and questions
# in words are homework. What stands under *More* is practice: its cells have 0 points, and you can give them some in
# `source/` (weights: `first_mismatch` 2, `flops_forward` 1, `my_confidence` 2).
#
# Dominoes on paper work well before the exercise: give each group cards with shapes, and let them lay networks.
#
# ## What learners ask
#
# - *Why do two pixels change its mind, if people hardly mind them?* A pixel with large weights takes two thirds to three
#   quarters of the lead of the right score away. The network never saw digits with a single odd pixel.
# - *Why is a sample a row here and a column in my book?* A convention: `X @ W` against $W x$. The course keeps rows from
#   lesson 1 to 12.
# - *Why does -1 work in reshape?* It is the one length that follows from the others.
# - *Is the untrained network at scale 2 better than at scale 1?* No: it gives the same answers, and is surer of them.
# - *Why is the order drawn anew in every epoch?* Otherwise the same samples would always share a batch; lesson 8 shows
#   what the noise of batches does.
# - *Can I use* `np.array_split`*?* Yes, at fixed places of a shuffled order. With a number of parts it makes batches of
#   nearly equal sizes, and the sizes are asked for.
#
# ## To talk about
#
# Who is responsible if a network that reads amounts on cheques is fooled by a speck of dust? What would the class test
# before using it? The black-for-white panel is a good start: nobody would have thought of testing it.
#
# ## What to skip
#
# Everything under *More*, and the second look at the hero. Never the ten layers.
