"""Keys known by name: callbacks, and removed, renamed or deprecated keys with what to write today."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from dagspec import codes
from dagspec.diagnostic import Code, Diagnostic, remove_beside, write_instead
from dagspec.tree import Place

CALLBACKS = (
    "on_execute_callback",
    "on_success_callback",
    "on_failure_callback",
    "on_retry_callback",
    "on_skipped_callback",
)

# All forms in which they are written; most tasks have none of these.
CALLBACK_KEYS = frozenset(f"{name}{end}" for name in CALLBACKS for end in ("", "_name", "_file"))

# root -> DAG -> tasks -> task -> op_kwargs: below that, keys are the author's own data.
DEPTH_OF_TASKS = 4

# Airflow's DAG takes these, but dag-factory 1.1 has no way to hand them on.
NOT_PASSED_ON = frozenset(
    {
        "allowed_run_types",
        "auto_register",
        "deadline",
        "disable_bundle_versioning",
        "fail_fast",
        "fail_stop",
        "jinja_environment_kwargs",
        "max_consecutive_failed_dag_runs",
        "owner_links",
        "rerun_with_latest_version",
        "template_undefined",
        "user_defined_filters",
    }
)


@dataclass(frozen=True, slots=True)
class Retired:
    """A key that nobody should write any more; a `successor` takes the same value."""

    code: Code
    since: str
    successor: str = ""
    advice: str = ""

    def at(self, key: str, place: Place, present: Container[object] = ()) -> Diagnostic:
        """Return the finding for the key at a place, with the keys that stand beside it."""
        return self.code.at(place, f"'{key}' {self.since}", self.hint(key, present))

    def hint(self, key: str, present: Container[object] = ()) -> str:
        """Return what to write instead."""
        if self.successor and self.successor in present:
            return remove_beside(self.successor)
        return write_instead(key, self.successor) if self.successor else self.advice


_GONE = "was removed in Airflow 3"
_SECONDS = "has no effect since dag-factory 1.0"

RETIRED = {
    "schedule_interval": Retired(codes.REMOVED_KEY, _GONE, "schedule"),
    "timetable": Retired(codes.REMOVED_KEY, _GONE, "schedule"),
    "concurrency": Retired(codes.DEPRECATED_KEY, "is deprecated", "max_active_tasks"),
    "default_view": Retired(codes.INEFFECTIVE_KEY, _GONE, advice="remove it"),
    "orientation": Retired(codes.INEFFECTIVE_KEY, _GONE, advice="remove it"),
    "sla_miss_callback": Retired(codes.INEFFECTIVE_KEY, "was removed in Airflow 3.1", advice="remove it"),
    "sla_miss_callback_name": Retired(
        codes.INEFFECTIVE_KEY, "was removed in Airflow 3.1", advice="remove it"
    ),
    "sla_miss_callback_file": Retired(
        codes.INEFFECTIVE_KEY, "was removed in Airflow 3.1", advice="remove it"
    ),
    "dagrun_timeout_sec": Retired(codes.INEFFECTIVE_KEY, _SECONDS, "dagrun_timeout"),
    "dagrun_timeout_secs": Retired(codes.INEFFECTIVE_KEY, _SECONDS, "dagrun_timeout"),
}

# The same for default_args and tasks.
RETIRED_IN_TASKS = {
    "sla": Retired(codes.INEFFECTIVE_KEY, "was removed in Airflow 3", advice="remove it"),
    "sla_secs": Retired(codes.INEFFECTIVE_KEY, _SECONDS, advice="remove it"),
    "retry_delay_sec": Retired(codes.INEFFECTIVE_KEY, _SECONDS, "retry_delay"),
    "retry_delay_secs": Retired(codes.INEFFECTIVE_KEY, _SECONDS, "retry_delay"),
    "max_retry_delay_sec": Retired(codes.INEFFECTIVE_KEY, _SECONDS, "max_retry_delay"),
    "max_retry_delay_secs": Retired(codes.INEFFECTIVE_KEY, _SECONDS, "max_retry_delay"),
    "execution_timeout_sec": Retired(codes.INEFFECTIVE_KEY, _SECONDS, "execution_timeout"),
    "execution_timeout_secs": Retired(codes.INEFFECTIVE_KEY, _SECONDS, "execution_timeout"),
    "execution_delta_sec": Retired(codes.INEFFECTIVE_KEY, _SECONDS, "execution_delta"),
    "execution_delta_secs": Retired(codes.INEFFECTIVE_KEY, _SECONDS, "execution_delta"),
    "task_concurrency": Retired(codes.REMOVED_KEY, _GONE, "max_active_tis_per_dag"),
    "provide_context": Retired(codes.INEFFECTIVE_KEY, "has no effect since Airflow 2", advice="remove it"),
}

# What an operator still takes; it refuses the others of the table above.
STILL_TAKEN_BY_TASKS = frozenset({"sla"})

# Airflow still takes these.
DEPRECATED_IN_TASKS = {
    "email": "use on_failure_callback with airflow.providers.smtp.notifications.smtp.SmtpNotifier",
    "email_on_failure": "use on_failure_callback with airflow.providers.smtp.notifications.smtp.SmtpNotifier",
    "email_on_retry": "use on_retry_callback with airflow.providers.smtp.notifications.smtp.SmtpNotifier",
}
