from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from monitor.live import Live
from tests.conftest import ROOT
from tests.monitor import records
from tests.monitor.conftest import Maker
from tests.monitor.records import DAG, NOW, Plan


def scrape(client: FlaskClient) -> dict[tuple[str, ...], float]:
    answer = client.get("/metrics")
    assert answer.mimetype == "text/plain"
    samples = [sample for family in text_string_to_metric_families(answer.text) for sample in family.samples]
    assert {sample.labels["dag_id"] for sample in samples} == {DAG}
    return {
        (sample.name, *(value for name, value in sample.labels.items() if name != "dag_id")): sample.value
        for sample in samples
    }


def test_exactly_one_state_holds(client: FlaskClient, history: list[str]):
    found = scrape(client)
    states = {key[1]: value for key, value in found.items() if key[0] == "pipeline_state"}
    assert states == {"healthy": 1, "running": 0, "late": 0, "failed": 0, "stale": 0, "unknown": 0}


def test_times_scores_rows_and_drift_of_the_last_success(
    client: FlaskClient, storage: Path, history: list[str]
):
    records.write(
        storage, Plan(began=NOW + timedelta(minutes=1), state="failed", failed_at="load_data", seed=0)
    )
    found = scrape(client)
    assert abs(found["pipeline_last_run_end_timestamp_seconds", "success"] - NOW.timestamp() - 2.1) < 0.001
    assert abs(found["pipeline_last_run_duration_seconds", "failed"] - 2.1) < 0.001
    assert found["pipeline_score", "accuracy", "test"] > 0.9
    assert found["pipeline_score_interval", "low", "accuracy"] < found["pipeline_score", "accuracy", "test"]
    assert found[("pipeline_data_rows",)] == 1000
    assert found["pipeline_feature_drift_limit", "Age"] == 0.088
    assert abs(found["pipeline_task_duration_seconds", "evaluate_model"] - 0.74) < 0.001
    assert 0 < found[("pipeline_record_age_seconds",)] < 300
    assert found["pipeline_runs", "failed"] == 5


def test_what_is_not_known_has_no_sample(client: FlaskClient):
    found = scrape(client)
    assert found["pipeline_state", "unknown"] == 1
    names = {key[0] for key in found} - {
        "pipeline_spec_errors",
        "pipeline_score_limit",
    }  # known by the spec alone
    assert names == {"pipeline_state", "pipeline_records_readable", "pipeline_records_pending"}


def test_whether_airflow_answers(make_app: Maker):
    app = make_app(airflow_url="http://127.0.0.1:9")
    poller = app.extensions["monitor"].poller
    client = app.test_client()
    assert scrape(client)[("pipeline_airflow_reachable",)] == 0
    assert ("pipeline_airflow_import_errors",) not in scrape(client)
    poller.live = Live(configured=True, reachable=True, as_of=NOW)
    found = scrape(client)
    assert (found[("pipeline_airflow_reachable",)], found[("pipeline_airflow_answer_age_seconds",)]) == (
        1,
        300,
    )
    assert found[("pipeline_airflow_import_errors",)] == 0


def test_the_errors_of_each_spec(make_app: Maker):
    assert scrape(make_app().test_client())["pipeline_spec_errors", "ml_pipeline_advertising.yaml"] == 0


def test_the_limits_that_the_spec_sets_to_the_scores(make_app: Maker, tmp_path: Path):
    specs = tmp_path / "specs"
    specs.mkdir()
    spec = (ROOT / "dags/configs/ml_pipeline_advertising.yaml").read_text("utf-8")
    gate = "          roc_auc: ${PIPELINE_MIN_ROC_AUC:-0.85}\n"
    assert gate in spec
    changed = spec.replace(gate, f"{gate}          log_loss: 0.3\n          recall: much\n")
    (specs / "pipeline.yaml").write_text(changed, "utf-8")
    found = scrape(make_app(specs=str(specs)).test_client())
    limits = {key[1:]: value for key, value in found.items() if key[0] == "pipeline_score_limit"}
    assert limits == {("accuracy", "floor"): 0.8, ("roc_auc", "floor"): 0.85, ("log_loss", "ceiling"): 0.3}
