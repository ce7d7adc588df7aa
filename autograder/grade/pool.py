"""Worker processes: each keeps a warm process behind the wall, and judges what that answers.

A worker is given all it needs and gives back plain data, so that it could as well stand on
another machine.
"""

import atexit
import gc
import multiprocessing
import signal
from concurrent.futures import FIRST_COMPLETED, TimeoutError, wait

from pebble import ProcessExpired, ProcessPool

from autograder.grade.submission import Result, grade_submission
from autograder.grade.wall import linux
from autograder.grade.wall.isolation import CannotIsolate
from autograder.grade.wall.sandbox import START_SECONDS, Warm

AHEAD = 3
# Seconds beyond the time of a submission, for the judge's own work; then its worker is replaced.
FOR_JUDGING = 60

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
        self._workers = workers
        # a notebook is run once; more runs are for what calls the engine, for the hidden cases then
        # and for a teacher's own tests, and one where an answer broke down; each has its time
        runs = 5 * len(lessons)
        self._seconds = runs * limits.notebook_seconds + 2 * START_SECONDS + FOR_JUDGING
        self._pool = ProcessPool(
            workers,
            initializer=_start,
            initargs=(lessons, seed, limits, isolated),
            context=multiprocessing.get_context("spawn"),
        )

    def __enter__(self):
        self._pool.schedule(int)  # they start when there is something to do
        return self

    def __exit__(self, kind, *error):
        if kind is None:
            self._pool.close()
        else:
            self._pool.stop()
        self._pool.join()

    def grade(self, jobs):
        """Grade submissions.

        Parameters
        ----------
        jobs : iterable of (str, path)
            Students and their folders.

        Yields
        ------
        Result
            As they come. Only a few are under way at a time, so memory stays flat. What ends a
            worker, or keeps it too long, is a fault of that submission, and the worker is replaced.

        Raises
        ------
        CannotIsolate
            If a worker could not build the wall.
        """
        jobs, waiting, again = iter(jobs), {}, set()
        while True:
            while len(waiting) < AHEAD * self._workers and (job := next(jobs, None)):
                waiting[self._submit(job)] = job
            if not waiting:
                return
            for future in wait(waiting, return_when=FIRST_COMPLETED)[0]:
                job = waiting.pop(future)
                try:
                    yield future.result()
                except TimeoutError:
                    yield Result(job[0], fault=f"it kept the grader for {self._seconds:g} s")
                except ProcessExpired:
                    # the system may have ended it for another's sake
                    if job in again:
                        died = "a worker process of the grader died over this submission"
                        yield Result(job[0], fault=died)
                    else:
                        again.add(job)
                        waiting[self._submit(job)] = job

    def _submit(self, job):
        return self._pool.schedule(_grade, args=job, timeout=self._seconds)


def _start(lessons, seed, limits, isolated):
    """Run in a new worker: start its warm process."""
    linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the writer decides what Ctrl-C means
    warm_up = tuple(source for lesson in lessons for source in lesson.warm_up)
    public = tuple(name for lesson in lessons for name in lesson.public)
    _own.update(lessons=lessons, seed=seed, limits=limits, isolated=isolated)
    questions = {key: one for lesson in lessons for key, one in lesson.questions.items()}
    _own["begin"] = {"warm_up": warm_up, "modules": public, "questions": questions}
    atexit.register(_end_warm)
    _begin_warm()
    gc.collect()
    gc.freeze()  # what is loaded by now stays: there is no need to look through it again and again


def _begin_warm():
    _end_warm()
    warm = Warm(_own["limits"], _own["isolated"], **_own["begin"])
    try:
        _own["warm"] = warm.__enter__()
    except CannotIsolate as reason:
        _own["reason"] = str(reason)


def _end_warm():
    if "warm" in _own:
        _own.pop("warm").__exit__()


def _grade(student, folder):
    """Grade one; after a fault of ours nothing is known of the warm process, so a new one tries."""
    for _ in range(2):
        if "reason" in _own:
            raise CannotIsolate(_own["reason"])
        result = grade_submission(_own["warm"], _own["lessons"], _own["seed"], student, folder)
        if not result.fault:
            break
        _begin_warm()
    return result
