"""``autograder grade ASSIGNMENT``: grade a class, fast and with learners' code walled in.

==============  ===========================================================================
``assignment``  gives the submissions, which ``handed_in`` finds, to the workers of ``pool``,
                records what comes back, and tells it by ``report``
``lesson``      what was handed out; ``rebuild`` puts a submission back into its form
``submission``  one submission, from its folder to its marks
``verdicts``    the judging; with ``execute``, ``answers`` and ``outputs``
``gradebook``   nbgrader's gradebook; ``journal`` for going on after a kill
``wall``        ``sandbox``, a warm process and its sandboxes, seen from the judge;
                ``isolation``, the wall, with ``linux``, ``limits``, ``processes`` and
                ``control_group``;
                ``warm`` and ``child``, what runs behind it, with ``shell``; ``wire``, between
                the two sides; ``walled_kernel``, the same wall for stock nbgrader
==============  ===========================================================================
"""


def add_arguments(parser):
    """Declare the options of ``autograder grade``."""
    parser.add_argument("assignment", metavar="ASSIGNMENT", help="for example 07_backpropagation")
    parser.add_argument("--course", default=".", metavar="DIR", help="the course's folder")
    parser.add_argument("--student", action="append", metavar="ID", help="only this; repeatable")
    parser.add_argument("--workers", type=int, metavar="N", help="default: one for each core")
    parser.add_argument(
        "--resume", action="store_true", help="leave alone what is graded and has not changed"
    )
    parser.add_argument(
        "--accept-changes",
        action="store_true",
        help="record marks also where another version of the course gave other ones",
    )
    parser.add_argument(
        "--no-isolation",
        action="store_true",
        help="let learners' code run with your rights, where the system cannot isolate it",
    )


def run(args):
    """Grade, and print the marks, the repairs and what could not be graded."""
    import sys

    from autograder.cli import UserError
    from autograder.grade.assignment import grade_assignment
    from autograder.grade.report import NOT_ISOLATED

    if args.workers is not None and args.workers < 1:
        raise UserError(f"expected at least one worker, got {args.workers}")
    if args.no_isolation:
        print(NOT_ISOLATED, file=sys.stderr)
    try:
        report = grade_assignment(
            args.course,
            args.assignment,
            args.student,
            args.workers,
            args.resume,
            isolated=not args.no_isolation,
            accept_changes=args.accept_changes,
        )
    except KeyboardInterrupt:
        print("\nStopped. What is recorded stays; the same command goes on here.", file=sys.stderr)
        return 130
    print(report.text())
    return report.status
