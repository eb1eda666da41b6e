"""The two versions to compare: a file, a folder, or what git has at a revision."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from dagspec.project import load
from dagspec.spec import Dag
from dagspec.usage import WrongUsageError


@dataclass(frozen=True, slots=True)
class Side:
    """One version: its DAGs by id; `files` are the names of its files as the user knows them, `base` is
    the folder that they stand in, `is_file` when one file was asked for, `unreadable` what cannot be read
    and why, `lost` the specs whose DAGs nobody can tell therefore."""

    dags: dict[str, Dag]
    files: dict[str, str]
    base: Path
    is_file: bool
    unreadable: tuple[str, ...]
    lost: frozenset[str]

    def without_lost_of(self, other: Side, names: Mapping[str, str]) -> dict[str, Dag]:
        """Return the DAGs that can be compared: those of a file that the other side lost are left out."""
        lost = {names[file] for file in other.lost}
        return {
            dag_id: dag
            for dag_id, dag in self.dags.items()
            if dag_id in other.dags or names[dag.place.file] not in lost
        }


@contextmanager
def side(name: str, folder: Path) -> Iterator[Side]:
    """Read one version; `folder` is what is looked at in a git revision."""
    path = Path(name)
    if path.exists():
        yield _read(path, Path())
        return
    revision, _, inside = name.partition(":")
    commit = _commit(revision)
    wanted = Path(os.path.relpath(Path(inside) if inside else folder))
    with TemporaryDirectory(prefix="dagspec-") as temporary:
        root = Path(temporary).resolve()
        _extract(commit, wanted, root)
        yield _read(root / wanted, root)


def _read(path: Path, root: Path) -> Side:
    # Without the environment: the same two versions give the same answer everywhere, and nothing of a
    # machine's settings gets into a comment on a pull request.
    project = load([path] if path.exists() else [], {}, date.today())
    prefix = "" if root == Path() else f"{root.as_posix()}/"
    files = {file: file.removeprefix(prefix) for file in project.sources}
    broken = [source for source in project.sources.values() if source.root is None and source.diagnostics]
    unreadable = tuple(
        f"{files[source.name]}:{source.diagnostics[0].line}: {source.diagnostics[0].message}"
        for source in broken
    )
    names = {source.name for source in broken}
    lost = {
        spec.source.name
        for spec in project.specs
        if not names.isdisjoint(source.name for source in (spec.source, *spec.defaults))
    }
    dags = {dag.dag_id: dag for spec in project.specs for dag in spec.dags if spec.source.name not in lost}
    base = path if path.is_dir() else path.parent
    return Side(dags, files, base, path.is_file(), unreadable, frozenset(lost))


def _commit(revision: str) -> str:
    commit = _git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if commit is None:
        raise WrongUsageError(f"'{revision}' is neither a file, nor a folder, nor a git revision")
    return commit.decode().strip()


def _extract(commit: str, wanted: Path, root: Path) -> None:
    """Unpack a folder of a commit; one that was not there then is empty."""
    # The defaults.yml of the folders above a single file belong to it.
    folder = wanted.parent if wanted.suffix in (".yaml", ".yml") else wanted
    folder = next((parent for parent in (folder, *folder.parents) if parent.name == "configs"), folder)
    if _git("cat-file", "-e", f"{commit}:./{folder.as_posix()}") is None:
        return
    archive = _git("archive", "--format=tar", commit, "--", f"./{folder.as_posix()}")
    if archive is None:
        raise WrongUsageError(f"git cannot give '{folder}' as it was at {commit[:12]}")
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        tar.extractall(root, filter="data")


def _git(*arguments: str) -> bytes | None:
    """Return what git says, None when it says no."""
    program = shutil.which("git")
    if program is None:
        raise WrongUsageError("git is not installed: compare files or folders")
    done = subprocess.run([program, *arguments], capture_output=True, check=False)  # noqa: S603  no shell
    return done.stdout if done.returncode == 0 else None
