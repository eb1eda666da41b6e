import sys
from pathlib import Path

from dagspec.catalogue.finder import Finder, Found


def test_a_module_and_a_package_are_found_without_importing(tmp_path, write):
    write("shop/__init__.py", "raise SystemExit('imported')")
    module = write("shop/orders.py", "raise SystemExit('imported')")
    finder = Finder((str(tmp_path),))
    assert finder.find("shop.orders") == Found(module)
    assert finder.find("shop").folders == (str(tmp_path / "shop"),)
    assert "shop" not in sys.modules


def test_the_first_folder_on_the_path_wins(tmp_path, write):
    first = write("one/orders.py")
    write("two/orders.py")
    assert Finder((str(tmp_path / "one"), str(tmp_path / "two"))).find("orders") == Found(first)


def test_a_namespace_package_is_spread_over_the_path(tmp_path, write):
    write("one/air/__init__.py")
    second = write("two/air/extra.py")
    finder = Finder((str(tmp_path / "one"), str(tmp_path / "two")))
    assert finder.find("air.extra") == Found(second)
    assert finder.submodules("air") == ("extra",)


def test_what_does_not_exist_is_not_found(tmp_path):
    finder = Finder((str(tmp_path), str(tmp_path / "no-folder")))
    assert finder.find("nothing") is None
    assert finder.find("nothing.inside") is None
    assert finder.submodules("nothing") == ()


def test_modules_without_python_text_are_known(tmp_path, write):
    write("fast.cpython-311-x86_64-linux-gnu.so") if sys.version_info[:2] == (3, 11) else write(
        "fast.abi3.so"
    )
    finder = Finder((str(tmp_path),))
    assert finder.find("fast") == Found()
    assert finder.find("sys") == Found()


def test_a_module_inside_a_plain_module_is_not_found(tmp_path, write):
    write("orders.py")
    assert Finder((str(tmp_path),)).find("orders.inner") is None


def test_os_path_is_found_though_its_file_has_another_name():
    assert Finder(tuple(sys.path)).find("os.path").file.name == "posixpath.py"


def test_editable_installs_are_found_by_their_finders(project):
    assert Finder(()).find("dagspec").file == project / "dagspec" / "__init__.py"


def test_top_level_modules_are_listed(tmp_path, write):
    write("shop/__init__.py")
    write("orders.py")
    write("not-a-module.py")
    write("notes.txt")
    assert Finder((str(tmp_path),)).submodules("") == ("orders", "shop")
    assert Path(tmp_path, "notes.txt").exists()
