"""The classes that a class is made of, in Python's own order, and what its constructor takes in all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from dagspec.catalogue.answer import Resolved
from dagspec.catalogue.definition import Class
from dagspec.catalogue.library import Library
from dagspec.catalogue.sequence import UNKNOWN
from dagspec.catalogue.signature import Parameter

# What stands here takes no part in constructing: its parents need not be read.
ROOTS = {"airflow.sdk.bases.operator.BaseOperator", "airflow.sdk.bases.notifier.BaseNotifier"}
_PLAIN = {"object", "ABC", "Generic", "Protocol", "Exception"}
_GENERATED = {"BaseModel", "NamedTuple", "TypedDict", "Enum", "StrEnum", "IntEnum", "Struct"}


@dataclass(frozen=True, slots=True)
class Ancestor:
    """One class of the line: where it is defined, and as what."""

    path: str
    module: str
    definition: Class


@dataclass(frozen=True, slots=True)
class Argument:
    """A parameter of a constructor, with the module in which its annotation means something."""

    parameter: Parameter
    module: str
    owner: str


@dataclass(frozen=True)
class Line:
    """A class and its ancestors; ``is_whole`` is false when one of them could not be read."""

    ancestors: tuple[Ancestor, ...]
    is_whole: bool = True

    @cached_property
    def _paths(self) -> frozenset[str]:
        return frozenset(ancestor.path for ancestor in self.ancestors)

    def has(self, path: str) -> bool:
        """Say whether a class is among the ancestors."""
        return path in self._paths


@dataclass(frozen=True, slots=True)
class Constructor:
    """What the constructors of a line take together; ``is_open`` when it takes any name."""

    arguments: dict[str, Argument] = field(default_factory=dict)
    required: tuple[str, ...] = ()
    fixed: tuple[str, ...] = ()
    is_open: bool = False


def line_of(library: Library, start: Resolved) -> Line:
    """Return the class and its ancestors by C3, as Python computes a method resolution order."""
    if not isinstance(start.definition, Class):
        return Line((), is_whole=False)
    own = Ancestor(start.path, start.module, start.definition)
    if start.path in ROOTS:
        return Line((own,))
    lines, is_whole = [], True
    for base in start.definition.bases:
        name = base.partition("[")[0]
        if name.rpartition(".")[2] in _PLAIN:
            continue
        parent = library.resolve_in(start.module, name)
        if (
            isinstance(parent, Resolved)
            and isinstance(parent.definition, Class)
            and parent.path != start.path
        ):
            lines.append(line_of(library, parent))
        else:
            is_whole = False
    ancestors = (own, *_merge([list(line.ancestors) for line in lines]))
    return Line(ancestors, is_whole and all(line.is_whole for line in lines))


def _merge(lines: list[list[Ancestor]]) -> Iterable[Ancestor]:
    lines = [line for line in lines if line]
    while lines:
        head = next(
            (line[0] for line in lines if not any(line[0] in other[1:] for other in lines)), lines[0][0]
        )
        yield head
        lines = [rest for line in lines if (rest := [a for a in line if a.path != head.path])]


def constructor_of(line: Line) -> Constructor:
    """Follow ``super().__init__(**kwargs)`` from class to class and collect the parameters."""
    arguments: dict[str, Argument] = {}
    fixed: dict[str, None] = {}
    is_open = not line.is_whole
    for ancestor in line.ancestors:
        definition = ancestor.definition
        if definition.initializer is None:
            is_open = is_open or _is_generated(definition)
            continue
        initializer = definition.initializer
        for name, parameter in initializer.signature.by_name.items():
            if name not in fixed:
                arguments.setdefault(name, Argument(parameter, ancestor.module, ancestor.path))
        for name in initializer.extra:
            if name.startswith("_"):
                continue
            optional = Parameter(name, default="...")
            arguments.setdefault(name, Argument(optional, ancestor.module, ancestor.path))
        fixed.update(dict.fromkeys(name for name in initializer.fixed if name not in arguments))
        if not initializer.signature.takes_any_name or ancestor.path in ROOTS:
            break
        is_open = is_open or not initializer.forwards
    required = tuple(name for name, argument in arguments.items() if argument.parameter.required)
    return Constructor(arguments, required, tuple(fixed), is_open)


def _is_generated(definition: Class) -> bool:
    """Whether a constructor is made by something that is not in the text."""
    made = any("dataclass" in text or "attr" in text or "define" in text for text in definition.decorators)
    return made or any(base.rpartition(".")[2] in _GENERATED for base in definition.bases)


def list_of(library: Library, line: Line, name: str) -> tuple[str, ...] | None:
    """Return a class attribute that lists names, ``*Other.name`` filled in; None when it is computed."""
    for ancestor in line.ancestors:
        items = ancestor.definition.lists.get(name)
        if items is not None:
            return _filled(library, ancestor, items, name)
        if name in ancestor.definition.members:
            return None
    return () if line.is_whole else None


def _filled(library: Library, owner: Ancestor, items: tuple[str, ...], name: str) -> tuple[str, ...] | None:
    found: list[str] = []
    for item in items:
        if item == UNKNOWN:
            return None
        if not item.startswith("*"):
            found.append(item)
            continue
        path, _, attribute = item[1:].rpartition(".")
        other = library.resolve_in(owner.module, path)
        inner = (
            list_of(library, line_of(library, other), attribute)
            if isinstance(other, Resolved) and other.path != owner.path
            else None
        )
        if inner is None:
            return None
        found += inner
    return tuple(dict.fromkeys(found))


def attributes_of(line: Line) -> Iterable[str]:
    """Yield the attributes of a class's objects; nothing when they are not all in the text.

    Pydantic's own part is left out: it answers any name, only to refuse what is no field.
    """
    own = [ancestor for ancestor in line.ancestors if not ancestor.path.startswith("pydantic.")]
    members = {name for ancestor in own for name in ancestor.definition.members}
    return members if line.is_whole and "__getattr__" not in members else ()
