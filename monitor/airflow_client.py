"""Asks Airflow's REST API v2 what the records cannot know, as a user who may only look."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import httpx

from monitor.live import ImportProblem, Live, LiveTask

LOGIN_AGAIN = (401, 403)
RUNS, IMPORT_ERRORS = 10, 50
LONGEST_ERROR = 8000


class AirflowError(Exception):
    """Airflow did not answer, or answered something that does not help; the text says what."""


class AirflowClient:
    """One connection to one Airflow, with a login that is made again when it has run out."""

    def __init__(self, http: httpx.Client, user: str | None, password: str | None) -> None:
        self._http, self._user, self._password = http, user, password
        self._token: str | None = None

    def snapshot(self, dag_id: str, now: datetime) -> Live:
        """Everything about a DAG in a handful of calls."""
        try:
            return self._snapshot(dag_id, now)
        except httpx.TimeoutException as error:
            raise AirflowError("Airflow did not answer in time") from error
        except httpx.HTTPError as error:
            raise AirflowError(f"Airflow cannot be reached: {error}") from error
        except (KeyError, TypeError, ValueError) as error:
            raise AirflowError(f"Airflow answered something that is not understood: {error!r}") from error

    def close(self) -> None:
        """Give the connection back."""
        self._http.close()

    def _snapshot(self, dag_id: str, now: datetime) -> Live:
        dag_path = f"/api/v2/dags/{quote(dag_id, safe='')}"
        dag = self._get(dag_path, missing={})
        listed = self._get(
            f"{dag_path}/dagRuns", {"order_by": "-run_after", "limit": RUNS}, missing={"dag_runs": []}
        )
        runs = listed["dag_runs"]
        newest = runs[0]["dag_run_id"] if runs else None
        return Live(
            configured=True,
            reachable=True,
            as_of=now,
            tried_at=now,
            run_states={run["dag_run_id"]: run["state"] for run in runs},
            tasks=self._tasks(dag_path, newest) if newest else (),
            tasks_run_id=newest,
            next_run_at=_moment(dag.get("next_dagrun_run_after")),
            paused=dag.get("is_paused"),
            parsed_at=_moment(dag.get("last_parsed_time")),
            import_problems=self._import_problems(),
        )

    def _tasks(self, dag_path: str, run_id: str) -> tuple[LiveTask, ...]:
        path = f"{dag_path}/dagRuns/{quote(run_id, safe='')}/taskInstances"
        found = self._get(path, {"limit": 100}, missing={"task_instances": []})
        return tuple(_task(each) for each in found["task_instances"])

    def _import_problems(self) -> tuple[ImportProblem, ...]:
        found = self._get("/api/v2/importErrors", {"limit": IMPORT_ERRORS})["import_errors"]
        return tuple(
            ImportProblem(
                each["filename"], each["stack_trace"][-LONGEST_ERROR:], _moment(each.get("timestamp"))
            )
            for each in found
        )

    def _get(self, path: str, query: Mapping[str, str | int] | None = None, missing: Any = None) -> Any:
        """Ask; log in (again) when the answer says so. `missing` is the answer for what does not exist."""
        response = self._ask(path, query)
        if response.status_code in LOGIN_AGAIN:
            self._token = self._login()
            response = self._ask(path, query)
        if response.status_code == 404 and missing is not None:
            return missing
        if response.status_code != 200:
            raise AirflowError(f"Airflow answered {response.status_code} to {path}")
        return response.json()

    def _ask(self, path: str, query: Mapping[str, str | int] | None) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        return self._http.get(path, params=query, headers=headers)

    def _login(self) -> str:
        if self._user is None:
            raise AirflowError("Airflow wants a login: set MONITOR_AIRFLOW_USER and MONITOR_AIRFLOW_PASSWORD")
        response = self._http.post(
            "/auth/token", json={"username": self._user, "password": self._password or ""}
        )
        if response.status_code != 201:
            raise AirflowError(f"Airflow refused the login of {self._user!r} with {response.status_code}")
        return str(response.json()["access_token"])


def connect(url: str, user: str | None, password: str | None, timeout: float) -> AirflowClient:
    """Make a client; nothing is asked yet."""
    return AirflowClient(httpx.Client(base_url=url, timeout=timeout), user, password)


def _task(found: Mapping[str, Any]) -> LiveTask:
    return LiveTask(
        task_id=found["task_id"],
        state=found["state"],
        try_number=found["try_number"],
        started_at=_moment(found["start_date"]),
        ended_at=_moment(found["end_date"]),
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(UTC) if text else None
