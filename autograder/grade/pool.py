"""Worker processes: each keeps a warm process behind the wall, and judges what that answers.

A worker is given all it needs and gives back plain data, so that it could as well stand on
another machine.
"""

import atexit
import multiprocessing
import signal
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool

from autograder.grade.submission import Result, grade_submission
from autograder.grade.wall import linux
from autograder.grade.wall.isolation import CannotIsolate
from autograder.grade.wall.sandbox import Warm

AHEAD = 3

_own = {}


class Pool:
    """Some workers; use it in a ``with`` statement. They start at once, and take a few seconds.

    Parameters
    ----------
    workers : int
    lessons : list of Lesson
    seed : str
    limits : Limits
    isolated : bool
    """

    def __init__(self, workers, lessons, seed, limits, isolated):
        self._workers, self._given = workers, (lessons, seed, limits, isolated)

    def __enter__(self):
        self._start(self._workers)
        return self

    def __exit__(self, kind, *error):
        if kind is not None:
            for process in list((self._executor._processes or {}).values()):
                process.kill()
        self._executor.shutdown(wait=kind is None, cancel_futures=True)

    def grade(self, jobs):
        """Grade submissions.

        Parameters
        ----------
        jobs : iterable of (str, path)
            Students and their folders.

        Yields
        ------
        Result
            As they come. Only a few are under way at a time, so memory stays flat.

        Raises
        ------
        CannotIsolate
            If a worker could not build the wall.
        """
        jobs, waiting = iter(jobs), {}
        try:
            while True:
                while len(waiting) < AHEAD * self._workers and (job := next(jobs, None)):
                    waiting[self._executor.submit(_grade, *job)] = job
                if not waiting:
                    return
                for future in wait(waiting, return_when=FIRST_COMPLETED)[0]:
                    result = future.result()
                    del waiting[future]
                    yield result
        except BrokenProcessPool:
            for job in (*waiting.values(), *jobs):
                yield self._grade_alone(job)

    def _grade_alone(self, job):
        """After a worker has died, grade one by one: what kills a worker must be found."""
        try:
            return self._executor.submit(_grade, *job).result()
        except BrokenProcessPool:
            pass
        self._executor.shutdown()
        self._start(1)
        try:
            return self._executor.submit(_grade, *job).result()
        except BrokenProcessPool:
            return Result(job[0], fault="a worker process of the grader died over this submission")

    def _start(self, workers):
        context = multiprocessing.get_context("spawn")
        self._executor = ProcessPoolExecutor(
            workers, context, initializer=_start, initargs=self._given
        )
        for _ in range(workers):
            self._executor.submit(int)  # a worker is started for each job that nobody is free for


def _start(lessons, seed, limits, isolated):
    """Run in a new worker: start its warm process."""
    linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the writer decides what Ctrl-C means
    warm_up = tuple(source for lesson in lessons for source in lesson.warm_up)
    exercises = tuple(name for lesson in lessons for name in lesson.exercises)
    warm = Warm(limits, isolated, warm_up=warm_up, exercises=exercises)
    _own.update(lessons=lessons, seed=seed)
    try:
        _own["warm"] = warm.__enter__()
    except CannotIsolate as reason:
        _own["reason"] = str(reason)
    else:
        atexit.register(warm.__exit__)


def _grade(student, folder):
    if "reason" in _own:
        raise CannotIsolate(_own["reason"])
    return grade_submission(_own["warm"], _own["lessons"], _own["seed"], student, folder)
