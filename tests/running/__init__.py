"""How the tests are run: on two workers, in groups, within a budget, and summed up in one line.

``python -m tests.running`` is what ``make quick``, ``make test`` and ``make test-all`` call. It
runs pytest with the plugin of this package, which is also there when pytest is called by hand.
"""
