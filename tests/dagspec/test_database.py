"""What a real Airflow database holds: a bad spec is named, the good DAGs stay, mending is enough."""

import os
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

pytestmark = [pytest.mark.airflow, pytest.mark.slow, pytest.mark.timeout(900)]

ROOT = Path(__file__).parents[2]
EMPTY = "airflow.providers.standard.operators.empty.EmptyOperator"
GOOD = f'{{name}}:\n  schedule: "@daily"\n  tasks:\n    - task_id: only\n      operator: {EMPTY}\n'


@dataclass(frozen=True)
class Home:
    """An Airflow with its own database and DAGs folder."""

    folder: Path

    def airflow(self, *words: str, expected: int = 0) -> str:
        """Run a command of Airflow."""
        environment = {
            **os.environ,
            "AIRFLOW_HOME": str(self.folder / "home"),
            "AIRFLOW__CORE__DAGS_FOLDER": str(self.folder / "dags"),
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            "COLUMNS": "300",
        }
        command = [sys.executable, "-m", "airflow", *words]
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=600, check=False
        )
        assert done.returncode == expected, done.stdout + done.stderr
        return done.stdout

    def write(self, name: str, text: str) -> None:
        """Write a spec."""
        (self.folder / "dags" / "configs" / f"{name}.yaml").write_text(text)

    def parse(self) -> dict[str, tuple[int, int]]:
        """Let Airflow's own DAG processor parse once; return is_stale and has_import_errors of each DAG."""
        self.airflow("dag-processor", "-n", "1")
        return {
            name: (stale, errors)
            for name, stale, errors in self.select("dag_id, is_stale, has_import_errors from dag")
        }

    def select(self, what: str) -> list[tuple]:
        """Ask the database."""
        with sqlite3.connect(self.folder / "home" / "airflow.db") as connection:
            return connection.execute(f"select {what}").fetchall()


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Home:
    folder = tmp_path_factory.mktemp("airflow")
    (folder / "dags" / "configs").mkdir(parents=True)
    for name in ("factory.py", ".airflowignore"):
        (folder / "dags" / name).write_text((ROOT / "dags" / name).read_text())
    made = Home(folder)
    made.airflow("db", "migrate")
    return made


def test_a_bad_spec_is_named_the_good_ones_stay_and_mending_is_enough(home):
    home.write("good", GOOD.format(name="good"))
    home.write("typo", GOOD.format(name="typo").replace("schedule", "schedul"))
    home.write("cron", GOOD.format(name="cron").replace("@daily", "99 * * * *"))
    assert home.parse() == {"good": (0, 0)}
    errors = dict(home.select("filename, stacktrace from import_error"))
    assert errors.keys() == {"configs/typo.yaml", "configs/cron.yaml"}
    assert errors["configs/typo.yaml"].rstrip().splitlines()[-3:] == [
        "configs/typo.yaml:2:3: error DS101 unknown key 'schedul' in DAG 'typo'; did you mean 'schedule'?",
        '  2 |   schedul: "@daily"',
        "    |   ^^^^^^^",
    ]
    listed = home.airflow("dags", "list-import-errors", "--output", "plain", expected=1)
    assert "configs/cron.yaml:2:13: error DS208 schedule '99 * * * *' is not a cron expression" in listed

    home.write("typo", GOOD.format(name="typo"))
    home.write("cron", GOOD.format(name="cron"))
    assert home.parse() == {"good": (0, 0), "typo": (0, 0), "cron": (0, 0)}
    assert home.select("count(*) from import_error") == [(0,)]
