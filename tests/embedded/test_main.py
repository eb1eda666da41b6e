"""What the command line says, before anything is started."""

from pathlib import Path

import pytest

from embedded.__main__ import build_settings, read_options
from embedded.settings import SetupError


@pytest.fixture
def csv(tmp_path):
    path = tmp_path / "own.csv"
    path.touch()
    return path


def data_of(*arguments, **environment):
    return build_settings(read_options(arguments), environment).data


def test_the_shipped_data_is_the_default(project):
    assert data_of() == str(project / "data" / "advertising.csv")


def test_another_file_is_taken_with_its_whole_path(csv, monkeypatch):
    monkeypatch.chdir(csv.parent)
    assert data_of("--data", "own.csv") == str(csv)


def test_the_environment_names_the_data_too(csv):
    assert data_of(PIPELINE_DATA=str(csv)) == str(csv)


def test_the_command_line_counts_more_than_the_environment(csv):
    assert data_of("--data", str(csv), PIPELINE_DATA="/nowhere.csv") == str(csv)


@pytest.mark.parametrize("address", ["https://host/y.csv", "s3://bucket/y.csv"])
def test_an_address_is_handed_on_as_it_is(address):
    assert data_of("--data", address) == address


def test_a_quoted_home_folder_is_found(csv, monkeypatch):
    monkeypatch.setenv("HOME", str(csv.parent))
    assert data_of("--data", "~/own.csv") == str(csv)


def test_a_folder_is_called_one(tmp_path):
    with pytest.raises(SetupError, match=f"^DATA={tmp_path}: that is a folder; expected a CSV file$"):
        data_of("--data", str(tmp_path))


def test_a_file_that_is_not_there_is_named_by_where_it_came_from():
    with pytest.raises(SetupError, match=r"^PIPELINE_DATA=/nowhere\.csv: there is no such file"):
        data_of(PIPELINE_DATA="/nowhere.csv")


def test_the_storage_is_a_whole_path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert build_settings(read_options(["--storage", "kept"]), {}).storage == Path(tmp_path / "kept")
