"""Looks up the functions that a spec names, and says what is wrong with the name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from dagspec import codes
from dagspec.catalogue.answer import Missing, Opaque
from dagspec.catalogue.callables import Callee, Sort
from dagspec.catalogue.catalogue import Catalogue
from dagspec.diagnostic import did_you_mean, nearest
from dagspec.rules.airflow_folders import is_file
from dagspec.rules.findings import Finding
from dagspec.rules.missing import explain_missing
from dagspec.rules.tasks import is_unset
from dagspec.spec import Task
from dagspec.tree import Mapping, Node, Pair, Scalar


def callee_of(task: Task, known: Catalogue) -> Callee | None:
    """Return the function of a Python task, None when it cannot be told."""
    path = task.body.text("python_callable")
    if path:
        return known.callable(path)
    found = in_file(task.body, "python_callable", known)
    return found if isinstance(found, Callee) else None


def in_file(body: Mapping, key: str, known: Catalogue) -> Callee | Missing | None:
    """Return the function that ``key_name`` and ``key_file`` name."""
    name, file = body.text(f"{key}_name"), body.text(f"{key}_file")
    return known.callable_in(Path(file), name) if name and file else None


def check_path(node: Node | None, known: Catalogue) -> Iterator[Finding]:
    """Yield what is wrong with the dotted path of a function or notifier."""
    if not isinstance(node, Scalar) or not isinstance(node.value, str):
        return
    path = node.value
    if is_unset(path) or (path.startswith("airflow.") and not known.has_airflow):
        return
    answer = known.resolve(path)
    if isinstance(answer, Missing):
        message, hint = explain_missing(answer, known, f"'{path}'")
        yield Finding(codes.UNKNOWN_CALLABLE.at(node.place, message, hint), node)
    elif isinstance(answer, Opaque) and known.library.finder.find(path):
        message = f"'{path}' is a module, expected a function in it"
        yield Finding(codes.NOT_CALLABLE.at(node.place, message, "add the function's name"), node)
    else:
        yield from check_sort(node, known.callable(path))


def check_sort(node: Scalar, callee: Callee | None) -> Iterator[Finding]:
    """Yield a finding when the name stands for something that cannot be called, or is not for others."""
    if callee is None:
        return
    if callee.sort is Sort.VALUE:
        message = f"'{node.value}' is {callee.text}, not a function"
        yield Finding(codes.NOT_CALLABLE.at(node.place, message), node)
    elif callee.sort is Sort.TASK:
        message = (
            f"'{node.value}' is already a task (it has a decorator of Airflow), expected a plain function"
        )
        hint = "remove the decorator from the function: the spec says how it becomes a task"
        yield Finding(codes.NOT_CALLABLE.at(node.place, message, hint), node)
    elif callee.is_private:
        message = f"'{node.value}' is private by its name"
        yield Finding(codes.PRIVATE_CALLABLE.at(node.place, message, "name a public function"), node)


def check_not_a_class(node: Scalar, callee: Callee | None) -> Iterator[Finding]:
    """Yield a finding when a class stands where a task's function is expected."""
    if callee and callee.sort is Sort.CLASS:
        message = f"'{node.value}' is a class, expected a function"
        yield Finding(codes.NOT_CALLABLE.at(node.place, message, "name a function"), node)


def check_file(body: Mapping, key: str, known: Catalogue) -> Iterator[Finding]:
    """Yield what is wrong with a function that is named by ``key_name`` and ``key_file``."""
    if f"{key}_name" not in body and f"{key}_file" not in body:
        return
    keys = {part: f"{key}_{part}" for part in ("name", "file")}
    pairs = {part: body.pair(keys[part]) for part in keys}
    texts = {part: _text(pair) for part, pair in pairs.items()}
    lacking = next((part for part, text in texts.items() if text is None), None)
    if lacking:
        yield from _half(body, key, keys, lacking)
    elif pairs["file"] and pairs["name"] and not is_unset(texts["file"]):
        problem = _file_problem(str(texts["file"]), known)
        if problem:
            yield Finding(codes.CALLABLE_FILE.at(pairs["file"].value.place, *problem), pairs["file"].value)
        else:
            found = in_file(body, key, known)
            yield from _name_in_file(pairs["name"].value, str(texts["file"]), found)


def _text(pair: Pair | None) -> str | None:
    value = pair.value.value if pair and isinstance(pair.value, Scalar) else None
    return value if isinstance(value, str) else None


def _half(body: Mapping, key: str, keys: dict[str, str], lacking: str) -> Iterator[Finding]:
    """Report a name without its file or a file without its name, unless that is only misspelled."""
    related = {key, f"{key}_lambda", *keys.values()}
    if any(nearest(str(other), [keys[lacking]]) for other in body.pairs if other not in related):
        return
    pair = body.pair(keys[lacking])
    have = keys["file" if lacking == "name" else "name"]
    if pair and not (isinstance(pair.value, Scalar) and pair.value.value is None):
        return  # something else than text, which the schema reports
    if pair:
        message = f"'{keys[lacking]}' has no value"
        yield Finding(codes.CALLABLE_FILE.at(pair.key.place, message, "give it a value, or remove both"))
    else:
        message = f"'{have}' has no '{keys[lacking]}' beside it"
        yield Finding(codes.CALLABLE_FILE.at(body.key_place(have), message, f"add '{keys[lacking]}:'"))


def _file_problem(file: str, known: Catalogue) -> tuple[str, str] | None:
    if not Path(file).is_absolute():
        hint = "write the whole path, or use a dotted path instead"
        if file.startswith("$"):
            hint = f"set the environment variable {file[1:].partition('/')[0]}"
        return f"'{file}' is not an absolute path", hint
    if not is_file(Path(file)):
        return f"there is no file '{file}'", ""
    if known.library.load_file(Path(file)) is None:
        return f"'{file}' cannot be read as Python", ""
    return None


def _name_in_file(node: Node, file: str, callee: Callee | Missing | None) -> Iterator[Finding]:
    if not isinstance(node, Scalar):
        return
    if isinstance(callee, Missing):
        near = callee.nearest.rpartition(".")[2]
        message = f"file '{Path(file).name}' has no '{node.value}'"
        hint = did_you_mean(str(node.value), [near]) if near else ""
        yield Finding(codes.UNKNOWN_CALLABLE.at(node.place, message, hint), node)
    else:
        yield from check_sort(node, callee)
