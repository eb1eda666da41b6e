"""Makes the fixes that findings carry, over and over until none is left, and writes them back.

Only what has one right answer carries a fix. A file's text is changed by place: its comments, its layout
and its line endings stay. A fix that would break the YAML or make a key appear twice is not made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from dagspec import codes
from dagspec.catalogue.catalogue import catalogue
from dagspec.check import check_project
from dagspec.diagnostic import Diagnostic
from dagspec.doubt import is_doubtful
from dagspec.edit import Edit, apply, edit_of
from dagspec.project import Project
from dagspec.source import Source, parse
from dagspec.spec import Spec, view
from dagspec.whole import write_whole

# Fixing one name may reveal the next mistake behind it; this many in a row are more than a spec can hide.
_ROUNDS = 20
_BROKEN = frozenset({codes.SYNTAX.id, codes.DUPLICATE_KEY.id, codes.NOT_A_MAPPING.id})


class FileChangedError(Exception):
    """The file is no longer what was checked, so nothing is written over it."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """One file, before and after."""

    path: Path
    name: str
    before: str
    after: str

    @property
    def changes(self) -> tuple[tuple[int, str, str], ...]:
        """The lines that changed: number, before, after."""
        pairs = zip(self.before.split("\n"), self.after.split("\n"), strict=True)
        return tuple((number, old, new) for number, (old, new) in enumerate(pairs, 1) if old != new)


def fixed(project: Project) -> Project:
    """Return the project as it is when every fix was made; nothing is written."""
    for _ in range(_ROUNDS):
        texts = dict(_fixed_texts(project))
        if not texts:
            break
        project = with_texts(project, texts)
    return project


def changed(before: Project, after: Project) -> tuple[Fixed, ...]:
    """Return the files that differ."""
    return tuple(
        Fixed(source.path, name, source.text, after.sources[name].text)
        for name, source in before.sources.items()
        if source.text != after.sources[name].text
    )


def with_texts(project: Project, texts: Mapping[str, str]) -> Project:
    """Return the project with other texts in some of its files."""
    variables = project.context.variables
    sources = project.sources
    return project_with(
        project,
        {name: parse(text.encode(), sources[name].path, name, variables) for name, text in texts.items()},
    )


def project_with(project: Project, changes: Mapping[str, Source]) -> Project:
    """Return the project with some files read anew; specs that they do not touch stay the same objects."""
    sources = {**project.sources, **changes}
    specs = tuple(_view_again(spec, sources, changes) for spec in project.specs)
    return replace(project, specs=specs, sources=sources)


def write(file: Fixed) -> None:
    """Replace a file atomically; whoever reads it sees the old text or the new one."""
    target = file.path.resolve()
    data = target.read_bytes()
    if not _is_same(data, file.before):
        raise FileChangedError(f"{file.name} was changed while it was checked")
    write_whole(target, _rewritten(data, file), target.stat().st_mode & 0o7777)


def _fixed_texts(project: Project) -> Iterator[tuple[str, str]]:
    found: dict[str, list[Diagnostic]] = {}
    code = catalogue(project.context.python_path).library
    for diagnostic in check_project(project).diagnostics:
        source = project.sources.get(diagnostic.file)
        if source and not is_doubtful(diagnostic, source.text, code):
            found.setdefault(diagnostic.file, []).append(diagnostic)
    for name, diagnostics in found.items():
        source = project.sources[name]
        text = _fixed_text(source, diagnostics, project.context.variables)
        if text != source.text:
            yield name, text


def _fixed_text(source: Source, diagnostics: Iterable[Diagnostic], variables: Mapping[str, str]) -> str:
    edits = [edit for diagnostic in diagnostics if (edit := edit_of(diagnostic, source.text))]
    text = apply(source.text, edits)
    if _is_whole(source, text, variables):
        return text
    return apply(source.text, _harmless(source, edits, variables))


def _harmless(source: Source, edits: Iterable[Edit], variables: Mapping[str, str]) -> list[Edit]:
    """Return the edits that break nothing, tried one after the other."""
    kept: list[Edit] = []
    for edit in edits:
        if _is_whole(source, apply(source.text, [*kept, edit]), variables):
            kept.append(edit)
    return kept


def _is_whole(source: Source, text: str, variables: Mapping[str, str]) -> bool:
    after = parse(text.encode(), source.path, source.name, variables)
    return _breaks(after) <= _breaks(source)


def _breaks(source: Source) -> int:
    return sum(diagnostic.code in _BROKEN for diagnostic in source.diagnostics)


def _view_again(spec: Spec, sources: Mapping[str, Source], changes: Mapping[str, Source]) -> Spec:
    if not changes.keys() & {spec.source.name, *(source.name for source in spec.defaults)}:
        return spec
    return view(sources[spec.source.name], tuple(sources[source.name] for source in spec.defaults))


def _is_same(data: bytes, text: str) -> bool:
    return data.decode("utf-8-sig").replace("\r\n", "\n") == text


def _rewritten(data: bytes, file: Fixed) -> bytes:
    """Return the bytes with the changed lines in place; a byte order mark and line endings stay."""
    mark = b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b""
    lines = data.decode("utf-8-sig").split("\n")
    for number, _, new in file.changes:
        ending = "\r" if lines[number - 1].endswith("\r") else ""
        lines[number - 1] = new + ending
    return mark + "\n".join(lines).encode()
