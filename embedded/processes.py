"""Child processes with a log file each, which end together and in order."""

import fcntl
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import psutil

from embedded.settings import SetupError

GRACE_SECONDS = 10.0
REQUESTS_TO_END = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True)
class Child:
    """One started program."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path


class Children:
    """Starts programs and, when left, ends each with everything it started itself."""

    def __init__(self, environment: Mapping[str, str], log: Path, *, lock: int | None = None) -> None:
        self.environment = dict(environment)
        self.log = log
        self.lock = lock
        self.running: list[Child] = []

    def __enter__(self) -> "Children":
        self.log.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self, name: str, command: Sequence[str], *, cwd: Path) -> Child:
        """Starts a program in a session of its own, so that Ctrl-C reaches us and not it."""
        log = self.log / f"{name}.log"
        with log.open("ab") as output:
            process = subprocess.Popen(  # noqa: S603  the commands are our own
                command,
                env=self.environment,
                cwd=cwd,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                # A child that outlives us keeps the lock, so that nobody starts beside it.
                pass_fds=() if self.lock is None else (self.lock,),
            )
        child = Child(name, process, log)
        self.running.append(child)
        return child

    def require_alive(self) -> None:
        """Raises SetupError, with the end of its log, when a program has ended by itself."""
        for child in self.running:
            if child.process.poll() is not None:
                raise SetupError(
                    f"{child.name} ended with exit code {child.process.returncode}; "
                    f"the end of {child.log}:\n{read_tail(child.log)}"
                )

    def stop(self) -> None:
        """Asks all to end, waits, and kills what is left; who asks us to end meanwhile has to wait too."""
        handlers = ignore_requests_to_end()
        deadline = time.monotonic() + GRACE_SECONDS
        for child in reversed(self.running):
            signal_group(child, signal.SIGTERM)
        for child in reversed(self.running):
            with suppress(subprocess.TimeoutExpired):
                child.process.wait(max(deadline - time.monotonic(), 0))
            signal_group(child, signal.SIGKILL)
            child.process.wait()
        self.running.clear()
        for number, handler in handlers.items():
            signal.signal(number, handler)


def ignore_requests_to_end() -> dict[signal.Signals, Any]:
    """From here on Ctrl-C and the like change nothing; answers the handlers that did something before."""
    return {number: signal.signal(number, signal.SIG_IGN) for number in REQUESTS_TO_END}


@contextmanager
def hold_lock(path: Path) -> Iterator[int]:
    """Holds a file's lock; SetupError when another stack, or a part that one left behind, holds it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holders = ", ".join(map(str, find_holders(path)))
            raise SetupError(
                f"{path.parent} is in use by another run (processes {holders}); end that one first, "
                "with Ctrl-C where it runs, or with kill"
            ) from None
        yield file.fileno()


def find_holders(path: Path) -> list[int]:
    """The processes that have a file open."""
    target = path.resolve()
    holders = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if any(Path(opened.path) == target for opened in process.open_files()):
                holders.append(process.pid)
    return [pid for pid in holders if pid != os.getpid()]


def signal_group(child: Child, number: signal.Signals) -> None:
    """Signals a program and everything it started; nothing happens when all have ended."""
    try:
        os.killpg(child.process.pid, number)
    except ProcessLookupError:
        return


def read_tail(path: Path, lines: int = 15) -> str:
    """The last lines of a log."""
    return "\n".join(path.read_text("utf-8", errors="replace").splitlines()[-lines:])
