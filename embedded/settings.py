"""Where the embedded stack keeps things, which ports it uses, and the environment of its parts."""

import itertools
import json
import os
import socket
import sys
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from embedded.credentials import Credentials

PROJECT = Path(__file__).parents[1]
HOST = "127.0.0.1"
DAG_ID = "ml_pipeline_advertising"


class SetupError(Exception):
    """Something on this machine stands in the way; the message says what, and what to do."""


@dataclass(frozen=True)
class Ports:
    """The three ports that are listened on, all on the loopback interface."""

    airflow: int = 8080
    monitor: int = 5000
    smtp: int = 1025

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Ports":
        """Reads AIRFLOW_PORT, MONITOR_PORT and SMTP_PORT."""
        return cls(
            airflow=read_port(environment, "AIRFLOW_PORT", cls.airflow),
            monitor=read_port(environment, "MONITOR_PORT", cls.monitor),
            smtp=read_port(environment, "SMTP_PORT", cls.smtp),
        )

    def require_free(self) -> None:
        """Raises SetupError when two of them are one, or when another program listens on one of them."""
        named = {"AIRFLOW": self.airflow, "MONITOR": self.monitor, "SMTP": self.smtp}
        for name, port in named.items():
            other = next(other for other, same in named.items() if same == port)
            another = f"choose another port: {name}_PORT={suggest_port(port, named.values())} make run"
            if other != name:
                raise SetupError(f"{other}_PORT and {name}_PORT are both {port}; {another}")
            if not is_free(port):
                raise SetupError(
                    f"port {port} on {HOST} is taken by another program; end that one, or {another}"
                )


def read_port(environment: Mapping[str, str], name: str, default: int) -> int:
    """The port that an environment variable names."""
    value = environment.get(name, str(default))
    if not value.isdecimal() or not 0 < int(value) < 65536:
        raise SetupError(f"{name} is {value!r}; expected a port number from 1 to 65535")
    return int(value)


def suggest_port(port: int, used: Collection[int]) -> int:
    """The next port after one that cannot be had; after the last comes the first that needs no rights."""
    following = itertools.chain(range(port + 1, 65536), range(1024, port))
    return next((other for other in following if other not in used and is_free(other)), port)


def is_free(port: int) -> bool:
    """Whether nothing listens on a port of the loopback interface."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


@dataclass(frozen=True)
class Settings:
    """All that the parts of the stack need to know of each other."""

    ports: Ports
    storage: Path = PROJECT / "var"
    dags: Path = PROJECT / "dags"
    data: str = str(PROJECT / "data" / "advertising.csv")
    started_at: datetime = field(default_factory=lambda: datetime.now().astimezone())

    @property
    def airflow_home(self) -> Path:
        """The folder of Airflow's database, configuration and task logs."""
        return self.storage / "airflow"

    @property
    def log(self) -> Path:
        """The folder of what the parts print."""
        return self.storage / "log"

    @property
    def mail(self) -> Path:
        """The folder of the emails received."""
        return self.storage / "mail"

    @property
    def airflow_url(self) -> str:
        """The address of Airflow's pages and REST API."""
        return f"http://{HOST}:{self.ports.airflow}"

    @property
    def monitor_url(self) -> str:
        """The address of the monitor."""
        return f"http://{HOST}:{self.ports.monitor}"


def build_environment(settings: Settings, credentials: Credentials) -> dict[str, str]:
    """The environment of every part, on top of the caller's own (which wins for PIPELINE_ values)."""
    environment = {
        **build_pipeline_environment(settings),
        **os.environ,
        **build_airflow_environment(settings, credentials),
        **build_connections(settings, credentials),
        **build_monitor_environment(settings, credentials),
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]),
        "PYTHONPATH": os.pathsep.join([str(PROJECT), str(PROJECT / "deploy" / "airflow")]),
        "PYTHONUNBUFFERED": "1",
        "DO_NOT_TRACK": "1",
        # A task's standard input is a socket. From that, bash concludes that it was started by a login over
        # the network and reads ~/.bashrc, but not within another shell.
        "SHLVL": "1",
    }
    # A store named for one part holds for all: the tasks write where the monitor reads.
    environment["PIPELINE_STORAGE"] = environment["MONITOR_STORAGE"] = str(settings.storage)
    environment["PIPELINE_DATA"] = settings.data
    return environment


