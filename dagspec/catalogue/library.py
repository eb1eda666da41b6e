"""Resolves dotted paths to what they name, through re-exports and lazy imports, running no code."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from dagspec.catalogue.answer import Answer, Missing, Opaque, Resolved
from dagspec.catalogue.definition import Definition, Import, Module, Value
from dagspec.catalogue.finder import Finder
from dagspec.catalogue.reader import read_module
from dagspec.catalogue.store import Store, stamp_of
from dagspec.diagnostic import nearest

_MOST_STEPS = 20


@dataclass(slots=True)
class Library:
    """All Python code that specs may name."""

    finder: Finder
    store: Store
    written_out: dict[tuple[str, str, int], str] = field(default_factory=dict)  # see named_types
    _modules: dict[str, Module | None] = field(default_factory=dict)
    _answers: dict[str, Answer] = field(default_factory=dict)
    _stamps: dict[Path, str] = field(default_factory=dict)

    def resolve(self, path: str) -> Answer:
        """Resolve ``package.module.name`` as Airflow's ``import_string`` would."""
        if path not in self._answers:
            self._answers[path] = self._find(path) or self._missing(path)
        return self._answers[path]

    def module(self, name: str) -> Module | None:
        """Return what a module defines; None when there is no such module or it cannot be read."""
        if name not in self._modules:
            self._modules[name] = self._read(name)
        return self._modules[name]

    def load_file(self, file: Path) -> str | None:
        """Read a file that is on no path and return the name it goes by here; None when it cannot be read."""
        name = f"<{file}>"
        if name not in self._modules:
            try:
                self._stamps[file] = stamp_of(file)
                source = file.read_text(encoding="utf-8", errors="replace")
                self._modules[name] = read_module(name, source, is_package=False)
            except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
                self._modules[name] = None
        return name if self._modules[name] else None

    def name_in(self, module: str, name: str) -> Answer:
        """Resolve a name of a module that was loaded or exists."""
        return self._name(module, name, 0) or self._nearest(
            f"{module}.{name}", module, name, self.names(module), is_module=False
        )

    def has_changed(self) -> bool:
        """Say whether a file that was read is not what it was, or one came or went."""
        return self.finder.has_changed() or any(
            not file.exists() or stamp_of(file) != stamp for file, stamp in self._stamps.items()
        )

    def is_compiled(self, path: str) -> bool:
        """Say whether a path leads into a module that is not Python text, such as a builtin."""
        found = self.finder.find(path.rpartition(".")[0])
        return found is not None and found.file is None and not found.folders

    def names(self, module: str) -> tuple[str, ...]:
        """Return the names that a module offers to others, its submodules too."""
        read = self.module(module)
        own = () if read is None else (*_runtime(read), *read.lookup, *read.virtual.get("", ()))
        public = {name for name in own if not name.startswith("_") and name != "annotations"}
        return tuple(sorted({*public, *self.finder.submodules(module)}))

    def class_in(self, module: str, expression: str) -> Answer | None:
        """Resolve a name of an annotation, which may be imported for type checkers only."""
        read = self.module(module)
        for definition in read.names.get(expression, ()) if read else ():
            if isinstance(definition, Import) and definition.typing_only and definition.name:
                return self._name(definition.module, definition.name, 0)
        return self.resolve_in(module, expression)

    def resolve_in(self, module: str, expression: str) -> Answer:
        """Resolve a name or attribute as the code of a module would see it."""
        first, _, rest = expression.partition(".")
        found = self._name(module, first, 0)
        if not rest or found is None:
            return found or self._missing(f"{module}.{expression}")
        if isinstance(found, Opaque):
            return self.resolve(f"{found.path}.{rest}") if self._exists(found.path) else found
        return Missing(expression, first, rest, is_module=False)

    def _find(self, path: str) -> Answer | None:
        module, _, name = path.rpartition(".")
        deprecated = self._virtual(module, name)
        if not deprecated:
            return self._name(module, name, 0)
        answer = self._find(deprecated)
        if isinstance(answer, Resolved):
            return Resolved(answer.path, answer.module, answer.definition, deprecated)
        return answer

    def _virtual(self, module: str, name: str) -> str:
        """Return the new path of a name that Airflow has moved and still redirects."""
        package, _, last = module.rpartition(".")
        for owner, key in ((package, last), (module, "")):
            read = self.module(owner) if owner and self._exists(owner) else None
            if read and key in read.virtual and not (key and self._exists(module)):
                table = read.virtual[key]
                if name in table or "*" in table:
                    return table.get(name) or f"{table['*']}.{name}"
        return ""

    def _exists(self, module: str) -> bool:
        return bool(module) and (bool(self._modules.get(module)) or self.finder.find(module) is not None)

    def _read(self, name: str) -> Module | None:
        found = self.finder.find(name)
        if found is None or found.file is None:
            return Module(name) if found and found.folders else None
        try:
            stamp = self._stamps[found.file] = stamp_of(found.file)
            key = f"{name} {found.file} {sys.version_info[:2]}"
            module = self.store.get(key, stamp)
            if not isinstance(module, Module):
                source = found.file.read_text(encoding="utf-8", errors="replace")
                module = read_module(name, source, is_package=bool(found.folders))
                self.store.put(key, stamp, module)
        except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
            return None
        return module

    def _name(self, module: str, name: str, steps: int) -> Answer | None:
        """Return what a module offers under a name; None when it offers nothing."""
        if steps > _MOST_STEPS or not self._exists(module):
            return None
        read = self.module(module)
        if read is None:
            return Opaque(f"{module}.{name}")
        for answer in self._candidates(read, name, steps):
            if answer is not None:
                return answer
        if self._exists(f"{module}.{name}"):
            return Opaque(f"{module}.{name}")
        return Opaque(f"{module}.{name}") if read.dynamic else None

    def _candidates(self, read: Module, name: str, steps: int) -> Iterator[Answer | None]:
        definitions = read.names.get(name, ())
        for definition in definitions:
            if not (isinstance(definition, Import) and definition.typing_only):
                yield self._follow(read, name, definition, steps)
        moved = read.virtual.get("", {}).get(name)
        for path in (*read.lookup.get(name, ()), *([moved] if moved else ())):
            target, _, last = path.rpartition(".")
            yield self._name(target, last, steps + 1)
        for star in read.stars:
            if not name.startswith("_"):
                yield self._name(star, name, steps + 1)
        if any(isinstance(d, Import) and not d.typing_only for d in definitions):
            yield Opaque(f"{read.name}.{name}")  # imported from what is not installed here

    def _follow(self, read: Module, name: str, definition: Definition, steps: int) -> Answer | None:
        if isinstance(definition, Import):
            if not definition.name:
                return Opaque(definition.module) if self._exists(definition.module) else None
            return self._name(definition.module, definition.name, steps + 1)
        if isinstance(definition, Value) and definition.kind == "alias" and steps < _MOST_STEPS:
            answer = self._alias(read.name, definition.text, steps)
            return answer or Opaque(f"{read.name}.{name}")
        return Resolved(f"{read.name}.{name}", read.name, definition)

    def _alias(self, module: str, expression: str, steps: int) -> Answer | None:
        if "." in expression:
            return None
        return self._name(module, expression, steps + 1)

    def _missing(self, path: str) -> Missing:
        """Say which part of a path exists and what is nearest to the first part that does not."""
        parts = path.split(".")
        known = ""
        for index, part in enumerate(parts[:-1]):
            inner = f"{known}.{part}" if known else part
            if not self._exists(inner):
                read = self.module(known) if known else None
                virtual = read.virtual if read else {}
                if part in virtual and index == len(parts) - 2:
                    return self._nearest(path, inner, parts[-1], tuple(virtual[part]), is_module=False)
                names = (*self.finder.submodules(known), *virtual)
                return self._nearest(path, known, part, names, is_module=True)
            known = inner
        return self._nearest(path, known, parts[-1], self.names(known), is_module=False)

    def _nearest(
        self, path: str, known: str, word: str, names: tuple[str, ...], *, is_module: bool
    ) -> Missing:
        near = nearest(word, (name for name in names if name != word))
        if not near:
            return Missing(path, known, word, is_module)
        head = f"{known}.{near}" if known else near
        rest = path[len(known) + len(word) + 1 :] if known else path[len(word) :]
        full = f"{head}{rest}"
        return Missing(path, known, word, is_module, nearest=full if self._find(full) else "")


def _runtime(module: Module) -> Iterator[str]:
    """Yield the names of a module that are not for type checkers only."""
    for name, definitions in module.names.items():
        if not all(isinstance(one, Import) and one.typing_only for one in definitions):
            yield name
