"""The small form: that every subject works and says what the contract asks for, not how fast it is."""

import json
from xml.etree import ElementTree

import pytest

from benchmarks.__main__ import main
from benchmarks.subjects import SUBJECTS

STACKS = {"run", "celery", "start"}  # they start whole Airflows, which have tests of their own
KEYS = ["name", "value", "unit", "baseline", "ratio", "goal", "holds"]


@pytest.mark.slow
@pytest.mark.parametrize("subject", sorted(SUBJECTS.keys() - STACKS))
def test_small_form_measures_every_subject(subject, tmp_path, require_program):
    if subject == "serve":
        require_program("wrk")
    assert main(["--small", "--only", subject, "--output", str(tmp_path)]) == 0
    rows = json.loads((tmp_path / "latest.json").read_text())
    assert rows
    assert all(list(row) == KEYS and row["value"] > 0 for row in rows)
    for picture in tmp_path.glob("*.svg"):
        ElementTree.fromstring(picture.read_text())  # noqa: S314  our own text


def test_all_but_the_small_form_finds_its_modules_compiled(tmp_path, monkeypatch):
    done = []
    monkeypatch.setattr("benchmarks.__main__.compile_modules", lambda: done.append("compiled"))
    monkeypatch.setitem(SUBJECTS, "check", lambda size: done.append("measured") or [])
    main(["--only", "check", "--output", str(tmp_path)])
    main(["--small", "--only", "check", "--output", str(tmp_path)])
    assert done == ["compiled", "measured", "measured"]


def test_unknown_subject_is_refused(capsys):
    with pytest.raises(SystemExit):
        main(["--only", "nothing"])
    assert "invalid choice: 'nothing'" in capsys.readouterr().err


def test_last_full_result_has_the_keys_of_the_contract(project):
    rows = json.loads((project / "benchmarks" / "results" / "latest.json").read_text())
    assert all(list(row) == KEYS for row in rows)
