from datetime import UTC, date, datetime

import pytest

from dagspec.catalogue.catalogue import catalogue
from dagspec.meaning import meaning

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def known(project):
    return catalogue((project,))


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("retry_delay", "1h30m", "a length of time: 1 hour 30 minutes"),
        ("execution_timeout", 86400, "a length of time: 1 day"),
        ("retry_delay", 0, "a length of time: no time at all"),
        ("retry_delay", "soon", "no length of time"),
        ("schedule", "@weekly", "cron '0 0 * * 0': next at 2026-11-29 00:00, 2026-12-06 00:00 UTC"),
        ("schedule", "30 6 * * 1-5", "cron '30 6 * * 1-5': next at 2026-11-24 06:30, 2026-11-25 06:30 UTC"),
        ("schedule", "@midnight", "cron '@midnight': next at 2026-11-24 00:00, 2026-11-25 00:00 UTC"),
        ("schedule", "0 0 30 2 *", "text"),
        ("schedule", "@once", "a single run"),
        ("schedule", "@continuous", "a run as soon as the one before has ended"),
        ("schedule", "every other day", "text"),
        ("schedule", "1h30m", "every 1 hour 30 minutes"),
        ("schedule", "2 days", "every 2 days"),
        ("schedule", None, "nothing"),
        ("start_date", date(2026, 1, 1), "the date 2026-01-01"),
        ("catchup", True, "true or false"),
        ("retries", 1, "a whole number"),
        ("test_size", 0.3, "a number"),
        ("tags", [], "a list"),
        ("env", {}, "a mapping"),
        ("python_callable", "nowhere.at_all", "a name that cannot be found; `dagspec check` says more"),
    ],
)
def test_a_value_is_told_in_words(known, key, value, told):
    assert meaning(key, value, known, NOW) == told


def test_a_callback_is_told_with_its_parameters(known):
    told = meaning("on_failure_callback", "pipeline_tasks.callbacks.close_run", known, NOW)
    assert told.startswith("the function pipeline_tasks.callbacks.close_run")
