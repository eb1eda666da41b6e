import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from embedded.processes import Children, hold_lock
from embedded.settings import SetupError

SLEEPER_WITH_CHILD = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(child.pid, flush=True)
time.sleep(60)
"""


def wait_for(is_done, seconds=10):
    deadline = time.monotonic() + seconds
    while not is_done():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def test_leaving_ends_the_children_and_what_they_started(tmp_path):
    with Children(os.environ, tmp_path) as children:
        child = children.start("sleeper", [sys.executable, "-c", SLEEPER_WITH_CHILD], cwd=tmp_path)
        wait_for(lambda: child.log.read_text().strip())
        grandchild = int(child.log.read_text())
    assert child.process.returncode is not None
    wait_for(lambda: not is_running(grandchild))


STUBBORN_PARENT = """
import os, signal, sys
from pathlib import Path
from embedded import processes
from embedded.__main__ import interrupt
from embedded.processes import Children, REQUESTS_TO_END
processes.GRACE_SECONDS = 1.0
for number in REQUESTS_TO_END:
    signal.signal(number, interrupt)
command = [sys.executable, "-c", "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
           "print('ready', flush=True); time.sleep(60)"]
with Children(os.environ, Path(sys.argv[1])) as children:
    child = children.start("stubborn", command, cwd=Path.cwd())
    print(child.process.pid, flush=True)
    child.process.wait()
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_asking_twice_to_end_leaves_no_child_behind(tmp_path, number):
    parent = subprocess.Popen(
        [sys.executable, "-c", STUBBORN_PARENT, str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    child = int(parent.stdout.readline())
    wait_for(lambda: (tmp_path / "stubborn.log").read_text().strip() == "ready")
    for _ in range(3):
        parent.send_signal(number)
        time.sleep(0.2)
    parent.communicate(timeout=30)
    assert not is_running(child)


def test_a_child_that_ended_is_reported_with_the_end_of_its_log(tmp_path):
    with Children(os.environ, tmp_path) as children:
        command = [sys.executable, "-c", "print('no disk left'); raise SystemExit(3)"]
        child = children.start("scheduler", command, cwd=tmp_path)
        child.process.wait()
        with pytest.raises(SetupError, match=r"scheduler ended with exit code 3(.|\n)*no disk left"):
            children.require_alive()


def test_children_that_run_are_not_reported(tmp_path):
    with Children(os.environ, tmp_path) as children:
        children.start("sleeper", [sys.executable, "-c", "import time; time.sleep(60)"], cwd=tmp_path)
        children.require_alive()
        assert len(children.running) == 1


def test_a_second_stack_in_one_folder_is_refused(tmp_path):
    with hold_lock(tmp_path / "lock"), pytest.raises(SetupError, match="in use by another run"):
        hold_lock(tmp_path / "lock").__enter__()


def test_a_part_that_was_left_behind_keeps_the_folder_and_is_named(tmp_path):
    with Children(os.environ, tmp_path / "log") as children:
        with hold_lock(tmp_path / "lock") as lock:
            children.lock = lock
            command = [sys.executable, "-c", "import time; time.sleep(60)"]
            left = children.start("scheduler", command, cwd=tmp_path)
        with pytest.raises(SetupError, match=rf"in use by another run \(processes {left.process.pid}\)"):
            hold_lock(tmp_path / "lock").__enter__()
    with hold_lock(tmp_path / "lock") as lock:
        assert lock > 0


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except FileNotFoundError:
        return False
