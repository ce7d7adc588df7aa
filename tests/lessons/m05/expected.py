"""What the invented submissions for lesson 5 deserve: written down before the first run."""

FULL = {
    "affine_forward": (1, 4),
    "forward": (1.5, 4.5),
    "minibatches": (1, 4),
    # practice under More, in cells of 0 points
    "first_mismatch": (0, 0),
    "flops_forward": (0, 0),
    "my_confidence": (0, 0),
}
# student -> exercise -> (visible, hidden) points, from the rubrics: for affine_forward Z 2, cache
# 0.5, further axes 1.5; for forward A 2, caches 1.5, any depth 1; for minibatches pairs 1.25, kind
# of labels 0.25, each once 0.75, smaller one last 0.25, random order 1.5. A fault in the notes
# costs the notes alone. Mistakes in cells of 0 points are told to nobody.
MARKS = {
    "right": FULL,
    "right-other-style": FULL,
    # right where a sample is a row
    "not-flattened": FULL | {"affine_forward": (0, 2.5)},
    # Z is right, whatever shape a sample has
    "flat-cache": FULL | {"affine_forward": (0, 3.5)},
    "bias-down-the-rows": FULL | {"affine_forward": (0, 0)},
    "two-mistakes": FULL | {"affine_forward": (0, 0)},
    # A is right, at any depth
    "one-note": FULL | {"forward": (0, 3)},
    "bare-output": FULL | {"forward": (0, 0)},
    "unheard-of": FULL | {"forward": (0, 0)},
    "shuffled-apart": FULL | {"minibatches": (0, 0)},
    # pairs, labels and order are right
    "rest-dropped": FULL | {"minibatches": (0, 3)},
    "rows-it-has": FULL,
    "products-alone": FULL,
    "blank": dict.fromkeys(FULL, (0, 0)),
    "exception-on-top": FULL,
    "test-deleted": FULL,
    # stock nbgrader cannot read a notebook with a copied cell
    "cell-copied": FULL,
}
MISTAKES = {
    "not-flattened": {"affine_forward": ["not flattened"]},
    "flat-cache": {"affine_forward": ["cache of the flat X"]},
    "bias-down-the-rows": {"affine_forward": ["bias along the samples"]},
    "two-mistakes": {"affine_forward": ["bias subtracted", "cache in another order"]},
    "one-note": {"forward": ["one note for all layers"]},
    "bare-output": {"forward": ["no activation after the last layer"]},
    "shuffled-apart": {"minibatches": ["X and y shuffled apart"]},
    "rest-dropped": {"minibatches": ["last batch dropped"]},
}
# student -> what the page with the feedback says, and what it does not say
FEEDBACK = {
    "one-note": (["They are one and the same dict", "3 of 4.5 points"], []),
    # judged with a right affine_forward in place of theirs
    "bias-down-the-rows": (["forward: 4.5 of 4.5 points, given a right affine_forward"], []),
    "right": ([], ["given a right"]),
}
# student -> what had to be mended
REPAIRS = {
    "cell-copied": "forward stands 2 times; the first that was changed counts",
    "test-deleted": "hidden_forward was deleted; it was put back",
}
