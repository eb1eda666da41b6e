import pytest

EMPTY = "{operator: airflow.providers.standard.operators.empty.EmptyOperator"
BRANCH = (
    "{operator: airflow.providers.standard.operators.python.BranchPythonOperator,"
    " python_callable: steps.choose"
)


@pytest.mark.parametrize(("first", "expected"), [(EMPTY, ["DS801"]), (BRANCH, [])])
def test_a_join_of_the_ways_behind_a_branch_hides_nothing(check, dags, first, expected):
    (dags / "steps.py").write_text("def choose(): ...")
    found = check(
        f"""
        tasks:
          first: {first}}}
          left: {EMPTY}, dependencies: [first]}}
          right: {EMPTY}, dependencies: [first]}}
          join: {EMPTY}, dependencies: [left, right], trigger_rule: one_success}}
        """
    )
    assert [each.code for each in found] == expected
