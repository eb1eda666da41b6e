"""What the monitor is told from outside, read once from the environment and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

LOOPBACK = "127.0.0.1"


class BadSetting(ValueError):
    """An environment variable holds a value that the monitor cannot use."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything that differs between places where the monitor runs."""

    storage: str = "./var"
    dag_id: str = "ml_pipeline_advertising"
    specs: str = "dags/configs"
    index: str | None = None
    """File of the index of runs; a private folder below the system's temporary one when not given."""
    token: str | None = None
    """What a caller of the refresh must send; without it nobody may refresh."""
    airflow_url: str | None = None
    airflow_user: str | None = None
    airflow_password: str | None = None
    airflow_public_url: str | None = None
    """Where a person's browser finds Airflow; used for links only."""
    poll_seconds: float = 12.0
    timeout_seconds: float = 2.0
    grace_minutes: float = 60.0
    """How long after its time a scheduled run may end before it counts as late."""
    silence_minutes: float = 120.0
    """How long a running record may stay unchanged before nobody believes it any more."""
    read_seconds: float = 0.25
    """How long one request may spend on taking in new records; the rest follows in the background."""
    rest_seconds: float = 0.25
    """How long the storage is left alone after a look; an object store twenty times as long."""
    host: str = LOOPBACK
    port: int = 5000

    @property
    def links_to(self) -> str | None:
        """Where links to Airflow point: the public address, else the one the monitor uses itself."""
        return self.airflow_public_url or self.airflow_url

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Settings:
        """Read MONITOR_* (and PIPELINE_STORAGE as the default of MONITOR_STORAGE)."""
        read = _Reader(environ)
        return cls(
            storage=read.text("STORAGE") or environ.get("PIPELINE_STORAGE") or cls.storage,
            dag_id=read.text("DAG_ID") or cls.dag_id,
            specs=read.text("SPECS") or cls.specs,
            index=read.text("INDEX"),
            token=read.text("TOKEN"),
            airflow_url=read.url("AIRFLOW_URL"),
            airflow_user=read.text("AIRFLOW_USER"),
            airflow_password=read.text("AIRFLOW_PASSWORD"),
            airflow_public_url=read.url("AIRFLOW_PUBLIC_URL"),
            poll_seconds=read.number("POLL_SECONDS", cls.poll_seconds),
            timeout_seconds=read.number("TIMEOUT_SECONDS", cls.timeout_seconds),
            grace_minutes=read.number("GRACE_MINUTES", cls.grace_minutes),
            silence_minutes=read.number("SILENCE_MINUTES", cls.silence_minutes),
            read_seconds=read.number("READ_SECONDS", cls.read_seconds),
            rest_seconds=read.number("REST_SECONDS", cls.rest_seconds),
            host=read.text("HOST") or cls.host,
            port=read.port("PORT", cls.port),
        )


@dataclass(frozen=True)
class _Reader:
    environ: Mapping[str, str]

    def text(self, name: str) -> str | None:
        return self.environ.get(f"MONITOR_{name}", "").strip() or None

    def url(self, name: str) -> str | None:
        value = self.text(name)
        if value is None:
            return None
        # Only these two may become the target of a link: never javascript: or file:.
        if not value.startswith(("http://", "https://")):
            raise BadSetting(f"MONITOR_{name}: expected an address with http:// or https://, got {value!r}")
        return value.rstrip("/")

    def number(self, name: str, default: float) -> float:
        value = self.text(name)
        if value is None:
            return default
        try:
            number = float(value)
        except ValueError:
            number = -1.0
        if not 0 < number < float("inf"):
            raise BadSetting(f"MONITOR_{name}: expected a number above 0, got {value!r}")
        return number

    def port(self, name: str, default: int) -> int:
        number = self.number(name, default)
        if number != int(number) or number > 65535:
            raise BadSetting(f"MONITOR_{name}: expected a port from 1 to 65535, got {self.text(name)!r}")
        return int(number)
