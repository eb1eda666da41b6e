"""How much a benchmark does: the full form for figures, the small form to see that it works."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """The numbers of the work."""

    rounds: int
    specs: tuple[int, ...]
    rows: tuple[int, ...]
    limited_rows: int  # none: a small file cannot do with a quarter of its size
    records: tuple[int, ...]
    clients: tuple[int, ...]
    load_seconds: int
    runs: int
    has_stacks: bool


FULL = Size(
    rounds=3,
    specs=(1, 10, 100, 1000),
    rows=(1_000, 100_000, 1_000_000, 10_000_000),
    limited_rows=4_000_000,
    records=(10, 100, 1000, 10_000),
    clients=(1, 8, 64),
    load_seconds=4,
    runs=3,
    has_stacks=True,
)

# Whole Airflows are started by tests of their own, so the small form starts none.
SMALL = Size(
    rounds=1,
    specs=(1, 2),
    rows=(1_500,),
    limited_rows=0,
    records=(2,),
    clients=(2,),
    load_seconds=1,
    runs=1,
    has_stacks=False,
)
