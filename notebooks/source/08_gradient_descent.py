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
# # 8 · Gradient Descent and Optimization
#
# A long valley. **How large a learning rate brings you to the bottom in the fewest steps?**
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
    put_in_order,
    quiz,
    reveal,
    shelf,
    take,
)
from autograder.steps import check_steps
from nnlib import viz
from nnlib.viz import lesson08

viz.page()

# %% tags=["demo"]
guess("long-valley", lesson08.the_long_valley)

# %% [markdown]
# *A map of the loss: along each level line it is the same, and + is the lowest point. The walk begins at the ring. At
# the limit, a step across the valley ends exactly as far up on the other side.*
#
# <details class="nnf-fold v-long-valley"><summary><b>After your bet and a move:</b> what turned out</summary>
#
# A little below the limit. From (1, 1) a tenth of it takes {{valley.tenth}} steps, half of it {{valley.half}}, 0.9
# takes {{valley.nine}} and 0.99 takes {{valley.below}}. At 1.01 the walk leaves the valley. From eight other starting
# points as far away it was {{valley_from.half}} steps at half, and {{valley_from.below}} at 0.99. (Exactly across the
# valley, at (0, 1), half of the limit needs a single step: there is no way left to go along it.)
#
# Why? One step multiplies the distance *across* the valley by 1 − 2 · share, and the distance *along* it by
# 1 − 2 · share / 100. The flat direction needs a long step, and the steep one forbids it. The fastest walk zigzags, with
# steps as long as the steep direction allows.
#
# <details><summary><b>How long is a long valley?</b></summary>
#
# Write κ for how many times steeper the valley is across than along, here 100. The share that is best for the worst
# starting point is κ / (κ + 1), where both distances shrink alike. From (1, 1) the best is {{best_share.100}}, with
# {{best_steps.100}} steps. In a valley with κ = 10 it is {{best_share.10}}, with {{best_steps.10}} steps, and 0.99
# takes {{best_steps.beside}}.
# </details>
# </details>
#
# <details><summary><b>What this lesson is about</b>, and how long it takes</summary>
#
# How to turn a gradient into steps: how long, from how many samples, with what memory. About 90 minutes. Afterwards
# you can
#
# - say what **gradient descent**, **stochastic gradient descent** and a **mini-batch** are, and why a loss may jump;
# - find a **learning rate**, and say why there is a limit;
# - build **momentum** and **Adam**, and say which trouble each of them is for;
# - compare two optimizers fairly.
# </details>
#
# <details><summary><b>Still there?</b> Three questions on lessons 5 to 7</summary>
#
# Answer in your head, then unfold.
#
# <details><summary>1. The loss of a batch is a mean. The batch gets twice as long: does the gradient?</summary>
#
# No. Twice as many samples add up to twice as much, and the mean divides by twice as many (lessons 6 and 7).
# </details>
# <details><summary>2. Which way does a gradient point?</summary>
#
# To where the loss grows fastest. Each of its entries is the slope of the loss with respect to one parameter
# (lesson 7).
# </details>
# <details><summary>3. 1,297 digits in batches of 32: how many batches are an epoch?</summary>
#
# 41, and the last one has 17 digits. One pass over all samples is an epoch; its batches are drawn without repetition
# (lesson 5).
# </details>
# </details>

# %% [markdown]
# ## Downhill
#
# You chose one number, the length of the steps. What chose their direction? Here are the first steps of a walk, in a
# shorter valley.

# %% tags=["demo"]
lesson08.first_steps()

# %% [markdown]
# The gradient, in code `g`, holds one slope for each parameter (lesson 7). **Gradient descent** is
# repeated steps against the gradient of the loss. Take the long valley at the top of this page. It is a hundred times
# steeper across than along: its *condition number* κ is 100. By hand, with its loss $\frac{1}{2}(w_1^2/100 + w_2^2)$: at
# $(1, 1)$ the gradient is $(0.01, 1)$, and a step of 1 times the gradient leads to $(0.99, 0)$: straight across, and
# hardly along.
#
# How far should a step go? Take a single weight, and the loss $w^2/2$. Its slope at $w$ is $w$ itself.

# %% tags=["demo"]
lesson08.four_rates_by_hand()

# %% [markdown]
# The rate in these four pictures is the $\eta$ of lesson 1, in code `lr`: the **learning rate** is the factor that
# turns a gradient into a step. It is a *hyperparameter*: a number that is not learned, but chosen before training.
#
# With curvature $h$, how fast the slope changes, a step multiplies the distance to the lowest point by $1 - \eta h$. It
# shrinks as long as $\eta$ is below $2/h$: that is the limit. In the four pictures $h$ is 1, and the limit 2. Where
# there are several directions, the steepest sets it.
#
# A valley has one lowest point, as the neuron of lesson 1 had on the tissue. A network has many: exchange two hidden
# units, with all their weights, and at another place the loss is the same. The initial weights decide which of them a
# walk comes near.
#
# ### Exercise: `sgd_step` (a bonus, no points)
#
# One step of gradient descent, for arrays of any one shape.
#
# <details><summary>Hint 1: a question</summary>
#
# The gradient points uphill. Which sign leads down?
# </details>
# <details><summary>Hint 2: by hand</summary>
#
# From $w = 1$ with gradient 1 and rate 0.5 you reach 0.5; with rate 2.5 you reach −1.5.
# </details>
# <details><summary>Hint 3: the plan in words</summary>
#
# Multiply the gradient by the rate, and subtract that from w. Make a new array.
# </details>


# %% nbgrader={"grade": false, "grade_id": "sgd_step", "locked": false, "schema_version": 3, "solution": true, "task": false}
def sgd_step(w, g, lr):
    """Return w after one step against the gradient g; both are of one shape.

    What was handed in stays as it is.

    >>> sgd_step(np.array([1.0, 1.0]), np.array([0.01, 1.0]), lr=1.0)
    array([0.99, 0.  ])
    """
    ### BEGIN SOLUTION
    return w - lr * g
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "check_sgd_step", "locked": true, "schema_version": 3, "solution": false, "task": false}
check(sgd_step)

