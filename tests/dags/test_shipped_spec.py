import re

import pytest
import yaml

from dagspec import check_paths
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


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("solver: lbfgs", "solver: lbfg", "'solver' of 'train_model' cannot be 'lbfg'"),
        ("regularization: 1.0", "regularization: 0", "'regularization' of 'train_model' cannot be 0"),
        ("max_iterations: 1000", "max_iterations: 0", "'max_iterations' of 'train_model' cannot be 0"),
        ("${PIPELINE_TEST_SIZE:-0.3}", "30", "'test_size' of 'preprocess_data' cannot be 30"),
        ("${PIPELINE_SEED:-42}", "-42", "'seed' of 'preprocess_data' cannot be -42"),
        ("folds: 10", "folds: 1", "'folds' of 'evaluate_model' cannot be 1"),
        ("repeats: 3", "repeats: 0", "'repeats' of 'evaluate_model' cannot be 0"),
        (
            "bootstrap_samples: 1000",
            "bootstrap_samples: 1",
            "'bootstrap_samples' of 'evaluate_model' cannot be 1",
        ),
        ("confidence: 0.95", "confidence: 95", "'confidence' of 'evaluate_model' cannot be 95"),
        ("tolerated_share: 0.01", "tolerated_share: 1", "'tolerated_share' of 'load_data' cannot be 1"),
        ("minimum_per_class: 10", "minimum_per_class: 0", "'minimum_per_class' of 'load_data' cannot be 0"),
        ("roc_auc: $", "auc: $", "a key of argument 'minimum_scores' of 'summarize_model' cannot be 'auc'"),
        ("state: up_for_retry", "state: retried", "'state' of 'record_task' cannot be 'retried'"),
    ],
)
def test_a_setting_that_its_task_would_refuse_is_named_before(project, tmp_path, right, wrong, said):
    text = (project / "dags/configs/ml_pipeline_advertising.yaml").read_text()
    assert right in text
    spec = tmp_path / "ml_pipeline_advertising.yaml"
    spec.write_text(text.replace(right, wrong, 1))
    found = check_paths([spec], {}).diagnostics
    lines = [number for number, line in enumerate(spec.read_text().splitlines(), 1) if wrong in line]
    (mistake,) = (one for one in found if one.code == "DS308")
    assert said in mistake.message
    assert mistake.line in lines
