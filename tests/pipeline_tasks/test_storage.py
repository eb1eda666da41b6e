import hashlib
from pathlib import Path

import pytest
from upath import UPath

from pipeline_tasks.errors import BadArgument
from pipeline_tasks.storage import (
    check_run_id,
    copy,
    names,
    read_bytes,
    replacing,
    root,
    sha256,
    share,
    write_bytes,
)


@pytest.fixture(params=["folder", "object store"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> UPath:
    return root(str(tmp_path) if request.param == "folder" else f"memory://{tmp_path.name}")


@pytest.mark.parametrize("run_id", ["scheduled__2026-01-01T00:00:00+00:00", "a" * 250, "..."])
def test_run_id_of_allowed_characters_is_kept(run_id):
    assert check_run_id(run_id) == run_id


@pytest.mark.parametrize("run_id", ["", ".", "..", "../x", "a/b", "a b", "a" * 251, "a\n", "ä"])
def test_run_id_that_is_no_file_name_is_refused(run_id):
    with pytest.raises(BadArgument, match="expected a run id"):
        check_run_id(run_id)


def test_written_bytes_are_read_back(place):
    write_bytes(place / "deep" / "file", b"content")
    assert read_bytes(place / "deep" / "file") == b"content"


def test_second_write_replaces_the_first(place):
    write_bytes(place / "file", b"a long first content")
    write_bytes(place / "file", b"second")
    assert read_bytes(place / "file") == b"second"


def test_name_of_the_greatest_length_can_be_written(tmp_path):
    write_bytes(root(str(tmp_path)) / ("a" * 250 + ".json"), b"")
    assert names(root(str(tmp_path))) == ["a" * 250 + ".json"]


def write_half(path: UPath) -> None:
    with replacing(path) as draft, draft.open("wb") as out:
        out.write(b"half of the new")
        out.write(None)  # type: ignore[arg-type]


def test_failed_write_leaves_the_old_content_and_no_draft(place):
    write_bytes(place / "file", b"old")
    with pytest.raises(TypeError):
        write_half(place / "file")
    assert read_bytes(place / "file") == b"old"
    assert [path.name for path in place.iterdir()] == ["file"]


def test_copy_keeps_the_content(place):
    write_bytes(place / "source", b"content")
    copy(place / "source", place / "folder" / "target")
    assert read_bytes(place / "folder" / "target") == b"content"


def test_shared_file_keeps_its_content_when_the_first_is_replaced(place):
    write_bytes(place / "source", b"first")
    share(place / "source", place / "folder" / "target")
    write_bytes(place / "source", b"second")
    assert read_bytes(place / "folder" / "target") == b"first"


def test_share_replaces_what_was_there(place):
    write_bytes(place / "source", b"new")
    write_bytes(place / "target", b"old")
    share(place / "source", place / "target")
    assert read_bytes(place / "target") == b"new"


def test_share_copies_where_links_are_refused(place, monkeypatch):
    def refuse(self: Path, target: str) -> None:
        raise PermissionError("no links here")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    write_bytes(place / "source", b"content")
    share(place / "source", place / "target")
    assert read_bytes(place / "target") == b"content"


def test_hash_is_the_one_of_the_content(place):
    content = bytes(range(256)) * 8192
    write_bytes(place / "file", content)
    assert sha256(place / "file") == hashlib.sha256(content).hexdigest()


def test_folder_that_is_not_there_has_no_names(place):
    assert names(place / "missing") == []


def test_drafts_are_not_among_the_names(tmp_path):
    (tmp_path / ".1234.draft").touch()
    (tmp_path / "file").touch()
    assert names(root(str(tmp_path))) == ["file"]
