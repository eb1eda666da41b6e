"""dag-factory's YAML reader with what dagspec adds to the dialect.

`${NAME:-default}` is filled in value by value, lengths of time such as `5m` become `timedelta`, a task may
have dates of its own, and a list of callbacks is a callback. All else is dag-factory's own code, its unsafe
`__type__` included: Airflow shall judge what dag-factory makes of a text, not what dagspec thinks of it.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import dagfactory._yaml
import dagfactory.dagfactory
import yaml
from dagfactory.dagbuilder import DagBuilder
from yaml.composer import Composer
from yaml.constructor import FullConstructor
from yaml.cyaml import CParser
from yaml.resolver import Resolver

from dagspec import dates, duration

_VARIABLE = re.compile(r"(\$?)\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}\n]*))?\}")
_OPEN, _CLOSE = "\ue100", "\ue101"
_TOKEN = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
_own_reader = dagfactory._yaml.load_yaml_file
_own_callback = DagBuilder.set_callback
_macro: dict[str, Any] = {}


class _Loader(
    yaml.composer.Composer, yaml.cyaml.CParser, yaml.constructor.FullConstructor, yaml.resolver.Resolver
):
    """Puts the values of variables where their tokens stand, and types a plain value by what it then is.

    It parses with libyaml, as dagspec does; the Python parser refuses some tabs that libyaml accepts.
    """

    def __init__(self, text: str, found: list[str]) -> None:
        CParser.__init__(self, text)
        Composer.__init__(self)
        FullConstructor.__init__(self)
        Resolver.__init__(self)
        self._found = found

    def compose_scalar_node(self, anchor: Any) -> yaml.ScalarNode:
        """Read a scalar, and resolve its tag anew when a variable stood in it."""
        is_plain = self.peek_event().implicit[0]
        node = super().compose_scalar_node(anchor)
        if _OPEN in node.value:
            node.value = _TOKEN.sub(lambda match: self._found[int(match[1])], node.value)
            if is_plain:
                node.tag = self.resolve(yaml.ScalarNode, node.value, (True, False))
        return node


class _Yaml:
    """Stands in for the yaml module within dag-factory's reader."""

    FullLoader = yaml.FullLoader

    @staticmethod
    def load(stream: str, Loader: Any) -> Any:
        """Read a text whose `$NAME` were already filled in by dag-factory."""
        found: list[str] = []

        def token(match: re.Match[str]) -> str:
            escaped, name, default = match.groups()
            found.append(match[0][1:] if escaped else os.environ.get(name) or default or match[0])
            return f"{_OPEN}{len(found) - 1}{_CLOSE}"

        text = _VARIABLE.sub(token, stream)
        return _Loader(text, found).get_single_data()


class _Path:
    """Stands in for os.path: a bare `$NAME` is filled in as dag-factory does, `${NAME}` later."""

    @staticmethod
    def expandvars(text: str) -> str:
        """Fill in `$NAME` only."""
        return re.sub(r"\$([A-Za-z_]\w*)", lambda match: os.environ.get(match[1], match[0]), text)


class _Os:
    path = _Path


def install() -> None:
    """Teach dag-factory the three things, once for a process."""
    dagfactory._yaml.yaml = _Yaml
    dagfactory._yaml.os = _Os
    dagfactory.dagfactory.load_yaml_file = _load
    DagBuilder.set_callback = staticmethod(_set_callback)


def _load(path: str) -> Any:
    config = _own_reader(path)
    if not isinstance(config, dict):
        return config
    if Path(path).stem == "defaults":
        _durations(config)
        return config
    _macro["spec"] = _Facts(Path(path).name)
    for name, body in config.items():
        if isinstance(body, dict):
            _durations(body)
            if name != "default":
                macros = body.get("user_defined_macros")
                body["user_defined_macros"] = {"spec": _macro["spec"], **(macros or {})}
    return config


class _Facts:
    """What templates see as `spec`."""

    def __init__(self, file: str) -> None:
        self.file, self.sha256 = file, "0" * 64


def _durations(settings: dict[str, Any]) -> None:
    _convert(settings, duration.KEYS)
    if isinstance(settings.get("default_args"), dict):
        _convert(settings["default_args"], duration.KEYS)
    for entries in (settings.get("tasks"), settings.get("task_groups")):
        for body in entries.values() if isinstance(entries, dict) else entries or ():
            if isinstance(body, dict):
                _durations_of_task(body)


def _durations_of_task(body: dict[str, Any]) -> None:
    _convert(body, duration.KEYS)
    if isinstance(body.get("default_args"), dict):
        _convert(body["default_args"], duration.KEYS)
    if ".sensors." in str(body.get("operator")):
        _convert(body, duration.SENSOR_KEYS)
    for key in ("start_date", "end_date"):
        if isinstance(body.get(key), (str, date)):
            with suppress(ValueError):
                body[key] = dates.parse(body[key])


def _convert(settings: dict[str, Any], keys: tuple[str, ...]) -> None:
    """Convert what reads as a length of time; Airflow shall refuse the rest in its own words."""
    for key in keys:
        if isinstance(settings.get(key), (str, int, float)):
            try:
                length = duration.parse(settings[key])
            except ValueError:
                continue
            # dag-factory takes this one as text only.
            settings[key] = f"{length.total_seconds():.0f} seconds" if key == "execution_delta" else length


def _set_callback(parameters: Any, callback_type: str, has_name_and_file: bool = False) -> Any:
    value = parameters.get(callback_type)
    if has_name_and_file or not isinstance(value, list):
        return _own_callback(parameters, callback_type, has_name_and_file)
    return [_own_callback({callback_type: entry}, callback_type) for entry in value]
