"""How much memory this process has used."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

PAUSE_SECONDS = 0.01


@dataclass(frozen=True)
class Memory:
    """In bytes: the most that was resident so far, and what there is now.

    Private is what is in memory and not mapped from files; reserved is all that may become so, used or not.
    """

    peak: int
    private: int
    reserved: int


def read_memory() -> Memory:
    """The kernel's own account of this process."""
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    values = {name: value for name, _, value in (line.partition(":") for line in lines)}
    kinds = {"peak": "VmHWM", "private": "RssAnon", "reserved": "VmData"}
    return Memory(**{kind: read_kib(values[name]) for kind, name in kinds.items()})


def read_kib(text: str) -> int:
    """Bytes from the kernel's way to write kibibytes."""
    return int(text.split()[0]) * 1024


@contextmanager
def watch_memory() -> Iterator[list[Memory]]:
    """Looks at the memory again and again, as the kernel keeps no peak of most of it; gives what it saw."""
    seen = [read_memory()]
    ended = Event()

    def watch() -> None:
        while not ended.wait(PAUSE_SECONDS):
            seen.append(read_memory())

    thread = Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield seen
    finally:
        ended.set()
        thread.join()
