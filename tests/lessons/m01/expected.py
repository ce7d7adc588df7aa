"""What the invented submissions for lesson 1 deserve: written down before the first run."""

FULL = {
    "neuron": (1, 1),
    "layer": (1.5, 3.5),
    "count_parameters": (0.5, 0.5),
    "widest_hidden": (0.5, 1.5),
    "neuron_step": (1, 3),
    "my_misses": (0.5, 1.5),
}
# student -> exercise -> (visible, hidden) points, from the rubrics: for layer batch 2.5 and one of
# a kind 1, for neuron_step w 2 and b 1, for widest_hidden fits 1 and nothing fits 0.5.
MARKS = {
    "right": FULL,
    "right-other-style": FULL,
    "bias-three-times": FULL | {"neuron": (0, 0)},
    "never-negative": FULL | {"neuron": (0, 0)},
    "weights-first": FULL | {"layer": (0, 0)},
    "bias-down-the-rows": FULL | {"layer": (0, 0)},
    "unheard-of": FULL | {"layer": (0, 0)},
    "without-biases": FULL | {"count_parameters": (0, 0)},
    # where nothing fits its search takes no step, or stops at one
    "one-too-wide": FULL | {"widest_hidden": (0, 0)},
    "away": FULL | {"neuron_step": (0, 0)},
    "bias-stays": FULL | {"neuron_step": (0, 2)},
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
    "without-biases": {"count_parameters": ["biases left out"]},
    "one-too-wide": {"widest_hidden": ["one too wide"]},
    "away": {"neuron_step": ["away from the target"]},
    "bias-stays": {"neuron_step": ["bias stays"]},
    "two-mistakes": {"neuron_step": ["bias stays", "divided by the inputs"]},
}
# student -> what the page with the feedback says, and what it does not say
FEEDBACK = {
    "bias-stays": (["an input that is always 1", "2 of 3 points"], []),
    # judged with a right neuron in place of theirs
    "never-negative": (["layer: 3.5 of 3.5 points, given a right neuron"], []),
    "right": ([], ["given a right"]),
}
# student -> what had to be mended
REPAIRS = {
    "cell-copied": "layer stands 2 times; the first that was changed counts",
    "test-deleted": "hidden_layer was deleted; it was put back",
}
