"""DS806, DS807: secrets in clear text, variables of the shell that are filled in too early."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from dagspec import codes
from dagspec.cleared import Cleared
from dagspec.diagnostic import Diagnostic
from dagspec.project import Context
from dagspec.secret import is_in_clear
from dagspec.spec import Spec, Task
from dagspec.tree import Mapping, Pair, Place, Scalar, Sequence

_SECRET_KEY = re.compile(
    r"(^|_)(password|passwd|secret|token|api_?key|access_?key|private_?key|authorization)$", re.IGNORECASE
)
_SHELL = re.compile(r"(?<!\$)\$\{([A-Za-z_]\w*)\}")


def check(spec: Spec, context: Context) -> Iterator[Diagnostic]:
    """Yield what should not stand in a file like this."""
    for dag in spec.dags:
        yield from _secrets(dag.settings, context.cleared)
        for task in dag.tasks:
            yield from _shell(task, spec, context.cleared)


def _secrets(node: Mapping | Sequence, cleared: Cleared) -> Iterator[Diagnostic]:
    if isinstance(node, Mapping):
        for pair in cleared.news(node):
            yield from _secret(pair) if isinstance(pair.value, Scalar) else _secrets(pair.value, cleared)
    else:
        for item in cleared.new_items(node):
            yield from _secret_value(item) if isinstance(item, Scalar) else _secrets(item, cleared)


def _secret(pair: Pair) -> Iterator[Diagnostic]:
    value = pair.value
    if not isinstance(value, Scalar) or not isinstance(value.value, str):
        return
    is_named = _names_a_secret(str(pair.key.value)) and value.value and not value.is_filled_in
    if is_named and "{{" not in value.value:
        message = f"'{pair.key.text}' holds a secret in clear text"
        hint = "use an Airflow connection, {{ var.value.name }}, or ${NAME} from the environment"
        yield codes.SECRET.at(value.place, message, hint)
    else:
        yield from _secret_value(value)


@lru_cache(maxsize=4096)
def _names_a_secret(key: str) -> bool:
    return _SECRET_KEY.search(key) is not None


def _secret_value(value: Scalar) -> Iterator[Diagnostic]:
    if isinstance(value.value, str) and not value.is_filled_in and is_in_clear(value.value):
        hint = "use an Airflow connection, or ${NAME} from the environment"
        yield codes.SECRET.at(value.place, "this looks like a secret in clear text", hint)


def _shell(task: Task, spec: Spec, cleared: Cleared) -> Iterator[Diagnostic]:
    command = task.body.get("bash_command")
    if not isinstance(command, Scalar) or not command.is_filled_in:
        return
    if spec.source.is_pooled:
        if _SHELL.search(spec.source.text):
            cleared.ask_for_places()
        return
    if command.place.file != spec.source.name:
        return
    lines = spec.source.text.split("\n")[command.place.line - 1 : command.place.end_line]
    for offset, line in enumerate(lines):
        begin = command.place.column - 1 if offset == 0 else 0
        for match in _SHELL.finditer(line, begin):
            number = command.place.line + offset
            place = Place(command.place.file, number, match.start() + 1, number, match.end() + 1)
            message = f"'{match[0]}' is filled in when Airflow reads the spec, not when the command runs"
            hint = f"write ${match[1]} or $${{{match[1]}}} for the shell, ${{{match[1]}:-...}} if it is meant"
            yield codes.SHELL_VARIABLE.at(place, message, hint)
