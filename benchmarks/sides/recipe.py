"""Measures the plain recipe: `recipe FILE FOLDER`."""

import json
import sys
import time
from pathlib import Path

from benchmarks.sides.memory import read_memory
from benchmarks.workload import recipe


def main() -> None:
    """Prints the seconds, the memory and the score."""
    source, folder = map(Path, sys.argv[1:])
    start = time.perf_counter()
    _, score = recipe.run(source, folder)
    seconds = time.perf_counter() - start
    memory = read_memory()
    print(json.dumps({"seconds": seconds, "peak": memory.peak, "accuracy": score}))


if __name__ == "__main__":
    main()