# %% [markdown]
# ## A batch at a time
#
# The gradient of the digit reader is the mean of {{counts.samples}} gradients, one for each training digit. All of them for one
# step? Ask a few.

# %% tags=["demo"]
lesson08.arrows_of_batches()

# %% [markdown]
# A **mini-batch** is the samples whose mean gradient makes one update, that is, one step. By hand: four samples have the gradients
# $4, 0, 2, -2$, with mean 1. The batches $(4, 0)$ and $(2, -2)$ give 2 and 0. Each is wrong, and their mean is right.
#
# The error of a batch is called *noise*. It falls with the root of the batch size: four times as many samples, half the
# noise. In return there are many more steps: ten epochs, as the readers of this lesson are trained, are ten steps with all
# samples, and {{counts.steps}} with batches of 32.
#
# **Stochastic gradient descent** (SGD) is gradient descent with the gradient of a random mini-batch. *Stochastic* means
# random. The line of code stays the same.
#
# <details><summary>How much is that, measured?</summary>
#
# The reader has 64 inputs, 32 hidden units and 10 outputs. At its initial weights a batch of 1 is off by {{noise.1}} times the length of the full
# gradient, a batch of 4 by {{noise.4}}, of 16 by {{noise.16}}, of 64 by {{noise.64}}, of 256 by {{noise.256}}. The last one is a little below the
# rule: a batch holds no digit twice, and the nearer it comes to all of them, the faster its noise falls, to nothing. After ten epochs
# with all samples, at the best of four rates, {{full_rate}}, it reads {{ten_epochs.full}} ± {{ten_epochs.full_sd}} % of the test digits correctly; with batches
# of 32, {{ten_epochs.batches}} ± {{ten_epochs.batches_sd}} %. These are means over {{counts.splits}} splits, ± the standard deviation.
# </details>
#
# What does the noise cost? Here is a reader without a hidden layer, on 1,000 digits, with batches of 4 and rate 1.

# %% tags=["demo"]
guess("jumping-loss", lambda: lesson08.the_jumping_loss(take("sgd_step")))

# %% [markdown]
# Press *Play* and watch the loss on all 1,000 digits. What the panel calls a step is an epoch; in a noisy run it
# stops after 20, until you press its button. Both pictures show the same run: the left one only what is below 0.5, and
# on the right each line across stands for a factor of ten.
#
# <details class="nnf-fold v-jumping-loss"><summary><b>After your bet and a move:</b> what turned out</summary>
#
# The loss drops within one epoch. Every batch pulls somewhere else, so the weights jump about, as far as the rate lets
# them. A smaller rate makes the jumps shorter, and the weights fall to the middle of them.
#
# On {{counts.splits}} splits, in epochs 15 to 21 the loss jumped about in the range {{floor.jumps}}, and was
# {{floor.after}} one epoch after the button. Rate 0.05 from the beginning had {{floor.small}} by then:
# {{floor_times}} times as much.
#
# Short steps are calm, and slow. Here the noise dies out by itself, because nearly every one of these digits can be
# fitted: after 60 epochs the runs that had used the button were at {{floor_end.short}}, and those with long steps all
# the way at {{floor_end.long}}, which is lower.
#
# Where the digits cannot all be fitted, the jumps never end. With every tenth label changed to a wrong one, long steps
# all the way ended at {{floor_wrong.long}}, and those that were shortened after 45 of 60 epochs at {{floor_wrong.short}}. There it pays:
# **long steps first, and short ones at the end.**
#
# The cause, removed: choose *all* for the batch size. Without noise the loss rose in {{floor_rises}} of 399 steps. On
# the test digits hardly any of this shows: {{floor_right.before}} % are read correctly before the button and
# {{floor_right.after}} % after it.
# </details>
#
# ## Four rates
#
# For a network no such limit can be worked out, so a rate is found by trying. The reader of the digits is trained from
# the same initial weights at four rates, each ten times the one before, from 0.003 to 3.

# %% tags=["demo"]
guess("four-rates")

# %% tags=["demo"]
reveal("four-rates", lambda: lesson08.four_rates(take("sgd_step")))

# %% [markdown]
# <details class="nnf-fold v-four-rates"><summary><b>After your bet:</b> what turned out</summary>
#
# A hundred times too small is slow; ten times too large is broken. In between, a factor of three either way hardly
# matters. So look for a rate in steps of three, and begin with the largest that still learns.
#
# <details><summary>How sure is that?</summary>
#
# Over {{counts.splits}} splits the rates 0.003, 0.03, 0.3 and 3 read {{four.smallest}} ± {{four.smallest_sd}},
# {{four.small}} ± {{four.small_sd}}, {{four.good}} ± {{four.good_sd}} and {{four.large}} ± {{four.large_sd}} %, and
# ranked alike on every split; on one of eight others 0.3 and 0.03 changed places. There is no sharp limit as in the
# valley: less than half was read in none of {{counts.race}} splits at rate 1, in most of them at 1.3, and in all at
# 1.7.
#
# *Schedules*, rates that change while training: over 30 epochs and {{counts.race}} splits a constant 0.3 reads
# {{schedule.constant}} ± {{schedule.constant_sd}} %. None of these changed that by as much as a point: a constant 1; a
# rate that falls from 1 to 0 along half a cosine; the same with 40 steps of *warm-up*, in which it rises.
# </details>
# </details>
#
# ## Momentum
#
# Back to the valley. At a rate above half of the limit the gradient across it changes its sign at every step; along it, it is
# small and keeps its sign. So add the gradients up.

# %% tags=["demo"]
lesson08.velocity_by_hand()

