"""``python -m tests.running COMMAND``, from the root of the project.

test [OPTION ...]   every test but the slowest; options go to pytest
quick [OPTION ...]  the fast tests, and a look at the summary of `make test-all`
all [PART ...]      every test by parts: those that are red, missing or outdated, or those named
look                the look at that summary alone
durations           keep what the last whole `test` took in tests/durations.json
estimate            what a lesson adds to `test`, by those durations
"""

import datetime
import os
import sys

from tests.running import calls, closing, parts, summary
from tests.running.estimate import estimate, keep

# What is not a test and is wrong: an error in the closing line.
RED = calls.Call(1, 0.0, 0.0)


def main(words):
    """Run a command; return its exit status."""
    commands = {"test": test, "quick": quick, "all": everything, "look": look}
    commands |= {"durations": durations, "estimate": show_estimate}
    command, *options = words or [""]
    if command not in commands:
        print(__doc__, file=sys.stderr)
        return 2
    return commands[command](*options)


def test(*options):
    load = os.getloadavg()[0]
    # the durations are those of a whole run
    result = parts.in_two_calls("some" if options else "test", parts.MOST, options)
    return _close(result, load)


def quick(*options):
    load = os.getloadavg()[0]
    result = parts.Result([parts.on_workers("quick", parts.FAST, options)], "")
    if look():
        result.calls.append(RED)
    return _close(result, load)


def _close(result, load):
    lines = closing.slowest(result.calls)
    lines += [closing.whole(result.calls, load), *estimate(), closing.closing_line(result.calls)]
    print("\n".join(["", *lines]), flush=True)
    return 0 if result.is_green else 1


def everything(*named):
    unknown = set(named) - set(parts.PARTS)
    if unknown:
        print(f"the parts are {', '.join(parts.PARTS)}; got {', '.join(unknown)}", file=sys.stderr)
        return 2
    results = []
    for part in named or summary.to_run():
        commit, load = summary.commit_now(), os.getloadavg()[0]
        print(f"== {part}, of {commit}", flush=True)
        result = parts.run_part(part)
        results.append(result)
        if any(call.status == calls.INTERRUPTED for call in result.calls):
            break  # not a result
        summary.replace(_line(part, commit, result), result.not_run)
        print(closing.whole(result.calls, load), flush=True)
    print("", summary.SUMMARY.read_text(encoding="utf-8"), sep="\n")
    if look() and not named:
        results.append(parts.Result([RED], ""))
    print(closing.closing_line([call for result in results for call in result.calls]), flush=True)
    return 0 if all(result.is_green for result in results) else 1


def _line(part, commit, result):
    wall, cpu = (sum(getattr(call, kind) for call in result.calls) for kind in ("wall", "cpu"))
    today = datetime.date.today().isoformat()
    said = result.said + ("" if result.is_green or "fail" in result.said else ", error")
    return summary.Line(part, said, commit, today, f"{wall / 60:.1f}", f"{cpu / 60:.1f}")


def look():
    """Print what is wrong with the committed summary, and what is outdated."""
    wrong, told = summary.look()
    print("\n".join(["", *told, *wrong]) if told or wrong else "", flush=True)
    return int(bool(wrong))


def durations():
    two = parts.recorded("test")
    if not (two and all(call.is_green for call in two)):
        print("durations are kept of a whole and green `make test`", file=sys.stderr)
        return 1
    keep(two)
    return show_estimate()


def show_estimate():
    print("\n".join(estimate()))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
