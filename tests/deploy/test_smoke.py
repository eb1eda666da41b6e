"""The smoke script against the monitor itself; only `docker` is a stand-in, which stores what a run would."""

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.monitor.serving import serve

ROOT = Path(__file__).parents[2]
DOCKER = """\
#!/bin/sh
case "$*" in
  "compose port monitor 5000") echo "$MONITOR" ;;
  *" dags trigger "*)
    for run; do :; done
    [ -z "$STATE" ] || echo "{\\"state\\": \\"$STATE\\"}" > "$RECORDS/$run.json" ;;
esac
"""


@pytest.fixture(scope="module")
def monitor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    folder = tmp_path_factory.mktemp("smoke")
    (folder / "storage" / "records").mkdir(parents=True)
    with serve(folder / "storage", folder / "index.sqlite") as url:
        yield url, folder / "storage" / "records"


def smoke(
    monitor: tuple[str, Path], tmp_path: Path, state: str, **settings: str
) -> subprocess.CompletedProcess[str]:
    """Runs smoke.sh; the run it triggers leaves a record of this state, or none."""
    url, stored = monitor
    for old in stored.iterdir():  # runs of the same second have the same name
        old.unlink()
    docker = tmp_path / "docker"
    docker.write_text(DOCKER, "utf-8")
    docker.chmod(0o755)
    environment = os.environ | settings
    environment |= {"PATH": f"{tmp_path}:{os.environ['PATH']}", "MONITOR": url.removeprefix("http://")}
    environment |= {"STATE": state, "RECORDS": str(stored)}
    script = str(ROOT / "deploy" / "smoke.sh")
    return subprocess.run([script], env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(autouse=True)
def curl(require_program: Callable[[str], str]) -> str:
    return require_program("curl")


def test_a_run_that_succeeds_ends_it_well(monitor: tuple[str, Path], tmp_path: Path) -> None:
    done = smoke(monitor, tmp_path, "success")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith(" succeeded\n")


def test_a_run_that_fails_is_told_with_the_page_that_says_why(
    monitor: tuple[str, Path], tmp_path: Path
) -> None:
    done = smoke(monitor, tmp_path, "failed")
    assert done.returncode == 1
    assert f"failed: {monitor[0]}/failure" in done.stderr


def test_a_run_that_leaves_no_record_is_a_fault(monitor: tuple[str, Path], tmp_path: Path) -> None:
    done = smoke(monitor, tmp_path, "", SMOKE_RECORD_SECONDS="1")
    assert done.returncode == 1
    assert "has no record of smoke_" in done.stderr
    assert done.stderr.endswith("record.json answers 404\n")


def test_a_run_that_does_not_end_is_a_fault(monitor: tuple[str, Path], tmp_path: Path) -> None:
    done = smoke(monitor, tmp_path, "running", SMOKE_SECONDS="1", SMOKE_RECORD_SECONDS="0")
    assert done.returncode == 1
    assert "did not end in time" in done.stderr


def test_a_monitor_that_does_not_answer_is_a_fault(monitor: tuple[str, Path], tmp_path: Path) -> None:
    gone = ("http://127.0.0.1:9", monitor[1])
    done = smoke(gone, tmp_path, "success", SMOKE_RECORD_SECONDS="1")
    assert done.returncode == 1
    assert done.stderr.endswith("record.json answers 000\n")


def test_a_record_that_cannot_be_read_is_a_fault(monitor: tuple[str, Path], tmp_path: Path) -> None:
    done = smoke(monitor, tmp_path, '", broken')
    assert done.returncode == 1
    assert "record of smoke_" in done.stderr
