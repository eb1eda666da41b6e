"""A worker that forks a process ahead of its task; the whole tests run real tasks in them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]

# In a process of its own, as it forks.
WORKER = """
import os, signal, sys
from spare_processes import SpareCoordinator, SpareProcess, prepare_spare
from airflow.sdk._shared.secrets_masker import mask_secret
from airflow.sdk._shared.secrets_masker.secrets_masker import _secrets_masker
coordinator = SpareCoordinator()
"""
UNUSED = """
prepare_spare()
assert coordinator.spare is None
"""
ONE = """
SpareCoordinator.current = coordinator
prepare_spare()
spare = coordinator.spare
prepare_spare()
assert coordinator.spare is spare and spare.is_alive()
assert coordinator.take() is spare and coordinator.spare is None
spare.leave()
os.waitpid(spare.pid, 0)
"""
DEAD = """
SpareCoordinator.current = coordinator
prepare_spare()
dead = coordinator.spare.pid
os.kill(dead, signal.SIGKILL)
os.waitid(os.P_PID, dead, os.WEXITED | os.WNOWAIT)
assert coordinator.take() is None
prepare_spare()
assert coordinator.spare.pid != dead and coordinator.spare.is_alive()
"""
TOLD = """
SpareCoordinator.current = coordinator
mask_secret("the secret of a task before")
assert _secrets_masker().patterns
prepare_spare()
assert not _secrets_masker().patterns
"""
FULL = """
import spare_processes
SpareCoordinator.current = coordinator
def fail():
    raise BlockingIOError("no more processes")
os.fork = fail
before = set(os.listdir("/proc/self/fd"))
prepare_spare()
assert coordinator.spare is None
import gc; gc.collect()
assert len(os.listdir("/proc/self/fd")) == len(before)
"""


def run_worker(code: str, home: Path) -> subprocess.CompletedProcess[str]:
    """Runs a worker's code to its end."""
    environment = {
        **os.environ,
        "AIRFLOW_HOME": str(home),
        "PYTHONPATH": os.pathsep.join([str(PROJECT), str(PROJECT / "deploy" / "airflow")]),
    }
    work = [sys.executable, "-c", WORKER + code]
    return subprocess.run(work, env=environment, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize("code", [UNUSED, ONE, DEAD, TOLD], ids=["unused", "one", "dead", "told"])
def test_a_worker_has_one_process_that_waits_after_its_first_task(code: str, tmp_path: Path) -> None:
    done = run_worker(code, tmp_path)
    assert done.returncode == 0, done.stderr


def test_a_worker_that_cannot_fork_says_so_and_goes_on(tmp_path: Path) -> None:
    done = run_worker(FULL, tmp_path)
    assert done.returncode == 0, done.stderr
    assert "no process waits for the next task: no more processes" in done.stdout + done.stderr


def test_a_process_that_waits_ends_with_its_worker(tmp_path: Path) -> None:
    code = (
        "SpareCoordinator.current = coordinator\nprepare_spare()\nprint(coordinator.spare.pid, flush=True)\n"
    )
    done = run_worker(code + "os.kill(os.getpid(), signal.SIGKILL)", tmp_path)
    spare = int(done.stdout.split()[-1])
    # subprocess.run returned only when nobody held the worker's output any more.
    assert not Path(f"/proc/{spare}").exists() or "Z" in Path(f"/proc/{spare}/stat").read_text("utf-8")
