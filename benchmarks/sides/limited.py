"""The pipeline's own way under a limit of the kernel on its memory: `limited FILE STORAGE BYTES`.

The limit is on what the process may write to beyond what it had after its imports, used or not
(RLIMIT_DATA): stacks of threads and free space of the allocator count. What is mapped from files does not:
such pages have their place on disk, and the kernel takes them back whenever it needs memory.
"""

import json
import resource
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stdout
from threading import Barrier

import numpy as np
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from benchmarks.sides.memory import read_memory, watch_memory
from benchmarks.sides.pipeline import run

THREADS, ROUNDS = 4, 20


def main() -> None:
    """Prints the most that was reserved beyond the start; fails when the limit is too low for the work."""
    source, storage, allowed = sys.argv[1:]
    set_algebra_up()
    before = read_memory().reserved
    limit = before + int(allowed)
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    with redirect_stdout(sys.stderr), watch_memory() as seen:
        run(source, storage)
    print(json.dumps({"beyond": max(memory.reserved for memory in seen) - before}))


def set_algebra_up() -> None:
    """Lets the linear algebras of NumPy and SciPy set aside 32 MB for each thread that multiplies.

    They use next to nothing of it for our few columns, and OpenBLAS gives up when it does not get it.
    """
    together = Barrier(THREADS)
    square = np.ones((400, 400))

    def multiply(_: int) -> None:
        for _ in range(ROUNDS):
            together.wait()
            square @ square

    with threadpool_limits(1), ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(multiply, range(THREADS)))
    LogisticRegression().fit(square[:2] * [[0], [1]], [0, 1])


if __name__ == "__main__":
    main()
