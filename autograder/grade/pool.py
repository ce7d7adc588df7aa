"""Worker processes: each keeps a warm process behind the wall, and judges what that answers.

A worker is given all it needs and gives back plain data, so that it could as well stand on
another machine.
"""

import atexit
import contextlib
import multiprocessing
import signal
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool

from autograder.grade import kernel
from autograder.grade.sandbox import Warm
from autograder.grade.submission import Result, grade_submission

AHEAD = 3

_own = {}


def grade_all(jobs, workers, lessons, seed, limits, isolated):
    """Grade submissions in worker processes.

    Parameters
    ----------
    jobs : iterable of (str, path)
        Students and their folders.
    workers : int
    lessons : list of Lesson
    seed : str
    limits : Limits
    isolated : bool

    Yields
    ------
    Result
        As they come. Only a few are under way at a time, so memory stays flat.
    """
    jobs, given = iter(jobs), (lessons, seed, limits, isolated)
    broken = []
    with _pool(workers, given) as pool:
        waiting = {}
        while True:
            while len(waiting) < AHEAD * workers and (job := next(jobs, None)):
                waiting[pool.submit(_grade, *job)] = job
            if not waiting:
                break
            done, _ = wait(waiting, return_when=FIRST_COMPLETED)
            try:
                for future in done:
                    yield future.result()
                    del waiting[future]
            except BrokenProcessPool:
                broken = [*waiting.values(), *jobs]
                break
    for job in broken:
        yield _grade_alone(job, given)


def _grade_alone(job, given):
    """After a worker has died, grade one by one: what kills a worker must be found."""
    try:
        with _pool(1, given) as pool:
            return pool.submit(_grade, *job).result()
    except BrokenProcessPool:
        return Result(job[0], fault="a worker process of the grader died over this submission")


@contextlib.contextmanager
def _pool(workers, given):
    """Start workers; whatever happens, none is left behind."""
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, context, initializer=_start, initargs=given)
    try:
        yield pool
        pool.shutdown()
    except BaseException:
        for process in list((pool._processes or {}).values()):
            process.kill()
        pool.shutdown(wait=False, cancel_futures=True)
        raise


def _start(lessons, seed, limits, isolated):
    """Run in a new worker: start its warm process."""
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the writer decides what Ctrl-C means
    warm_up = tuple(source for lesson in lessons for source in lesson.warm_up)
    warm = Warm(limits, isolated, warm_up=warm_up)
    warm.__enter__()
    atexit.register(warm.__exit__)
    _own.update(warm=warm, lessons=lessons, seed=seed)


def _grade(student, folder):
    return grade_submission(_own["warm"], _own["lessons"], _own["seed"], student, folder)
