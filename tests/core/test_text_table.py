"""Tables that the command line prints."""

from autograder.core.text_table import Column, aligned


def test_columns_are_as_wide_as_their_widest_entry_and_no_narrower_than_asked():
    rows = [("name", "1", "note"), ("a longer name", "12.25", ""), ("b", "-", "a word")]
    columns = [Column("<", gap=0), Column(">", width=4), Column("<", gap=1)]
    assert aligned(rows, columns) == [
        "name               1 note",
        "a longer name  12.25",
        "b                  - a word",
    ]


def test_no_rows_are_no_lines():
    assert aligned([], [Column("<"), Column(">")]) == []