# %% [markdown]
# **Momentum** keeps a velocity $v$ that accumulates past gradients, and steps along it. A share $\mu$ (say *mu*) of the
# velocity is kept, and the new gradient is added. Like the gradients it points uphill, and $w$ moves against it. By hand, with rate 0.5 and $\mu = 0.9$: the gradients $1, 1, -1$
# give the velocities $1, 1.9, 0.71$, and $w$ goes from 0 to $-0.5, -1.45, -1.805$. The third gradient points back, and $w$ moves
# on all the same.
#
# ### Exercise: `momentum_step` (5 points)
#
# Return the new w and the new velocity.
#
# <details><summary>Hint 1: a question</summary>
#
# The velocity is a sum of gradients, so it points uphill. What is done first, and with which of the two velocities
# does w move?
# </details>
# <details><summary>Hint 2: by hand</summary>
#
# The velocity was 1.9, and the gradient is −1. 0.9 of 1.9 is 1.71, and 0.71 is left. Half of that, because the rate is
# 0.5, moves w from −1.45 to −1.805.
# </details>
# <details><summary>Hint 3: the plan in words</summary>
#
# Keep the share mu of the velocity, and add the gradient to it: no rate in this line. Then move w against the new
# velocity, the rate times as far. Return both, as new arrays.
# </details>
# <details><summary>A sibling, solved: an account with a fee</summary>
#
# ```python
# def account(deposits, keep):
#     """Each month a share of the balance is kept, and a deposit comes in."""
#     balance, balances = 0.0, []
#     for deposit in deposits:
#         balance = keep * balance + deposit
#         balances.append(balance)
#     return balances
# ```
#
# Where does it end with equal deposits of 1? At 1 / (1 − keep).
# </details>


# %% nbgrader={"grade": false, "grade_id": "momentum_step", "locked": false, "schema_version": 3, "solution": true, "task": false}
def momentum_step(w, g, v, lr, mu=0.9):
    """Return w and the velocity v after one step with momentum.

    w, the gradient g and v are of one shape; v is 0 before the first step. mu is
    the share of v that is kept. What was handed in stays as it is.

    >>> w, v, g = np.array([-1.45]), np.array([1.9]), np.array([-1.0])
    >>> momentum_step(w, g, v, lr=0.5)
    (array([-1.805]), array([0.71]))
    """
    ### BEGIN SOLUTION
    v = mu * v + g
    return w - lr * v, v
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_momentum_step", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
check(momentum_step)

# %% nbgrader={"grade": true, "grade_id": "hidden_momentum_step", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
# hidden tests: 4 points, leave this cell
### BEGIN HIDDEN TESTS
grade(momentum_step)
### END HIDDEN TESTS

# %% [markdown]
# Here is the valley again, driven by your function. With μ above 0 the limit is higher; the slider sets a share of that
# higher limit. A walk has arrived when it stays at the bottom. Find the μ that needs the fewest steps; then make the
# valley shorter, or begin a hundred times as far away.

# %% tags=["demo"]
lesson08.the_valley_with_momentum(take("momentum_step"))

# %% [markdown]
# <details><summary><b>After you have tried:</b> how much momentum is best?</summary>
#
# For κ = 100, each at its best of 40 rates, from {{counts.starts}} starting points: without momentum it took
# {{momentum_steps.none}} steps; with μ = 0.67, {{momentum_steps.best}}; with μ = 0.9, {{momentum_steps.nine}}; with
# μ = 0.99, {{momentum_steps.long}}. With too much memory a walk swings past the bottom again and again: 0.99 was slower
# than no momentum from every one of these points. The longer the valley, the more memory is of use: for κ = 10,000 it
# is faster than 0.9. The *initialization scale* multiplies the starting point, and changes nothing: a hundred times as
# far out the gradient is a hundred times as long, and so is every step.
#
# On the digits, after ten epochs with batches of 32, momentum is mostly a larger rate: equal gradients add up to
# $1 / (1 - 0.9)$ of them, ten. At rate 0.03 it reads as many digits as SGD at 0.3, and at 0.003 as many as SGD at 0.03,
# to within a point. With batches of 128 they are farther apart.
# </details>
#
# ## The loss in other units
#
# A loss may be counted in euros or in cents. The smallest loss stays where it is, but every gradient is a hundred
# times as long. Here the loss is multiplied by a factor, and a reader is trained on it by SGD and by *Adam*, whose rule
# comes next.

# %% tags=["demo"]
guess("times-a-million", lesson08.times_a_million)

# %% [markdown]
# Seven factors, the largest a million times the smallest. One slider sets the factor, the other SGD's rate; Adam keeps
# 0.003. What you see is one split.
#
# <details class="nnf-fold v-times-a-million"><summary><b>After your bet and a move:</b> what turned out</summary>
#
# Adam reads {{factor_adam.mean}} ± {{factor_adam.sd}} % at all seven factors. At factors from a thousandth to ten SGD
# at rate 0.1 reads {{factor_sgd.-3}}, {{factor_sgd.-2}}, {{factor_sgd.-1}}, {{factor_sgd.0}} and {{factor_sgd.1}} %, at
# 100 and 1,000 only {{factor_broken}} %, as by chance: too slow at one end, broken at the other. For SGD only factor ×
# rate counts. Adam divides each gradient by its usual size, and the factor is in both.
#
# These are means over {{counts.splits}} splits. At a factor of a millionth Adam reads about a point less: there a small number in
# its rule, eps, is as large as the gradients.
# </details>
#
# How can a step be independent of the units? Divide the gradient by its usual size. **RMSprop** averages the
# *squares* of past gradients, so that signs do not cancel, and divides by the *root* of that average:
# `g / np.sqrt(s)`. The average keeps a share of 0.99 and takes in 0.01 of the new square, so after one step its root is
# only a tenth of the gradient. The first step is ten times the rate.
#
# ## Adam
#
# That was too long, because the average started at 0. Adam has two such averages.

# %% tags=["demo"]
lesson08.lengths_of_steps()

# %% [markdown]
# **Adam** is momentum and RMSprop in one: it steps along an average $m$ of the gradients, divided by the root of an
# average $v$ of their squares, both corrected for starting at 0. After $t$ steps, $m$ holds the share $1 - \beta_1^t$ of what
# an average should hold, so it is divided by that share. For $v$ the share is $1 - \beta_2^t$.
#
# By hand, with rate 0.1, $\beta_1 = 0.9$ and $\beta_2 = 0.999$; the hat means *corrected*:
#
# | $t$ | gradient | $m$ | $\hat m$ | $\hat v$ | step |
# |---|---|---|---|---|---|
# | 1 | 1 | 0.1 | 1 | 1 | 0.1 |
# | 2 | 1 | 0.19 | 1 | 1 | 0.1 |
# | 3 | −1 | 0.071 | 0.262 | 1 | 0.026 |
#
# After two gradients of 1, $m$ is 0.19: that is $1 - 0.9^2$ of a full average. The first step is as long as the rate, whatever the
# gradient; later ones are seldom longer. When the gradient turns round, the step gets short.
#
# To the root a tiny $\epsilon$ is added, `eps`, so that nothing is divided by 0: it is not the nudge of lesson 7. Nor is $v$ a
# velocity here: momentum's part is played by $m$.
#
# ### Exercise: `adam_step` (7 points)
#
# Read before you write: put these lines in order.

