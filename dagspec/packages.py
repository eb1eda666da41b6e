"""The functions that specs name, and the project's own packages that they live in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from dagspec.catalogue.catalogue import Catalogue
from dagspec.project import Project
from dagspec.tree import Mapping, Node, Scalar, Sequence, mapping_of

_FUNCTIONS = ("python_callable", "callback")


def named_functions(project: Project) -> Iterator[str]:
    """Yield every function that a spec names, as it is written."""
    for source in project.sources.values():
        if source.root:
            yield from _paths(source.root)


def _paths(node: Node) -> Iterator[str]:
    """Yield every dotted path that stands where a function is named."""
    if isinstance(node, Sequence):
        for item in node.items:
            yield from _paths(item)
    elif isinstance(node, Mapping):
        for key, pair in node.pairs.items():
            names_one = key in _FUNCTIONS or str(key).endswith("_callback")
            if names_one and isinstance(pair.value, Scalar) and isinstance(pair.value.value, str):
                yield pair.value.value
            elif mapping_of(pair.value) or isinstance(pair.value, Sequence):
                yield from _paths(pair.value)


def packages_of(catalogue: Catalogue, paths: Iterable[str], folder: Path) -> tuple[str, ...]:
    """Return the packages that the named functions live in, as far as they are the project's own."""
    names = sorted({path.partition(".")[0] for path in paths})
    return tuple(name for name in names if _is_within(catalogue, name, folder))


def folders_of(catalogue: Catalogue, packages: Iterable[str]) -> tuple[Path, ...]:
    """Return where the packages are: a folder, or the file of a single module."""
    found = {name: list(_places(catalogue, name)) for name in packages}
    return tuple(place for places in found.values() for place in (places[1:] or places))


def _is_within(catalogue: Catalogue, name: str, folder: Path) -> bool:
    inside = (place.resolve() for place in _places(catalogue, name))
    return any(place.is_relative_to(folder) and "site-packages" not in place.parts for place in inside)


def _places(catalogue: Catalogue, name: str) -> Iterator[Path]:
    found = catalogue.library.finder.find(name)
    yield from (Path(place) for place in ([found.file, *found.folders] if found else []) if place)
