"""One difference between two versions of a DAG."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from dagspec.tree import Place


class What(StrEnum):
    """What kind of thing is different."""

    DAG = "dag"
    SCHEDULE = "schedule"
    SETTING = "setting"
    DEFAULT = "default_args"
    GROUP = "group"
    TASK = "task"
    DEPENDENCY = "dependency"
    ARGUMENT = "argument"


class Action(StrEnum):
    """What happened to it."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    RENAMED = "renamed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Change:
    """`subject` is the task or group concerned, `key` the setting, `place` where the new (or old) one is."""

    what: What
    action: Action
    dag_id: str
    place: Place
    subject: str = ""
    key: str = ""
    old: Any = None
    new: Any = None
