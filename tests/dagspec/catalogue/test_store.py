import json

import pytest

from dagspec.catalogue.reader import read_module
from dagspec.catalogue.store import Store, default_folder, stamp_of

TEXT = """
from a import b
class Loader(Base):
    template_fields = ("path",)
    def __init__(self, *, path: str = "x", **kw): super().__init__(**kw)
def load(a, /, b, *args, c=1, **kw): ...
x = 5
"""


@pytest.fixture
def module():
    return read_module("shop", TEXT, is_package=False)


def test_what_was_kept_comes_back_equal(tmp_path, module):
    store = Store(tmp_path)
    store.put("shop", "1", module)
    assert store.get("shop", "1") == module


def test_another_stamp_is_not_believed(tmp_path, module):
    store = Store(tmp_path)
    store.put("shop", "1", module)
    assert store.get("shop", "2") is None


def test_nothing_is_kept_without_a_folder(module):
    Store(None).put("shop", "1", module)
    assert Store(None).get("shop", "1") is None


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text[: len(text) // 2],
        lambda text: "",
        lambda text: text.replace("$Function", "$os.system"),
        lambda text: text.replace('"keyword-only"', '"magic"'),
        lambda text: "\0" + text,
        lambda text: "[" * 100_000,
        lambda text: text.split("\n")[0] + "\n" + json.dumps(["$Function"]),
    ],
    ids=["cut", "empty", "unknown class", "unknown kind", "nul", "deep", "too few fields"],
)
def test_a_damaged_entry_is_as_if_it_were_not_there(tmp_path, module, damage):
    store = Store(tmp_path)
    store.put("shop", "1", module)
    (file,) = tmp_path.iterdir()
    file.write_text(damage(file.read_text()))
    assert store.get("shop", "1") is None


def test_a_folder_that_cannot_be_written_is_no_fault(tmp_path, module):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    store = Store(blocked / "cache")
    store.put("shop", "1", module)
    assert store.get("shop", "1") is None


def test_the_folder_follows_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("DAGSPEC_CACHE", str(tmp_path))
    assert default_folder() == tmp_path / "dagspec"
    monkeypatch.delenv("DAGSPEC_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert default_folder() == tmp_path / "xdg" / "dagspec"


def test_a_user_without_a_home_has_a_folder_too(monkeypatch):
    monkeypatch.delenv("DAGSPEC_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", "~nobody-of-that-name/cache")
    assert default_folder().name.startswith("dagspec-")


def test_the_stamp_changes_with_the_file(write):
    file = write("shop.py", "x = 1")
    before = stamp_of(file)
    file.write_text("x = 12")
    assert stamp_of(file) != before
