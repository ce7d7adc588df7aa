"""Module 4: ``my_relay``, how much of a nudge comes through ten layers that a number draws."""

import math

from autograder.lessons.m04 import public
from autograder.lessons.own_number import own_number
from nnlib.lessons.lesson04 import own_shares


def digits_of(share):
    """Return 1.689 for 1.689e-08: what stays when the power of ten is not written down."""
    return share / 10.0 ** math.floor(math.log10(share))


def with_a_plus(share):
    """Return 1.689e+08 for 1.689e-08."""
    return digits_of(share) / 10.0 ** math.floor(math.log10(share))


MY_RELAY = own_number(
    public.MY_RELAY,
    own_shares,
    tuple,
    said={
        "kind": "shares",
        "asked": "the share with sigmoid, the share with tanh",
        "first": "share with sigmoid; the one with tanh holds",
        "second": "share with tanh; the one with sigmoid holds",
        "both": "shares",
    },
    nearly=False,
    wrong={
        "in another order": (
            lambda shares: shares[::-1],
            "Both numbers come from your run, in another order than asked. "
            "Which of the two functions lets almost nothing through?",
        ),
        "powers of ten": (
            lambda shares: map(math.log10, shares),
            "These are powers of ten, as they stand along a logarithmic axis. "
            "The share itself was asked for: if the power is −3, what is the share?",
        ),
        "one network twice": (
            lambda shares: (shares[0], shares[0]),
            "The share with sigmoid holds, and the other one is the same number. "
            "In which line of your run's output does tanh stand?",
        ),
        "in percent": (
            lambda shares: [100 * share for share in shares],
            "Both numbers come from your run, in percent. "
            "The share itself was asked for: how did your run print it?",
        ),
        "power of ten lost": (
            lambda shares: (digits_of(shares[0]), shares[1]),
            "The share with tanh holds. Of the one with sigmoid the digits are right, and its "
            "power of ten is gone: what does e-08 behind a number say?",
        ),
        "minus of the power lost": (
            lambda shares: (with_a_plus(shares[0]), shares[1]),
            "The share with tanh holds. Of the one with sigmoid the digits are right, and it is "
            "millions: can more than a whole nudge arrive, and what does the minus in e-08 say?",
        ),
    },
)
