"""The compose stack as the tests see it: its own project, its own ports, its own secrets."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx

from embedded.airflow_api import AirflowApi, Run
from embedded.settings import DAG_ID, PROJECT
from tests.stack.servers import find_free_ports

COMMAND_SECONDS = 900
# Started once and ended; what is built here and never pulled.
ONE_SHOTS = {"secrets-check", "metrics-check", "airflow-init"}
BUILT = {"airflow-init", "monitor", "s3"}
ANSWER_SECONDS = 300
# A machine that does other things too takes minutes where an idle one takes half of one.
HEALTHY_SECONDS = 600
PORTS = ("AIRFLOW_PORT", "MONITOR_PORT", "MAILPIT_PORT", "PROMETHEUS_PORT", "GRAFANA_PORT", "FLOWER_PORT")
# Prints what is wrong with the published model; nothing when every file is what the manifest says.
CHECK_MODEL = """
import hashlib, os, sys
from upath import UPath
from pipeline_tasks.manifest import read_manifest
storage = os.environ["PIPELINE_STORAGE"]
manifest = read_manifest(storage)
for name, file in manifest.files.items():
    content = (UPath(storage) / file.path).read_bytes()
    if hashlib.sha256(content).hexdigest() != file.sha256:
        sys.exit(f"{name} is torn")
print(manifest.run_id)
"""
READ_RECORD = """
import os, sys
from pipeline_tasks.record import read_record
record = read_record(os.environ["PIPELINE_STORAGE"], sys.argv[1])
print(record.state, record.failure.task_id if record.failure else "-")
"""


@dataclass(frozen=True)
class Compose:
    """One compose project."""

    folder: Path
    name: str = "pipeline-stack-test"
    workers: int = 2
    settings: Mapping[str, str] = field(default_factory=dict)
    files: tuple[str, ...] = ("docker-compose.yaml", "tests/stack/limited-disk.yaml")

    def command(self, *arguments: str, check: bool = True) -> str:
        """What `docker compose ...` prints."""
        files = [part for file in self.files for part in ("--file", str(PROJECT / file))]
        base = ["docker", "compose", "--project-name", self.name, "--env-file", str(self.folder / ".env")]
        environment = os.environ | dict(self.settings)
        done = subprocess.run(
            [*base, *files, *arguments],
            cwd=PROJECT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=COMMAND_SECONDS,
            check=False,
        )
        assert not check or done.returncode == 0, f"{arguments}: {done.stdout[-2000:]}{done.stderr[-4000:]}"
        return done.stdout

    def up(self) -> None:
        """From nothing to healthy. Grafana is left out where its image cannot be had."""
        services = set(self.command("config", "--services").split())
        if os.environ.get("GRAFANA_SCALE") == "0":
            services -= {"grafana"}
        self.command("build", "--quiet", *sorted(services & BUILT))
        scale = f"airflow-worker={self.workers}"
        wait = ("--wait", "--wait-timeout", str(HEALTHY_SECONDS))
        self.command("up", "--detach", *wait, "--no-build", "--scale", scale, *sorted(services))

    def down(self) -> None:
        """Removes everything, data included."""
        self.command("--profile", "*", "down", "--volumes", "--remove-orphans", "--timeout", "5", check=False)

    def containers(self) -> list[dict[str, Any]]:
        """The containers as Docker lists them."""
        return [json.loads(line) for line in self.command("ps", "--all", "--format", "json").splitlines()]

    def sick(self) -> list[str]:
        """The services that are not healthy now."""
        return [
            f"{one['Name']}: {one['Status']}"
            for one in self.containers()
            if one["Service"] not in ONE_SHOTS
            and (one["State"] != "running" or one["Health"] not in {"", "healthy"})
        ]

    def wait_until_healthy(self) -> float:
        """Seconds until every service is healthy, without a hand."""
        begin = time.monotonic()
        wait_for(lambda: not self.sick(), HEALTHY_SECONDS, lambda: f"not healthy: {self.sick()}")
        return time.monotonic() - begin

    def python(self, code: str, *arguments: str) -> str:
        """What a program prints that runs where the tasks do."""
        return self.command("exec", "-T", "airflow-cli", "python", "-c", code, *arguments).strip()

    def container(self, service: str) -> str:
        """The container of a service that has one."""
        return next(str(one["ID"]) for one in self.containers() if one["Service"] == service)

    def started_at(self, service: str) -> datetime:
        """When the container of a service was started last."""
        return datetime.fromisoformat(
            docker("inspect", "--format", "{{.State.StartedAt}}", self.container(service)).strip()
        )

    def published_run(self) -> str:
        """The run whose model is published, after each file was compared with the manifest."""
        return self.python(CHECK_MODEL)

    def record(self, run_id: str) -> tuple[str, str]:
        """The state and the failed task of a run, by its record."""
        state, failed = self.python(READ_RECORD, run_id).split()
        return state, failed


@dataclass(frozen=True)
class Stack:
    """A compose project that answers on its ports."""

    compose: Compose
    api: AirflowApi
    urls: Mapping[str, str]

    def answer(self, path: str, **arguments: Any) -> Any:
        """What Airflow's API says; an API server that is away is asked again."""
        result: list[Any] = []

        def ask() -> bool:
            try:
                answer = self.api.client.get(path, **arguments)
            except httpx.TransportError:
                return False
            if answer.is_success:
                result.append(answer)
            return answer.is_success

        wait_for(ask, ANSWER_SECONDS, lambda: f"no answer to {path}")
        return result[0]

    def tasks(self, run: Run) -> dict[str, dict[str, Any]]:
        """Every task of a run as Airflow tells it."""
        found = self.answer(f"/api/v2/dags/{DAG_ID}/dagRuns/{run.run_id}/taskInstances").json()
        return {task["task_id"]: task for task in found["task_instances"]}

    def outline(self, run: Run) -> str:
        """The state and the tries of each task, and the end of the log of each that failed."""
        tasks = self.tasks(run)
        states = {name: (task["state"], task["try_number"], task["hostname"]) for name, task in tasks.items()}
        base = f"/api/v2/dags/{DAG_ID}/dagRuns/{run.run_id}/taskInstances"
        logs = [
            self.answer(f"{base}/{name}/logs/{task['try_number']}").text[-3000:]
            for name, task in tasks.items()
            if task["state"] == "failed"
        ]
        return "\n".join([str(states), *logs])

    def wait_for_task(self, run: Run, task_id: str, seconds: float = 300) -> dict[str, Any]:
        """The task while it runs. One that ended before anybody looked could not be struck any more."""
        seen: list[dict[str, Any]] = []

        def has_started() -> bool:
            seen.append(self.tasks(run)[task_id])
            return seen[-1]["state"] in {"running", "success", "failed"}

        wait_for(has_started, seconds, lambda: f"{task_id} did not start")
        assert seen[-1]["state"] == "running", f"{task_id} ended before it could be struck"
        return seen[-1]

    def wait_for_end(self, run: Run, seconds: float = 900) -> Run:
        """The run once it has ended."""
        path = f"/api/v2/dags/{DAG_ID}/dagRuns/{run.run_id}"
        wait_for(
            lambda: self.answer(path).json()["state"] in {"success", "failed"},
            seconds,
            lambda: f"{run.run_id} did not end: {[(t, i['state']) for t, i in self.tasks(run).items()]}",
        )
        return self.api.get_run(DAG_ID, run.run_id)

    def newest_run(self) -> Run:
        """The run that was created last."""
        path = f"/api/v2/dags/{DAG_ID}/dagRuns?order_by=-run_after&limit=1"
        return self.api.get_run(DAG_ID, self.answer(path).json()["dag_runs"][0]["dag_run_id"])

    def verdict(self) -> str:
        """What the monitor says of the pipeline; the record of a run is closed a moment after its end."""
        return str(httpx.get(f"{self.urls['monitor']}/api/status", timeout=30).json()["state"])

    def mails(self) -> list[dict[str, Any]]:
        """The emails received, the newest first."""
        messages: list[dict[str, Any]] = httpx.get(f"{self.urls['mailpit']}/api/v1/messages").json()[
            "messages"
        ]
        return messages

    def query(self, expression: str) -> list[dict[str, Any]]:
        """What Prometheus answers to an expression."""
        answer = httpx.get(
            f"{self.urls['prometheus']}/api/v1/query", params={"query": expression}, timeout=30
        )
        assert answer.is_success, f"{expression}: {answer.text}"
        result: list[dict[str, Any]] = answer.json()["data"]["result"]
        return result


