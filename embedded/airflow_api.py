"""What the embedded stack asks of Airflow's REST API."""

from dataclasses import dataclass
from datetime import datetime
from graphlib import TopologicalSorter
from typing import Any

import httpx

FINISHED = frozenset({"success", "failed"})


@dataclass(frozen=True)
class Run:
    """A DAG run as Airflow tells it."""

    run_id: str
    state: str
    started_at: datetime | None
    ended_at: datetime | None

    @property
    def is_finished(self) -> bool:
        """Whether the run has ended, well or not."""
        return self.state in FINISHED

    @property
    def seconds(self) -> float | None:
        """How long the run took."""
        if self.started_at is None or self.ended_at is None:
            return None
        return (self.ended_at - self.started_at).total_seconds()


class AirflowApi:
    """A logged-in client of one Airflow."""

    def __init__(self, url: str, user: str, password: str) -> None:
        self.client = httpx.Client(base_url=url, timeout=90, trust_env=False)
        self.user = user
        self.password = password

    def is_up(self) -> bool:
        """Whether the API server answers and the scheduler is alive."""
        try:
            answer = self.client.get("/api/v2/monitor/health")
        except httpx.TransportError:
            return False
        return answer.is_success and answer.json()["scheduler"]["status"] == "healthy"

    def log_in(self) -> None:
        """Fetches a token, good for a day."""
        answer = self.client.post("/auth/token", json={"username": self.user, "password": self.password})
        answer.raise_for_status()
        self.client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"

    def warm_execution(self) -> None:
        """Has the API that tasks talk to built now; Airflow builds it at its first request, for seconds."""
        self.client.get("/execution/health/ping", timeout=120).raise_for_status()

    def has_dag(self, dag_id: str, since: datetime) -> bool:
        """Whether Airflow has parsed a DAG after the given time and found it good."""
        answer = self.client.get(f"/api/v2/dags/{dag_id}")
        if answer.status_code == httpx.codes.NOT_FOUND:
            return False
        dag = answer.raise_for_status().json()
        parsed = parse_time(dag["last_parsed_time"])
        return parsed is not None and parsed >= since and not dag["has_import_errors"]

    def list_tasks(self, dag_id: str) -> list[str]:
        """The ids of a DAG's tasks, upstream first."""
        tasks = self.client.get(f"/api/v2/dags/{dag_id}/tasks").raise_for_status().json()["tasks"]
        return sort_upstream_first({task["task_id"]: task["downstream_task_ids"] for task in tasks})

    def trigger(self, dag_id: str) -> Run:
        """Starts a run, and wakes the DAG first when it is paused."""
        if self.client.get(f"/api/v2/dags/{dag_id}").raise_for_status().json()["is_paused"]:
            self.client.patch(f"/api/v2/dags/{dag_id}", json={"is_paused": False}).raise_for_status()
        answer = self.client.post(f"/api/v2/dags/{dag_id}/dagRuns", json={"logical_date": None})
        return read_run(answer.raise_for_status().json())

    def get_run(self, dag_id: str, run_id: str) -> Run:
        """How a run stands."""
        return read_run(self.client.get(f"/api/v2/dags/{dag_id}/dagRuns/{run_id}").raise_for_status().json())

    def get_task_states(self, dag_id: str, run_id: str) -> dict[str, str | None]:
        """The state of each task of a run, None before it is scheduled."""
        answer = self.client.get(f"/api/v2/dags/{dag_id}/dagRuns/{run_id}/taskInstances").raise_for_status()
        return {task["task_id"]: task["state"] for task in answer.json()["task_instances"]}


def read_run(answer: dict[str, Any]) -> Run:
    """A run from the API's JSON."""
    return Run(
        run_id=answer["dag_run_id"],
        state=answer["state"],
        started_at=parse_time(answer["start_date"]),
        ended_at=parse_time(answer["end_date"]),
    )


def parse_time(text: str | None) -> datetime | None:
    """A time of the API."""
    return datetime.fromisoformat(text) if text else None


def sort_upstream_first(downstream: dict[str, list[str]]) -> list[str]:
    """Task ids so that each stands after all it depends on."""
    upstream: dict[str, set[str]] = {task: set() for task in downstream}
    for task, below in downstream.items():
        for other in below:
            upstream[other].add(task)

    return list(TopologicalSorter(upstream).static_order())
