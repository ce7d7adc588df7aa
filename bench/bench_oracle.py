"""How far each part of the engine is from torch in float64: the largest error over 24 shapes.

`python bench/bench_oracle.py` prints the table, with `--write` it goes into bench/README.md. The
tests ask the same of every part (`tests/nnlib/test_against_torch.py`).
"""

import sys
from pathlib import Path

import numpy as np
import torch
from report import machine, publish, table

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.nnlib import engine_oracle


def main():
    """Print the table."""
    rows = []
    for name, compare in engine_oracle.COMPONENTS.items():
        errors = [
            engine_oracle.largest_error(
                compare(np.random.default_rng(seed), shape, engine_oracle.LAYOUTS[layout])
            )
            for seed, shape, layout in engine_oracle.cases()
        ]
        rows.append([name, f"{max(errors):.1e}", f"{engine_oracle.tolerance(name):.0e}"])
    lines = [
        table(["part", "largest relative error", "bound of the tests"], rows),
        "",
        f"torch {torch.__version__}; {machine()}.",
    ]
    publish("oracle", "\n".join(lines))


if __name__ == "__main__":
    main()
