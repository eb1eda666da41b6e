"""A worker that forks a process ahead of its task; the whole tests run real tasks in them."""

import os
import subprocess
import sys
import time
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
# One that has had a task, and then whose waiting process was killed.
USED = """
SpareCoordinator.current = coordinator
prepare_spare()
"""
KILLED = """
dead = coordinator.spare.pid
os.kill(dead, signal.SIGKILL)
os.waitid(os.P_PID, dead, os.WEXITED | os.WNOWAIT)
"""
UNUSED = """
prepare_spare()
assert coordinator.spare is None
"""
ONE = f"""{USED}
spare = coordinator.spare
prepare_spare()
assert coordinator.spare is spare and spare.is_alive()
assert coordinator.take() is spare and coordinator.spare is None
"""
DEAD = f"""{USED}{KILLED}
prepare_spare()
assert coordinator.spare.pid != dead and coordinator.spare.is_alive()
"""
LOST = f"""{USED}{KILLED}
other = coordinator.take()
assert other.pid != dead and other.is_alive()
assert not os.path.exists(f"/proc/{{dead}}")
"""
# As a task of the shipped spec, in a worker that was warmed.
AHEAD = """
import types
import dagspec.build, spare_processes
from airflow_local_settings import PARSING, RUNNING, warm
warm(PARSING + RUNNING)
ended = types.SimpleNamespace(begin=lambda **task: None, wait=lambda: 0, final_state="success")
coordinator.take = lambda: ended
coordinator.execute_task(what=types.SimpleNamespace(dag_id="ml_pipeline_advertising"))
del coordinator.take
def run():
    [kept] = dagspec.build._AHEAD._kept.values()
    built = dagspec.build.build_dags("dags/configs")["ml_pipeline_advertising"]
    os._exit(0 if built is kept.built else 1)
spare_processes.main = run
prepare_spare()
assert coordinator.take()._process.wait(30) == 0
"""
HINDERED = """
import spare_processes
def fail(folder, dag_id):
    raise OSError("no such device")
spare_processes.build_ahead = fail
coordinator.dag_id = "ads"
SpareCoordinator.current = coordinator
prepare_spare()
assert coordinator.spare.is_alive()
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
        "AIRFLOW__CORE__DAGS_FOLDER": str(PROJECT / "dags"),
        "DAGSPEC_CACHE": str(home / "cache"),
        "PYTHONPATH": os.pathsep.join([str(PROJECT), str(PROJECT / "deploy" / "airflow")]),
    }
    work = [sys.executable, "-c", WORKER + code]
    return subprocess.run(
        work, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False, timeout=60
    )


@pytest.mark.parametrize(
    "code", [UNUSED, ONE, DEAD, LOST, TOLD], ids=["unused", "one", "dead", "lost", "told"]
)
def test_a_worker_has_one_process_that_waits_after_its_first_task(code: str, tmp_path: Path) -> None:
    done = run_worker(code, tmp_path)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (FULL, "no process waits for the next task: no more processes"),
        (HINDERED, "DAG ads was not built ahead: no such device"),
    ],
    ids=["fork", "build"],
)
def test_a_worker_that_cannot_prepare_says_so_and_goes_on(code: str, told: str, tmp_path: Path) -> None:
    done = run_worker(code, tmp_path)
    assert done.returncode == 0, done.stderr
    assert told in done.stdout + done.stderr


def test_a_process_that_waits_finds_the_dag_of_the_task_before(tmp_path: Path) -> None:
    done = run_worker(AHEAD, tmp_path)
    assert done.returncode == 0, done.stderr


def test_a_process_that_waits_ends_with_its_worker(tmp_path: Path) -> None:
    code = f"{USED}print(coordinator.spare.pid, flush=True)\nos.kill(os.getpid(), signal.SIGKILL)"
    done = run_worker(code, tmp_path)
    spare = Path("/proc") / done.stdout.split()[-1] / "stat"
    deadline = time.monotonic() + 10
    while spare.exists() and spare.read_text("utf-8").rsplit(") ", 1)[1][0] != "Z":
        assert time.monotonic() < deadline, "it still waits"
        time.sleep(0.05)


# A process that runs a task's part of `run`, and the logger of its task.
BEGUN = """
import time, types, uuid, structlog
import spare_processes
said, told = [], []
def keep(logger, name, event):
    said.append(event)
    raise structlog.DropEvent
