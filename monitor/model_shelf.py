"""The published model and its versions, read from their manifests; a broken one is told, not raised."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.papers import version_folder
from pipeline_tasks.manifest import BrokenManifest, Manifest, read_manifest, read_manifest_file


@dataclass(frozen=True)
class Shelved:
    """A manifest, or the reason why there is none to show."""

    manifest: Manifest | None
    problem: str | None = None


@dataclass(frozen=True)
class ModelShelf:
    """Reads manifests of one storage."""

    storage: str

    def published(self) -> Shelved:
        """What is published now."""
        try:
            return Shelved(read_manifest(self.storage))
        except FileNotFoundError:
            return Shelved(None)
        except (BrokenManifest, OSError) as error:
            return Shelved(None, f"The manifest cannot be read: {error}")

    def version(self, name: str) -> Shelved:
        """One version by its name, which has been checked to be one."""
        try:
            return Shelved(read_manifest_file(version_folder(self.storage, name) / "manifest.json"))
        except FileNotFoundError:
            return Shelved(None, f"There is no version {name}.")
        except (BrokenManifest, OSError) as error:
            return Shelved(None, f"The manifest of {name} cannot be read: {error}")
