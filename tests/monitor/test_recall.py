from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from monitor.recall import MOST_ANSWERS, MOST_ROWS, Recall


class Source:
    """Answers with how often it was asked."""

    def __init__(self, rows: int = 1) -> None:
        self.asked, self.rows = 0, rows

    def __call__(self) -> tuple[int, ...]:
        self.asked += 1
        return (self.asked,) * self.rows


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "index.sqlite"
    path.write_text("one")
    settle(path)
    return path


def settle(path: Path, seconds: float = 10) -> None:
    os.utime(path, (time.time() - seconds,) * 2)


def test_the_same_question_is_asked_once(file: Path):
    recall, source = Recall(file), Source()
    assert recall.get("a", source) == recall.get("a", source) == (1,)


def test_another_question_has_its_own_answer(file: Path):
    recall, source = Recall(file), Source()
    assert (recall.get("a", source), recall.get("b", source)) == ((1,), (2,))


def test_after_a_change_it_is_asked_again(file: Path):
    recall, source = Recall(file), Source()
    recall.get("a", source)
    settle(file, seconds=9)
    assert recall.get("a", source) == recall.get("a", source) == (2,)


def test_a_change_of_just_now_is_not_trusted_to_be_the_last(file: Path):
    recall, source = Recall(file), Source()
    settle(file, seconds=0)
    assert (recall.get("a", source), recall.get("a", source)) == ((1,), (2,))


def test_while_somebody_writes_nothing_is_remembered(file: Path):
    recall, source = Recall(file), Source()
    recall.get("a", source)
    Path(f"{file}-wal").touch()
    assert (recall.get("a", source), recall.get("a", source)) == ((2,), (3,))


def test_a_file_that_is_gone_has_no_answers_left(file: Path):
    recall, source = Recall(file), Source()
    recall.get("a", source)
    file.unlink()
    assert recall.get("a", source) == (2,)


def test_a_long_answer_is_not_kept(file: Path):
    recall, source = Recall(file), Source(rows=MOST_ROWS + 1)
    recall.get("a", source)
    recall.get("a", source)
    assert source.asked == 2


def test_many_answers_push_out_the_old_ones(file: Path):
    recall, source = Recall(file), Source()
    for question in range(MOST_ANSWERS + 1):
        recall.get(question, source)
    assert recall.get(0, source) == (MOST_ANSWERS + 2,)
    assert recall.get(MOST_ANSWERS, source) == (MOST_ANSWERS + 1,)