# %% tags=["demo"]
put_in_order("adam_step")

# %% [markdown]
# Now write it. The board below the cell shows how far you are: the averages, the correction at the first step, and
# every later step with eps.
#
# <details><summary>Hint 1: a question</summary>
#
# The second call gets the m and v that the first one returned. Should they be corrected already?
# </details>
# <details><summary>Hint 2: by hand</summary>
#
# The first gradient is 2: m is 0.2 and v is 0.004. Corrected they are 2 and 4. The root of 4 is 2, and 2 / 2 is 1: the
# step is as long as the rate.
# </details>
# <details><summary>Hint 3: the plan in words</summary>
#
# New m: the share beta1 of the old one, and the rest from the gradient. New v: the same with beta2 and the squared
# gradient. Divide each by its own 1 minus beta to the power t, under new names. Move w against the corrected m, divided
# by the sum of the root and eps, the rate times as far. Return w and the averages that are not corrected.
# </details>
# <details><summary>A sibling, solved: Adagrad, which never forgets</summary>
#
# ```python
# def adagrad_step(w, g, s, lr, eps=1e-10):
#     """Divide by the root of the sum of all squared gradients so far."""
#     s = s + g**2
#     size = np.sqrt(s) + eps
#     return w - lr * g / size, s
# ```
#
# Under equal gradients its steps get shorter and shorter. Which line of yours is different, so that Adam's do not?
# </details>


# %% nbgrader={"grade": false, "grade_id": "adam_step", "locked": false, "schema_version": 3, "solution": true, "task": false}
def adam_step(w, g, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """Return w and the averages m and v after one step of Adam.

    w, the gradient g, m and v are of one shape; m and v are 0 before the first step,
    and t, the number of this step, is 1 there. The m and v that are returned are not
    corrected. While you work, return None for what is not written yet:
    `return None, m, v`.

    >>> w, g, zero = np.array([1.0]), np.array([2.0]), np.zeros(1)
    >>> adam_step(w, g, zero, zero, t=1, lr=0.1)
    (array([0.9]), array([0.2]), array([0.004]))
    """
    ### BEGIN SOLUTION
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v
    ### END SOLUTION


# %% tags=["demo"]
check_steps("adam_step")

# %% nbgrader={"grade": true, "grade_id": "check_adam_step", "locked": true, "points": 1.5, "schema_version": 3, "solution": false, "task": false}
check(adam_step)

# %% nbgrader={"grade": true, "grade_id": "hidden_adam_step", "locked": true, "points": 5.5, "schema_version": 3, "solution": false, "task": false}
# hidden tests: 5.5 points, leave this cell
### BEGIN HIDDEN TESTS
grade(adam_step)
### END HIDDEN TESTS

# %% [markdown]
# The same panel again. In this one Adam's bars are trained by *your* function: if it is right, they look the same.

# %% tags=["demo"]
lesson08.times_a_million(take("adam_step"))

# %% [markdown]
# ### Exercise: `adamw_step` (4 points)
#
# *Weight decay* shrinks every weight a little at each step: it is the slope of lesson 6's penalty, and lesson 9 says
# what it is good for. Add it to the gradient, and Adam divides it by that gradient's usual size: a weight with no other
# gradient then takes a whole step, whether the weight is 2 or 20. **AdamW** keeps it apart: Adam's step, and besides,
# each weight loses the share lr · weight_decay of itself. By hand, without a gradient:
# $2 - 0.1 \cdot 0.1 \cdot 2 = 1.98$. Your step may call `adam_step`; until yours is right, a right one stands in.
#
# <details><summary>Hint 1: a question</summary>
#
# Two things happen to w, and one of them is written already. What happens to m and v?
# </details>
# <details><summary>Hint 2: by hand</summary>
#
# With rate 0.1 and decay 0.1 a weight of 2 loses a hundredth of itself, and a weight of 200 loses 2.
# </details>
# <details><summary>Hint 3: the plan in words</summary>
#
# Let `adam_step` make the new w, m and v, and hand all its numbers on. Then subtract from w the product of rate, decay
# and w. Before or after Adam's step: both are right.
# </details>
# <details><summary>A sibling, solved: gradient descent with decay</summary>
#
# ```python
# def sgd_step_with_decay(w, g, lr, weight_decay):
#     w = sgd_step(w, g, lr)
#     return (1 - lr * weight_decay) * w
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "adamw_step", "locked": false, "schema_version": 3, "solution": true, "task": false}
def adamw_step(w, g, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.01):
    """Return w, m and v after one step of AdamW; the numbers are those of adam_step.

    >>> w, zero = np.array([2.0]), np.zeros(1)
    >>> adamw_step(w, zero, zero, zero, t=1, lr=0.1, weight_decay=0.1)
    (array([1.98]), array([0.]), array([0.]))
    """
    ### BEGIN SOLUTION
    new, m, v = adam_step(w, g, m, v, t, lr, beta1, beta2, eps)
    return new - lr * weight_decay * w, m, v
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_adamw_step", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
check(adamw_step)

# %% nbgrader={"grade": true, "grade_id": "hidden_adamw_step", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
# hidden tests: 3 points, leave this cell
### BEGIN HIDDEN TESTS
grade(adamw_step)
### END HIDDEN TESTS

# %% [markdown]
# A weight of 20, without a gradient. How fast does it shrink by your function, and how fast if the decay is added to Adam's
# gradient?

# %% tags=["demo"]
lesson08.weights_without_a_gradient(take("adamw_step"))

# %% [markdown]
# ## Real data: four in a race
#
# You know four rules now. Which of them reads the digits best? One rate for all would be unfair: a rate of 0.01 gives
# each of them steps of a different length. So *you* tune them, each with the same number of tries: three rates a rule.
# A rank comes after that. Your bet is about what follows: each pixel in a unit of its own.

