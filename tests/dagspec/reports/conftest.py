"""One report with everything that is hard to write down."""

import pytest

from dagspec.check import Report
from dagspec.diagnostic import Diagnostic, Replacement, Severity

HARD = 'a "quoted" <name> & 100%: x, y\nsecond line\x0c'


@pytest.fixture
def report() -> Report:
    def found(file, line, code, severity, **rest):
        fields = {"message": HARD, "hint": "did you mean 'schedule'?", "url": f"docs/rules.md#{code.lower()}"}
        return Diagnostic(file, line, 3, line, 11, code, "unknown-key", severity, **{**fields, **rest})

    files = {"dags/ä b,c.yaml": "x:\n  schedul_: 1\n", "/tmp/clean.yaml": "y: {}\n"}  # noqa: S108  only a name
    return Report(
        2,
        (
            found("dags/ä b,c.yaml", 2, "DS101", Severity.ERROR, fix=Replacement("schedul_", "schedule")),
            found("dags/ä b,c.yaml", 2, "DS801", Severity.WARNING, hint=""),
            found("/gone.yaml", 9, "DS001", Severity.ERROR),
        ),
        files,
    )
