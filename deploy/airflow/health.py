"""Says whether one Airflow service is alive, without importing Airflow: a check costs 0.2 s instead of 4 s.

health.py SchedulerJob      this container's job has sent a heartbeat to the database lately
health.py worker            this container's Celery worker answers a ping over the broker
health.py http://host/path  the address answers with a status below 400
"""

import os
import socket
import sys
import urllib.request

SECONDS = 30
JOB_IS_ALIVE = """
select count(*) from job where job_type = %s and hostname = %s and state = 'running'
and latest_heartbeat > now() - make_interval(secs => %s)
"""


def job_is_alive(job_type: str) -> bool:
    """Whether the newest heartbeat of this host's job is younger than SECONDS."""
    import psycopg  # each check imports only what it needs

    address = os.environ["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"].replace("+psycopg", "", 1)
    with psycopg.connect(address, connect_timeout=5) as connection:
        row = connection.execute(JOB_IS_ALIVE, (job_type, socket.gethostname(), SECONDS)).fetchone()
    return bool(row and row[0])


def worker_is_alive() -> bool:
    """Whether the Celery worker of this host answers."""
    from celery import Celery  # type: ignore[import-untyped]  # ships no types

    app = Celery(broker=os.environ["AIRFLOW__CELERY__BROKER_URL"])
    return bool(app.control.ping(destination=[f"celery@{socket.gethostname()}"], timeout=5))


def address_answers(address: str) -> bool:
    """Whether a GET of the address succeeds."""
    with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310  an address of the compose file
        return bool(answer.status < 400)


def is_alive(subject: str) -> bool:
    """Whether the subject of the check is alive; what each subject means is in the module's docstring."""
    if subject == "worker":
        return worker_is_alive()
    if subject.startswith("http"):
        return address_answers(subject)
    return job_is_alive(subject)


if __name__ == "__main__":
    sys.exit(0 if is_alive(sys.argv[1]) else 1)