# %% tags=["demo"]
guess(
    "four-in-a-race",
    lambda: lesson08.four_in_a_race(take("momentum_step"), take("adam_step")),
)

# %% [markdown]
# Choose a rule and a rate, and press *Run*: it is trained on {{counts.panel}} splits, and you see the mean, because a
# single split says little. A rule is not tuned yet while its best rate is the smallest or the largest that you tried.
# After twelve tries there are three presets: *works*, *fails* (all at rate 3) and *surprises*, with each pixel in its
# own unit. There and at other initialization scales you can tune anew. *Reset* gives all four their tries back. Note
# two accuracies with their rates, because a new run of the cell forgets them: a question at the end asks for them.
#
# <details class="nnf-fold v-four-in-a-race"><summary><b>After your bet and a move:</b> what turned out</summary>
#
# By four to seven points. With *each pixel in its own unit*, times a factor from 0.1 to 10, one rate for all weights is
# no longer enough: Adam gives each weight steps of its own, and over {{counts.race}} splits it is {{race_ahead}} points
# ahead of momentum; over as many others it was about four.
#
# With the pixels as they are, the four are close. Most of Adam's lead was its rate: on the splits of your panel it is
# {{race_panel}} points ahead of SGD with 0.01 for all, and {{race_panel_tuned}} when each rule has its own rate.
#
# <details><summary>How sure is that?</summary>
#
# Percent of the test digits read correctly after ten epochs, over {{counts.race}} splits, ± the standard deviation. The
# rates were chosen on {{counts.race}} other splits.
#
# | rates | SGD | momentum | RMSprop | Adam |
# |---|---|---|---|---|
# | all at 0.01 | {{race_at.sgd}} ± {{race_at.sgd_sd}} | {{race_at.momentum}} ± {{race_at.momentum_sd}} | {{race_at.rmsprop}} ± {{race_at.rmsprop_sd}} | {{race_at.adam}} ± {{race_at.adam_sd}} |
# | tuned: 0.3, 0.1, 0.01, 0.01 | {{race_tuned.sgd}} ± {{race_tuned.sgd_sd}} | {{race_tuned.momentum}} ± {{race_tuned.momentum_sd}} | {{race_tuned.rmsprop}} ± {{race_tuned.rmsprop_sd}} | {{race_tuned.adam}} ± {{race_tuned.adam_sd}} |
# | own units: 0.1, 0.01, 0.01, 0.01 | {{race_own.sgd}} ± {{race_own.sgd_sd}} | {{race_own.momentum}} ± {{race_own.momentum_sd}} | {{race_own.rmsprop}} ± {{race_own.rmsprop_sd}} | {{race_own.adam}} ± {{race_own.adam_sd}} |
#
# Split by split, before rounding to whole percent, and with the standard error of the mean in brackets: at 0.01 Adam is
# {{race_untuned}} points ahead of SGD; tuned it is {{race_close.sgd}} ({{race_close.sgd_error}}) ahead of SGD, and
# {{race_close.momentum}} ({{race_close.momentum_error}}) ahead of momentum, which is no difference. After 30 epochs it
# is {{race_longer.sgd}} ({{race_longer.sgd_error}}) ahead of SGD, and against momentum there is no difference. The lead
# at 0.01 and the one in own units are more than ten times their standard errors.
#
# Initialization scales from 0.1 to 3 change the four means by about {{scale_change}} point at most; at 10 they are
# {{scale_ten.means}}, with standard deviations of {{scale_ten.sds}}.
# </details>
# </details>
#
# The ledger gets a line: Adam's, at rate 0.01, after ten epochs instead of 30.


# %% tags=["demo"]
def add_line():
    adam = take("adam_step")
    ledger.add(
        "adam-ten-epochs", [lesson08.read_with_adam(start, adam) for start in range(5)]
    )
    ledger()


add_line()

# %% [markdown]
# ## At a glance
#
# | concept | in one sentence | in code |
# |---|---|---|
# | **gradient descent** | repeated steps against the gradient of the loss | `w = w - lr * g` |
# | **learning rate** | the factor that turns a gradient into a step | `lr` |
# | **mini-batch** | the samples whose mean gradient makes one update | `minibatches(X, y, 32, rng)` |
# | **stochastic gradient descent** | gradient descent with the gradient of a random mini-batch | the same line |
# | **momentum** | a velocity that accumulates past gradients | `v = mu * v + g` |
# | **Adam** | momentum and RMSprop, both averages corrected for starting at 0 | `m / (1 - beta1**t)` |

# %% [markdown]
# ## Check yourself
#
# Seven questions, no points. Each answer tells you something, even a wrong one.

# %% tags=["demo"]
quiz(8)

# %% [markdown] nbgrader={"grade": false, "grade_id": "words_race", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": true}
# ### In your own words, 1 of 2 (2 points, read by your teacher)
#
# A classmate runs SGD and Adam, both at rate 0.01, and says: "Adam is {{race_panel}} points better." What is wrong with that? About
# three sentences, with your own accuracies and the rates of both.
#
# === BEGIN MARK SCHEME ===
# 1 point for a claim that is right: each rule needs a rate of its own; or, the same rate gives the two rules steps of different length; or, a single run without a ± shows little. That Adam adapts its steps is no answer: it does not say what is wrong with the comparison.
# 1 point for two accuracies of one's own race, of SGD and of Adam, each with its rate, that bear on it: at least one of the rates is not 0.01, and the switch "own unit" was the same for both. Numbers of the table in the fold are not one's own. Numbers alone, without a claim, earn nothing.
#
# 2 points: "One rate means different steps. In my race SGD had 72 and Adam 96 at 0.01, but SGD at 0.3 had 95."
# 1 point: "He should tune both first."
# 0 points: "Adam is better because it adapts."
# === END MARK SCHEME ===

# %% [markdown]
# *Your answer (double-click here to write):*

