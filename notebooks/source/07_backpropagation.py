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
# Two sittings, of about 100 and 150 minutes with the exercises: one number at a time, then whole layers.
# The stop between them is marked, and a shorter one in the second. You need lessons 1 to 6, or their
# words: they are folded up below.
#
# Afterwards you can
#
# - say what a **gradient** is, and measure one without any formula;
# - read and draw a **computational graph**, and pass slopes back through it by the **chain rule**;
# - say what a **local gradient** is, and why a layer keeps the numbers of its forward pass;
# - write the **backward pass** of a whole network, and train it with what you wrote;
# - explain what **backpropagation** saves, with numbers;
# - tell a right backward pass from a wrong one, which accuracy cannot.
#
# Run the cells one by one as you read, with `Shift`+`Enter`: some of them ask before they show. (*Run → Run
# All Cells* works too, also with nothing solved.) When you have solved an exercise, run the cells after it
# again: `take("…")` gives them your version if it is right, and the engine's until then.
#
# <details><summary>Words from earlier lessons</summary>
#
# | word | in a sentence |
# |---|---|
# | network, layer, unit | a network is a chain of layers; a unit is a neuron of a layer, and its output one number |
# | sample, feature | a sample is one example, here a picture; its features are its numbers, here 64 pixels |
# | weight, bias | the numbers that are learnt, together the *parameters*: a weight multiplies, a bias is added |
# | affine layer | $Z = XW + b$: every unit a weighted sum of all inputs, plus its bias |
# | activation function | a bent function after each sum: ReLU $\max(0, z)$, tanh, sigmoid $1/(1 + e^{-z})$ |
# | score, softmax | a score for each class; softmax makes probabilities of them, $P_c = e^{Z_c} / \sum_k e^{Z_k}$ |
# | loss, cross-entropy | one number that says how wrong: here the mean of $-\log$ of the right class's probability |
# | batch, epoch | the samples used for one step; one walk through all training samples |
# | learning rate | how long a step is: each number moves by rate × slope |
# | the engine | `nnlib`, the course's own library; it stands in for what you have not written yet |
#
# </details>

# %% nbgrader={"grade": false, "grade_id": "setup", "locked": true, "schema_version": 3, "solution": false, "task": false}
# Setup: run this cell first
import math

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
from nnlib.data import load_digits_split
from nnlib.viz import lesson07

X_train, y_train, X_test, y_test = load_digits_split(seed=0)
viz.page()

# %% [markdown]
# ## Still there?
#
# Three questions on earlier lessons. One click each, no points.

# %% tags=["demo"]
quiz("still-there", lesson=7)

# %% [markdown]
# > **On credit.** This lesson pays some debts. Lesson 4 called the gradient, for now, the slopes of the
# > loss, one number for each weight: here it gets its full meaning. Lesson 5 kept what every layer takes in
# > and gives out, to look at it: here it is needed. Lesson 6 found the reason for the rule *rate × error ×
# > input* of one neuron: here it comes out for whole layers. New on credit: how long a step may be
# > (lesson 8), and how to choose the initial weights (lesson 10).

# %% [markdown]
# ## Seven networks
#
# Seven networks learn to read handwritten digits, 8 by 8 pixels each. They start from the same
# weights and see the same pictures in the same order. **Six of them have a mistake in the backward
# pass**, the part that says which way each weight should turn. First commit yourself.

# %% tags=["demo"]
guess("nobody-noticed", lesson07.seven_networks, hides=True)

# %% [markdown]
# Here is how they have learned. Mark those that you suspect, *then* press the button.

# %% [markdown]
# <details class="nnf-fold v-nobody-noticed"><summary><b>After your bet and the nudge:</b> what turned out</summary>
#
# | network | what its backward pass does | test digits read | worst relative error |
# |---|---|---|---|
# | A | averages the bias gradient a second time | {{reads.A}} % | {{worst_error.A}} |
# | B | passes back through a fixed *random* matrix | {{reads.B}} % | {{worst_error.B}} |
# | **C** | **nothing wrong** | **{{reads.C}} %** | **below {{honest_error_below}}** |
# | D | passes slopes through units that were off | {{reads.D}} % | {{worst_error.D}} |
# | E | never moves the first layer | {{reads.E}} % | {{worst_error.E}} |
# | F | leaves the bias gradient at zero | {{reads.F}} % | {{worst_error.F}} |
# | G | forgets to divide by the batch | {{reads.G}} % | {{worst_error.G}} |
#
# The *relative error* is the largest difference between its slopes and the measured ones, divided by the
# largest of all these slopes: about 0 where they agree, about 1 where they have nothing in common. It was
# measured on a batch of five digits, so "five times too large" shows as 0.8. The table is one split of the
# digits and one choice of initial weights.
#
# Two of the six liars, A and F, read as well as the honest one, C, on other splits too; D and B are a little
# behind, on average by about a point or less. Judged by what the network learns, all four
# backward passes would have been accepted. Even G, at chance, can
# be helped: its slopes point the right way and are as many times too long as the batch has samples, in
# training 32. With a learning rate that is 32 times smaller it learns.
# </details>

# %% [markdown]
# **Learning well proves nothing about a gradient.** So we need another judge. It is the simplest experiment
# there is, the one that the button has just made for every number of every network: move one number a
# little, and see how much the end moves.

# %% [markdown]
# # A · One number at a time
#
# ## The nudge
#
# Take $f(x) = x_0^2 + 3\,x_1$ at the point $x = (2, 1)$, where $f = 7$; as in code, entries are counted
# from 0. Nudge $x_0$ by 0.1 in both directions:
#
# | nudge | $f$ |
# |---|---|
# | $x = (2.1,\ 1)$ | $4.41 + 3 = 7.41$ |
# | $x = (1.9,\ 1)$ | $3.61 + 3 = 6.61$ |
#
# The end moved by $0.8$ while $x_0$ moved by $0.2$: a **slope** of $0.8 / 0.2 = 4$. For $x_1$ the
# same experiment gives $7.3 - 6.7 = 0.6$ over $0.2$, a slope of $3$. In lesson 6 we said the slope *with
# respect to* $x_0$; here we say the slope *in* $x_0$, which is shorter.
#
# (Books say *derivative* for slope, and *partial derivative* for a slope in one number while the others are
# held still.) The **gradient** of $f$ at $x$ is the array of all these slopes, one for each number, in the
# shape of $x$: here $(4, 3)$. Drawn as an arrow, it points where $f$ rises most steeply. Training asks
# one question of every weight, "which way, and how strongly?", and the gradient is all the answers at once.
#
# | symbol | shape | code | in words |
# |---|---|---|---|
# | $x$ | any | `x` | the numbers that may be turned |
# | $f(x)$ | one number | `f(x)` | what comes out at the end |
# | $\dfrac{f(x + \varepsilon e_i) - f(x - \varepsilon e_i)}{2\,\varepsilon}$ | one number | `(above - below) / (2 * eps)` | slope in entry $i$, all others held still |
# | $\nabla f(x)$ | the shape of $x$ | `slopes` | the gradient: all those slopes |
#
# $e_i$ is 1 at place $i$ and 0 elsewhere; $\varepsilon$, in code `eps`, is the size of the nudge.

