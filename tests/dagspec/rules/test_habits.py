from datetime import date

import pytest

from dagspec.check import check_paths

DAG = """\
shop_{number}:
  schedule: '{number} 0 * * *'
  start_date: 2020-01-01
  catchup: true
  tasks: {{a: {{operator: airflow.providers.standard.operators.empty.EmptyOperator}}}}
"""


@pytest.mark.parametrize(("dags", "told"), [(1, 1), (15, 15), (50, 19)])
def test_the_runs_of_so_many_dags_are_counted(tmp_path, dags, told):
    file = tmp_path / "shop.yaml"
    file.write_text("".join(DAG.format(number=number) for number in range(dags)))
    found = check_paths([file], {}, date(2026, 6, 1)).diagnostics
    assert [each.code for each in found] == ["DS804"] * told
