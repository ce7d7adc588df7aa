"""What the invented submissions for lesson 3 deserve: written down before the first run."""

FULL = {
    "xor_network": (1, 2),
    "mlp_forward": (1, 3),
    "collapse_linear": (0.5, 1.5),
    "relu_regions_1d": (0.5, 1.5),
    "bump": (0.5, 0.5),
    "approximate": (0.5, 1.5),
    "my_curve": (0.5, 1.5),
}
# student -> exercise -> (visible, hidden) points, from the rubrics: for xor_network sides 1.5,
# values 0.5; for mlp_forward two layers 1.5, one layer 0.5, any depth 1; and so on.
MARKS = {
    "right": FULL,
    "right-other-style": FULL,
    "made-for-steps": FULL | {"xor_network": (0, 0)},
    "twice-as-high": FULL | {"xor_network": (0, 1.5)},
    "clipped-output": FULL | {"mlp_forward": (0, 0)},
    "two-layers": FULL | {"mlp_forward": (0, 1.5)},
    "bias-lost": FULL | {"collapse_linear": (0, 0.75)},
    "unheard-of": FULL | {"collapse_linear": (0, 0.75)},
    "two-mistakes": FULL | {"collapse_linear": (0, 0)},
    "counted-twice": FULL | {"relu_regions_1d": (0, 1)},
    "flat-bump": FULL | {"bump": (0, 0)},
    "left-edge": FULL | {"approximate": (0, 0)},
    "blank": dict.fromkeys(FULL, (0, 0)),
    "exception-on-top": FULL,
    "test-deleted": FULL,
    # stock nbgrader cannot read a notebook with a copied cell
    "cell-copied": FULL,
}
MISTAKES = {
    "made-for-steps": {"xor_network": ["made for steps"]},
    "clipped-output": {"mlp_forward": ["activation on the output"]},
    "two-layers": {"mlp_forward": ["two layers only"]},
    "bias-lost": {"collapse_linear": ["second bias only"]},
    # a product in the other order raises for most shapes; where it does not, b tells the other one
    "two-mistakes": {"collapse_linear": ["second bias only", "weights in the other order"]},
    "counted-twice": {"relu_regions_1d": ["one place counted twice"]},
    "flat-bump": {"bump": ["height forgotten"]},
    "left-edge": {"approximate": ["height from the left edge"]},
}
# student -> what the page with the feedback says, and what it does not say
FEEDBACK = {
    "flat-bump": (
        ["Which number of the call is never used?", "given a right bump"],
        [],
    ),
    "right": ([], ["given a right"]),
}
# student -> what had to be mended
REPAIRS = {
    "cell-copied": "mlp_forward stands 2 times; the first that was changed counts",
    "test-deleted": "hidden_mlp_forward was deleted; it was put back",
}
