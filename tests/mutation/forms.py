"""The specs that are mutated: the shipped ones, and dag-factory's documented forms."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
DAGFACTORY = ROOT / "tests/specs/dagfactory"
SHIPPED = ROOT / "dags"

# What the specs find in their environment.
VARIABLES = {
    "DO_NOT_TRACK": "1",
    "SHOP_OWNER": "shop-team",
    "AIRFLOW_VAR_SHOP_COMMAND": "echo from a variable",
    "AIRFLOW_VAR_SHOP_REGION": "north",
}


@dataclass(frozen=True, slots=True)
class Form:
    """A spec: `file` is what Airflow loads, `mutated` what is changed, both below the folder `configs`."""

    name: str
    folder: Path
    file: str
    mutated: str

    @property
    def text(self) -> str:
        """The text that is changed."""
        return (self.folder / "configs" / self.mutated).read_text(encoding="utf-8")


def forms() -> tuple[Form, ...]:
    """Every form, the shipped specs first."""
    return tuple(_forms(SHIPPED, "dags/")) + tuple(_forms(DAGFACTORY, ""))


def _forms(folder: Path, prefix: str) -> list[Form]:
    configs = folder / "configs"
    files = [path.relative_to(configs) for path in sorted(configs.rglob("*.y*ml"))]
    specs = [path for path in files if path.stem != "defaults"]
    found = [Form(prefix + path.stem, folder, path.as_posix(), path.as_posix()) for path in specs]
    for path in files:
        below = sorted(
            (spec for spec in specs if path.parent in spec.parents), key=lambda spec: len(spec.parts)
        )
        if path.stem == "defaults" and below:
            name = f"{prefix}{path.parent.name}/{path.stem}"
            found.append(Form(name, folder, below[0].as_posix(), path.as_posix()))
    return found


def workspace(where: Path) -> Path:
    """Copy both dags folders to where they can be changed, and set the environment of the specs."""
    for folder, name in ((SHIPPED, "shipped"), (DAGFACTORY, "dagfactory")):
        shutil.copytree(folder, where / name, ignore=shutil.ignore_patterns("__pycache__"))
    os.environ.update(VARIABLES)
    os.environ["SHOP_FOLDER"] = str(where / "dagfactory" / "shop")
    os.environ["PIPELINE_STORAGE"] = str(where / "storage")
    return where


def copy_of(form: Form, where: Path) -> Path:
    """Return the form's dags folder within the workspace."""
    return where / ("shipped" if form.folder == SHIPPED else "dagfactory")
