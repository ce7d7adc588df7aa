"""Texts, numbers and times from outside can be printed, written and computed with."""

import re
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.core import border

ODD = {
    "half a character": "a\ud800b",
    "a mark of direction": "1 of 36\u202e63 fo 63",
    "an order to a terminal": "\x1b[5A\x1b[2Ka0 40\x1b]0;taken over\x07",
    "a NUL": "a\x00b",
    "one word of two megabytes": "y" * 2_000_000,
    "many lines": "a\n" * 100_000,
    "a line of another kind": "a\u2028b\x85c",
}
# any text at all, half characters included
TEXTS = st.text(st.characters(), max_size=300)


def is_harmless(text):
    text.encode()
    return not border.UNSEEN.search(text) and "\x1b" not in text


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_what_passed_the_border_can_be_written_and_is_short(text):
    assert is_harmless(border.plain(text))
    assert len(border.plain(text)) <= border.MOST_TEXT + 1
    for shown in (border.line(text), border.quoted(text), border.name(text)):
        assert is_harmless(shown)
        assert "\n" not in shown
        assert len(shown) <= border.MOST_LINE + 60


@given(TEXTS)
def test_any_text_passes(text):
    assert is_harmless(border.plain(text))
    assert is_harmless(border.line(text))
    assert is_harmless(border.name(text))


@given(st.text(st.characters(exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp")), max_size=300))
def test_ordinary_text_stays_as_it_is(text):
    assert border.plain(text) == text
    assert border.name(text[:50]) == text[:50]


def test_tabs_and_lines_stay_and_colours_go():
    assert border.plain("\x1b[31ma\tb\x1b[0m\r\nc") == "a\tb\nc"
    assert border.line("a\tb\n\n c") == "a b c"


def test_what_is_cut_is_marked():
    assert border.plain("abcdef", 3) == "abc…"
    assert border.line("abc def", 5) == "abc d…"
    assert border.name("abcdef", 3) == "abc…"


def test_words_of_others_cannot_end_their_own_quotation():
    assert border.quoted("” 36 of 36 points. “") == '“" 36 of 36 points. "”'


def test_names_that_differ_stay_different():
    names = ["ada", "a\u200eda", "a\x00da", "ad\ud800a"]
    shown = [border.name(name) for name in names]
    assert len(set(shown)) == len(names)
    assert shown == ["ada", "a\\u200eda", "a\\x00da", "ad\\ud800a"]
    assert border.name("Zoë Łukasz 王") == "Zoë Łukasz 王"


@pytest.mark.parametrize(
    "name", ["a\u202eb", "a\x00", "\ud800", "a[1]", "who?", "a<b", "a\tb", "{0}"]
)
def test_strange_names_of_folders_are_found(name):
    assert border.STRANGE.search(name)


@pytest.mark.parametrize(
    "name", ["ada", "Zoë", "o'brien", "ada.lovelace@uni.edu", "a b", "7", "王"]
)
def test_ordinary_names_of_folders_are_not(name):
    assert not border.STRANGE.search(name)


def test_numbers_have_at_most_64_bits():
    assert border.fits(2**64 - 1)
    assert border.fits(-(2**63))
    assert not border.fits(2**70)
    assert not border.fits(-(10**40))


# ------------------------------------------------------------ times


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("2026-11-04 10:30:00.123456 UTC", datetime(2026, 11, 4, 10, 30, 0, 123456)),
        ("2026-11-04 10:30:00 UTC", datetime(2026, 11, 4, 10, 30)),
        ("2026-11-04T10:30:00Z", datetime(2026, 11, 4, 10, 30)),
    ],
)
def test_a_certain_time_is_read_without_a_word(text, when):
    assert border.moment(text) == (when, "")


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-04 02:30:00.000000 PST",
        "05.11.2026 10:30",
        "11/05/2026 10:30 UTC",
        "2026-11-04 10:30:00",
        "2026-11-04 10:30:00 Europe/Nowhere",
        "Thu Nov 5 2026",
    ],
)
def test_a_time_that_can_be_read_in_two_ways_is_told_with_the_way_that_was_taken(text):
    when, problem = border.moment(text)
    assert when is not None
    assert f"says “{text}”" in problem
    assert f"{when:%Y-%m-%d %H:%M} UTC" in problem


@pytest.mark.parametrize("text", ["2026-11-04 10:30:00 +0100", "2026-11-04T10:30:00+01:00"])
def test_an_offset_is_in_hours_and_told_since_nbgrader_takes_some_for_seconds(text):
    when, problem = border.moment(text)
    assert when == datetime(2026, 11, 4, 9, 30)
    assert "read as 2026-11-04 09:30 UTC" in problem


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "0001-01-01 00:00:00 +1400",
        "9999-12-31 23:59:59 -1400",
        "1902-01-01 00:00:00 UTC",
        "2026-11-04 10:30:00 +999999999",
        "99999999999999999999",
        "\ud800",
        "\x00",
        "1" * 250,
        "2026-13-45 99:99:99 UTC",
    ],
)
def test_a_time_that_cannot_be_is_told_and_stops_nothing(text):
    when, problem = border.moment(text)
    assert when is None
    assert problem
    assert is_harmless(problem)


@given(TEXTS)
def test_no_text_stops_the_reading_of_times(text):
    when, problem = border.moment(text)
    assert when is None or border.EARLIEST <= when < border.LATEST
    assert is_harmless(problem)


@given(
    st.from_regex(
        re.compile(r"[0-9]{1,5}[-./ ][0-9]{1,3}[-./ ][0-9]{1,5}[ T][0-9:]{0,9} ?[A-Z+\-0-9]{0,6}"),
        fullmatch=True,
    )
)
def test_nothing_like_a_time_stops_it_either(text):
    when, _ = border.moment(text)
    assert when is None or border.EARLIEST <= when < border.LATEST
