"""Very many files are examined by several processes, one for each processor.

Each takes a part of the files after the other, and what it finds comes back in the order of the files. A
process that dies is a fault of ours (`BrokenProcessPool`): half a report would look like a good one.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from functools import partial
from pathlib import Path

from dagspec.examine import examine_each
from dagspec.examined import Examined
from dagspec.project import Context

__all__ = ["BrokenProcessPool", "can_help", "examine_together"]

_PART = 20


def can_help() -> bool:
    """Tell whether there is a second processor, and a way to share what this process knows already."""
    return _processors() > 1 and "fork" in multiprocessing.get_all_start_methods()


def examine_together(files: Sequence[tuple[Path, Path]], context: Context) -> list[Examined]:
    """Return what is found in each file, without the settings that only building needs."""
    world = replace(context, variables=dict(context.variables))
    # The first part is our own: what it reads of the installed code, the others inherit.
    parts = [files[start : start + _PART] for start in range(0, len(files), _PART)]
    found = _examine(world, parts[0])
    with ProcessPoolExecutor(_processors(), multiprocessing.get_context("fork"), _leave_interrupts) as pool:
        try:
            for part in pool.map(partial(_examine, world), parts[1:]):
                found += part
        except BaseException:  # whoever interrupts us need not wait for what is still to do
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return found


def _examine(context: Context, files: Sequence[tuple[Path, Path]]) -> list[Examined]:
    return [replace(examined, dags=()) for examined in examine_each(files, context)]


def _leave_interrupts() -> None:
    """Leave Ctrl-C to the process that was started by hand."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
