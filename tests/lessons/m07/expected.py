"""What the invented submissions for lesson 7 deserve: written down before the first run."""

FULL = {
    "numerical_gradient": (1, 3),
    "Value": (2, 6),
    "affine_backward": (2, 4),
    "relu_backward": (0.5, 0.5),
    "tanh_backward": (0.5, 0.5),
    "softmax_cross_entropy": (1, 3),
    "mlp_backward": (2, 4),
    "my_number": (0.5, 1.5),
    "witness": (1, 3),
}
# student -> exercise -> (visible, hidden) points, from the rubrics: for affine_backward dX 1.5,
# dW 1.5, db 1; for numerical_gradient vectors 2, and so on.
MARKS = {
    "right": FULL,
    "right-other-style": FULL,
    "one-sided": FULL | {"numerical_gradient": (0, 0)},
    "not-put-back": FULL | {"numerical_gradient": (0, 0)},
    "bias-averaged": FULL | {"affine_backward": (0, 3)},
    "on-its-side": FULL | {"affine_backward": (0, 2.5)},
    "unheard-of": FULL | {"affine_backward": (0, 2.5)},
    "two-mistakes": FULL | {"affine_backward": (0, 1.5)},
    # products 1.5 and tanh 1 need no second road
    "overwrites": FULL | {"Value": (0, 2.5)},
    "gate-open": FULL | {"relu_backward": (0, 0)},
    # the loss itself holds: 0.75
    "not-divided": FULL | {"softmax_cross_entropy": (0, 0.75)},
    "blank": dict.fromkeys(FULL, (0, 0)),
    "exception-on-top": FULL,
    "test-deleted": FULL,
    # stock nbgrader cannot read a notebook with a copied cell
    "cell-copied": FULL,
}
MISTAKES = {
    "one-sided": {"numerical_gradient": ["one-sided difference"]},
    "not-put-back": {"numerical_gradient": ["entry not put back"]},
    "bias-averaged": {"affine_backward": ["bias averaged"]},
    "on-its-side": {"affine_backward": ["dW lies on its side"]},
    "two-mistakes": {"affine_backward": ["bias averaged", "dW lies on its side"]},
    "overwrites": {"Value": ["overwrites"]},
    "gate-open": {"relu_backward": ["no gate"]},
    "not-divided": {"softmax_cross_entropy": ["dZ not divided"]},
}
# student -> what the page with the feedback says, and what it does not say
FEEDBACK = {
    "bias-averaged": (
        [
            "Has somebody divided already?",
            "3 of 4 points",
            # judged with a right affine_backward in place of theirs
            "mlp_backward: 4 of 4 points, given a right affine_backward",
        ],
        [],
    ),
    "right": ([], ["given a right"]),
}
# student -> what had to be mended
REPAIRS = {
    "cell-copied": "affine_backward stands 2 times; the first that was changed counts",
    "test-deleted": "hidden_affine_backward was deleted; it was put back",
}
