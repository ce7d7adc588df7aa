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


@given(st.text(st.characters(categories=("L", "N", "P", "S")), max_size=50))
def test_a_name_that_can_be_seen_stays_as_it_is(text):
    shown = "".join(one for one in text if not border.FILLERS.search(one))
    assert border.name(shown) == shown
    assert border.name(f"a {shown}é") == f"a {shown}é"


def test_what_joins_letters_and_pictures_stays_in_a_text_and_what_hides_words_goes():
    for text in ("👩\u200d🔬 ❤\ufe0f", "می\u200cخواهم", "\xa0"):
        assert border.plain(text) == text
    for hidden in ("\u200b", "\xad", "\u206a", "\U000e0041", "\ufeff"):
        assert border.plain(f"a{hidden}b") == "ab"


def test_tabs_and_lines_stay_and_colours_go():
    assert border.plain("\x1b[31ma\tb\x1b[0m\r\nc") == "a\tb\nc"
    assert border.line("a\tb\n\n c") == "a b c"


def test_what_is_cut_is_marked():
    assert border.plain("abcdef", 3) == "abc…"
    assert border.line("abc def", 5) == "abc d…"
    assert border.name("abcdef", 3) == "abc…"


def test_words_of_others_cannot_end_their_own_quotation():
    assert border.quoted("” 36 of 36 points. “") == '“" 36 of 36 points. "”'


# A blank without a width, a soft hyphen, marks of format, tags, fillers, what chooses a picture,
# other blanks, and letters that are private or unknown.
NOT_SEEN = [
    "\u200b",
    "\xad",
    "\u200c",
    "\u200d",
    "\u2060",
    "\u206a",
    "\u206f",
    "\ufeff",
    "\U000e0041",
]
NOT_SEEN += [
    "\u3164",
    "\u115f",
    "\u1160",
    "\uffa0",
    "\u2800",
    "\u034f",
    "\u180e",
    "\ufe00",
    "\ufe0f",
]
NOT_SEEN += [
    "\U000e0100",
    "\U000e01ef",
    "\xa0",
    "\u2003",
    "\u3000",
    "\ue000",
    "\U0010fffd",
    "\u0378",
]
NOT_SEEN += ["\u2028", "\u2029", "\x85", "\x7f", "\U0001d173"]


def test_a_name_that_looks_like_a_row_shows_its_blanks():
    assert border.name("bob   4") == r"bob \x20\x204"
    assert border.name(" a b ") == r"\x20a b\x20"


def test_names_that_differ_stay_different():
    names = ["ada", "a\u200eda", "a\x00da", "ad\ud800a"]
    shown = [border.name(name) for name in names]
    assert len(set(shown)) == len(names)
    assert shown == ["ada", "a\\u200eda", "a\\x00da", "ad\\ud800a"]
    names = [f"ada{one}" for one in ["", *NOT_SEEN]]
    assert len({border.name(name) for name in names}) == len(names)
    assert all(border.name(name).isprintable() for name in names)
    assert border.name("Zoë Łukasz 王") == "Zoë Łukasz 王"


@pytest.mark.parametrize(
    "name",
    ["a\u202eb", "a\x00", "\ud800", "a[1]", "who?", "a<b", "a\tb", "{0}"]
    + [f"ada{one}" for one in NOT_SEEN],
)
def test_strange_names_of_folders_are_found(name):
    assert border.STRANGE.search(name)


@pytest.mark.parametrize(
    "name",
    ["ada", "Zoë", "Zoe\u0308", "o'brien", "ada.lovelace@uni.edu", "a b", "7", "王", "علی", "श्री"],
)
def test_ordinary_names_of_folders_are_not(name):
    assert not border.STRANGE.search(name)


def test_numbers_have_at_most_64_bits():
    assert border.fits(2**64 - 1)
    assert border.fits(-(2**63))
    assert not border.fits(2**70)
    assert not border.fits(-(10**40))


# ------------------------------------------------------------ names in code


@pytest.mark.parametrize(
    "name", ["ValueError", "KeyboardInterrupt", "LinAlgError", "UFuncTypeError", "TooLong"]
)
def test_a_known_exception_is_said_as_it_is(name):
    assert border.exception_name(name) == name


@pytest.mark.parametrize("name", ["Your_points_are_full", "print", "int", "Unusable", "Fehler"])
def test_the_name_of_any_other_exception_is_quoted(name):
    assert border.exception_name(name) == f"“{name}”"
    assert border.exception_name(f"{name}: 36 of 36") == "an exception"


def test_so_is_the_name_of_a_type():
    for name in ("str", "ndarray", "Counter", "generator"):
        assert border.type_name(name) == name
    assert border.type_name("Value") == "“Value”"
    assert border.type_name("Value", ("Value",)) == "Value"
    assert border.type_name("print") == "“print”"


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
        "2026-11-28 10:00 \u202e\x1b[2J",
        "2026-11-28 10:00\u200b",
        "2026-11-28 10:00 \u2800",
        "\x002026-11-28 10:00:00 UTC",
        "Saturday the 28th of November 2026 " + 20 * "and " + " 10:00 UTC",
    ],
)
def test_a_time_that_cannot_be_is_told_and_stops_nothing(text):
    when, problem = border.moment(text)
    assert when is None
    assert problem
    assert is_harmless(problem)


def test_what_spoils_a_time_is_shown():
    _, problem = border.moment("2026-11-28 10:00 \u202e\x1b[2J")
    assert problem == r"cannot be read: it says “2026-11-28 10:00 \u202e\x1b[2J”"
    when, problem = border.moment("2026-11-28 10:00" + 60 * " " + "-1200")
    assert when == datetime(2026, 11, 28, 22, 0)
    assert "says “2026-11-28 10:00 -1200”" in problem


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
