"""README.md: fresh, its links alive, its Binder links made from the one address."""

import json
import re

import pytest

from autograder.authoring import readme


@pytest.fixture
def copy(tmp_path, root):
    """A folder with README.md and pyproject.toml, and no lesson."""
    for name in ("README.md", "pyproject.toml"):
        (tmp_path / name).write_text((root / name).read_text())
    (tmp_path / "notebooks").mkdir()
    return tmp_path


def test_it_is_fresh(root):
    assert readme.render(root) == (root / "README.md").read_text(encoding="utf-8")


def test_the_check_fails_on_a_stale_one(copy, monkeypatch, capsys):
    monkeypatch.setattr(readme, "__file__", str(copy / "autograder" / "authoring" / "readme.py"))
    (copy / "notebooks" / "11_batch_normalization.ipynb").write_text(json.dumps({}))
    assert readme.main(["--check"]) == 1
    assert "stale" in capsys.readouterr().err
    assert readme.main([]) == 0
    assert readme.main(["--check"]) == 0


def test_a_lesson_appears_with_its_links(copy):
    assert readme.modules(copy).count("to come") == 12
    (copy / "notebooks" / "02_perceptron.ipynb").write_text("{}")
    table = readme.modules(copy)
    assert table.count("to come") == 11
    assert "| 2 | The Perceptron | [02_perceptron.ipynb](notebooks/02_perceptron.ipynb) |" in table
    assert "urlpath=lab/tree/work/02_perceptron.ipynb" in table


def test_links_come_from_the_one_address(copy):
    path = copy / "pyproject.toml"
    path.write_text(
        re.sub(
            r"^Repository = .*$",
            'Repository = "https://github.com/a-b/c.d.git"',
            path.read_text(),
            flags=re.MULTILINE,
        )
    )
    assert "https://mybinder.org/v2/gh/a-b/c.d/HEAD?urlpath=lab/tree/work)" in readme.modules(copy)
    assert "git clone https://github.com/a-b/c.d && cd c.d" in readme.start(copy)
    assert "placeholder" not in readme.modules(copy)


def test_the_address_stands_nowhere_else(root, tracked):
    address = readme.repository(root)
    holders = []
    for path in tracked:
        try:
            if address in (root / path).read_text(encoding="utf-8"):
                holders.append(path.as_posix())
        except UnicodeDecodeError:
            continue
    assert sorted(holders) == ["README.md", "pyproject.toml"]


def test_links_inside_the_repository_lead_somewhere(root):
    links = re.findall(r"\]\(([^)#]+)\)", (root / "README.md").read_text(encoding="utf-8"))
    inside = [link for link in links if not link.startswith("http")]
    assert "LICENSE" in inside
    assert [link for link in inside if not (root / link).exists()] == []
