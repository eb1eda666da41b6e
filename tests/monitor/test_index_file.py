from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from monitor.index_file import index_file
from monitor.settings import Settings


@pytest.fixture(autouse=True)
def _own_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


def test_each_storage_and_dag_has_its_own_file():
    files = {index_file(Settings(storage=place, dag_id=dag)) for place in ("a", "b") for dag in ("x", "y")}
    assert len(files) == 4
    assert {file.parent for file in files} == {files.pop().parent}


def test_the_folder_belongs_to_this_user_alone():
    assert index_file(Settings()).parent.stat().st_mode & 0o777 == 0o700


def test_a_folder_that_others_can_write_to_is_not_trusted():
    folder = index_file(Settings()).parent
    folder.chmod(0o777)
    assert index_file(Settings()).parent != folder


def test_a_link_to_somewhere_else_is_not_trusted(tmp_path: Path):
    folder = index_file(Settings()).parent
    folder.rmdir()
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    folder.symlink_to(tmp_path / "elsewhere")
    assert index_file(Settings()).parent != folder


def test_the_file_that_was_asked_for_is_taken(tmp_path: Path):
    wanted = tmp_path / "new" / "index.sqlite"
    assert index_file(Settings(index=str(wanted))) == wanted
