"""Write the summary of `make test-all`: summary.py REPORT.xml [REPORT.xml ...] SUMMARY.md."""

import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path


def main(reports, summary):
    """Turn pytest's junit reports, of runs side by side, into a few lines of Markdown."""
    suites = [ElementTree.parse(report).getroot().find("testsuite") for report in reports]
    total, failed, errors, skipped = (
        sum(int(suite.get(name)) for suite in suites)
        for name in ("tests", "failures", "errors", "skipped")
    )

    def git(*words):
        return subprocess.run(["git", *words], capture_output=True, text=True).stdout.strip()

    # The summary itself is a tracked file that every run changes.
    changed = git("status", "--porcelain", "--untracked-files=no", "--", ".", f":!{summary}")
    minutes, seconds = divmod(round(max(float(suite.get("time")) for suite in suites)), 60)
    counts = f"{total - failed - errors - skipped} passed, {failed} failed, {errors} error(s)"
    Path(summary).parent.mkdir(parents=True, exist_ok=True)
    Path(summary).write_text(
        "# `make test-all`\n\nWritten by `make test-all`.\n\n"
        f"- commit: {git('rev-parse', '--short', 'HEAD')}{' with changes' if changed else ''}\n"
        f"- date: {suites[0].get('timestamp')[:10]}\n"
        f"- result: {counts}, {skipped} skipped\n"
        f"- duration: {minutes} min {seconds} s\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main(sys.argv[1:-1], sys.argv[-1])