# %% [markdown]
# ### Exercise: `numerical_gradient` (4 points)
#
# Measure the gradient of *any* function by nudging one entry after the other. It will be your judge
# for the rest of the lesson.
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
# <details><summary>A sibling, solved: nudging in one direction only, for a list</summary>
#
# ```python
# def right_slopes(f, numbers, eps=1e-6):
#     here = f(numbers)
#     found = []
#     for k in range(len(numbers)):
#         moved = list(numbers)
#         moved[k] += eps
#         found.append((f(moved) - here) / eps)
#     return found
# ```
#
# It moves a fresh copy each time, and it looks to one side only, which costs accuracy.
# </details>


# %% nbgrader={"grade": false, "grade_id": "numerical_gradient", "locked": false, "schema_version": 3, "solution": true, "task": false}
def numerical_gradient(f, x, eps=1e-5):
    """Measure the gradient of f at x by nudging each entry up and down by eps.

    f takes an array of the shape of x and returns one number. x has any shape, and may hold
    whole numbers; it is the same afterwards. The answer has the shape of x.

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

# %% tags=["demo"]
guess("v-curve", lambda: lesson07.nudge_size(take("numerical_gradient")), hides=True)

# %% [markdown]
# Move the slider to the left, to smaller and smaller nudges. Arrow keys work too.

# %% [markdown]
# <details class="nnf-fold v-v-curve"><summary><b>After your bet and a move:</b> what turned out</summary>
#
# From right to left the error falls, and then it rises again. On the right arm, with large nudges, the
# curve of $\sin$ is to blame: within the nudge it is not straight, and the error shrinks with
# $\varepsilon^2$ (from one side only: with $\varepsilon$). On the left arm the computer is: its numbers keep
# 16 digits, and the difference of two nearly equal numbers throws most of them away. From both sides
# the two balance near $\varepsilon = 10^{-5}$. "As small as possible" is the wrong answer.
# </details>
#
# So the nudge is never exact; and above all it is slow. The reader of the digits has {{parameters.reader}} numbers
# to turn, and two questions for each make {{parameters.nudges}} forward passes for *one* gradient.

# %% tags=["demo"]
guess("cost")

# %% tags=["demo"]
ratio = lesson07.cost_of_a_gradient()


def price():
    print("by nudging:  4,820 forward passes for one gradient")
    print(f"backwards:   {ratio:.1f} forward passes, the forward pass included")
    print("             (measured just now)")


reveal("cost", price)

# %% [markdown]
# <details class="nnf-fold v-cost"><summary><b>After your bet:</b> what turned out</summary>
#
# That is **backpropagation**: all {{parameters.reader}} slopes from one walk from the output to the input, exact but
# for rounding, at the price of a few forward passes. (By matrix products it is at most three: one forwards
# and two backwards in each layer, and the first layer can save one of its two, because nobody asks for the
# slopes of the pixels. The clock says something else on every machine.)
# </details>

# %% [markdown]
# ## Slopes along a chain
#
# A single operation is easy. If $c = a \cdot b$ with $a = 3$ and $b = -1$, then nudging $a$ by 0.1
# moves $c$ by $-0.1$: the slope of $c$ in $a$ is the *other* factor, $-1$. And the slope in $b$ is 3.
# Such a slope of one operation alone is a **local gradient**. It is needed because it is all that an
# operation has to know: nothing of what comes before or after.
#
# | operation | local gradients | in the example |
# |---|---|---|
# | $c = a + b$ | 1 and 1 | a nudge passes unchanged |
# | $c = a \cdot b$ | $b$ and $a$ | each factor has the other one |
# | $c = \tanh(a)$ | $1 - c^2$ | steepest, 1, where $c = 0$; flat where $c$ is near ±1 |
# | $c = e^a$ | $c$ | as steep as it is high |
# | $c = \log a$ | $1/a$ | flatter and flatter |
#
# Now a chain. If $c$ moves $-1$ times as far as $a$, and the end $L$ moves $-7$ times as far as $c$,
# then $L$ moves $(-7) \cdot (-1) = 7$ times as far as $a$. This is the **chain rule**, the derivative of
# a composition: along a chain, slopes multiply. It is needed because it lets every operation mind its own
# business. And if two roads lead from a number to the end, both nudges arrive: slopes of
# several roads add up.
#
# $$\text{slope of } L \text{ in } a = \sum_{\text{roads from } a \text{ to } L}\ \prod_{\text{links}}
# \text{local gradient}$$
#
# > **How books write it.** $\dfrac{\partial L}{\partial a}$ is the slope of $L$ in $a$; $\delta$ is
# > often $\dfrac{\partial L}{\partial Z}$, our $dZ$ below. The chain rule for $y = f(g(x))$ is
# > $\dfrac{dy}{dx} = \dfrac{dy}{dg} \cdot \dfrac{dg}{dx}$, or $f'(g(x)) \cdot g'(x)$. On the way back:
# > *upstream × local = downstream*. Scores are *logits*, and $Z$ before a bend is the *pre-activation*.

# %% [markdown]
# ### A graph by hand
#
# Three steps: $c = a\,b$, then $d = c + b$, then $L = c\,d$, with $a = 3$ and $b = -1$. Forwards,
# $c = -3$, $d = -4$ and $L = 12$. Drawn, with a *node* for each number and an arrow to every number made of
# it, this is a **computational graph**: a picture of which number was computed from which, with the local
# gradient at each arrow. It is needed for the order of the way back: no node may pass its slope on before
# all shares of that slope have arrived.
#
# Here you are the algorithm. The end knows its slope: 1. Press a node to let it pass its slope back.

# %% tags=["demo"]
guess("two-roads", lesson07.speak_in_turn)

# %% [markdown]
# <details class="nnf-fold v-two-roads"><summary><b>After your bet and a move:</b> what turned out</summary>
#
# | who speaks | what it says | what is known then |
# |---|---|---|
# | $L$ | to $c$: $1 \cdot d = -4$; to $d$: $1 \cdot c = -3$ | $d$: $-3$, complete |
# | $d$ | to $c$: $-3 \cdot 1 = -3$; to $b$: $-3$ | $c$: $-4 - 3 = -7$, complete |
# | $c$ | to $a$: $-7 \cdot (-1) = 7$; to $b$: $-7 \cdot 3 = -21$ | $a$: $7$; $b$: $-3 - 21 = -24$ |
#
# $c$ may not speak right after $L$: the share that comes by way of $d$ is still missing. Check one slope by
# a nudge: with $a = 3.1$ the end is 12.71, with $a = 2.9$ it is 11.31, and $1.4 / 0.2 = 7$.
# </details>

# %% [markdown]
# The rule is short: **a node speaks once, after all who use it have spoken.**

# %% [markdown]
# ### Exercise: `Value` (8 points)
#
# Build the machine that does this for any graph: a number that remembers what it was made from. The
# constructor and the addition are given. `parents` is a tuple of pairs *(parent, local slope)*, so the
# graph grows by itself while you calculate. Four methods are yours:
#
# | method | what it does | by hand, in the graph above |
# |---|---|---|
# | `__mul__` | makes the product, with both factors as parents | $c = a \cdot b$ has the parents $(a, -1)$ and $(b, 3)$ |
# | `tanh` | the same, with one parent | in the table of local gradients |
# | `in_order` | lists all numbers, each after its parents | a, b, c, d, L |
# | `backward` | walks through that list and passes slopes back | L, d and c speak, in this order |
#
# Write them one after the other. The cell under yours looks at each by itself and says which of them hold,
# for no points and as often as you like. What you build is called *automatic differentiation*, in its
# *reverse mode*: from the end to the start.
#
# <details><summary>Hint 1: a question</summary>
#
# In the panel, `c` refused until `L` *and* `d` had spoken. If you had all nodes in one list, each after
# its parents, from which end would you walk through it?
# </details>
# <details><summary>Hint 2: by hand</summary>
#
# Walk back through a, b, c, d, L, with 1 as the grad of L: L speaks, then d, then c. For each, every
# parent gets *slope × my grad* on top of what it has. Write down the six additions.
# </details>
# <details><summary>Hint 3: the plan in words</summary>
#
# `in_order`: start with an empty list. A function inside visits a number: if the list has it, do nothing;
# otherwise visit all its parents, and then append the number itself. Visit `self`, and return the list.
#
# `backward`: set every grad in the list to 0, and then `self.grad` to 1. Go through the list from its end,
# and let each number add its share to each of its parents.
# </details>
# <details><summary>Siblings, solved: subtraction, the exponential, and counting numbers</summary>
#
# ```python
# def __sub__(self, other):
#     return Value(self.data - other.data, ((self, 1.0), (other, -1.0)))
#
# def exp(self):
#     e = math.exp(self.data)
#     return Value(e, ((self, e),))
#
# def count(self):
#     """Count the numbers that this one was made from, itself included."""
#     met = []
#
#     def meet(number):
#         if number not in met:
#             met.append(number)
#             for pair in number.parents:
#                 meet(pair[0])
#
#     meet(self)
#     return len(met)
# ```
#
# `count` needs every number once, in any order. `in_order` needs them in a certain one: that is the
# difference.
# </details>


# %% nbgrader={"grade": false, "grade_id": "Value", "locked": false, "schema_version": 3, "solution": true, "task": false}
class Value:
    """A number that remembers its parents, and the slope along the way from each of them.

    data is the number, grad the slope of the end in it (0.0 before backward was called),
    parents a tuple of pairs (parent, local slope).

    >>> a = Value(3.0)
    >>> out = a * a + a
    >>> out.backward()
    >>> a.grad
    7.0
    """

    def __init__(self, data, parents=()):
        self.data = data
        self.grad = 0.0
        self.parents = parents

    def __add__(self, other):
        return Value(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other):
        ### BEGIN SOLUTION
        return Value(self.data * other.data, ((self, other.data), (other, self.data)))
        ### END SOLUTION

    def tanh(self):
        """Return tanh of this number; math.tanh computes it."""
        ### BEGIN SOLUTION
        t = math.tanh(self.data)
        return Value(t, ((self, 1 - t**2),))
        ### END SOLUTION

    def in_order(self):
        """List this number and all that it was made from: each once, and after its parents.

        For the end of the example above: a, then a * a, then the end itself.
        """
        ### BEGIN SOLUTION
        order = []

        def visit(node):
            if node not in order:
                for parent, _ in node.parents:
                    visit(parent)
                order.append(node)

        visit(self)
        return order
        ### END SOLUTION

    def backward(self):
        """Fill grad of this number and of all it was made from; afresh on every call."""
        ### BEGIN SOLUTION
        order = self.in_order()
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in node.parents:
                parent.grad += slope * node.grad
        ### END SOLUTION


# %% tags=["demo"]
check_steps("Value")

# %% nbgrader={"grade": true, "grade_id": "check_Value", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check(Value)

# %% nbgrader={"grade": true, "grade_id": "hidden_Value", "locked": true, "points": 6, "schema_version": 3, "solution": false, "task": false}
# hidden tests: 6 points, leave this cell
### BEGIN HIDDEN TESTS
grade(Value)
### END HIDDEN TESTS

# %% [markdown]
# Put it to work: one neuron, $h = \tanh(w_0 x_0 + w_1 x_1 + b)$, the squared error of its answer, and
# forty steps downhill. Nobody wrote down a formula for these slopes.

# %% tags=["demo"]
V = take("Value")
weights = [V(0.5), V(-0.3), V(0.0)]


def squared_error(weights):
    w0, w1, b = weights
    miss = (w0 * V(1.0) + w1 * V(2.0) + b).tanh() + V(-0.8)  # the target is 0.8
    return miss * miss


for step in range(41):
    squared = squared_error(weights)
    squared.backward()
    if step % 10 == 0:
        slopes = [round(w.grad, 3) for w in weights]
        print(f"step {step:2}   squared error {squared.data:.5f}   slopes {slopes}")
    weights = [V(w.data - 0.2 * w.grad) for w in weights]
print(f"The Value behind it: {whose('Value')}.")

# %% [markdown]
# The engine has the same machine for arrays, `nnlib.Tensor`, and draws what it did. An arrow carries
# its local gradient, a box its value and the slope of the end in it. Two roads lead from `miss` to the
# end, so its slope is $0.2 + 0.2 = 0.4$:

# %% tags=["demo"]
w, x = nnlib.Tensor(0.5, name="w"), nnlib.Tensor(2.0, name="x")
miss = w * x - 0.8
loss = miss * miss
miss.name, loss.name = "miss", "loss"
loss.backward()
loss.draw()

# %% [markdown]
# ---
#
# ### A good place to stop
#
# You have the judge (`numerical_gradient`) and the whole idea (`Value`). Sitting B does the same with
# whole layers, where one line of numpy stands for thousands of arrows. Save, and take a break.
#
# ---

# %% [markdown]
# # B · Whole layers
#
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
# W = \begin{pmatrix} 2 & 1 \\ 4 & 3 \end{pmatrix},\quad
# dZ = \begin{pmatrix} 1 & 3 \end{pmatrix}$$
#
# **Whom does $W_{01}$ touch?** It carries feature 0 to unit 1. Nudge it by $\varepsilon$: $Z_{01}$
# moves by $X_{00}\,\varepsilon = 1\,\varepsilon$, and nothing else moves. The loss follows with
# $dZ_{01} \cdot 1\,\varepsilon = 3\,\varepsilon$. So $dW_{01} = 3$: the local gradient $X_{00}$ times
# the slope $dZ_{01}$ that came from behind. Here is why the forward pass has to keep $X$.
#
# **Whom does $X_{00}$ touch?** Both units: $Z_{00}$ with weight 2 and $Z_{01}$ with weight 1. Two
# roads, so the slopes add up: $dX_{00} = 1 \cdot 2 + 3 \cdot 1 = 5$.
#
# | question | shape of the answer | sum over | by hand, in the example |
# |---|---|---|---|
# | $dX$ | $(N, D)$, as $X$ | the units it feeds | $dX_{01} = 1 \cdot 4 + 3 \cdot 3 = 13$ |
# | $dW$ | $(D, H)$, as $W$ | the samples that pass through it | $dW_{11} = 2 \cdot 3 = 6$ |
# | $db$ | $(H{,})$, as $b$ | the samples | $db_1 = 3$ |
#
# With a batch of $N$ samples, each weight and each bias touches every sample: $N$ roads, and they add
# up. Nothing is divided by $N$ here. The loss is a *mean* over the batch, so whoever made $dZ$ has
# divided already.

# %% [markdown]
# ### Exercise: `affine_backward` (6 points)
#
# Answer the three questions for a whole batch. Three lines are enough, and the shapes settle most
# of it: from $(N, H)$ and $(D, H)$ there are not many ways to make $(N, D)$. The
# *transpose* of lesson 1, `W.T` or $W^\top$, has the rows of $W$ as its columns, and the shape $(H, D)$.
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
# dX that must be the axis of the units, for dW the axis of the samples. Transpose the table that
# stands the wrong way. For db there is nothing to multiply: add up over the samples.
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

    dZ has shape (N, H). cache is the pair (X, W) that the forward pass kept, of shapes
    (N, D) and (D, H). The answer is the tuple dX, dW, db of shapes (N, D), (D, H) and (H,).
    dZ, X and W stay as they are.

    >>> X, W = np.array([[1.0, 2.0]]), np.array([[2.0, 1.0], [4.0, 3.0]])
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
# **The rule of lesson 1, for a whole layer.** Look at $dW = X^\top dZ$ for one sample and one unit: *input ×
# slope*. With sigmoid or softmax and cross-entropy the slope in the score is *output − target*, as lesson 6
# found for one neuron. What was its rule *rate × error × input* is one column of $X^\top dZ$ here.

# %% [markdown]
# ## Through an activation function
#
# An activation function works entry by entry: each number touches one number. So each slope that comes from
# behind is multiplied by *one* local gradient, and nothing is added up.
#
# | activation function | forwards | local gradient | needs from the forward pass |
# |---|---|---|---|
# | ReLU | $A = \max(0, Z)$ | 1 where $Z > 0$, else 0 | the signs of $Z$ |
# | tanh | $A = \tanh Z$ | $1 - A^2$ | $A$ |
#
# By hand: $Z = (1, -4)$ and $dA = (5, 2)$. The first unit passes its nudge on unchanged, the second
# is silent, and a little more or less leaves it silent: $dZ = (5, 0)$. (At $Z = 0$ exactly the ReLU
# has a kink and no slope; every value from 0 to 1 would do. Most programs take 0; the check takes any.)
#
# ### Exercise: `relu_backward` and `tanh_backward` (1 point each)
#
# Take the slopes in what an activation gave, and return the slopes in what went into it.
#
# <details><summary>Hint 1: a question</summary>
#
# Who decides whether a slope passes: the number that went *in* on the way forward, or the slope that
# comes back?
# </details>
# <details><summary>Hint 2: a number by hand</summary>
#
# With `A = 0.5` tanh is three quarters as steep as at 0. From behind comes 4. What goes on?
# </details>
# <details><summary>Hint 3: the plan in words</summary>
#
# For the ReLU make a table of the shape of Z that holds 1 where Z is positive and 0 elsewhere, and
# multiply dA by it, entry by entry. For tanh the factor is in the table above.
# </details>
# <details><summary>A sibling, solved: the sigmoid</summary>
#
# ```python
# def sigmoid_backward(dA, A):
#     return dA * A * (1 - A)
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "relu_backward", "locked": false, "schema_version": 3, "solution": true, "task": false}
def relu_backward(dA, Z):
    """Turn the slopes dA of the loss in A = relu(Z) into its slopes in Z.

    Both have the same shape, and so has the answer. dA and Z stay as they are.

    >>> relu_backward(np.array([[5.0, 2.0, 3.0]]), np.array([[1.0, -4.0, 1.0]]))
    array([[5., 0., 3.]])
    """
    ### BEGIN SOLUTION
    return dA * (Z > 0)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_relu_backward", "locked": true, "points": 0.5, "schema_version": 3, "solution": false, "task": false}
check(relu_backward)

# %% nbgrader={"grade": true, "grade_id": "hidden_relu_backward", "locked": true, "points": 0.5, "schema_version": 3, "solution": false, "task": false}
# hidden tests: 0.5 points, leave this cell
### BEGIN HIDDEN TESTS
grade(relu_backward)
### END HIDDEN TESTS


# %% nbgrader={"grade": false, "grade_id": "tanh_backward", "locked": false, "schema_version": 3, "solution": true, "task": false}
def tanh_backward(dA, A):
    """Turn the slopes dA of the loss in A = tanh(Z) into its slopes in Z.

    A is what tanh gave, between -1 and 1. Both have the same shape, and so has the answer.
    dA and A stay as they are.

    >>> tanh_backward(np.array([[1.0, 1.0]]), np.array([[0.5, 0.0]]))
    array([[0.75, 1.  ]])
    """
    ### BEGIN SOLUTION
    return dA * (1 - A**2)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_tanh_backward", "locked": true, "points": 0.5, "schema_version": 3, "solution": false, "task": false}
check(tanh_backward)

# %% nbgrader={"grade": true, "grade_id": "hidden_tanh_backward", "locked": true, "points": 0.5, "schema_version": 3, "solution": false, "task": false}
# hidden tests: 0.5 points, leave this cell
### BEGIN HIDDEN TESTS
grade(tanh_backward)
### END HIDDEN TESTS

# %% [markdown]
# ## Where the slopes begin
#
# The walk back starts at the loss. With scores $Z$ of shape $(N, C)$, probabilities
# $P = \text{softmax}(Z)$ row by row, and the right class $y_n$ of each sample, the loss is
#
# $$L = -\frac{1}{N} \sum_n \log P_{n, y_n}
# \qquad\text{and}\qquad
# dZ_{nc} = \frac{P_{nc} - [c = y_n]}{N}$$
#
# where the bracket $[c = y_n]$ is 1 for the right class and 0 for all others: the *one-hot* table of lesson 6.
#
# | step | formula | why |
# |---|---|---|
# | one sample, its loss | $-\log P_y = -Z_y + \log \sum_c e^{Z_c}$ | the logarithm of the softmax, written out |
# | slope of the first part | $-1$ in $Z_y$, 0 elsewhere | a sum passes nudges on |
# | slope of the second part | $e^{Z_c} / \sum_k e^{Z_k} = P_c$ | the chain rule, through log and exp |
# | together | $P_c - [c = y]$ | two roads add up: *output − target* |
# | a mean over the batch | divide by $N$ | each sample has a share of $1/N$ |
#
# By hand: scores $(2, 2)$, right class 0. Both probabilities are a half, the loss is
# $-\log \tfrac12 = 0.693$, and $dZ = (-\tfrac12, \tfrac12)$: raise the right score, lower the other.
#
# ### Exercise: `softmax_cross_entropy` (4 points)
#
# Return the loss and its slopes in the scores. The loss is the `cross_entropy` that you wrote in
# lesson 6; new are its slopes. The scores may be as large as 1,000: there you have seen what helps.
#
# <details><summary>Hint 1: a question</summary>
#
# What is `np.exp(1000)`? And what does taking the row's largest score away from the whole row change
# about its probabilities?
# </details>
# <details><summary>Hint 2: by hand</summary>
#
# For scores (1000, 0) take 1000 away: (0, −1000). Now the logarithm of the sum of exponentials is
# about 0. What is the loss if class 1 was right? It is a plain number, with no logarithm of 0.
# </details>
# <details><summary>Hint 3: the plan in words</summary>
#
# Take away each row's maximum. The logarithms of the probabilities are these scores minus the
# logarithm of the row's sum of exponentials. Pick one entry per row, row n at column y[n], for the
# loss. For the slopes: exponentials of those logarithms, minus 1 at the picked entries, over N.
# </details>
# <details><summary>A sibling, solved: one score, two classes</summary>
#
# ```python
# def sigmoid_cross_entropy(z, y):
#     """z, y of shape (N,): scores and targets 0 or 1; `bce_with_logits` of lesson 6."""
#     loss = np.mean(np.maximum(z, 0) - z * y + np.log1p(np.exp(-np.abs(z))))
#     a = 0.5 * (1 + np.tanh(z / 2))
#     return loss, (a - y) / len(z)
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "softmax_cross_entropy", "locked": false, "schema_version": 3, "solution": true, "task": false}
def softmax_cross_entropy(Z, y):
    """Return the mean cross-entropy of scores Z, and its slopes in them.

    Z has shape (N, C), y holds the right class of each sample, shape (N,), whole numbers
    from 0 to C - 1. The answer is the tuple loss, dZ: a number, and an array of shape
    (N, C). Z stays as it is. Scores may be in the thousands, and rows may lie thousands
    apart.

    >>> loss, dZ = softmax_cross_entropy(np.array([[2.0, 2.0]]), np.array([0]))
    >>> round(float(loss), 4)
    0.6931
    >>> dZ
    array([[-0.5,  0.5]])
    """
    ### BEGIN SOLUTION
    N = len(y)
    log_P = Z - Z.max(axis=1, keepdims=True)
    log_P = log_P - np.log(np.exp(log_P).sum(axis=1, keepdims=True))
    loss = -log_P[np.arange(N), y].mean()
    dZ = np.exp(log_P)
    dZ[np.arange(N), y] -= 1
    return loss, dZ / N
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_softmax_cross_entropy", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
check(softmax_cross_entropy)

# %% nbgrader={"grade": true, "grade_id": "hidden_softmax_cross_entropy", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
# hidden tests: 3 points, leave this cell
### BEGIN HIDDEN TESTS
grade(softmax_cross_entropy)
### END HIDDEN TESTS

# %% [markdown]
# ## The whole way back
#
# A network with one hidden layer, by name. Forwards, and the same steps back in reverse order:
#
# | forwards | keeps | backwards | shape of what comes out |
# |---|---|---|---|
# | $Z_1 = X W_1 + b_1$ | $X$ | $dW_1, db_1$ from $dZ_1$ | $(D, H)$, $(H{,})$ |
# | $A_1 = \max(0, Z_1)$ | $Z_1$ | $dZ_1$ from $dA_1$ | $(N, H)$ |
# | $Z_2 = A_1 W_2 + b_2$ | $A_1$ | $dA_1, dW_2, db_2$ from $dZ_2$ | $(N, H)$, $(H, C)$, $(C{,})$ |
# | $L$ = cross-entropy | | $dZ_2$ | $(N, C)$ |
#
# Read the backward column from the bottom up: this is the **backward pass**, the walk from the loss
# to the input in which every layer turns the slope in its output into the slopes in its input and its
# parameters. It is needed in this order because each slope is made of the one behind it, and so every one of
# them is worked out once. You have all the steps. What is left is a loop.
#
# ### Exercise: `mlp_backward` (6 points)
#
# Compute the loss of a network and the slopes in all its parameters, for any number of layers, with your own
# functions from above. (If one of them is not right yet, this exercise is judged with the engine's version in
# its place: one mistake costs its points once.)
#
# Write it for two layers by name first, on paper; then see what repeats.
#
# <details><summary>Hint 1: a question</summary>
#
# After the last affine layer there is no ReLU. So how many times does `relu_backward` run for three
# layers, and with which Z?
# </details>
# <details><summary>Hint 2: by hand</summary>
#
# For three layers the backward pass calls, in this order: cross-entropy, affine (layer 3), relu (with
# $Z_2$), affine (layer 2), relu (with $Z_1$), affine (layer 1).
# </details>
# <details><summary>Hint 3: the plan in words</summary>
#
# Forwards: go through params, compute Z from the current A, keep A and Z in lists, and make the next A
# by the ReLU. Take the loss and dZ from the last Z. Backwards: for i from the last layer to the first,
# get dA, dW and db of layer i, put the pair (dW, db) at the front of the answer, and if there is a
# layer before, turn dA into dZ with the Z of that layer.
# </details>
# <details><summary>A sibling, solved: a chain of scaling layers with tanh between them</summary>
#
# ```python
# def chain_backward(x, scales):
#     """Slopes of the last output in each scale, for x = tanh(s * x) again and again."""
#     inputs, outputs = [], []
#     for s in scales:
#         inputs.append(x)
#         x = math.tanh(s * x)
#         outputs.append(x)
#     slopes, dx = [], 1.0
#     for s, before, after in zip(reversed(scales), reversed(inputs), reversed(outputs)):
#         dz = dx * (1 - after**2)
#         slopes.insert(0, dz * before)
#         dx = dz * s
#     return slopes
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "mlp_backward", "locked": false, "schema_version": 3, "solution": true, "task": false}
def mlp_backward(X, y, params):
    """Return the loss of a network and the slopes of the loss in all its parameters.

    X has shape (N, D), y the right classes, shape (N,). params is a list of pairs (W, b),
    one for each affine layer; between two layers stands a ReLU, after the last one the
    cross-entropy. The answer is the tuple loss, grads: grads is a list of pairs (dW, db) in
    the order of params.

    >>> first = np.array([[1.0, -1.0], [1.0, 0.0]]), np.array([0.0, 0.0])
    >>> last = np.array([[1.0, 3.0], [2.0, 5.0]]), np.array([6.0, 0.0])
    >>> loss, grads = mlp_backward(np.array([[1.0, 2.0]]), np.array([0]), [first, last])
    >>> grads[0][0]
    array([[1., 0.],
           [2., 0.]])
    """
    ### BEGIN SOLUTION
    inputs, Zs = [X], []
    for W, b in params:
        Zs.append(inputs[-1] @ W + b)
        inputs.append(np.maximum(0, Zs[-1]))
    loss, dZ = softmax_cross_entropy(Zs[-1], y)
    grads = []
    for i in reversed(range(len(params))):
        dA, dW, db = affine_backward(dZ, (inputs[i], params[i][0]))
        grads.insert(0, (dW, db))
        if i > 0:
            dZ = relu_backward(dA, Zs[i - 1])
    return loss, grads
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_mlp_backward", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check(mlp_backward)

# %% nbgrader={"grade": true, "grade_id": "hidden_mlp_backward", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
# hidden tests: 4 points, leave this cell
### BEGIN HIDDEN TESTS
grade(mlp_backward)
### END HIDDEN TESTS

# %% [markdown]
# ## It learns
#
# Now your backward pass trains the digit reader, 64-32-10, from five initial weights, with two
# lines that step against the slope. The way forwards is that of lesson 5. Beside it runs the engine's own `fit`, from the first of these weights
# and with the pictures in the same order.

# %% tags=["demo"]
guess("same-curve")

# %% tags=["demo"]
backward = take("mlp_backward")


def train(seed):
    start = nnlib.mlp([64, 32, 10], rng=np.random.default_rng(seed))
    params = [(layer.W.copy(), layer.b.copy()) for layer in start.layers[::2]]
    order, curve = np.random.default_rng(seed), []
    for _ in range(30):
        losses = []
        for X, y in nnlib.minibatches(X_train, y_train, 32, order):
            loss, grads = backward(X, y, params)
            losses.append(loss * len(y))
            for (W, b), (dW, db) in zip(params, grads, strict=True):
                W -= 0.1 * dW
                b -= 0.1 * db
        curve.append(sum(losses) / len(y_train))
    wrong = int((nnlib.mlp_forward(X_test, params).argmax(axis=1) != y_test).sum())
    return curve, wrong


runs = [train(seed) for seed in range(5)]


def two_curves():
    difference = lesson07.two_curves(runs[0][0], whose("mlp_backward"))
    print(f"largest difference of the two curves: {difference:.0e}")


reveal("same-curve", two_curves)

# %% [markdown]
# The new line of the *ledger* is that of your backward pass.

# %% tags=["demo"]
ledger.add("own-backward", [wrong for _, wrong in runs])
reveal("same-curve", ledger)

# %% [markdown]
# <details class="nnf-fold v-same-curve"><summary><b>After your bet:</b> what turned out</summary>
#
# The same digits as in lesson 3, now read by a network whose slopes are yours. That the reader is
# no better than the engine's is the point: there is only one right gradient.
# </details>
#
# *A second good place to stop: what follows explores what you have built.*

# %% [markdown]
# ## The depth gauge
#
# On the way back a slope is multiplied by weights in every layer. What that does to it depends on how
# large the weights are, and on how many layers it passes.

# %% tags=["demo"]
guess("depth", lesson07.depth_gauge)

# %% [markdown]
# Halve the *initialization scale*, then double it. After that, change the number of layers. (*Size* means
# the root of the mean of the squares, over all entries of an array.)

# %% [markdown]
# <details class="nnf-fold v-depth"><summary><b>After your bet and a move:</b> what turned out</summary>
#
# | initialization scale | gradient $dW$ of layer 1 of ten, against scale 1, in five runs |
# |---|---|
# | 0.5 | {{first_gradient.smaller}} times smaller |
# | 1 | 1 |
# | 2 | {{first_gradient.larger}} times larger |
#
# Halving all weights adds one more factor of a half in every layer, forwards for the signal and backwards
# for the slope: in the panel the first two strips tilt in opposite directions. The gradient of a layer's
# weights, in the third, is made of both, the signal that comes in and the slope that comes back. So it
# gets a factor from every *other* layer: nine halves, $2^{-9} = 1/512$, and that for each of the ten
# layers alike. The rest comes from the scores, which change as well. Nothing here is a mistake in the
# backward pass: the gradient is right *and* tiny. Lesson 10 looks for initial weights that keep it alive.
# </details>
#
# ### A number of your own (2 points)
#
# Choose a whole number with 4 to 9 digits that nobody else would think of. It draws the start of two
# networks with five hidden layers of 8 units, one with sigmoid, one with tanh. How large is the gradient
# in the first layer, as a share of the last layer's? Change the number, run the cell, and write what it
# prints for *your* number into the function below, with at least three digits that count.

# %% tags=["demo"]
lesson07.run_of_your_own(4711)


# %% nbgrader={"grade": false, "grade_id": "my_number", "locked": false, "schema_version": 3, "solution": true, "task": false}
def my_number():
    """Return three numbers: your own one, the share with sigmoid, the share with tanh.

    For the number 4711, which is taken, it would be `return 4711, SIGMOID, TANH` with the
    two shares that the cell above prints.
    """
    ### BEGIN SOLUTION
    return 73519, 0.01546, 2.262
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_my_number", "locked": true, "points": 0.5, "schema_version": 3, "solution": false, "task": false}
check(my_number)

# %% nbgrader={"grade": true, "grade_id": "hidden_my_number", "locked": true, "points": 1.5, "schema_version": 3, "solution": false, "task": false}
# hidden tests: 1.5 points, leave this cell
### BEGIN HIDDEN TESTS
grade(my_number)
### END HIDDEN TESTS

# %% [markdown]
# ## How far the tangent holds
#
# A gradient is a promise about small steps: go the learning rate $\eta$ times the gradient downhill, and the loss
# falls by $\eta \cdot \lVert \nabla L \rVert^2$, the rate times the sum of all squared slopes.

# %% tags=["demo"]
guess("tangent", lesson07.where_the_tangent_ends, hides=True)

# %% [markdown]
# One step, from one choice of initial weights, on 200 digits. On the left the loss along the way, and its *tangent*: the line
# that only the slope knows of. Move the learning rate first; then the initialization scale.

# %% [markdown]
# <details class="nnf-fold v-tangent"><summary><b>After your bet and a move:</b> what turned out</summary>
#
# | learning rate (usual initial weights) | promised decrease | what happens |
# |---|---|---|
# | 0.01 | {{short_step.promised_0_01}} | {{short_step.falls_0_01}} |
# | 0.1 | {{short_step.promised_0_1}} | {{short_step.falls_0_1}} |
# | 1 | {{long_step.promised_1}} | {{long_step.falls_1}} |
# | 10 | {{long_step.promised_10}} | the loss *rises* by {{long_step.rises_10}} |
#
# For small steps the promise is kept to the last digit shown; a long step leaves the region in which
# the slope holds. With larger initial weights the slopes are steeper and the region is smaller, so the
# promise breaks at a smaller rate. How to choose the step is lesson 8.
# </details>

# %% [markdown]
# ## The judge
#
# Back to the seven. A wrong backward pass may be right on many inputs, so one looks for a *witness*: an
# input on which the gradient and the nudge disagree. One witness is enough to convict. If no candidate is
# a witness, nothing is proven yet; the mistake may show elsewhere.
#
# ### Exercise: `witness` (4 points)
#
# Return the place of the first candidate on which gradient and nudge disagree. Beware: slopes may be
# around a billion or around $10^{-12}$, so "differ by 0.001" means nothing by itself. And a gradient
# that is `nan` disagrees with everything.
#
# <details><summary>Hint 1: a question</summary>
#
# Two slopes are 1,000,000,000 and 1,000,000,001. Two others are 0.000001 and 0.000002. Which pair
# disagrees?
# </details>
# <details><summary>Hint 2: by hand</summary>
#
# Largest difference, divided by the largest slope: for the first pair $10^{-9}$, for the second 0.5. A
# right gradient and a nudge differ by about $10^{-8}$ or less. And what is `nan > 0.001`?
# </details>
# <details><summary>Hint 3: the plan in words</summary>
#
# Go through the candidates with their places. Compute both gradients. Find the largest difference and
# the largest measured slope, both without their signs. Ask whether the difference is at most a
# ten-thousandth of the slope; if the answer is not yes, return the place. After the loop return None.
# </details>
# <details><summary>A sibling, solved: the first place where two lists part</summary>
#
# ```python
# def first_difference(one, other):
#     for k, (a, b) in enumerate(zip(one, other)):
#         if not abs(a - b) <= 1e-6 * max(abs(a), abs(b)):
#             return k
#     return None
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "witness", "locked": false, "schema_version": 3, "solution": true, "task": false}
def witness(loss, gradient, candidates):
    """Return the index of the first candidate where gradient and nudge disagree, else None.

    loss(x) returns one number, gradient(x) an array of the shape of x. candidates is a list
    of arrays, of any shapes. They disagree if some slope is off by more than a
    ten-thousandth of the largest measured slope, however large or small the slopes are, or
    if a slope is nan.

    >>> def loss(x): return (x**2).sum()
    >>> def gradient(x): return 2 * np.abs(x)
    >>> witness(loss, gradient, [np.array([1.0, 2.0]), np.array([3.0, -1.0])])
    1
    """
    ### BEGIN SOLUTION
    for place, x in enumerate(candidates):
        claimed, measured = gradient(x), numerical_gradient(loss, x)
        largest = np.abs(measured).max()
        if not np.abs(claimed - measured).max() <= 1e-4 * largest:
            return place
    return None
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_witness", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
check(witness)

# %% nbgrader={"grade": true, "grade_id": "hidden_witness", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
# hidden tests: 3 points, leave this cell
### BEGIN HIDDEN TESTS
grade(witness)
### END HIDDEN TESTS

# %% [markdown]
# And now the seven, as small copies with {{parameters.copy}} parameters each. Three candidates: with the first, every hidden
# unit is silent; with the second, every unit speaks; the third lies between.

# %% tags=["demo"]
guess("silent-units")

# %% tags=["demo"]
hunt = take("witness")
verdicts = {}
for letter, (loss, gradient, candidates) in lesson07.suspects().items():
    verdicts[letter] = hunt(loss, gradient, candidates)


def sentence():
    for letter, found in verdicts.items():
        print(letter, "no witness" if found is None else f"convicted by candidate {found}")
    print(f"The hunter: {whose('witness')}.")


reveal("silent-units", sentence)

# %% [markdown]
# <details class="nnf-fold v-silent-units"><summary><b>After your bet:</b> what turned out</summary>
#
# If all units are silent, nothing reaches the first layer anyway: a random way back (B) and a layer that
# never moves (E) are right by accident. And where every unit speaks, D's missing gate does not matter. A
# gradient check wants inputs on which every part of the network has something to do.
# </details>

# %% [markdown]
# ### Bonus: `softmax_vjp` (no points, a place on your shelf)
#
# Lesson 4 built the table of all slopes of a softmax, $C \times C$ numbers for one sample. On the way
# back that table is only ever multiplied by the slopes $G$ that come from behind, and then most of it
# cancels. Find the product without building the table: row by row,
# $dZ_c = P_c\,\bigl(G_c - \sum_k P_k G_k\bigr)$. (The table is called the *Jacobian*, and slopes times the
# table a *vector-Jacobian product*, hence *vjp*. A nudge on its way forwards asks for the *Jacobian-vector
# product*, jvp; this table is symmetric, so here the two are the same.) Every row of the answer adds up to 0: raise all scores of a row by the same
# amount, and the probabilities stay as they are.


# %% nbgrader={"grade": false, "grade_id": "softmax_vjp", "locked": false, "schema_version": 3, "solution": true, "task": false}
def softmax_vjp(P, G):
    """Multiply the slopes G by the slopes of each row's softmax, without their table.

    P and G have shape (N, C); the rows of P are probabilities. So has the answer.

    >>> softmax_vjp(np.array([[0.5, 0.5]]), np.array([[2.0, 4.0]]))
    array([[-0.5,  0.5]])
    """
    ### BEGIN SOLUTION
    return P * (G - (P * G).sum(axis=1, keepdims=True))
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "check_softmax_vjp", "locked": true, "schema_version": 3, "solution": false, "task": false}
check(softmax_vjp)

# %% [markdown]
# ## Deep dive: why backwards?
#
# *For those who want more; no points depend on it.*
#
# Slopes can be passed forwards too. Nudge one input, and carry the nudge along: after one walk you know
# what *this* input does to *every* output. Backwards it is the other way round: after one walk you know
# what *every* input does to *one* output. A network has {{parameters.reader}} inputs in this sense, its parameters, and
# one output, its loss. So backwards takes one walk, and forwards {{parameters.reader}}. (With one input and many outputs
# it would be the other way round.) Both add up the same products over the same roads; they only
# collect them in another order, and each intermediate slope is worked out once and used many times.
#
# The price is memory: the way back needs numbers of the way forward. They can also be computed a second
# time when they are needed, which costs work and saves space; large networks do it ("checkpointing").
#
# The engine goes backwards in two ways, and they agree: `nnlib.Tensor` records single operations,
# `nnlib.Sequential` whole layers.

# %% tags=["demo"]
net = nnlib.mlp([64, 32, 10], rng=np.random.default_rng(0))
(W1, b1), (W2, b2) = ((layer.W, layer.b) for layer in net.layers[::2])
leaves = [nnlib.Tensor(array) for array in (W1, b1, W2, b2)]
hidden = (X_train[:32] @ leaves[0] + leaves[1]).relu()
scores = hidden @ leaves[2] + leaves[3]
scores = scores - scores.max(axis=1).reshape(32, 1)
log_P = scores - scores.exp().sum(axis=1, keepdims=True).log()
graph_loss = -log_P[np.arange(32), y_train[:32]].mean()
graph_loss.backward()

layer_loss = nnlib.SoftmaxCrossEntropy()
layer_loss.forward(net.forward(X_train[:32], training=True), y_train[:32])
net.backward(layer_loss.backward())
by_graph = np.concatenate([leaf.grad.ravel() for leaf in leaves])
agreement = nnlib.relative_error(by_graph, net.grads)
print(f"graph against layers, all 2,410 slopes: relative error {agreement:.0e}")

# %% [markdown]
# ## Myths and facts
#
# | you may hear | what holds |
# |---|---|
# | "Backpropagation was invented in 1986." | Rumelhart, Hinton and Williams made it popular then (*Learning representations by back-propagating errors*, Nature 323). The reverse mode of differentiation was described by Linnainmaa in 1970; Werbos brought it to neural networks (the idea in a thesis of 1974, the efficient form in 1981/82), and Kelley (1960) is a forerunner, from optimal control. |
# | "In a gradient check, take the nudge as small as possible." | Below about $10^{-5}$ rounding takes over. You have seen the V. |
# | "Backpropagation is how a network learns." | It computes slopes. What to do with them is gradient descent, another step with other choices. |
# | "A network that learns has a right gradient." | Readers A and F learned as well as C, with wrong ones. |
# | "The slope of ReLU at 0 is 0." | It has none there; 0 is a convention, and every value from 0 to 1 would be defensible. |
#
# **Did you know?** Linnainmaa described the reverse mode in 1970 for another purpose: to follow how rounding
# errors add up in a long calculation. Sixteen years passed before neural networks made it famous.

# %% [markdown]
# ## At a glance
#
# | concept | in one sentence | in code |
# |---|---|---|
# | **gradient** | one slope for each number, in an array of the same shape | `numerical_gradient(f, x)` |
# | **chain rule** | slopes along a chain multiply, slopes of several roads add up | `Value.backward` |
# | **local gradient** | the slope of one operation, with all else left out | `Value.parents` |
# | **computational graph** | which number was computed from which, with a local gradient at each arrow | `loss.draw()` |
# | **backward pass** | the walk from loss to input; each layer turns $dZ$ into $dX$, $dW$, $db$ | `affine_backward`, `mlp_backward` |
# | **backpropagation** | all slopes from one backward pass, by the chain rule; a slope that many need is computed once | `loss.backward()` |
#
# In the engine: `nnlib/autodiff.py` (`numerical_gradient`, `Tensor`), `nnlib/affine.py`,
# `nnlib/activations.py`, `nnlib/losses.py`, `nnlib/probabilities.py`, `nnlib/network.py`. Compare them with yours.
# Before: lesson 4 (slopes of activations), 5 (what a layer keeps), 6 (the loss).
# After: lesson 8 (steps), 10 (initialization).

# %% [markdown]
# ## Check yourself
#
# Every answer has its sentence, right or wrong. No points, and nothing is kept.

# %% tags=["demo"]
quiz(7)

# %% [markdown] nbgrader={"grade": false, "grade_id": "words_judge", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": true}
# ### In your own words, 1 of 2 (2 points, read by your teacher)
#
# A classmate says: "My network reads {{reads.C}} % of the digits, so my backward pass is right." Answer in about
# three sentences, with a number of your own run. Write into the cell below. Language and spelling cost
# nothing; a sketch on paper is welcome too.
#
# === BEGIN MARK SCHEME ===
# 1 point for a claim that is right: learning does not prove the gradient, or: only a comparison
# with nudges does.
# 1 point for evidence: a number from the run that bears on it (A, B, D or F ends within two points of C, and
# its relative error is no rounding), or a because (a wrong gradient can still point roughly downhill).
# === END MARK SCHEME ===

# %% [markdown]
# *Your answer (double-click here to write):*

# %% [markdown] nbgrader={"grade": false, "grade_id": "words_order", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": true}
# ### In your own words, 2 of 2 (2 points, read by your teacher)
#
# Explain to somebody who missed the lesson why a node of a graph must wait before it passes its slope
# on, and what goes wrong if it does not. About three sentences; use a graph of your own with numbers.
#
# === BEGIN MARK SCHEME ===
# 1 point for a claim that is right: a node that is used several times gets a share by each road, and
# must know the sum before it speaks.
# 1 point for evidence: a small graph in which speaking early (or twice) gives a wrong slope, with the
# number that comes out and the right one.
# === END MARK SCHEME ===

# %% [markdown]
# *Your answer (double-click here to write):*

# %% [markdown]
# To talk about, without points:
#
# - Where in a network does the chain rule multiply, and where does it add?
# - What does backpropagation save, and what does it cost?
# - What does a gradient of 0 tell you, and what does it not?
# - Why does the local gradient of a product need both factors?
# - If a layer were used twice in one network, what would have to happen to its $dW$?
# - How would the drawing of a network with {{parameters.reader}} parameters look, and why does nobody draw it?
# - Which of the six mistakes would you have made, and where would you look first if your network sat at
#   chance?

# %% tags=["demo"]
book(7)

# %% tags=["demo"]
points(7)

# %% tags=["demo"]
shelf()

# %% [markdown]
# ## Summary
#
# A gradient is one slope for each number. It can be measured by nudging, which is right and slow, and
# computed backwards, which is fast and easy to get wrong without noticing. Backwards works because of
# the chain rule: along a chain slopes multiply, and where roads meet they add up, so every operation
# has to know only its own local gradient and the slope that comes from behind. Whole layers do the same
# with three matrix formulas. And whoever wants to know whether a backward pass is right asks the nudge,
# not the accuracy.
#
# You can now compute which way is down. **Lesson 8** asks how far to go, and finds that there is a limit
# beyond which every step makes things worse.

# %% [markdown] tags=["teacher"]
# ## Timing
#
# Two sittings of 90 minutes in class, exercises finished at home. A: hook 15, nudges 25, the graph 25, `Value`
# 25. B: the layer 30, activations and loss 20, `mlp_backward` 25, the hunt 15. The panels on depth and on the
# tangent, the number of one's own, the quiz and the questions in words are homework.
#
# `Value` is the hardest cell of the lesson. Its board shows which of the four methods hold: in class, stop the
# clock after `in_order`, let two learners read their lists aloud, and leave `backward` to the rest of the hour.
#
# For the graph: pupils stand up as nodes and pass cards with their slopes back. Give $c$ its first card
# and wait: somebody will pass it on too early. Let them find the rule.
#
# ## What learners ask
#
# - *Why sum over the batch when the loss is a mean?* The mean was taken once, where the loss was
#   computed; $dZ$ carries the $1/N$.
# - *Why keep the forward values?* Because $dW$ is made of the input. They may also be computed again.
# - *Why not nudge always?* {{parameters.nudges}} forward passes for one gradient of a network with
#   {{parameters.reader}} numbers.
# - *Is B wrong, if it learns?* As a gradient, yes. As a way of learning it is a studied idea.
#
# ## To talk about
#
# How would you come to trust a backward pass that seems to work? Which of the six mistakes would show on
# another problem than the digits?
#
# ## What to skip
#
# The deep dive and the bonus. Never the hunt.