def docker(*arguments: str, check: bool = True) -> str:
    """What `docker ...` prints."""
    done = subprocess.run(["docker", *arguments], capture_output=True, text=True, check=False)
    assert not check or done.returncode == 0, f"{arguments}: {done.stderr}"
    return done.stdout


def crash(container: str) -> None:
    """Kills every process of a container, as a crash would, which Docker answers with a restart."""
    docker("exec", container, "sh", "-c", "kill -9 -1", check=False)


def wait_for(is_done: Callable[[], bool], seconds: float, failure: Callable[[], str]) -> None:
    """Returns once something holds."""
    deadline = time.monotonic() + seconds
    while not is_done():
        if time.monotonic() > deadline:
            raise AssertionError(failure())
        time.sleep(0.3)


def write_environment(folder: Path) -> dict[str, str]:
    """A .env with generated secrets, as `make up` writes it, and what it says."""
    example = (PROJECT / ".env.example").read_text("utf-8")
    # Images are named by the caller's environment or by the compose file's own defaults.
    kept = [line for line in example.splitlines() if "_IMAGE=" not in line]
    (folder / ".env.example").write_text("\n".join(kept) + "\n", "utf-8")
    script = str(PROJECT / "deploy" / "environment.py")
    subprocess.run([sys.executable, script, str(folder)], check=True, capture_output=True)
    lines = (folder / ".env").read_text("utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def choose_ports() -> dict[str, str]:
    """A free port for each service."""
    return dict(zip(PORTS, map(str, find_free_ports(len(PORTS))), strict=True))


@contextmanager
def connect(compose: Compose, values: Mapping[str, str]) -> Iterator[Stack]:
    """The stack, logged in and with the pipeline parsed."""
    urls = {
        name.removesuffix("_PORT").lower(): f"http://127.0.0.1:{compose.settings[name]}" for name in PORTS
    }
    api = AirflowApi(urls["airflow"], "admin", values["AIRFLOW_ADMIN_PASSWORD"])
    with api.client:
        api.log_in()
        stack = Stack(compose, api, urls)
        stack.answer(f"/api/v2/dags/{DAG_ID}")
        yield stack
