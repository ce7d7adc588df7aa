"""What the invented submissions for lesson 4 deserve: written down before the first run."""

FULL = {
    "sigmoid": (1, 2),
    "derivatives": (1, 2),
    "dead_fraction": (0.5, 1.5),
    "softmax": (1, 3),
    "softmax_jacobian": (0.5, 1.5),
    "my_relay": (0.5, 1.5),
}
# student -> exercise -> (visible, hidden) points, from the rubrics: for sigmoid curve 1, far 0.75,
# whole numbers 0.25; for softmax rows 1.5, large scores 1, rows far apart 0.5; and so on.
MARKS = {
    "right": FULL,
    "right-other-style": FULL,
    "overflowing": FULL | {"sigmoid": (0, 1.25)},
    "whole-numbers": FULL | {"sigmoid": (0, 1.75)},
    # two slopes of a quarter each, and the case far out, which they spoil
    "two-slopes-off": FULL | {"derivatives": (0, 1.25)},
    "unheard-of": FULL | {"derivatives": (0, 1.5)},
    # where all rows of a table are about as large, one maximum will do
    "one-maximum": FULL | {"softmax": (0, 2.5)},
    "columns-shared": FULL | {"softmax": (0, 0)},
    "squares": FULL | {"softmax_jacobian": (0, 0)},
    "zeros-counted": FULL | {"dead_fraction": (0, 0)},
    "deaf": FULL | {"dead_fraction": (0, 1)},
    "turned-round": FULL | {"my_relay": (0, 0)},
    "blank": dict.fromkeys(FULL, (0, 0)),
    "exception-on-top": FULL,
    "test-deleted": FULL,
    # stock nbgrader cannot read a notebook with a copied cell
    "cell-copied": FULL,
}
MISTAKES = {
    "overflowing": {"sigmoid": ["no protection"]},
    "whole-numbers": {"sigmoid": ["whole numbers"]},
    "two-slopes-off": {"derivatives": ["tanh: input for value", "leaky_relu: no leak"]},
    "one-maximum": {"softmax": ["maximum of the whole table"]},
    "columns-shared": {"softmax": ["columns add up to 1"]},
    "squares": {"softmax_jacobian": ["the same probability twice"]},
    "zeros-counted": {"dead_fraction": ["counts zeros"]},
    "deaf": {"dead_fraction": ["a whisper taken for silence"]},
    "turned-round": {"my_relay": ["in another order"]},
}
# student -> what the page with the feedback says, and what it does not say
FEEDBACK = {
    "overflowing": (
        ["which number does it have to work out?", "given a right sigmoid"],
        [],
    ),
    "right": ([], ["given a right"]),
}
# student -> what had to be mended
REPAIRS = {
    "cell-copied": "softmax stands 2 times; the first that was changed counts",
    "test-deleted": "hidden_softmax was deleted; it was put back",
}
