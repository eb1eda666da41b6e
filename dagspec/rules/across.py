"""DS701 to DS704: DAG ids, DAGs that others trigger or wait for, and assets, over all files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dagspec import codes
from dagspec.diagnostic import Diagnostic, did_you_mean
from dagspec.project import Project
from dagspec.summary import Identity, Named, Summary, Target, summarise

_ELSEWHERE = "correct the name; one that is written in Python needs an ignore comment"


def check(project: Project) -> Iterator[Diagnostic]:
    """Yield what is wrong between the files of a project."""
    yield from compare([summarise(spec) for spec in project.specs], project.is_whole)


def compare(summaries: Iterable[Summary], is_whole: bool) -> Iterator[Diagnostic]:
    """Yield what is wrong between files, given the summary of each in their order."""
    known = list(summaries)
    first: dict[str, Identity] = {}
    for identity in (identity for summary in known for identity in summary.dags):
        yield from _again(first.setdefault(identity.dag.name, identity), identity)
    for target in (target for summary in known for target in summary.targets):
        yield from _target(target, first, is_whole)
    if is_whole:
        yield from _assets(known)


def _again(first: Identity, this: Identity) -> Iterator[Diagnostic]:
    if first is not this and first.dag.place.file != this.dag.place.file:
        where = f"{first.dag.place.file}:{first.dag.place.line}"
        message = f"DAG id '{this.dag.name}' is in two files, first in {where}"
        yield codes.DUPLICATE_DAG.at(this.dag.place, message, "rename one: Airflow would keep only the last")


def _target(target: Target, dags: dict[str, Identity], is_whole: bool) -> Iterator[Diagnostic]:
    """Of single files, a DAG that they lack may be in another: only a nearly right name is reported."""
    name, place = target.dag
    if name not in dags:
        hint = did_you_mean(name, dags) or (_ELSEWHERE if is_whole else "")
        if hint:
            yield codes.UNKNOWN_DAG.at(place, f"no spec has the DAG '{name}'", hint)
        return
    yield from _unknown(name, "task", target.tasks, dags[name].task_ids)
    yield from _unknown(name, "task group", target.groups, dags[name].group_ids)


def _unknown(dag: str, kind: str, asked: Iterable[Named], known: tuple[str, ...]) -> Iterator[Diagnostic]:
    for one in asked:
        if one.name not in known:
            names = ", ".join(sorted(known))[:200] or "none"
            hint = did_you_mean(one.name, known) or f"its {kind}s are: {names}"
            yield codes.UNKNOWN_EXTERNAL_TASK.at(one.place, f"DAG '{dag}' has no {kind} '{one.name}'", hint)


def _assets(summaries: list[Summary]) -> Iterator[Diagnostic]:
    """Only when whole folders are checked can be said that nothing produces an asset."""
    produced = {uri for summary in summaries for uri in summary.produced}
    for name, place in (uri for summary in summaries for uri in summary.awaited):
        if name not in produced:
            hint = did_you_mean(name, produced) or "add it to the outlets of the task that writes it"
            yield codes.ASSET_WITHOUT_PRODUCER.at(place, f"nothing here produces the asset '{name}'", hint)
