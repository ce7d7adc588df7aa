"""A file is there whole, or as it was before."""

import os
import stat
from pathlib import Path

import pytest

from autograder.core import whole_file
from autograder.core.whole_file import write_new, write_whole


def no_links(*_, **__):
    raise OSError(1, "Operation not permitted")


def full(*_, **__):
    raise OSError(28, "No space left on device")


def test_a_text_is_written_as_it_is(tmp_path):
    path = tmp_path / "a file"
    write_whole(path, "ä\r\nb\n")
    assert path.read_bytes() == "ä\r\nb\n".encode()
    write_whole(path, "c")
    assert path.read_text() == "c"
    assert os.listdir(tmp_path) == ["a file"]


def test_permissions_are_those_that_were_asked_for_also_over_a_file_for_reading(tmp_path):
    path = tmp_path / "marks"
    for text in ("one", "two"):
        write_whole(path, text, mode=0o444)
        assert path.read_text() == text
        assert stat.S_IMODE(path.stat().st_mode) == 0o444


def test_a_failure_leaves_what_was_there_and_nothing_beside_it(tmp_path, monkeypatch):
    path = tmp_path / "kept"
    path.write_text("before")
    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space"):
        write_whole(path, "after")
    assert path.read_text() == "before"
    monkeypatch.setattr(whole_file.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_new(tmp_path / "new", b"after")
    assert os.listdir(tmp_path) == ["kept"]


@pytest.mark.parametrize("links", [True, False])
def test_a_new_file_never_takes_the_place_of_another(tmp_path, monkeypatch, links):
    if not links:
        monkeypatch.setattr(whole_file.os, "link", no_links)
    assert write_new(tmp_path / "new", b"mine") is True
    assert write_new(tmp_path / "new", b"yours") is False
    assert (tmp_path / "new").read_bytes() == b"mine"
    (tmp_path / "link").symlink_to("nowhere")
    assert write_new(tmp_path / "link", b"yours") is False
    assert sorted(os.listdir(tmp_path)) == ["link", "new"]
