"""What the invented submissions for lesson 8 deserve: written down before the first run."""

FULL = {
    "momentum_step": (1, 4),
    "adam_step": (1.5, 5.5),
    "adamw_step": (1, 3),
    # practice under More, in cells of 0 points
    "rmsprop_step": (0, 0),
    "clip_by_global_norm": (0, 0),
    "cosine_rate": (0, 0),
    "my_limit": (0, 0),
}
# student -> exercise -> (visible, hidden) points, from the rubrics: for momentum_step w 2.25 and
# v 1.75; for adam_step w 3.5, m 1 and v 1; for adamw_step w 2.5, m 0.25 and v 0.25. Mistakes in
# cells of 0 points are told to nobody.
MARKS = {
    "right": FULL,
    "right-other-style": FULL,
    "averaged": FULL | {"momentum_step": (0, 0)},
    # v is right
    "one-step-late": FULL | {"momentum_step": (0, 1.75)},
    "two-mistakes": FULL | {"momentum_step": (0, 0)},
    # m and v are right
    "uncorrected": FULL | {"adam_step": (0, 2)},
    "no-root": FULL | {"adam_step": (0, 2)},
    # w is right
    "keeps-corrected": FULL | {"adam_step": (0, 3.5)},
    "eps-inside": FULL | {"adam_step": (0, 2)},
    "unheard-of": FULL | {"adam_step": (0, 2)},
    "through-the-gradient": FULL | {"adamw_step": (0, 0)},
    "decay-without-rate": FULL | {"adamw_step": (0, 0.5)},
    "on-and-on": FULL,
    "blank": dict.fromkeys(FULL, (0, 0)),
    "exception-on-top": FULL,
    "test-deleted": FULL,
    # stock nbgrader cannot read a notebook with a copied cell
    "cell-copied": FULL,
}
MISTAKES = {
    "averaged": {"momentum_step": ["averaged"]},
    "one-step-late": {"momentum_step": ["step by the old velocity"]},
    "two-mistakes": {"momentum_step": ["uphill", "old velocity returned"]},
    "uncorrected": {"adam_step": ["no correction"]},
    "no-root": {"adam_step": ["no root"]},
    "keeps-corrected": {"adam_step": ["corrected values kept"]},
    "eps-inside": {"adam_step": ["eps inside the root"]},
    "through-the-gradient": {"adamw_step": ["through the gradient"]},
    "decay-without-rate": {"adamw_step": ["rate left out of the decay"]},
}
# student -> what the page with the feedback says, and what it does not say
FEEDBACK = {
    "uncorrected": (
        [
            "how much of its square in v?",
            "2 of 5.5 points",
            # judged with a right adam_step in place of theirs
            "adamw_step: 3 of 3 points, given a right adam_step",
        ],
        [],
    ),
    "one-step-late": (["1.75 of 4 points"], []),
    "right": ([], ["given a right"]),
}
# student -> what had to be mended
REPAIRS = {
    "cell-copied": "momentum_step stands 2 times; the first that was changed counts",
    "test-deleted": "hidden_momentum_step was deleted; it was put back",
}
