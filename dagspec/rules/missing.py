"""The words for a dotted path that names nothing: what exists of it, and what was probably meant."""

from __future__ import annotations

from dagspec.catalogue.answer import Missing
from dagspec.catalogue.catalogue import Catalogue
from dagspec.diagnostic import did_you_mean, write_instead

# Classes that Airflow 3 has under another name.
_RENAMED = {"DummyOperator": "EmptyOperator", "SimpleHttpOperator": "HttpOperator"}
_PROVIDERS = "airflow.providers"
# Providers whose name has two words; those of the others end where the first one does.
_FAMILIES = {"apache", "atlassian", "cncf", "common", "dbt", "microsoft"}


def explain_missing(missing: Missing, known: Catalogue, subject: str) -> tuple[str, str]:
    """Return message and hint for a path that does not resolve."""
    if missing.is_module:
        inside = f" in '{missing.known}'" if missing.known else ""
        message = f"{subject} does not exist: there is no module '{missing.word}'{inside}"
    else:
        message = f"{subject} does not exist: module '{missing.known}' has no '{missing.word}'"
        if not missing.known:
            message = f"{subject} is not a dotted path such as package.module.name"
    return message, _hint(missing, known)


def successor_of(path: str, known: Catalogue) -> str:
    """Return what must be meant by a path that names nothing; no text when that is not certain."""
    answer = known.resolve(path)
    fix = getattr(_hint(answer, known), "fix", None) if isinstance(answer, Missing) else None
    return str(fix.new) if fix else ""


def _hint(missing: Missing, known: Catalogue) -> str:
    name = missing.path.rpartition(".")[2]
    before = missing.path.rpartition(".")[0]
    parent, _, owner = before.rpartition(".")
    if owner == "task" and name in known.task_decorators and known.library.finder.find(parent):
        return write_instead(missing.path, known.task_decorators[name])
    if missing.path.startswith("airflow.") or not before:
        homes = known.homes_of(_RENAMED.get(name, name))
        if len(homes) == 1:
            return write_instead(missing.path, homes[0])
    if not before or ":" in missing.path:
        return _no_path(missing.path, known)
    if missing.nearest:
        return did_you_mean(missing.path, [missing.nearest])
    if missing.known == _PROVIDERS:
        return f"install the provider: {_provider_package(missing.path)}"
    if missing.is_module and missing.known.count(".") < 1:
        return "is its package installed, or its folder on the Python path?"
    return ""


def _no_path(path: str, known: Catalogue) -> str:
    """Return the hint for a name alone, and for a path as entry points and gunicorn have it."""
    if path == "task":
        return write_instead(path, "airflow.sdk.task")
    if ":" not in path:
        return f"write its module in front of it, as in 'package.module.{path or 'name'}'"
    dotted = path.replace(":", ".")
    is_there = not isinstance(known.resolve(dotted), Missing)
    return write_instead(path, dotted) if is_there else "write '.' instead of ':'"


def _provider_package(path: str) -> str:
    words = path.removeprefix(f"{_PROVIDERS}.").split(".")
    return "-".join(["apache-airflow-providers", *words[: 2 if words[0] in _FAMILIES else 1]])
