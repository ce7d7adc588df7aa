"""What the invented submissions for lesson 1 deserve: written down before the first run."""

FULL = {
    "neuron": (0.5, 2.5),
    "layer": (1.5, 4.5),
    "neuron_step": (1.5, 5.5),
    # practice under More, in cells of 0 points
    "count_parameters": (0, 0),
    "widest_hidden": (0, 0),
    "my_misses": (0, 0),
}
# student -> exercise -> (visible, hidden) points, from the rubrics: for layer batch 3.5 and one of
# a kind 1, for neuron_step w 3.5 and b 2. Mistakes in cells of 0 points are told to nobody.
MARKS = {
    "right": FULL,
    "right-other-style": FULL,
    "bias-three-times": FULL | {"neuron": (0, 0)},
    "never-negative": FULL | {"neuron": (0, 0)},
    "weights-first": FULL | {"layer": (0, 0)},
    "bias-down-the-rows": FULL | {"layer": (0, 0)},
    "unheard-of": FULL | {"layer": (0, 0)},
    "without-biases": FULL,
    "one-too-wide": FULL,
    "away": FULL | {"neuron_step": (0, 0)},
    "bias-stays": FULL | {"neuron_step": (0, 3.5)},
    "two-mistakes": FULL | {"neuron_step": (0, 0)},
    "blank": dict.fromkeys(FULL, (0, 0)),
    "exception-on-top": FULL,
    "test-deleted": FULL,
    # stock nbgrader cannot read a notebook with a copied cell
    "cell-copied": FULL,
}
MISTAKES = {
    "bias-three-times": {"neuron": ["bias D times"]},
    "never-negative": {"neuron": ["never below 0"]},
    "weights-first": {"layer": ["weights first"]},
    "bias-down-the-rows": {"layer": ["bias goes with the samples"]},
    "away": {"neuron_step": ["away from the target"]},
    "bias-stays": {"neuron_step": ["bias stays"]},
    "two-mistakes": {"neuron_step": ["bias stays", "divided by the inputs"]},
}
# student -> what the page with the feedback says, and what it does not say
FEEDBACK = {
    "bias-stays": (["an input that is always 1", "3.5 of 5.5 points"], []),
    # judged with a right neuron in place of theirs
    "never-negative": (["layer: 4.5 of 4.5 points, given a right neuron"], []),
    "right": ([], ["given a right"]),
}
# student -> what had to be mended
REPAIRS = {
    "cell-copied": "layer stands 2 times; the first that was changed counts",
    "test-deleted": "hidden_layer was deleted; it was put back",
}
