"""The typed view of one spec file: its DAGs, their tasks and groups, and what they inherit.

Others may rely on this:

* The view is forgiving: a part with the wrong shape is left out here and reported by the schema, so a rule
  never meets it. Dict and list form look the same; a task id that is there twice gives two tasks.
* `body` is what stands in the DAG, task or group itself. `Dag.settings` and `Dag.default_args` are what
  counts: the DAG's own over the file's `default:` block over the `defaults.yml` of its folder and those
  above, merged as dag-factory merges. Every value keeps the place (and file) where it was set.
* `Task.setting(key)` looks into the task, then its group's default_args, then the DAG's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce

from dagspec.source import Source
from dagspec.tree import Mapping, Node, Pair, Place, Scalar, Sequence, items_of, mapping_of

# Keys at the top of a file that are not DAGs.
NOT_DAGS = ("default", "task_groups")


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """A task group; `name_node` is where its name is written."""

    name: str
    name_node: Scalar
    body: Mapping

    @property
    def parent(self) -> Scalar | None:
        """The name of the group around it."""
        return _text_node(self.body.get("parent_group_name"))

    @property
    def dependencies(self) -> tuple[Scalar, ...]:
        """The tasks and groups that come before it."""
        return _names(self.body.get("dependencies"))


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """A task; `name_node` is where its id is written, `inherited` are the default_args that reach it."""

    task_id: str
    name_node: Scalar
    body: Mapping
    inherited: Mapping

    @property
    def operator(self) -> Scalar | None:
        """The dotted path of the operator."""
        return _text_node(self.body.get("operator"))

    @property
    def decorator(self) -> Scalar | None:
        """The dotted path of the decorator."""
        return _text_node(self.body.get("decorator"))

    @property
    def group(self) -> Scalar | None:
        """The name of the group it belongs to."""
        return _text_node(self.body.get("task_group_name"))

    @property
    def dependencies(self) -> tuple[Scalar, ...]:
        """The tasks and groups that come before it."""
        return _names(self.body.get("dependencies"))

    def setting(self, key: str) -> Node | None:
        """Return the value that counts for this task."""
        own = self.body.get(key)
        return self.inherited.get(key) if own is None else own


@dataclass(frozen=True, slots=True, eq=False)
class Dag:
    """A DAG; `name_node` is where its id is written."""

    dag_id: str
    name_node: Scalar
    body: Mapping
    settings: Mapping
    default_args: Mapping
    tasks: tuple[Task, ...]
    groups: tuple[Group, ...]

    @property
    def place(self) -> Place:
        """Where the id is written."""
        return self.name_node.place


@dataclass(frozen=True, slots=True, eq=False)
class Spec:
    """One file with its DAGs; `defaults` are the readable defaults.yml that apply, the nearest first."""

    source: Source
    dags: tuple[Dag, ...]
    default: Mapping | None = None
    defaults: tuple[Source, ...] = ()


def view(source: Source, defaults: tuple[Source, ...] = ()) -> Spec:
    """Return the typed view of a file that was read; empty when it has no root."""
    if source.root is None:
        return Spec(source, (), None, defaults)
    default = mapping_of(source.root.get("default"))
    roots = [found.root for found in reversed(defaults) if found.root]
    dags = tuple(_dags(source.root, default, _defaults_file(roots)))
    return Spec(source, dags, default, defaults)


def _defaults_file(roots: list[Mapping]) -> Mapping | None:
    """Lay the defaults.yml files over each other, the farthest first: shallow, but tags are united."""
    if not roots:
        return None
    return reduce(_lay_over, roots)


def _lay_over(far: Mapping, near: Mapping) -> Mapping:
    pairs = {**far.pairs, **near.pairs}
    far_args, near_args = mapping_of(far.get("default_args")), mapping_of(near.get("default_args"))
    if far_args and near_args:
        pairs["default_args"] = Pair(
            near.pairs["default_args"].key, Mapping(near_args.place, {**far_args.pairs, **near_args.pairs})
        )
    tags = items_of(far.get("tags")) + items_of(near.get("tags"))
    if tags and isinstance(near.get("tags"), Sequence) and isinstance(far.get("tags"), Sequence):
        unique = {tag.value: tag for tag in tags if isinstance(tag, Scalar)}
        ordered = tuple(unique[value] for value in sorted(unique, key=str))
        pairs["tags"] = Pair(near.pairs["tags"].key, Sequence(near.pairs["tags"].value.place, ordered))
    return Mapping(near.place, pairs)


def _dags(root: Mapping, default: Mapping | None, defaults_file: Mapping | None) -> Iterator[Dag]:
    inherited = _inherited(default, defaults_file)
    for pair in root:
        if (
            isinstance(pair.key.value, str)
            and pair.key.value not in NOT_DAGS
            and isinstance(pair.value, Mapping)
        ):
            yield _dag(pair.key, pair.value, inherited, defaults_file)


def _inherited(default: Mapping | None, defaults_file: Mapping | None) -> Mapping | None:
    """Return the `default:` block with the default_args of defaults.yml under its own."""
    far_args = mapping_of(defaults_file.get("default_args")) if defaults_file else None
    if not defaults_file or not far_args:
        return default
    near_args = mapping_of(default.get("default_args")) if default else None
    pairs = dict(default.pairs) if default else {}
    merged = {**far_args.pairs, **(near_args.pairs if near_args else {})}
    key = defaults_file.pairs["default_args"].key
    pairs["default_args"] = Pair(key, Mapping((near_args or far_args).place, merged))
    return Mapping((default or defaults_file).place, pairs)


def _dag(name: Scalar, body: Mapping, inherited: Mapping | None, defaults_file: Mapping | None) -> Dag:
    settings = body
    if defaults_file:
        plain_keys = {key: pair for key, pair in defaults_file.pairs.items() if key != "default_args"}
        settings = Mapping(body.place, {**plain_keys, **body.pairs})
    if inherited:
        settings = settings.over(inherited)
    default_args = mapping_of(settings.get("default_args")) or Mapping(body.place)
    groups = tuple(_groups(settings.get("task_groups")))
    tasks = tuple(_tasks(settings.get("tasks"), default_args, groups))
    return Dag(name.value, name, body, settings, default_args, tasks, groups)


def _named(node: Node | None, id_key: str) -> Iterator[tuple[Scalar, Mapping]]:
    """Yield name and body of every entry, in dict form and in list form."""
    if isinstance(node, Mapping):
        for pair in node:
            if isinstance(pair.key.value, str) and isinstance(pair.value, Mapping):
                yield pair.key, pair.value
    for item in items_of(node):
        name = _text_node(item.get(id_key)) if isinstance(item, Mapping) else None
        if name and isinstance(item, Mapping):
            yield name, item


def _groups(node: Node | None) -> Iterator[Group]:
    for name, body in _named(node, "group_name"):
        yield Group(name.value, name, body)


def _tasks(node: Node | None, default_args: Mapping, groups: tuple[Group, ...]) -> Iterator[Task]:
    of_group = {group.name: mapping_of(group.body.get("default_args")) for group in groups}
    for name, body in _named(node, "task_id"):
        group_args = of_group.get(body.text("task_group_name") or "")
        inherited = (
            Mapping(default_args.place, {**default_args.pairs, **group_args.pairs})
            if group_args
            else default_args
        )
        yield Task(name.value, name, body, inherited)


def _text_node(node: Node | None) -> Scalar | None:
    return node if isinstance(node, Scalar) and isinstance(node.value, str) else None


def _names(node: Node | None) -> tuple[Scalar, ...]:
    return tuple(item for item in items_of(node) if isinstance(item, Scalar) and isinstance(item.value, str))
