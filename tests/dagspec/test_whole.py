import pytest

from dagspec.whole import write_whole


def test_the_new_content_takes_the_place_of_the_old_one(tmp_path):
    file = tmp_path / "spec.yaml"
    file.write_bytes(b"old")
    write_whole(file, b"new", mode=0o640)
    assert file.read_bytes() == b"new"
    assert file.stat().st_mode & 0o7777 == 0o640
    assert list(tmp_path.iterdir()) == [file]


def test_an_entry_is_for_its_owner_alone(tmp_path):
    write_whole(tmp_path / "entry", b"")
    assert (tmp_path / "entry").stat().st_mode & 0o7777 == 0o600


def test_a_write_that_fails_leaves_nothing_behind(tmp_path):
    folder = tmp_path / "entry"
    (folder / "inside").mkdir(parents=True)
    with pytest.raises(OSError, match="entry"):
        write_whole(folder, b"new")
    assert list(tmp_path.iterdir()) == [folder]
    assert (folder / "inside").is_dir()
