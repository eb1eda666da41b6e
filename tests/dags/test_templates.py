"""The emails, rendered as Airflow does: with the run record, and everything from outside escaped."""

from html.parser import HTMLParser
from types import SimpleNamespace

import jinja2
import pytest

from pipeline_tasks.callbacks import record_task
from pipeline_tasks.failed_run import read_failed_run
from pipeline_tasks.notes import Notebook
from pipeline_tasks.record import read_record

START = "2026-01-01T00:00:00+00:00"
NAMES = ("accuracy", "precision", "recall", "f1", "roc_auc", "log_loss", "brier")


class Text(HTMLParser):
    """Collects what a reader sees."""

    def __init__(self):
        super().__init__()
        self.words, self.open = [], []

    def handle_starttag(self, tag, attrs):
        if tag not in {"meta", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, f"</{tag}> closes another tag"

    def handle_data(self, data):
        self.words += data.split()


@pytest.fixture
def render(project, tmp_path):
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(project / "dags"),
        undefined=jinja2.StrictUndefined,
        autoescape=False,  # noqa: S701  as in Airflow, so the templates have to escape by themselves
    )

    def email(name, run_id="run", **states):
        ti = SimpleNamespace(dag_id="dag", run_id=run_id, get_task_states=lambda **asked: {run_id: states})
        template = environment.get_template(f"templates/{name}.html")
        return template.render(
            read_record=read_record,
            read_failed_run=read_failed_run,
            params={"storage": str(tmp_path)},
            run_id=run_id,
            ti=ti,
            dag=SimpleNamespace(dag_id="ml_pipeline_advertising"),
        )

    return email


def text_of(page):
    reader = Text()
    reader.feed(page)
    assert reader.open == []
    return " ".join(reader.words)


@pytest.fixture
def notebook(tmp_path):
    notebook = Notebook(str(tmp_path), "run")
    notebook.open(dag_id="dag", started_at=START)
    return notebook


@pytest.fixture
def succeeded(notebook):
    scores = dict.fromkeys(NAMES, 0.97)
    notebook.add_results(
        "load_data",
        data={
            "source": "data/<b>.csv",
            "sha256": "a" * 64,
            "rows": 1000,
            "positives": 500,
            "features": ["Age"],
            "target": "Clicked",
        },
    )
    notebook.add_results(
        "data_preprocessing",
        split={
            "train_rows": 700,
            "test_rows": 300,
            "test_size": 0.3,
            "seed": 42,
            "drift": {"Age": {"psi": 0.3, "limit": 0.05}, "Male": {"psi": 0.01, "limit": 0.05}},
        },
    )
    notebook.add_results(
        "evaluate_model",
        scores={
            "train": scores,
            "test": scores,
            "difference": dict.fromkeys(NAMES, 0.0),
            "confidence": 0.95,
            "intervals": {name: {"low": 0.95, "high": 0.987} for name in NAMES},
            "cross_validation": {
                "folds": 10,
                "repeats": 3,
                "scores": {name: {"mean": 0.971, "std": 0.01} for name in NAMES},
            },
        },
    )
    notebook.add_results(
        "model_summary",
        model={
            "published": True,
            "sha256": "b" * 64,
            "version": "model/versions/run",
            "versions": {},
        },
    )
    return notebook


def fail(storage, task_id, error):
    ti = SimpleNamespace(
        run_id="run",
        dag_id="dag",
        task_id=task_id,
        try_number=2,
        start_date=None,
        end_date=None,
        map_index=-1,
    )
    record_task({"ti": ti, "exception": error}, storage=storage, state="failed")


@pytest.mark.usefixtures("succeeded")
def test_success_email_shows_the_scores(render):
    text = text_of(render("success_email"))
    assert "right in 97.0 % of the cases ( 95 % interval: 95.0 to 98.7 %)" in text.replace("(95", "( 95")
    assert "ROC AUC 0.9700 0.9700 +0.0000 0.9710" in text
    assert "1,000 rows" in text
    assert "model/versions/run" in text


@pytest.mark.usefixtures("succeeded")
def test_success_email_names_only_what_has_drifted(render):
    text = text_of(render("success_email"))
    assert "Age (stability index 0.300, limit 0.050)" in text
    assert "Male (stability" not in text


def test_success_email_without_drift_says_nothing_of_it(render, succeeded):
    succeeded.add_results(
        "data_preprocessing", split={"train_rows": 7, "test_rows": 3, "test_size": 0.3, "seed": 4}
    )
    assert "moved" not in text_of(render("success_email"))


@pytest.mark.usefixtures("succeeded")
def test_source_is_escaped(render):
    assert "data/&lt;b&gt;.csv" in render("success_email")


def test_failure_email_names_task_and_error(render, notebook, tmp_path):
    fail(str(tmp_path), "load_data", ValueError("expected a number, got <script>alert(1)</script> & more"))
    page = render("failure_email")
    text = text_of(page)
    assert "ml_pipeline_advertising failed at load_data" in text
    assert "ValueError (try 2)" in text
    assert "got <script>alert(1)</script> & more" in text
    assert "<script>" not in page
    assert "Nothing was published" in text


def test_failure_email_after_the_publication_says_so(render, succeeded, tmp_path):
    fail(str(tmp_path), "send_success_email", OSError("the mail server is down"))
    text = text_of(render("failure_email"))
    assert "The model of this run was published before that (model/versions/run)" in text


@pytest.mark.usefixtures("notebook")
def test_failure_email_without_a_known_failure_is_readable(render, notebook):
    notebook.refresh()
    text = text_of(render("failure_email"))
    assert "ml_pipeline_advertising failed Run" in text
    assert "No task left a message" in text


@pytest.mark.usefixtures("notebook")
def test_failure_email_names_a_task_that_was_killed(render, notebook):
    notebook.refresh()
    text = text_of(render("failure_email", build_model="failed", evaluate_model="upstream_failed"))
    assert "ml_pipeline_advertising failed at build_model" in text
    assert "it was probably killed" in text


def test_failure_email_goes_out_when_the_record_cannot_be_read(render, tmp_path):
    (tmp_path / "records").write_text("<in the way>")
    page = render("failure_email", start_pipeline="success", load_data="failed", build_model=None)
    text = text_of(page)
    assert "ml_pipeline_advertising failed at load_data" in text
    assert "The record of this run cannot be read (NotADirectoryError" in text
    assert "start_pipeline success 0 load_data failed 0 build_model not run 0" in text
    assert "Nothing was published" not in text


@pytest.mark.parametrize("name", ["success_email", "failure_email"])
def test_email_loads_nothing_from_elsewhere(project, name):
    page = (project / "dags" / "templates" / f"{name}.html").read_text()
    assert "http" not in page
    assert "<img" not in page
    assert "<style" not in page
