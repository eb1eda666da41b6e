import sys

import pytest

from benchmarks.measurement import (
    CODE,
    MeasurementError,
    compile_modules,
    find_medians,
    measure_in_turn,
    run_command,
)


def test_sides_are_measured_in_turn_and_the_order_alternates():
    order = []

    def side(name: str):
        return lambda: order.append(name) or {"seconds": 1.0}

    measure_in_turn({"ours": side("ours"), "theirs": side("theirs")}, 2)
    assert order == ["ours", "theirs", "theirs", "ours"]


def test_median_is_taken_of_each_quantity():
    samples = [{"seconds": 3.0, "peak": 1.0}, {"seconds": 1.0, "peak": 2.0}, {"seconds": 2.0, "peak": 9.0}]
    assert find_medians(samples) == {"seconds": 2.0, "peak": 2.0}


def test_failed_program_is_an_error_with_what_it_said():
    with pytest.raises(MeasurementError, match="no such thing"):
        run_command([sys.executable, "-c", "raise SystemExit('no such thing')"])


def test_modules_are_compiled_even_where_python_may_not_keep_them(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    (tmp_path / "heavy.py").write_text("rows = 1\n")
    (tmp_path / "broken.py").write_text("rows =\n")
    compile_modules([tmp_path])
    assert all(folder.is_dir() for folder in CODE)
    assert [found.name for found in tmp_path.rglob("*.pyc")] == [f"heavy.{sys.implementation.cache_tag}.pyc"]
