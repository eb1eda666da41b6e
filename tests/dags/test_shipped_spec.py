import re

import yaml

from dagspec.duration import parse

DEFAULT = re.compile(r"\$\{\w+:-([^}]*)\}")


def length_of(setting):
    """A length of time, as the spec writes it when no variable is set."""
    return parse(DEFAULT.sub(r"\1", setting))


def test_a_task_that_hangs_fails_with_its_retry_before_the_run_times_out(project):
    dag = yaml.safe_load((project / "dags/configs/ml_pipeline_advertising.yaml").read_text())[
        "ml_pipeline_advertising"
    ]
    inherited = dag["default_args"]
    tries = inherited["retries"] + 1
    longest = tries * length_of(inherited["execution_timeout"]) + length_of(inherited["retry_delay"])
    assert longest < length_of(dag["dagrun_timeout"])
    assert not any("execution_timeout" in task for task in dag["tasks"])