def build_pipeline_environment(settings: Settings) -> dict[str, str]:
    """What the spec reads, where this place differs from the spec's defaults."""
    return {
        "PIPELINE_RETRY_DELAY": "2s",
        # The schedule counts from now, so that the one run of `make run` is the only one.
        "PIPELINE_START_DATE": settings.started_at.isoformat(timespec="seconds"),
        # Tasks that share cores must not each take all of them: waiting threads spin.
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }


def build_airflow_environment(settings: Settings, credentials: Credentials) -> dict[str, str]:
    """Airflow's configuration: loopback, SQLite, LocalExecutor, and quick on two cores."""
    home, port = settings.airflow_home, settings.ports.airflow
    options: dict[str, dict[str, object]] = {
        "core": {
            "dags_folder": settings.dags,
            # LocalExecutor, whose workers fork a process for the next task ahead; deploy/airflow has it.
            "executor": "LocalExecutor:spare_executor.SpareLocalExecutor",
            # More than cores: a task waits for answers of Airflow and of servers for most of its time.
            "parallelism": 8,
            "load_examples": False,
            "dags_are_paused_at_creation": False,
            "fernet_key": credentials.fernet_key,
            "execution_api_server_url": f"{settings.airflow_url}/execution/",
            "simple_auth_manager_users": "admin:admin,monitor:viewer",
            "simple_auth_manager_passwords_file": home / "passwords.json",
        },
        # SQLite has one writer at a time; the others wait their turn rather than fail after 5 s.
        "database": {"sql_alchemy_conn": f"sqlite:///{home / 'airflow.db'}?timeout=60"},
        "api": {"host": HOST, "port": port, "workers": 1, "base_url": settings.airflow_url},
        "api_auth": {"jwt_secret": credentials.jwt_secret},
        # No sleep: the scheduler of deploy/airflow waits until something has changed.
        "scheduler": {"scheduler_idle_sleep_time": 0, "enable_health_check": False},
        # Of another queue's task, a worker looks this often whether its process has ended.
        "workers": {"min_heartbeat_interval": 1},
        # Specs are read every 10 s. A refresh forgets import errors: until the next reading, or for good.
        "dag_processor": {"min_file_process_interval": 10, "refresh_interval": 30},
        # Each worker forks the process of its next task ahead; deploy/airflow has it too.
        "sdk": {
            "coordinators": json.dumps({"spare": {"classpath": "spare_processes.SpareCoordinator"}}),
            "queue_to_coordinator": json.dumps({"default": "spare"}),
        },
        "logging": {"base_log_folder": home / "logs"},
        "dag_factory": {"enable_telemetry": False},
        "usage_data_collection": {"enabled": False},
    }
    return {"AIRFLOW_HOME": str(home)} | {
        f"AIRFLOW__{section.upper()}__{key.upper()}": str(value)
        for section, values in options.items()
        for key, value in values.items()
    }


def build_connections(settings: Settings, credentials: Credentials) -> dict[str, str]:
    """The two connections that the spec names: where emails go, and where the monitor is."""
    mail = {"disable_ssl": True, "disable_tls": True, "timeout": 10, "retry_limit": 1}
    smtp = {"conn_type": "smtp", "host": HOST, "port": settings.ports.smtp, "extra": mail}
    bearer = {"Authorization": f"Bearer {credentials.monitor_token}"}
    monitor = {"conn_type": "http", "host": HOST, "port": settings.ports.monitor, "extra": bearer}
    return {
        "AIRFLOW_CONN_SMTP_DEFAULT": json.dumps(smtp),
        "AIRFLOW_CONN_MONITOR": json.dumps(monitor),
    }


def build_monitor_environment(settings: Settings, credentials: Credentials) -> dict[str, str]:
    """What the monitor is told."""
    return {
        "MONITOR_HOST": HOST,
        "MONITOR_PORT": str(settings.ports.monitor),
        "MONITOR_TOKEN": credentials.monitor_token,
        "MONITOR_AIRFLOW_URL": settings.airflow_url,
        "MONITOR_AIRFLOW_PUBLIC_URL": settings.airflow_url,
        "MONITOR_AIRFLOW_USER": "monitor",
        "MONITOR_AIRFLOW_PASSWORD": credentials.monitor_password,
        "MONITOR_DAG_ID": DAG_ID,
        "MONITOR_SPECS": str(settings.dags / "configs"),
    }
