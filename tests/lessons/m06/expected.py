"""What the invented submissions for lesson 6 deserve: written down before the first run."""

FULL = {
    "mse": (1, 3),
    "bce_with_logits": (1, 4),
    "cross_entropy": (1, 4),
    "baseline_loss": (0.5, 1.5),
    # practice under More, in cells of 0 points
    "weighted_cross_entropy": (0, 0),
    "focal_loss": (0, 0),
    "my_losses": (0, 0),
}
# student -> exercise -> (visible, hidden) points, from the rubrics: for mse loss 1.25, dZ 1 and
# different shapes 0.75, for bce_with_logits loss 1.25, dz 1.25, large scores 1 and different shapes
# 0.5, for cross_entropy ordinary scores 2.5, large ones 1 and rows far apart 0.5, for
# baseline_loss 1 and, for classes that do not occur, 0.5.
MARKS = {
    "right": FULL,
    "right-other-style": FULL,
    "silent": FULL | {"mse": (0, 2.25)},
    # the first label is the basis: without the loss, nothing for the shapes
    "sum-of-squares": FULL | {"mse": (0, 1)},
    "two-mistakes": FULL | {"mse": (0, 1.25)},
    "through-the-output": FULL | {"bce_with_logits": (0, 3)},
    "propped-up": FULL | {"bce_with_logits": (0, 3)},
    "one-side": FULL | {"bce_with_logits": (0, 3)},
    # a slope that is wrong everywhere is charged once
    "slopes-of-a-sum": FULL | {"bce_with_logits": (0, 2.75)},
    "whole-columns": FULL | {"cross_entropy": (0, 0)},
    "unprotected": FULL | {"cross_entropy": (0, 2.5)},
    "unheard-of": FULL | {"cross_entropy": (0, 0)},
    "equal-guesses": FULL | {"baseline_loss": (0, 0)},
    "without-an-if": FULL | {"baseline_loss": (0, 1)},
    "blank": dict.fromkeys(FULL, (0, 0)),
    "exception-on-top": FULL,
    "test-deleted": FULL,
    # stock nbgrader cannot read a notebook with a copied cell
    "cell-copied": FULL,
}
MISTAKES = {
    "silent": {"mse": ["no look at the shapes"]},
    "sum-of-squares": {"mse": ["summed"]},
    "two-mistakes": {"mse": ["no look at the shapes", "slope without the 2"]},
    "through-the-output": {"bce_with_logits": ["logarithm of 0"]},
    "propped-up": {"bce_with_logits": ["zero propped up"]},
    "one-side": {"bce_with_logits": ["right on one side only"]},
    "slopes-of-a-sum": {"bce_with_logits": ["dz not divided"]},
    "whole-columns": {"cross_entropy": ["whole columns"]},
    "unprotected": {"cross_entropy": ["no protection"]},
    "equal-guesses": {"baseline_loss": ["ten equal guesses"]},
    "without-an-if": {"baseline_loss": ["a class that does not occur"]},
}
# student -> what the page with the feedback says, and what it does not say
FEEDBACK = {
    "silent": (["Print the two shapes first", "2.25 of 3 points"], []),
    "through-the-output": (["a way from the score to the loss", "3 of 4 points"], []),
    "right": ([], ["given a right"]),
}
# student -> what had to be mended
REPAIRS = {
    "cell-copied": "mse stands 2 times; the first that was changed counts",
    "test-deleted": "hidden_mse was deleted; it was put back",
}
