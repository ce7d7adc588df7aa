"""Ten digits of the learner's own, drawn in an 8×8 editor and kept for all later readers."""

import numpy as np

from autograder.learner import home

FILE = "digits.json"
LEVELS = 16  # as in the course's digits: a pixel is a whole number of sixteenths
_unwritten = {}  # where the folder cannot be written, a digit lasts as long as the kernel


class OwnDigits:
    """``own_digits.keep(3, pixels)`` keeps one, ``own_digits()`` gives them all."""

    def __call__(self):
        """Return what was drawn so far.

        Returns
        -------
        X : ndarray, shape (N, 64)
            Pixels from 0, paper, to 1, ink; a row for each digit that was drawn.
        y : ndarray of int, shape (N,)
            What each is meant to be, in ascending order.
        """
        found = {**home.read_file(FILE), **_unwritten}
        kept = {int(k): v for k, v in found.items() if _is_label(k) and _is_picture(v)}
        labels = sorted(kept)
        X = np.array([kept[label] for label in labels], float).reshape(-1, 64) / LEVELS
        return X, np.array(labels, int)

    def keep(self, label, pixels):
        """Keep a digit; one that was drawn before under the same label gives way.

        Parameters
        ----------
        label : int
            0 to 9: what it is meant to be.
        pixels : array_like, shape (8, 8) or (64,)
            From 0 to 1.

        Returns
        -------
        bool
            Whether it is kept beyond this kernel.

        Raises
        ------
        ValueError
            ``own_digits.keep expected a label from 0 to 9, got 12``
        """
        whole = isinstance(label, (int, np.integer)) and not isinstance(label, bool)
        if not whole or not 0 <= label <= 9:
            raise ValueError(f"own_digits.keep expected a label from 0 to 9, got {label!r}")
        pixels = np.asarray(pixels, float)
        if pixels.shape not in ((8, 8), (64,)) or not np.all((pixels >= 0) & (pixels <= 1)):
            raise ValueError(
                "own_digits.keep expected 8 × 8 pixels from 0 to 1, got an array of shape "
                f"{pixels.shape}"
            )
        key, row = str(int(label)), np.rint(LEVELS * pixels.ravel()).astype(int).tolist()
        _unwritten.pop(key, None)
        kept = home.change_file(FILE, lambda content: content.update({key: row}))
        if not kept:
            _unwritten[key] = row
        return kept


own_digits = OwnDigits()


def _is_label(key):
    return isinstance(key, str) and len(key) == 1 and key in "0123456789"


def _is_picture(row):
    whole = isinstance(row, list) and all(type(value) is int for value in row)
    return whole and len(row) == 64 and all(0 <= value <= LEVELS for value in row)
