"""How much memory this process has used."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

PAUSE_SECONDS = 0.01


@dataclass(frozen=True)
class Memory:
    """In bytes: the most that was resident so far, and what is private now (not mapped from files)."""

    peak: int
    private: int


def read_memory() -> Memory:
    """The kernel's own account of this process."""
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    values = {name: value for name, _, value in (line.partition(":") for line in lines)}
    return Memory(peak=read_kib(values["VmHWM"]), private=read_kib(values["RssAnon"]))


def read_kib(text: str) -> int:
    """Bytes from the kernel's way to write kibibytes."""
    return int(text.split()[0]) * 1024


@contextmanager
def watch_private() -> Iterator[list[int]]:
    """Looks at the private memory again and again, as the kernel keeps no peak of it; gives what it saw."""
    seen = [read_memory().private]
    ended = Event()

    def watch() -> None:
        while not ended.wait(PAUSE_SECONDS):
            seen.append(read_memory().private)

    thread = Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield seen
    finally:
        ended.set()
        thread.join()
