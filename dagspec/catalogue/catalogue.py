"""The catalogue: one place to ask what a dotted path in a spec is, with answers kept for the next question.

Others may rely on this: `catalogue(python_path)` gives the same object for the same path; `operator`,
`decorator` and `callable` answer with a description, or None when the path names no such thing, and
`resolve` says why. Nothing is ever imported or executed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from time import monotonic

from dagspec.catalogue import vocabulary
from dagspec.catalogue.ancestry import attributes_of, line_of
from dagspec.catalogue.annotation import Shape, read_annotation
from dagspec.catalogue.answer import Answer, Missing, Resolved
from dagspec.catalogue.callables import Callee, read_callable
from dagspec.catalogue.finder import Finder
from dagspec.catalogue.jinja import Template, read_template
from dagspec.catalogue.library import Library
from dagspec.catalogue.named_types import write_out
from dagspec.catalogue.operators import (
    Decorator,
    Operator,
    homes,
    read_decorator,
    read_operator,
    task_decorators,
)
from dagspec.catalogue.store import Store, default_folder, stamp_of

LOOK_AGAIN = 1.0  # seconds
_MOST_KEPT = 200  # templates on disk for one run, each a small file


@dataclass(eq=False)
class Catalogue:
    """Answers about operators, decorators and callables."""

    library: Library
    looked_at: float = field(default_factory=monotonic)
    _operators: dict[str, Operator | None] = field(default_factory=dict)
    _decorators: dict[str, Decorator | None] = field(default_factory=dict)
    _callees: dict[str, Callee | None] = field(default_factory=dict)
    _templates: dict[str, Template] = field(default_factory=dict)
    _shapes: dict[tuple[str, str, bool], Shape] = field(default_factory=dict)
    _attributes: dict[str, frozenset[str]] = field(default_factory=dict)

    def resolve(self, path: str) -> Answer:
        """Say what a path names, or which part of it does not exist."""
        return self.library.resolve(path)

    def operator(self, path: str) -> Operator | None:
        """Describe an operator class."""
        if path not in self._operators:
            found = self.resolve(path)
            self._operators[path] = (
                read_operator(self.library, found) if isinstance(found, Resolved) else None
            )
        return self._operators[path]

    def decorator(self, path: str) -> Decorator | None:
        """Describe a task decorator."""
        if path not in self._decorators:
            found = self.resolve(path)
            described = read_decorator(self.library, found) if isinstance(found, Resolved) else None
            self._decorators[path] = described
        return self._decorators[path]

    def callable(self, path: str) -> Callee | None:
        """Describe a function, or whatever else the path names."""
        if path not in self._callees:
            self._callees[path] = read_callable(self.library, path, self.resolve(path))
        return self._callees[path]

    def callable_in(self, file: Path, name: str) -> Callee | Missing | None:
        """Describe a function of a file; Missing when the file lacks it, None when it cannot be read."""
        module = self.library.load_file(file)
        if module is None:
            return None
        answer = self.library.name_in(module, name)
        return read_callable(self.library, name, answer) or (answer if isinstance(answer, Missing) else None)

    def is_class(self, module: str, name: str) -> bool:
        """Say whether a name in a module's annotations is a plain class of Airflow's own."""
        found = self.library.class_in(module, name)
        return isinstance(found, Resolved) and found.path.startswith("airflow.") and _is_plain_class(found)

    def attributes(self, path: str) -> frozenset[str]:
        """Return the attributes of a class's objects; none when its text does not tell them all."""
        if path not in self._attributes:
            found = self.resolve(path)
            line = line_of(self.library, found) if isinstance(found, Resolved) else None
            self._attributes[path] = frozenset(attributes_of(line)) if line else frozenset()
        return self._attributes[path]

    def homes_of(self, name: str) -> tuple[str, ...]:
        """Return the paths of the installed providers' classes of a name."""
        return self._homes.get(name, ())

    def template(self, text: str) -> Template:
        """Read a Jinja template; what was found in the first ones is kept for the next start."""
        if text not in self._templates:
            store = self.library.store if len(self._templates) < _MOST_KEPT else Store(None)
            self._templates[text] = read_template(store, text, self._jinja, self.filter_names)
        return self._templates[text]

    def knows_template(self, text: str) -> bool:
        """Say whether a template has been read already."""
        return text in self._templates

    def shape(self, module: str, annotation: str, *, is_optional: bool = False) -> Shape:
        """Say what values an annotation in one of Airflow's modules allows, or that and nothing at all."""
        key = (module, annotation, is_optional)
        if key not in self._shapes:
            written = write_out(self.library, module, annotation)
            shape = read_annotation(written, lambda name: self.is_class(module, name))
            self._shapes[key] = shape | Shape(frozenset({"None"})) if is_optional else shape
        return self._shapes[key]

    @cached_property
    def _homes(self) -> dict[str, tuple[str, ...]]:
        return homes(self.library)

    @cached_property
    def _jinja(self) -> str:
        """What changes when another Jinja is installed."""
        found = self.library.finder.find("jinja2")
        return stamp_of(found.file) if found and found.file else ""

    @cached_property
    def jinja_filters(self) -> frozenset[str]:
        """All filters of templates, Jinja's own and Airflow's."""
        return vocabulary.jinja_filters() | self.filter_names

    @cached_property
    def has_airflow(self) -> bool:
        """Whether Airflow is installed where specs are checked."""
        return self.library.finder.find("airflow.sdk") is not None

    @cached_property
    def context_names(self) -> frozenset[str]:
        """The names that Airflow hands to templates and functions."""
        return vocabulary.context_names(self.library)

    @cached_property
    def macro_names(self) -> frozenset[str]:
        """What ``macros.`` offers in templates."""
        return vocabulary.macro_names(self.library)

    @cached_property
    def filter_names(self) -> frozenset[str]:
        """The Jinja filters that Airflow adds."""
        return vocabulary.filter_names(self.library)

    @cached_property
    def trigger_rules(self) -> tuple[str, ...]:
        """The names of the trigger rules."""
        return vocabulary.trigger_rules(self.library)

    @cached_property
    def weight_rules(self) -> tuple[str, ...]:
        """The names of the weight rules."""
        return vocabulary.weight_rules(self.library)

    @cached_property
    def states(self) -> frozenset[str]:
        """The states of tasks and of runs."""
        return vocabulary.states(self.library)

    @cached_property
    def task_decorators(self) -> dict[str, str]:
        """``@task.NAME`` and the path of the function behind it."""
        return task_decorators(self.library)


def current(python_path: tuple[Path, ...]) -> Catalogue:
    """Return the catalogue as the files are now: a process that lives long looks again every second."""
    known = catalogue(python_path)
    if monotonic() - known.looked_at > LOOK_AGAIN:
        known.looked_at = monotonic()
        if known.library.has_changed():
            catalogue.cache_clear()
            known = catalogue(python_path)
    return known


def _is_plain_class(found: Resolved) -> bool:
    bases = getattr(found.definition, "bases", ("?",))
    return all(base in {"object", "ABC"} for base in bases)


@lru_cache(maxsize=4)
def catalogue(python_path: tuple[Path, ...]) -> Catalogue:
    """Return the catalogue of what can be imported from these folders."""
    finder = Finder(tuple(str(folder) for folder in python_path))
    return Catalogue(Library(finder, Store(default_folder())))
