from embedded.airflow_api import sort_upstream_first
from embedded.progress import describe_new


def test_each_ended_task_is_shown_once():
    shown: set[str] = set()
    states = {"load": "success", "train": "running", "mail": None}
    first = describe_new(["load", "train", "mail"], states, shown)
    again = describe_new(["load", "train", "mail"], {**states, "train": "failed"}, shown)
    assert [line.split()[1] for line in first] == ["load"]
    assert [line.split()[1] for line in again] == ["train"]
    assert "failed" in again[0]


def test_tasks_stand_after_what_they_depend_on():
    downstream = {"end": [], "mail": ["end"], "train": ["mail", "end"], "load": ["train"]}
    assert sort_upstream_first(downstream) == ["load", "train", "mail", "end"]
