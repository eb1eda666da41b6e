import os
import subprocess
import sys

import pytest

from dagspec import __main__ as program
from dagspec.__main__ import main


def test_help_names_every_command_and_the_exit_codes(capsys):
    assert main(["--help"]) == 0
    told = capsys.readouterr().out
    assert all(name in told for name in program.COMMANDS)
    assert "2 wrong usage" in told


@pytest.mark.parametrize("name", program.COMMANDS)
def test_every_command_explains_itself(name, capsys):
    assert main([name, "--help"]) == 0
    assert program.COMMANDS[name][1] in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize(
    "words", [[], ["nonsense"], ["check", "--nonsense"], ["check", "nowhere"], ["explain"]]
)
def test_wrong_usage_is_2(words, capsys):
    assert main(words) == 2
    assert capsys.readouterr().err


@pytest.mark.parametrize("options", [[], ["--fix"], ["--diff"]])
def test_a_folder_without_specs_is_wrong_usage_and_not_clean(tmp_path, options, capsys):
    (tmp_path / "notes.txt").write_text("no spec", encoding="utf-8")
    (tmp_path / ".hidden.yaml").write_text("a: 1", encoding="utf-8")
    assert main(["check", str(tmp_path), *options]) == 2
    told = capsys.readouterr()
    assert (told.out, told.err) == (
        "",
        f"dagspec: no spec in {tmp_path}: no file there ends with .yaml or .yml\n",
    )


def test_a_fault_of_dagspec_is_3_with_a_request_and_no_traceback(monkeypatch, capsys):
    monkeypatch.setitem(program.COMMANDS, "check", ("dagspec.no_such_module", "x"))
    assert main(["check"]) == 3
    told = capsys.readouterr().err
    assert "a fault of dagspec itself: ModuleNotFoundError" in told
    assert "please report it" in told
    assert "Traceback" not in told


def test_a_fault_at_one_file_is_3_as_well(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr("dagspec.examine.RULES", (lambda spec, context: iter([1 // 0]),))
    (tmp_path / "shop.yaml").write_text("shop:\n  schedule: null\n")
    assert main(["check", str(tmp_path)]) == 3
    assert "a fault of dagspec itself: ZeroDivisionError" in capsys.readouterr().out


def test_debug_shows_where_a_fault_happened(monkeypatch):
    monkeypatch.setitem(program.COMMANDS, "check", ("dagspec.no_such_module", "x"))
    with pytest.raises(ModuleNotFoundError):
        main(["check", "--debug"])


def test_a_reader_that_goes_away_is_no_fault(project):
    command = f"{sys.executable} -m dagspec schema | head -c 10"
    done = subprocess.run(["/bin/sh", "-c", command], cwd=project, capture_output=True, text=True, check=True)
    assert len(done.stdout) == 10
    assert done.stderr == ""


def processor_time() -> float:
    """What all finished child processes have used."""
    used = os.times()
    return used.children_user + used.children_system


@pytest.mark.parametrize(
    "words",
    [
        ["check"],
        ["graph"],
        ["explain", "ml_pipeline_advertising.build_model.retries"],
        ["diff", "dags/configs", "dags/configs"],
        ["schema"],
    ],
)
def test_every_command_starts_fast(project, words):
    """About 0.3 s: the time of the processor, so that a busy machine makes no difference."""

    def seconds() -> float:
        start = processor_time()
        subprocess.run(
            [sys.executable, "-m", "dagspec", *words], cwd=project, capture_output=True, check=True
        )
        return processor_time() - start

    assert min(seconds() for _ in range(3)) < 0.6


def test_no_command_imports_what_it_does_not_need(project):
    script = (
        "import sys; from dagspec.__main__ import main; main(['check']); "
        "heavy = {'airflow', 'dagfactory', 'pandas', 'sklearn', 'watchfiles', 'subprocess', 'asyncio'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=project, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"
