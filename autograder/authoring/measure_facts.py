"""The command ``autograder facts``: run the experiments whose numbers the texts state.

What they give goes into ``facts.json`` of the lesson, from which the build fills the text. A number
that another machine gives a little differently stays as it is kept, so that the file changes only
when the lesson does.
"""

from autograder.cli import UserError
from autograder.core.whole_file import write_whole
from autograder.lessons.facts import FactError, as_text, facts_of
from autograder.project import find_root, masters, module_of


def add_arguments(parser):
    """Declare the options of ``autograder facts``."""
    parser.add_argument(
        "lessons", nargs="*", type=int, metavar="LESSON", help="numbers of lessons; default: all"
    )


def run(args):
    """Measure the facts of lessons and write those that changed."""
    known = [module_of(path) for path in masters(find_root())]
    for module in args.lessons:
        if module not in known:
            raise UserError(f"expected lessons among {', '.join(map(str, known))}; got {module}")
    for module in args.lessons or known:
        facts = facts_of(module)
        if facts is None:
            continue
        try:
            changed = measure(facts)
        except FactError as error:
            raise UserError(f"lesson {module}: {error}") from None
        for line in changed:
            print(f"lesson {module}: {line}")
        print(f"lesson {module}: {len(list(facts))} facts, {len(changed)} changed.")


def measure(facts):
    """Measure a lesson's facts, write their file, and say what changed.

    Parameters
    ----------
    facts : autograder.lessons.facts.Facts

    Returns
    -------
    list of str
        A line for each fact that is new, changed or gone, as the text prints it.

    Raises
    ------
    FactError
        If an experiment returned what is no number, or a number prints in two ways within its
        spread: then nothing is written.
    """
    before, now = facts.kept(ours_alone=False), facts.measured()
    texts = {fact.name: fact.texts(now[fact.name]) for fact in facts}
    changed = [f"{name} is gone" for name in before if name not in now]
    for name, value in now.items():
        if name not in before or before[name] != value:
            said = ", ".join(f"{part} = {text}" for part, text in texts[name].items())
            changed.append(said)
    if changed:
        write_whole(facts.path, as_text(now))
    return changed
