"""How a panel writes the numbers on its nodes, cells and curves."""

import re

import numpy as np
import pytest

from nnlib.viz import browser

pytestmark = pytest.mark.slow


def test_numbers_in_two_digits(chromium):
    source = (browser.FOLDER / "axes.js").read_text(encoding="utf-8")
    source = re.sub(r"^import [^;]*;\n|^export ", "", source, flags=re.MULTILINE)
    numbers = {
        0.32: "0.32",
        float(np.float32(0.01)): "0.01",  # a little less than 0.01
        0.0067: "7·10⁻³",
        9.7e-4: "1·10⁻³",
        -3e-5: "−3·10⁻⁵",
        0: "0",
        99_999: "1·10⁵",
        123.4: "123",
    }
    page = chromium.new_page()
    written = page.evaluate(f"numbers => {{ {source}; return numbers.map(short) }}", list(numbers))
    page.close()
    assert dict(zip(numbers, written, strict=True)) == numbers
