"""The entries of a learner's record, as any edition wrote them: whole, under present names."""

import math

from autograder.lessons import present_mistakes, present_name


def entries_of(content):
    """Take the whole entries, under the names that exercises and mistakes have now."""
    found = {}
    for old, entry in content.items():
        if not _is_entry(entry):
            continue
        name, entry = present_name(old), dict(entry)
        entry["mistakes"] = present_mistakes(old, entry["mistakes"])
        if overcome := overcome_in(entry):
            entry["overcome"] = sorted(present_mistakes(old, overcome))
        # there are two if notebooks of two versions of the course were run here
        found[name] = _joined(found[name], entry) if name in found else entry
    return found


def joined_records(one, other):
    """Join the contents of two records: of each exercise the better points and all mistakes."""
    found = entries_of(one)
    for name, entry in entries_of(other).items():
        found[name] = _joined(found[name], entry) if name in found else entry
    return found


def _joined(one, other):
    """Join two entries of one exercise: the better points, and the mistakes of both."""
    better = max(one, other, key=lambda entry: entry["points"])
    met = sorted({*one["mistakes"], *other["mistakes"]})
    overcome = sorted(overcome_in(one) | overcome_in(other))
    joined = {**better, "mistakes": met, **({"overcome": overcome} if overcome else {})}
    return joined | ({"passed": True} if has_passed_in(one) or has_passed_in(other) else {})


def _is_entry(entry):
    """Somebody's editor or a sync may have left anything in the file."""
    return (
        isinstance(entry, dict)
        and all(
            isinstance(entry.get(key), (int, float)) and math.isfinite(entry[key])
            for key in ("module", "points")
        )
        and isinstance(entry.get("mistakes"), list)
        and all(isinstance(name, str) for name in entry["mistakes"])
    )


def has_passed_in(entry):
    """Tell whether an entry of the record says that its exercise has passed once."""
    return entry.get("passed") is True


def overcome_in(entry):
    """Return the names of the mistakes that an entry of the record calls overcome."""
    names = entry.get("overcome", ())
    return {name for name in names if isinstance(name, str)} if isinstance(names, list) else set()