# %% [markdown] nbgrader={"grade": false, "grade_id": "words_noise", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": true}
# ### In your own words, 2 of 2 (2 points, read by your teacher)
#
# The loss of a reader jumps up and down from epoch to epoch. Why, and what do you change? About three sentences, with
# the loss before and after from a panel of yours.
#
# === BEGIN MARK SCHEME ===
# 1 point for the cause: the gradients of batches differ (noise). That is enough; that the rate decides how far it throws the weights about may be said with the remedy. The rate alone ("it was too large"), or a remedy without a cause ("a smaller rate"), earns nothing.
# 1 point for two losses of one's own run of the panel with batches of 4, before the rate was divided and one epoch or more after it, with that change named. Without a cause there is no second point.
#
# 2 points: "The batches disagree, and with rate 1 each one throws the weights about. It was 0.062 at epoch 20; one epoch after dividing by 20 it was 0.023."
# 1 point: "Because each batch pulls somewhere else, so I would take a smaller rate."
# 0 points: "It is overfitting, so stop."
# === END MARK SCHEME ===

# %% [markdown]
# *Your answer (double-click here to write):*

# %% [markdown]
# What you have done: your bets beside what turned out, your points, and the shelf of functions that are yours.

# %% tags=["demo"]
book(8)

# %% tags=["demo"]
points(8)
shelf()

# %% [markdown]
# ## Summary
#
# A gradient says which way, and the learning rate how far. In a long valley the steep direction limits the rate, and
# the flat one asks for many steps. Batches make steps cheap and noisy; a smaller rate takes the jumps away at once.
# Momentum adds up what many gradients agree on. Adam's steps are seldom longer than the rate, whatever the units of the
# loss. If you compare rules, tune each of them.
#
# All this makes the loss on *training* digits small. **Lesson 9** asks about new digits: what if a network becomes too good
# at those it has seen?

# %% [markdown]
# # More
#
# Nothing below is needed for lesson 9.
#
# ## Same pictures, other numbers
#
# A pixel may be written from 0 to 1, from 0 to 255, or with paper and ink exchanged. The picture is the same. Are all of
# them as easy to learn from?

# %% tags=["demo"]
lesson08.same_pictures_other_numbers()

# %% [markdown]
# <details><summary><b>After you have tried:</b> what turned out</summary>
#
# Percent read at the best of five rates, after five epochs and over {{counts.splits}} splits: from 0 to 1:
# {{units.plain}} ± {{units.plain_sd}}; negative: {{units.negative}} ± {{units.negative_sd}}; from 0 to 16:
# {{units.sixteen}} ± {{units.sixteen_sd}}; from 0 to 255: {{units.bytes}} ± {{units.bytes_sd}}; standardized:
# {{units.standardized}} ± {{units.standardized_sd}}. From 0 to 255 none of these rates is small enough, and smaller
# ones mend only a part: the best of four, down to 0.00001, reads {{bytes_short}} %.
#
# At a size of about 1, what hurts is the mean: all pixels are above 0, and what they have in common makes the valley
# long. Subtract from each pixel its mean over the training digits, and {{units.centred}} ± {{units.centred_sd}} % are
# read, and {{units.negative_centred}} ± {{units.negative_centred_sd}} % of the negatives. So subtract the mean before
# you look for a rate, and bring inputs to a size of about 1.
# </details>
#
# ## Scale and rate
#
# Do larger initial weights ask for a larger rate, or for a smaller one? The panel shows means over four splits.

# %% tags=["demo"]
lesson08.scale_and_rate()

# %% [markdown]
# <details><summary><b>After you have looked:</b> what turned out</summary>
#
# The larger the weights, the smaller the rate. Over {{counts.splits}} splits the best of these rates was
# {{scale_rate.small}} at initialization scale 0.01, {{scale_rate.one}} at 1 and {{scale_rate.large}} at 10. A part of
# the reason is that larger weights make larger gradients, so the same rate takes longer steps. Lesson 10 finds a scale
# that suits a network of any depth.
# </details>
#
# ### Exercise: `rmsprop_step` (practice, no points)
#
# The bridge to Adam, as a step. eps is added to the root, not inside of it.
#
# <details><summary>Hint 1: a question</summary>
#
# Gradients of −2 and 2 have the same size. What can be averaged, so that they do not cancel?
# </details>
# <details><summary>Hint 2: by hand</summary>
#
# The first gradient is 2: its square is 4, and s takes in a hundredth of it, 0.04. The root is 0.2, so the step is
# 10 times the rate.
# </details>
# <details><summary>Hint 3: the plan in words</summary>
#
# New s: the share rho of the old one, and the rest from the squared gradient. Divide the gradient by the root of the
# new s plus eps, multiply by the rate, and subtract that from w. Return both.
# </details>
# <details><summary>A sibling, solved: a usual size without squares</summary>
#
# ```python
# def by_mean_size(w, g, a, lr, rho=0.99, eps=1e-8):
#     """Average the sizes of the gradients, and divide by that."""
#     a = rho * a + (1 - rho) * np.abs(g)
#     return w - lr * g / (a + eps), a
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "rmsprop_step", "locked": false, "schema_version": 3, "solution": true, "task": false}
def rmsprop_step(w, g, s, lr, rho=0.99, eps=1e-8):
    """Return w and s, the average of squared gradients, after one step of RMSprop.

    All three arrays are of one shape; s is 0 before the first step. The gradient is
    divided by the root of the new s, to which eps is added after the root is taken.

    >>> w, s = rmsprop_step(np.array([2.0]), np.array([2.0]), np.zeros(1), lr=0.1)
    >>> w.round(6), s.round(6)
    (array([1.]), array([0.04]))
    """
    ### BEGIN SOLUTION
    s = rho * s + (1 - rho) * g**2
    return w - lr * g / (np.sqrt(s) + eps), s
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_rmsprop_step", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
check(rmsprop_step)

# %% nbgrader={"grade": true, "grade_id": "hidden_rmsprop_step", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
# hidden tests: 0 points, leave this cell
### BEGIN HIDDEN TESTS
grade(rmsprop_step)
### END HIDDEN TESTS

