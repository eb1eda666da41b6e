"""The processes that wait for tasks below another one."""

import psutil

TITLE = "airflow worker -- spare"  # of deploy/airflow/spare_processes.py


def find_spares(pid: int) -> set[int]:
    """The processes that wait for a task, by id."""
    return {each.pid for each in psutil.Process(pid).children(recursive=True) if _is_spare(each)}


def _is_spare(process: psutil.Process) -> bool:
    try:
        return process.cmdline()[:1] == [TITLE] and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:  # it has ended
        return False
