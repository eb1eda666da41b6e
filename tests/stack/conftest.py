"""Notes in the results of the stack test that a whole run was green."""

import os
import time

import pytest

from embedded.settings import PROJECT
from tests.stack.faults import FAULTS
from tests.stack.results import Outcome, Results, name_images

BEGIN = time.monotonic()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Adds the line, when every test of the file has passed in this session."""
    items = [item for item in session.items if item.get_closest_marker("stack")]
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("TEST_STACK") and items and reporter:
        passed, *bad = (len(reporter.stats.get(name, [])) for name in ("passed", "failed", "error"))
        outcome = Outcome(passed, count_tests(items[0]), sum(bad))
        Results(PROJECT / "docs", name_images()).add_whole_run(outcome, time.monotonic() - BEGIN)


def count_tests(item: pytest.Item) -> int:
    """How many tests the file of this one holds, whichever of them were asked for."""
    assert isinstance(item, pytest.Function)
    names = [name for name in vars(item.module) if name.startswith("test_")]
    return len(names) - 1 + len(FAULTS)
