"""The databases of Airflow that its scheduler waits for."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.deploy.airflow_database import POSTGRES, SQLITE, run_database


class AirflowDatabase(NamedTuple):
    """A database as Airflow makes it, and Airflow's home."""

    kind: str
    home: Path
    url: str


@pytest.fixture(scope="module", params=[SQLITE, POSTGRES])
def airflow_database(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    require_program: Callable[[str], str],
) -> Iterator[AirflowDatabase]:
    """Each of them."""
    home = tmp_path_factory.mktemp("airflow")
    with run_database(request.param, home, require_program) as url:
        yield AirflowDatabase(request.param, home, url)
