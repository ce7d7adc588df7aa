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
        result.calls.append(calls.Call(1, 0.0, 0.0))
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
    done = []
    for part in named or summary.to_run():
        commit, load = summary.commit_now(), os.getloadavg()[0]
        print(f"== {part}, of {commit}", flush=True)
        result = parts.run_part(part)
        done += result.calls
        if any(call.status == calls.INTERRUPTED for call in result.calls):
            break  # not a result
        wall, cpu = (sum(getattr(c, kind) for c in result.calls) / 60 for kind in ("wall", "cpu"))
        if result.is_green:
            said = result.said
        else:
            said = result.said if "fail" in result.said else f"{result.said}, error"
        today = datetime.date.today().isoformat()
        line = summary.Line(part, said, commit, today, f"{wall:.1f}", f"{cpu:.1f}")
        summary.replace(line, result.not_run)
        print(closing.whole(result.calls, load), flush=True)
    print(summary.SUMMARY.read_text(encoding="utf-8"))
    red = look() or not all(call.is_green for call in done)
    print(closing.closing_line(done), flush=True)
    return int(bool(red))


def look():
    """Print what is wrong with the committed summary, and what is outdated."""
    wrong, told = summary.look()
    print("\n".join(["", *told, *wrong]) if told or wrong else "", flush=True)
    return int(bool(wrong))


def durations():
    keep(parts.recorded("test"))
    return show_estimate()


def show_estimate():
    print("\n".join(estimate()))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
