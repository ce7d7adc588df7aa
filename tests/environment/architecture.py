"""The structure of the packages, counted on their syntax trees: ``python architecture.py``.

Imports inside functions count like those on top of a module. What a name in a text leads to, the
commands of the command line for instance, does not.
"""

import ast
import functools
import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("autograder", "nnlib")
# Modules that only keep an old name importable. Nothing of the course imports them.
FORWARDS = frozenset(
    {
        "autograder.grade.walled",
        "autograder.pages",
        "autograder.steps",
        "autograder.stock",
    }
)
MOST_ENTRIES, MOST_LEVELS, MOST_ARROWS = 16, 6, 40
# What a learner's notebook loads, and all that this may import from elsewhere when it is loaded.
# Samples are invented submissions: no notebook loads them.
LEARNERS_SIDE = ("autograder.check", "autograder.core", "autograder.learner", "autograder.lessons")
LEARNERS_LIBRARIES = frozenset({"IPython", "nnlib", "numpy"})


def modules(root, package):
    """Map the names of a package's modules to their files; a package goes by its ``__init__``."""
    found = {}
    for path in sorted((root / package).rglob("*.py")):
        if not (path.parent / "__init__.py").is_file():
            continue  # a file that is copied elsewhere, such as the settings of a course
        parts = path.relative_to(root).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


@functools.cache
def imports(path, later=True):
    """List what a file imports: dotted names, those of attributes included.

    With ``later=False``, only what it imports when it is imported itself, not inside functions.
    """
    found, waiting = [], [ast.parse(path.read_text(encoding="utf-8"))]
    while waiting:
        node = waiting.pop()
        if later or not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            waiting += ast.iter_child_nodes(node)
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                raise ValueError(f"{path}:{node.lineno}: expected no relative import")
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return found


def module_of(name, known):
    """Return the module that a dotted name lies in, or None: ``a.b`` for the function ``a.b.f``."""
    while name and name not in known:
        name = name.rpartition(".")[0]
    return name or None


def graph_of_modules(root):
    """Map each module to those that it imports, without the forwards."""
    known = {name: path for package in PACKAGES for name, path in modules(root, package).items()}
    graph = {}
    for name, path in known.items():
        used = {module_of(target, known) for target in imports(path)} - {None, name}
        if name not in FORWARDS:
            graph[name] = used
    return graph


def entry_of(module):
    """Return what a module belongs to on top of its package: ``grade`` for ``autograder.grade.x``.

    The package's own ``__init__`` is no entry.
    """
    return ".".join(module.split(".")[:2])


def graph_of_entries(root, package):
    """Map each entry on top of a package to the others that it imports."""
    graph = {}
    for module, used in graph_of_modules(root).items():
        if module.startswith(f"{package}."):
            entry = entry_of(module)
            others = {entry_of(name) for name in used if name.startswith(f"{package}.")}
            graph[entry] = graph.get(entry, set()) | others - {entry} - FORWARDS
    return graph


def cycle_in(graph):
    """Return a cycle as a list of names, empty if there is none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return error.args[1][::-1]
    return []


def levels_of(graph):
    """Count the entries on the longest way along the arrows; 0 where there is a cycle."""
    if cycle_in(graph):
        return 0
    height = {}
    for entry in TopologicalSorter(graph).static_order():
        height[entry] = 1 + max((height[used] for used in graph.get(entry, ())), default=0)
    return max(height.values(), default=0)


def users_of_forwards(root):
    """List the modules that import a forward."""
    graph = graph_of_modules(root)
    return sorted(name for name, used in graph.items() if used & FORWARDS)


def foreign_imports(root, part):
    """List (module, package) of what the modules of a part load from elsewhere."""
    own, found = part.partition(".")[0], set()
    for name, path in modules(root, own).items():
        inside = name == part or name.startswith(f"{part}.")
        if inside and "samples" not in name.split("."):
            tops = {target.partition(".")[0] for target in imports(path, later=False)}
            found |= {(name, top) for top in tops - {own} - sys.stdlib_module_names}
    return sorted(found)


def main():
    """Print the figures of the tree that this file is in."""
    entries = graph_of_entries(ROOT, "autograder")
    arrows = sum(map(len, entries.values()))
    print(f"entries on top of autograder: {len(entries)} (at most {MOST_ENTRIES})")
    print(f"levels: {levels_of(entries) or 'none, there is a cycle'} (at most {MOST_LEVELS})")
    print(f"arrows between entries: {arrows} (at most {MOST_ARROWS})")
    for what, graph in {
        "entries of autograder": entries,
        "entries of nnlib": graph_of_entries(ROOT, "nnlib"),
        "modules": graph_of_modules(ROOT),
    }.items():
        print(f"cycle between {what}: {' > '.join(cycle_in(graph)) or 'none'}")
    print(f"users of forwards: {', '.join(users_of_forwards(ROOT)) or 'none'}")


if __name__ == "__main__":
    main()