filtering = structlog.make_filtering_bound_logger("info")
logger = structlog.wrap_logger(None, processors=[keep], wrapper_class=filtering).bind()
def begin(run, **calls):
    spare_processes.main = run
    SpareProcess._on_child_started = lambda self, **place: told.append("start")
    SpareCoordinator.current = coordinator
    prepare_spare()
    process = coordinator.take()
    task = types.SimpleNamespace(id=uuid.uuid4())
    client = types.SimpleNamespace(task_instances=types.SimpleNamespace(**calls))
    process.begin(what=task, client=client, logger=logger, subprocess_logs_to_stdout=False)
    return process
"""
# As a task that has said all and takes its time to end.
SLOW = f"""{BEGUN}
def run():
    print("the output of the task", flush=True)
    sys.stdin.close(), sys.stdout.close(), sys.stderr.close()
    os.closerange(0, 100)
    time.sleep(0.3)
    os._exit(0)
process = begin(run, heartbeat=lambda *words, **more: told.append("heartbeat"))
began = time.monotonic()
while process._exit_code is None or process._open_sockets:
    process._service_subprocess(5.0)
    process._send_heartbeat_if_needed()
seconds = time.monotonic() - began
assert process._exit_code == 0, process._exit_code
assert 0.25 < seconds < 3, seconds
assert "the output of the task" in str(said), said
assert told == ["start"], told
"""
# As a task that goes on before its rendered fields could be stored, which fails.
SHOWN = f"""{BEGUN}
from airflow.sdk.execution_time.comms import CommsDecoder, SetRenderedFields
ready, gone_on = os.pipe()
def run():
    CommsDecoder(log=structlog.get_logger()).send(SetRenderedFields(rendered_fields={{"path": "a.csv"}}))
    os.write(gone_on, b"!")
    os._exit(7)
def set_rtif(task_id, fields):
    told.append((task_id, fields, os.read(ready, 1)))
    raise OSError("no such server")
process = begin(run, set_rtif=set_rtif)
while process._exit_code is None or process._open_sockets:
    process._service_subprocess(5.0)
assert process._exit_code == 7, said
assert told == ["start", (process.id, {{"path": "a.csv"}}, b"!")], told
assert "was not stored" in str(said) and "no such server" in str(said), said
"""
# As a task that dies before it is answered, while another try takes its place.
REPLACED = f"""{BEGUN}
import httpx
from airflow.sdk.api.client import ServerResponseError
from airflow.sdk.execution_time.comms import SetRenderedFields
def set_rtif(task_id, fields):
    told.append(fields)
    gone = httpx.Response(410, request=httpx.Request("PUT", "http://localhost"))
    raise ServerResponseError("gone", request=gone.request, response=gone)
process = begin(lambda: os._exit(7), set_rtif=set_rtif)
os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
process._handle_request(SetRenderedFields(rendered_fields={{"path": "a.csv"}}), logger, 1)
assert told == ["start", {{"path": "a.csv"}}], told
assert "was not stored" not in str(said), said
"""


def test_the_end_of_a_process_is_seen_at_once_and_its_output_goes_to_the_log_of_its_task(
    tmp_path: Path,
) -> None:
    done = run_worker(SLOW, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_process_does_not_wait_until_what_pages_show_of_it_is_stored(tmp_path: Path) -> None:
    done = run_worker(SHOWN, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_a_process_was_called_with_that_has_died_is_stored_unless_another_try_took_its_place(
    tmp_path: Path,
) -> None:
    done = run_worker(REPLACED, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
