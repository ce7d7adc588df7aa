"""What the invented submissions for lesson 2 deserve: written down before the first run."""

FULL = {
    "predict": (0.5, 0.5),
    "perceptron_update": (1, 2),
    "fit_perceptron": (1, 3),
    "margin_bound": (1, 2),
    "xor_certificate": (1, 2),
    "my_mistakes": (0.5, 1.5),
}
# student -> exercise -> (visible, hidden) points, from the rubrics: for perceptron_update w 1,
# b 0.5, and 0.5 for samples that were right already.
MARKS = {
    "right": FULL,
    "right-other-style": FULL,
    "tie-above": FULL | {"predict": (0, 0.25)},
    # missed samples and false alarms hold: 1.5
    "moves-always": FULL | {"perceptron_update": (0, 1.5)},
    "no-bias-step": FULL | {"perceptron_update": (0, 1.5)},
    # b alone holds; samples that were right earn nothing where the ordinary ones are off
    "unheard-of": FULL | {"perceptron_update": (0, 0.5)},
    # w and b hold, and so does the case that never converges
    "on-and-on": FULL | {"fit_perceptron": (0, 2)},
    "two-mistakes": FULL | {"fit_perceptron": (0, 0), "margin_bound": (0, 1.5)},
    "signs-not-turned": FULL | {"xor_certificate": (0, 0)},
    "blank": dict.fromkeys(FULL, (0, 0)),
    "exception-on-top": FULL,
    "test-deleted": FULL,
    # stock nbgrader cannot read a notebook with a copied cell
    "cell-copied": FULL,
}
MISTAKES = {
    "tie-above": {"predict": ["on the line"]},
    "moves-always": {"perceptron_update": ["moves when it was right"]},
    "no-bias-step": {"perceptron_update": ["bias forgotten"]},
    "on-and-on": {"fit_perceptron": ["never stops"]},
    "two-mistakes": {
        "fit_perceptron": ["new start in every epoch"],
        "margin_bound": ["length of the line left in"],
    },
    "signs-not-turned": {"xor_certificate": ["signs not turned"]},
}
# student -> what the page with the feedback says, and what it does not say
FEEDBACK = {
    "moves-always": (
        [
            "This sample was already answered correctly, yet w moved.",
            "1.5 of 2 points",
        ],
        [],
    ),
    "right": ([], ["given a right"]),
}
# student -> what had to be mended
REPAIRS = {
    "cell-copied": "perceptron_update stands 2 times; the first that was changed counts",
    "test-deleted": "hidden_margin_bound was deleted; it was put back",
}