# %% [markdown]
# ### Exercise: `clip_by_global_norm` (practice, no points)
#
# One gradient that is far too long can throw a network out of its valley. *Clipping* shortens it and keeps its
# direction. The arrays of a network together are one arrow, and its length is the root of the sum of all squares.
#
# <details><summary>Hint 1: a question</summary>
#
# Two arrays, $(3)$ and $(4)$: how long is the arrow, and by how many factors may it be shortened?
# </details>
# <details><summary>Hint 2: by hand</summary>
#
# Its length is 5. With a limit of 2.5 both arrays are halved; with a limit of 10 they stay.
# </details>
# <details><summary>Hint 3: the plan in words</summary>
#
# Add up the squares of all entries of all arrays, and take the root. If it is above the limit, multiply every array by
# limit / length, else by 1. Return the list, and the length before.
# </details>
# <details><summary>A sibling, solved: shares that add up to 1</summary>
#
# ```python
# def shares(parts):
#     """Divide all arrays by one number: the sum of all their entries."""
#     total = sum(part.sum() for part in parts)
#     return [part / total for part in parts], total
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "clip_by_global_norm", "locked": false, "schema_version": 3, "solution": true, "task": false}
def clip_by_global_norm(grads, max_norm):
    """Return arrays that are together at most max_norm long, and the length before.

    grads is a list of arrays, of any shapes, and so is what is returned. All are
    multiplied by the same factor; what is short enough stays as it is.

    >>> grads, norm = clip_by_global_norm([np.array([3.0]), np.array([[4.0]])], 2.5)
    >>> grads, float(norm)
    ([array([1.5]), array([[2.]])], 5.0)
    """
    ### BEGIN SOLUTION
    norm = np.sqrt(sum(np.sum(g**2) for g in grads))
    factor = max_norm / norm if norm > max_norm else 1.0
    return [factor * g for g in grads], norm
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_clip_by_global_norm", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
check(clip_by_global_norm)

# %% nbgrader={"grade": true, "grade_id": "hidden_clip_by_global_norm", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
# hidden tests: 0 points, leave this cell
### BEGIN HIDDEN TESTS
grade(clip_by_global_norm)
### END HIDDEN TESTS

# %% [markdown]
# ### Exercise: `cosine_rate` (practice, no points)
#
# First long steps, then short ones: a *schedule* says how long a step is at which time. This one follows half a
# cosine from `lr` down to `end`, and stays there.
#
# <details><summary>Hint 1: a question</summary>
#
# A cosine goes from 1 at the angle 0 to −1 at $\pi$. What do you add, and by what do you divide, so that it goes from 1
# to 0?
# </details>
# <details><summary>Hint 2: by hand</summary>
#
# Half-way the cosine is 0, and the rate is the mean of `lr` and `end`. At the end it is `end`, and so ever after.
# </details>
# <details><summary>Hint 3: the plan in words</summary>
#
# The share of the way is t / steps, and at most 1. Take the cosine of pi times that share, add 1 and halve it: a factor
# from 1 to 0. The rate is `end` plus that factor of what lies between `lr` and `end`.
# </details>
# <details><summary>A sibling, solved: a rate that falls evenly</summary>
#
# ```python
# def even_rate(t, lr, steps, end=0.0):
#     left = max(1 - t / steps, 0)
#     return end + left * (lr - end)
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "cosine_rate", "locked": false, "schema_version": 3, "solution": true, "task": false}
def cosine_rate(t, lr, steps, end=0.0):
    """Return the learning rate after t steps: lr at t = 0, and end from t = steps on.

    >>> float(cosine_rate(5, 0.1, 10))
    0.05
    """
    ### BEGIN SOLUTION
    share = min(t / steps, 1)
    return end + (lr - end) * (1 + np.cos(np.pi * share)) / 2
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_cosine_rate", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
check(cosine_rate)

# %% nbgrader={"grade": true, "grade_id": "hidden_cosine_rate", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
# hidden tests: 0 points, leave this cell
### BEGIN HIDDEN TESTS
grade(cosine_rate)
### END HIDDEN TESTS

# %% [markdown]
# ### A number of your own (no points, unless your teacher says so)
#
# Choose a whole number with 4 to 9 digits that nobody else would think of. It draws {{counts.own}} of our pictures and how dark their ink is, for a
# reader that tells odd digits from even ones and is one neuron without a curve: its loss is a valley, and has a sharp limit.
# Which rate breaks yours? Try rates until you know it to three significant digits, and then half of it. Write into the
# function what the cell prints for *your* number.

# %% tags=["demo"]
for rate in (0.05, 0.1, 0.2, 0.4):
    lesson08.try_rate(4711, rate)


# %% nbgrader={"grade": false, "grade_id": "my_limit", "locked": false, "schema_version": 3, "solution": true, "task": false}
def my_limit():
    """Return three numbers: yours, the rate that breaks it, the loss at half of that rate.

    For the number 4711, which is taken, it would be `return 4711, RATE, LOSS`.
    """
    ### BEGIN SOLUTION
    return 73519, 0.3952, 0.03076
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_my_limit", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
check(my_limit)

# %% nbgrader={"grade": true, "grade_id": "hidden_my_limit", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
# hidden tests: 0 points, leave this cell
### BEGIN HIDDEN TESTS
grade(my_limit)
### END HIDDEN TESTS

# %% [markdown]
# ## Deep dive: the family of steps
#
# *For those who want more; no points depend on it.*
#
# - **Nesterov** adds the gradient to what the new velocity will keep: `w - lr * (g + mu * v)`. That amounts to a gradient taken
#   where the velocity is about to lead. In a valley it swings less, but its limit is lower: $2(1 + \mu)/((1 + 2\mu)h)$.
# - **RMSprop** has no correction: with $\rho = 0.99$ its first step is ten times the rate.
# - **Adagrad** adds the squares up and forgets none, so its steps get shorter for ever. That suits inputs that are seldom
#   anything but 0.
# - **AdamW** is what large language models are usually trained with.
# - **Schedules**: *step decay* divides the rate every so many epochs, *cosine* lets it fall smoothly, *warm-up* lets it
#   rise first, while Adam's averages and the network are still fresh.
#
# Momentum raises the limit. Along a direction of curvature $h$ a walk without momentum multiplies the distance by
# $1 - \eta h$. With momentum two steps hang together, and the walk shrinks as long as $\eta$ is below $2(1 + \mu)/h$. In a
# valley with condition number $\kappa$ the best walk without momentum multiplies the distance by $(\kappa - 1)/(\kappa + 1)$ at each
# step; with the best momentum it is $(\sqrt\kappa - 1)/(\sqrt\kappa + 1)$. For $\kappa = 100$ that is $0.98$ and $0.82$.

