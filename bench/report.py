"""What the benchmarks share: paired rounds, and a table that goes into bench/README.md."""

import datetime
import os
import platform
import re
import statistics
import subprocess
import sys
import time
from pathlib import Path

README = Path(__file__).with_name("README.md")


def paired_rounds(functions, rounds=15, block=0.03):
    """Time functions in turn, block by block, so that a busy machine slows all of them alike.

    Parameters
    ----------
    functions : dict of str to callable
    rounds : int
    block : float
        CPU seconds that one block of calls takes, about.

    Returns
    -------
    times : dict of str to list of float
        CPU seconds a call, one for each round; entry i of all lists belongs to the same round.
    """
    calls = {}
    for name, function in functions.items():
        function()
        start, count = time.process_time(), 0
        while time.process_time() - start < block:
            function()
            count += 1
        calls[name] = max(1, count)
    times = {name: [] for name in functions}
    for _ in range(rounds):
        for name, function in functions.items():
            start = time.process_time()
            for _ in range(calls[name]):
                function()
            times[name].append((time.process_time() - start) / calls[name])
    return times


def ratio(times, slow, fast):
    """Return the median over the rounds of slow / fast."""
    return statistics.median(a / b for a, b in zip(times[slow], times[fast], strict=True))


def machine():
    """Say in a line where and when a table was made."""
    model = platform.processor() or platform.machine()
    if sys.platform == "linux":
        found = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
        model = found.group(1) if found else model
    load = f"load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "load unknown"
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, cwd=README.parent
    ).stdout.strip()
    parts = model, f"{os.cpu_count()} cores", load, f"Python {platform.python_version()}"
    return ", ".join([*parts, datetime.date.today().isoformat(), commit])


def table(header, rows):
    """Return a Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def publish(name, text, place=README):
    """Print a section; with --write on the command line also put it into bench/README.md.

    The section stands between two comments that carry its name, `<!-- name:begin -->` and
    `<!-- name:end -->`. Another page can be its ``place``.
    """
    print(text)
    if "--write" not in sys.argv:
        return
    page = place.read_text(encoding="utf-8")
    begin, end = f"<!-- {name}:begin -->", f"<!-- {name}:end -->"
    if begin not in page or end not in page:
        raise SystemExit(f"{place} has no place for {name}: it needs {begin} and {end}")
    before, after = page.split(begin)[0], page.split(end)[1]
    place.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}", encoding="utf-8")
