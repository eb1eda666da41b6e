"""One spec file with all that is found in it by itself, taken from memory when nothing has changed.

What memory gives is the same as what a fresh look would give: it is keyed by the bytes of the file and of
its defaults.yml, the values of the variables it asks for, the date, all versions, and the files it names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import closing
from functools import lru_cache
from itertools import islice
from pathlib import Path
from traceback import extract_tb
from typing import Any, NamedTuple

from dagspec import codes, environment, schema, stamp
from dagspec.catalogue.catalogue import Catalogue
from dagspec.diagnostic import Diagnostic
from dagspec.examined import Examined, Settings, from_plain, to_plain
from dagspec.memory import Memory, default_memory
from dagspec.project import DEFAULTS, Context, defaults_of
from dagspec.rules import RULES
from dagspec.rules.airflow_folders import plugin_folders
from dagspec.rules.tasks import catalogue_of
from dagspec.source import Source, read
from dagspec.spec import Dag, Spec, view
from dagspec.summary import Summary, summarise
from dagspec.tree import Mapping, Place, Scalar, Sequence
from dagspec.twin import Twins

# So many findings of one kind of check in one file are shown; whoever has more mends these first.
MOST = 100
_BARE_VARIABLE = re.compile(r"\$([A-Za-z_]\w*)")


class _Asks(NamedTuple):
    """What the check of a line depends on: variables, files and code."""

    names: tuple[str, ...] = ()
    named: stamp.Named = stamp.Named()


_NOTHING = _Asks()


class Examiner:
    """Examines the files below one folder of specs; a defaults.yml that many share is read once."""

    def __init__(self, context: Context, memory: Memory | None = None) -> None:
        self._context = context
        self._memory = memory
        self._folders = stamp.own_folders((*context.python_path, *plugin_folders(context)))
        self._known_lines: dict[str, _Asks] = {}
        self._defaults: dict[tuple[Path, Path], list[Path]] = {}
        self._data: dict[Path, bytes] = {}
        self._sources: dict[Path, Source] = {}
        self._twins = Twins(context.variables)
        self._known: Catalogue | None = None

    def examine(self, file: Path, root: Path) -> Examined:
        """Return everything about a file; `root` is how far up its defaults.yml are looked for."""
        files = [file, *([] if file.name in DEFAULTS else self._defaults_of(file, root))]
        contents = [self._bytes(path) for path in files]
        if self._memory is None or any(content is None for content in contents):
            return self._look(files, contents[0])
        key = self._key(files, contents)
        name = f"{file.absolute()}"
        kept = from_plain(self._memory.recall(name, key), file)
        if kept is not None:
            return kept
        examined = self._look(files, contents[0])
        if is_faulty(examined.diagnostics):  # the next try may go better
            return examined
        self._memory.keep(name, key, to_plain(examined))
        return examined

    def _defaults_of(self, file: Path, root: Path) -> list[Path]:
        """Return the defaults of a file, looked for once in each folder."""
        where = file.parent, root
        if where not in self._defaults:
            self._defaults[where] = defaults_of(file, root)
        return self._defaults[where]

    def _bytes(self, path: Path) -> bytes | None:
        if path in self._data:
            return self._data[path]
        try:
            data = path.read_bytes()
        except OSError:
            return None
        if path.name in DEFAULTS:
            self._data[path] = data
        return data

    def _key(self, files: list[Path], contents: list[bytes | None]) -> str:
        world = self._context
        texts = [(content or b"").decode("utf-8", "replace") for content in contents]
        lines, known = set[str]().union(*(text.split("\n") for text in texts)), self._known_lines
        found = [known.get(line) or self._asks(line) for line in lines]
        asking = [asks for asks in found if asks is not _NOTHING]
        names = {name for asks in asking for name in asks.names}
        values = [f"{name}={world.variables.get(name)!r}" for name in sorted(names)]
        return stamp.digest(
            stamp.of_versions(),
            world.today.isoformat(),
            str(world.dags_folder.absolute()),
            *(path.as_posix() for path in files),
            *(stamp.digest_of(content or b"") for content in contents),
            stamp.of_named({asks.named for asks in asking}, self._folders),
            *values,
        )

    def _asks(self, line: str) -> _Asks:
        """Return what a line asks for, its variables filled in: they may name files and code as well."""
        names: tuple[str, ...] = ()
        filled = line
        if "$" in line:
            names = (*environment.names_in(line), *(match[1] for match in _BARE_VARIABLE.finditer(line)))
            filled = environment.fill_in(line, self._context.variables, [])
        asks = _Asks(names, stamp.named_in(filled))
        asks = self._known_lines[line] = _NOTHING if asks == _NOTHING else asks
        return asks

    def _look(self, files: list[Path], data: bytes | None) -> Examined:
        """Look at a file by what is new in it; if anything is found, alone, for findings need places."""
        defaults = [self._source(path) for path in files[1:]]
        cleared, twins = self._context.cleared, self._twins_now()
        source = twins.read(data, files[0]) if data and files[0].name not in DEFAULTS else None
        if source:
            news = twins.news(source, defaults)
            cleared.begin(*news or ())
            examined = self._found([source, *defaults], is_twin=news is not None)
            if not examined.diagnostics and not cleared.needs_places:
                if news is None and cleared.is_whole:
                    twins.remember(source, defaults)
                return examined
        cleared.begin()
        return self._found([self._source(files[0]), *defaults])

    def _twins_now(self) -> Twins:
        """Return the files that may have twins: none when the code has changed that specs can name."""
        known = catalogue_of(self._context)
        if known is not self._known:
            self._known, self._twins = known, Twins(self._context.variables)
        return self._twins

    def _found(self, sources: list[Source], *, is_twin: bool = False) -> Examined:
        is_spec = sources[0].path.name not in DEFAULTS
        spec = view(sources[0], tuple(sources[1:])) if is_spec else Spec(sources[0], ())
        found = set(check_source(sources[0], is_twin=is_twin))
        for source in sources[1:]:
            found.update(check_source(source))
        found.update(check_spec(spec, self._context))
        return Examined(
            sources[0].path,
            sources[0].name,
            sources[0].sha256,
            {source.name: source.text for source in sources},
            tuple(sorted(found)),
            summarise(spec),
            tuple(settings_of(dag) for dag in spec.dags),
        )

    def _source(self, path: Path) -> Source:
        if path in self._sources:
            return self._sources[path]
        source = read(path, self._context.variables, path.as_posix())
        if path.name in DEFAULTS:  # the tree of a spec is of no use to any other
            self._sources[path] = source
        return source


def examine_each(files: Iterable[tuple[Path, Path]], context: Context) -> list[Examined]:
    """Return what is found in each file; a fault of our own at one does not hide the others."""
    with closing(default_memory()) as memory:
        examiner = Examiner(context, memory)
        return [_examined(examiner, file, root) for file, root in files]


def _examined(examiner: Examiner, file: Path, root: Path) -> Examined:
    try:
        return examiner.examine(file, root)
    except Exception as error:  # noqa: BLE001  the loader must not raise: every other DAG would be lost
        name = file.as_posix()
        return Examined(file, name, "", {name: ""}, (fault(name, error),), Summary(), ())


def check_source(source: Source, *, is_twin: bool = False) -> Iterator[Diagnostic]:
    """Yield what is wrong with a file as YAML and against the schema."""
    yield from islice(source.diagnostics, MOST)
    yield from islice(schema.check(source, is_twin=is_twin), MOST)


def check_spec(spec: Spec, context: Context) -> Iterator[Diagnostic]:
    """Yield what the rules find in one spec."""
    for rule in RULES:
        try:
            yield from islice(rule(spec, context), MOST)
        except Exception as error:  # noqa: BLE001  one rule at fault must not hide what the others find
            yield fault(spec.source.name, error)


def fault(name: str, error: Exception) -> Diagnostic:
    """Return the finding for a fault of our own in the check of a file."""
    own = [frame for frame in extract_tb(error.__traceback__) if "dagspec" in Path(frame.filename).parts]
    where = f", raised in {Path(own[-1].filename).name}, line {own[-1].lineno}" if own else ""
    message = f"a fault of dagspec itself: {type(error).__name__}: {error}"
    hint = f"please report it together with the spec{where}"
    return codes.FAULT.at(Place(name, 1, 1, 1, 1), message, hint)


def is_faulty(diagnostics: Iterable[Diagnostic]) -> bool:
    """Tell whether a check failed by a fault of our own."""
    return any(found.code == codes.FAULT.id for found in diagnostics)


def settings_of(dag: Dag) -> Settings:
    """Return what a DAG is built from."""
    end = dag.body.place
    last = end.end_line - 1 if end.end_column == 1 else end.end_line
    return Settings(dag.dag_id, dag.place, last, _plain(dag.settings))


@lru_cache(maxsize=4096)  # specs of one making have most of their nodes in common
def _plain(node: Mapping | Sequence) -> Any:
    """Return ordinary data to be read only: equal parts may be the very same."""
    if isinstance(node, Sequence):
        return [item.value if type(item) is Scalar else _plain(item) for item in node.items]
    pairs = node.pairs.items()
    return {k: pair.value.value if type(pair.value) is Scalar else _plain(pair.value) for k, pair in pairs}
