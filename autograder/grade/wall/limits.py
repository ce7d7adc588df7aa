"""What a submission may use up, and how large it may be; what is beyond it is cut or refused."""

from dataclasses import asdict, dataclass

MEGABYTE = 2**20


@dataclass(frozen=True)
class Limits:
    """Limits of one submission.

    Parameters
    ----------
    notebook_seconds : float
        Wall time for one sitting: running the notebook (again, if a cell had to be left out) and
        answering cases. Hidden cases may take a second sitting, a number of a learner's own run
        and a teacher's own tests one more each; and where an answer broke down, all of a sitting
        is done once more and has the time anew.
    cell_seconds : float
        Wall time of one cell; a cell that takes longer is left out and the notebook run again.
    exercise_seconds : float
        Wall time for the cases of one exercise under one seed.
    cpu_seconds : int
        CPU time of a single process of the learner's.
    memory : int
        Bytes, of all processes of a submission together.
    address_space : int
        Bytes of address space of a single process.
    processes, open_files : int
        Processes at once, of all that a warm process has forked; open files in each.
    scratch : int
        Bytes of the scratch folder: files beyond it cannot be written.
    output : int
        Characters of output that are kept of a notebook.
    file : int
        Bytes of a submitted notebook.
    restarts : int
        How often a notebook is run again without a cell that ended its process.
    """

    notebook_seconds: float = 120.0
    cell_seconds: float = 30.0
    exercise_seconds: float = 15.0
    cpu_seconds: int = 30
    memory: int = 1024 * MEGABYTE
    address_space: int = 4096 * MEGABYTE
    processes: int = 64
    open_files: int = 128
    scratch: int = 64 * MEGABYTE
    output: int = 500_000
    file: int = 20 * MEGABYTE
    restarts: int = 8

    def as_dict(self):
        """Return the limits as plain data, for the journal and for the child."""
        return asdict(self)
