"""What authors write by mistake: wrong values of each kind, and slips of the fingers."""

from __future__ import annotations

import random

LETTERS = "abcdefghijklmnopqrstuvwxyz_"
MARKS = ":{}[]\"'&*!|>%@,#-?`\t"
OTHER_VALUES = ("ten", "7", "-1", "3.5", "true", "null", "[a, b]", "{a: b}", '""', "2026-13-45", "~", "0")
CRONS = (
    '"61 * * * *"',
    '"* * * *"',
    '"0 25 * * *"',
    '"@dayly"',
    '"0 3 * * MOM"',
    "daily",
    '"0 3 * * * * * *"',
)
DATES = ("2026-13-01", '"2026-02-30"', "yesterday", "2026-1-1x", "20260101", "01.02.2026", "[2026, 1, 1]")
NUMBERS = ("-1", "-5", "0", "99999999999", "1.5", "one", '"3"', "1_0", "0x10", "1e3", "[1]", "true")
PATHS = ("airflow", "os.path", "json.dumps", "shop.steps", "shop.operators.LabelOperator", "airflow.sdk.DAG",
          "airflow.providers.standard.operators.bash", "airflow.operators.bash.BashOperator",
          "airflow.providers.standard.operators.empty.EmptyOperator", "builtins.print", "datetime.timedelta",
          "pipeline_tasks.record.read_record", "shop.steps.count_orders", "nowhere.at_all")  # fmt: skip
RULES = (
    "all_succes",
    "ALL_DONE",
    "all-done",
    "sometimes",
    "one_success",
    "none_failed",
    "all_skipped",
    "dummy",
)
TEMPLATES = (
    "{{ nobody }}", "{{ ds | nofilter }}", "{{ ds", "{% if ds %}", "{{ ds }", "{{ macros.nothing() }}",
    "{{ params.nothing }}", "{% for %}", "{{ ti.xcom_pull(task_ids='nobody') }}", "{{ dag.dag_idd }}",
    "{{ execution_date }}", "{{ ds + }}", "{{ var.value.nothing_here }}", "{{ 1 + 'a' }}", "{# note",
)  # fmt: skip
IDS = ("a b", "ä", "a/b", "x" * 251, '""', "42", "null", "a.b", "[a]", "true")
TAGS = (
    "!!python/name:os.system ",
    "!!python/object/apply:os.getcwd [] ",
    "!secret ",
    "!!str ",
    "!!int ",
    "!!set ",
)
DURATIONS = ("5 parsecs", "soon", "-5", "5mm", "1 hour ago", "[5]", '"5"', "1d", "PT5M")


def typo(word: str, rng: random.Random) -> str:
    """Return a word with one slip of the fingers."""
    spot = rng.randrange(len(word)) if word else 0
    kinds = [
        word[:spot] + word[spot + 1 :],
        word[:spot] + rng.choice(LETTERS) + word[spot:],
        word[:spot] + rng.choice(LETTERS) + word[spot + 1 :],
        word[:spot] + word[spot + 1 : spot + 2] + word[spot : spot + 1] + word[spot + 2 :],
        word[:spot] + word[spot : spot + 1].swapcase() + word[spot + 1 :],
    ]
    return rng.choice([kind for kind in kinds if kind and kind != word] or [word + "x"])
