"""Wrong calls are refused, in words that help; the table is in `bad_input`."""

import pytest

import nnlib
from tests.nnlib import bad_input


@pytest.mark.parametrize("row", bad_input.REFUSALS, ids=lambda row: row.call)
def test_refused_with_what_came_and_what_was_expected(row):
    # wrong: accepted; numpy's own message about broadcasting; "invalid argument"
    message = row.message()
    assert row.expected in message
    assert row.came in message


def test_every_public_name_has_a_row():
    named = {row.name for row in bad_input.REFUSALS}
    assert set(nnlib.__all__) - named == set(bad_input.WITHOUT)
    assert len(bad_input.REFUSALS) >= 110


def test_a_row_that_is_accepted_is_seen():
    # wrong: a table whose calls are never made
    with pytest.raises(AssertionError, match="was accepted"):
        bad_input.Refusal("fans", "nnlib.fans((3, 2))", ValueError, "", "").message()
    with pytest.raises(AssertionError, match="raised TypeError"):
        bad_input.Refusal("fans", "nnlib.fans()", ValueError, "", "").message()