# %% [markdown]
# ## Myths and facts
#
# | you may hear | what holds |
# |---|---|
# | "Adam steps by $m / (\sqrt v + \epsilon)$." | Both averages are corrected first (Kingma and Ba, 2015). Without it the first step is 3.16 times the rate, and step 12 under a constant gradient is 6.6 times the rate. |
# | "RMSprop divides by the average of squared gradients." | By its *root* (Tieleman and Hinton, 2012). Without the root, a gradient ten times as large takes a step a tenth as long. |
# | "Momentum helps to escape local minima." | It chiefly speeds up long valleys (Polyak, 1964; Goh, 2017). In large networks *saddles*, which go up on two sides and down on two others, are argued to be the obstacle, rather than local minima (Dauphin and others, 2014). |
# | "With momentum, use the same rate." | Name the form: `v = mu * v + g` turns a constant gradient into steps ten times as long at $\mu = 0.9$; the averaged form, with `(1 - mu) * g`, keeps their length. |
# | "Too large a rate overshoots a little." | In a valley there is a sharp limit: at 1.99 times the inverse curvature a walk arrives, at 2.01 times it never does. |
# | "Always use Adam." | In some tests adaptive rules read new data worse (Wilson and others, 2017); where all numbers of a rule were tuned, they never did (Choi and others, 2019). And there is a simple problem with a single valley in which Adam never arrives (Reddi, Kale and Kumar, 2018). |
#
# **Did you know?** Adam was put on arXiv in December 2014 and presented at the conference ICLR in 2015. The name is short for
# *adaptive moment estimation*: $m$ and $v$ estimate the first two moments of the gradient, its mean and the mean of its square.

# %% [markdown]
# To talk about, without points:
#
# - Why does a step against the gradient seldom point to the lowest point?
# - What would you change first if a loss becomes nan, and what if it falls very slowly?
# - Why is the mean of many batch gradients the full gradient, and one of them not?
# - Two optimizers are compared on one split with one rate. Which three things would you ask for?
# - What does a velocity of 0.9 times itself remember of a gradient ten steps ago?
# - Which of the two averages of Adam should forget faster, and why?

# %% [markdown]
# ## How books write it
#
# The learning rate is $\eta$ or $\alpha$, all parameters together $\theta$, the gradient $\nabla L$ or $g_t$; momentum's share is $\beta$ or
# $\gamma$ where we write $\mu$ (in lesson 11 $\beta$ is a shift and $\mu$ a mean); a curvature $h$ is $\lambda$. Adam's decay apart from the
# gradient is *decoupled* weight decay. Many books put the rate into the velocity, `v = mu * v - lr * g` and `w = w + v`: the same
# walk while the rate stays. $\eta/(1 - \mu)$ is the *effective learning rate*. The error of batches is *gradient noise*; its mean
# square, the *variance* of the gradient, is a quarter with batches four times as large. So batch size and rate are tuned together. In PyTorch:
# `torch.optim.SGD(params, lr=0.1, momentum=0.9)`, in the form of this lesson, and `torch.optim.AdamW(params, lr=0.001)`.
#
# ## Sources
#
# - B. Polyak, *Some methods of speeding up the convergence of iteration methods* (1964)
# - T. Tieleman and G. Hinton, *Lecture 6e: RMSprop, divide the gradient by a running average of its recent magnitude*,
#   slides (2012)
# - Y. Dauphin and others, *Identifying and attacking the saddle point problem in high-dimensional non-convex
#   optimization* (2014)
# - D. Kingma and J. Ba, *Adam: a method for stochastic optimization* (2015)
# - I. Loshchilov and F. Hutter, *SGDR: stochastic gradient descent with warm restarts* (2017) and *Decoupled weight decay
#   regularization* (2019)
# - G. Goh, *Why momentum really works* (2017)
# - A. Wilson and others, *The marginal value of adaptive gradient methods in machine learning* (2017)
# - D. Choi and others, *On empirical comparisons of optimizers for deep learning* (2019)
# - S. Reddi, S. Kale and S. Kumar, *On the convergence of Adam and beyond* (2018)
# - The digits: E. Alpaydin and C. Kaynak, *Optical recognition of handwritten digits* (1998)
#
# In the engine: `nnlib/optimizers.py`. Compare it with yours.

# %% [markdown] tags=["teacher"]
# ## Timing
#
# 90 minutes in class: valley and rate 20, batches and noise 15, momentum 15, Adam with its lines in order 25, race 15; quiz and
# questions in words are homework. `adam_step` is the work of the lesson. In class let groups tune one rule each and put the best
# rates on the board before anybody ranks them. What stands under *More* is practice: its cells have 0 points, and you can give them
# some in `source/` (weights: `rmsprop_step` 2, `clip_by_global_norm` 2, `cosine_rate` 1, `my_limit` 2).
#
# ## What learners ask
#
# - *Why not compute the best rate from the curvature?* In the valley you can. A network has a curvature for each of its
#   thousands of directions, and they change at every step. We never quote $2/h$ for a network.
# - *Is noise bad?* Where not all samples can be fitted it keeps the loss up, and a smaller rate at the end mends that.
#   In return there are {{counts.steps}} steps in place of ten.
# - *Why does the test accuracy hardly show the drop of the loss?* Which class is largest does not change when all scores
#   become surer. The loss sees how sure, accuracy only which.
# - *Is Adam always the safe choice?* It is easy to tune, because its rate is about the largest length of a step. Tuned, SGD with momentum is as
#   good here, after ten epochs and after 30.
# - *Why is $v$ momentum's velocity here and Adam's second moment there?* Because the papers named them so.
#
# ## To talk about
#
# Draw a long valley on the board. One learner holds the chalk, another tells only the slope at the chalk: where does it go,
# and what would a third do who remembers the last slopes? And: how would the race look if only Adam had been given three tries?
#
# ## What to skip
#
# The fold on schedules, and everything under *More*. Never the race.
