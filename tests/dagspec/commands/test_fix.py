import json
import subprocess
from pathlib import Path

import pytest

SPEC = Path("dags/configs/spec.yaml")


@pytest.fixture
def typo(folder) -> str:
    text = SPEC.read_text(encoding="utf-8").replace("api_token", "api_tokn")
    text = text.replace("catchup", "catchp")
    SPEC.write_text(text, encoding="utf-8")
    return text


def test_fix_writes_and_says_what_it_wrote(dagspec, typo):
    done = dagspec("check", "--fix")
    assert "catchup: false" in SPEC.read_text(encoding="utf-8")
    assert "fixed dags/configs/spec.yaml:6: catchp: false -> catchup: false\n" in done.err
    assert (done.code, done.out) == (0, "1 file checked, no findings\n")


def test_programs_read_only_the_report(dagspec, typo):
    assert json.loads(dagspec("check", "--fix", "--format", "json").out)["errors"] == 0


def test_diff_shows_a_patch_and_writes_nothing(dagspec, typo, folder, require_program):
    done = dagspec("check", "--diff")
    assert done.code == 1
    assert SPEC.read_text(encoding="utf-8") == typo
    patch = [require_program("patch"), "-p1"]
    subprocess.run(patch, input=done.out, text=True, cwd=folder, check=True, capture_output=True)
    assert "catchup: false" in SPEC.read_text(encoding="utf-8")


def test_diff_of_what_is_right_is_empty(dagspec, typo):
    dagspec("check", "--fix")
    assert dagspec("check", "--diff") == (0, "", "")


def test_what_has_no_single_answer_stays_an_error(dagspec, typo):
    SPEC.write_text(typo + "  nonsense_key: 1\n", encoding="utf-8")
    assert dagspec("check", "--fix").code == 1


def test_fixing_and_watching_do_not_go_together(dagspec):
    assert dagspec("check", "--fix", "--watch").code == 2
