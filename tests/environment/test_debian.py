"""Debian's packages for the tests: found, installed where that may be, told where it may not."""

import os
import shutil
import subprocess
import sys

import pytest

from tests import debian


@pytest.fixture
def bare(tmp_path, monkeypatch):
    """A machine with no program at all, outside of a continuous integration."""
    monkeypatch.setenv("PATH", str(tmp_path / "none"))
    monkeypatch.setattr(debian, "LOG", tmp_path / "build" / "debian.log")
    monkeypatch.delenv("CI", raising=False)


def test_the_list_names_each_package_once_and_says_who_needs_it():
    names = debian.packages()
    assert "chromium" in names
    assert len(set(names)) == len(names)
    lines = debian.LIST.read_text().splitlines()
    assert all("#" in line for line in lines)
    assert set(debian.PROGRAMS) <= set(names)


def test_a_name_that_is_not_in_the_list_is_refused():
    with pytest.raises(ValueError, match="got 'chromiun'"):
        debian.find("chromiun")


def test_a_test_without_its_package_is_not_run_and_fails_in_ci(bare, monkeypatch):
    with pytest.raises(pytest.skip.Exception, match=r"^not run: needs Debian's chromium$"):
        debian.need("chromium")
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="chromium"):
        debian.need("chromium")


def test_a_browser_of_another_name_will_do(bare, monkeypatch, tmp_path):
    (tmp_path / "google-chrome").write_text("#!/bin/sh\n")
    (tmp_path / "google-chrome").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert debian.need("chromium") == str(tmp_path / "google-chrome")


def test_what_cannot_be_installed_is_told_and_is_a_failure_in_ci(bare, monkeypatch, capsys):
    assert debian.main(["--install"]) == 0
    assert "sudo apt-get install chromium" in capsys.readouterr().out
    monkeypatch.setenv("CI", "true")
    assert debian.main(["--install"]) == 1


@pytest.mark.parametrize("user", [0, 1000])
def test_what_is_missing_is_installed_where_nobody_has_to_be_asked(
    bare, monkeypatch, tmp_path, user
):
    folder = tmp_path / "programs"
    folder.mkdir()
    for name in ("env", "chmod", "sh"):
        (folder / name).symlink_to(shutil.which(name, path=os.defpath))
    scripts = {
        "sudo": 'shift; exec "$@"',
        "apt-get": f'echo "$@" >>{folder}/said\n'
        f'case "$*" in *" install "*) for p in {" ".join(debian.packages())} ps; do'
        f" echo >{folder}/$p; chmod +x {folder}/$p; done;; esac",
        "true": "",
    }
    for name, text in scripts.items():
        (folder / name).write_text(f"#!/bin/sh\n{text}\n")
        (folder / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(debian.os, "geteuid", lambda: user)
    assert debian.main([]) == 0  # only told
    assert not (folder / "said").exists()
    assert debian.main(["--install"]) == 0
    said = (folder / "said").read_text().splitlines()
    assert said == [
        "-q update",
        "-q install -y --no-install-recommends " + " ".join(debian.packages()),
    ]


def test_the_script_runs_by_itself(root):
    done = subprocess.run([sys.executable, root / "tests" / "debian.py"], capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")
