"""Drawings of DAGs in Mermaid and in Graphviz' DOT."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dagspec.graph import DEFAULT_RULE, Step, edges, notes, trigger_rule, walk
from dagspec.spec import Dag


def mermaid(dags: Iterable[Dag]) -> str:
    """Return one flowchart; several DAGs stand in it side by side."""
    drawn = tuple(dags)
    lines = ["flowchart LR"]
    for number, dag in enumerate(drawn):
        if len(drawn) == 1:
            lines += _mermaid_dag(dag, f"d{number}")
            continue
        lines += [f'  subgraph d{number} ["{_mermaid_text(dag.dag_id)}"]']
        lines += [f"  {line}" for line in _mermaid_dag(dag, f"d{number}")]
        lines += ["  end"]
    if any(trigger_rule(task) != DEFAULT_RULE for dag in drawn for task in dag.tasks):
        lines.append("  classDef rule stroke-dasharray: 5 3")
    return "\n".join(lines)


def dot(dags: Iterable[Dag]) -> str:
    """Return one digraph for each DAG."""
    return "\n".join(line for dag in dags for line in _dot_dag(dag))


def _ids(dag: Dag, prefix: str) -> dict[str, str]:
    names = [group.name for group in dag.groups] + [task.task_id for task in dag.tasks]
    return {name: f"{prefix}n{number}" for number, name in enumerate(dict.fromkeys(names))}


def _mermaid_dag(dag: Dag, prefix: str) -> Iterator[str]:
    ids = _ids(dag, prefix)
    for step in walk(dag):
        indent = _indent(step)
        if step.opens:
            yield f'{indent}subgraph {ids[step.opens]} ["{_mermaid_text(step.opens)}"]'
        elif step.task:
            label = "<br/>".join(_mermaid_text(text) for text in (step.task.task_id, *notes(step.task)))
            rule = ":::rule" if trigger_rule(step.task) != DEFAULT_RULE else ""
            yield f'{indent}{ids[step.task.task_id]}["{label}"]{rule}'
        else:
            yield f"{indent}end"
    for edge in edges(dag):
        yield f"  {ids[edge.source]} {'-.->' if edge.data else '-->'} {ids[edge.target]}"


def _indent(step: Step) -> str:
    # Groups may stand in each other a thousand deep; nobody reads indentation that far to the right.
    return "  " * (min(step.depth, 20) + 1)


def _mermaid_text(text: str) -> str:
    for character, name in (("#", "#35;"), ('"', "#quot;"), ("<", "#lt;"), (">", "#gt;"), ("\n", " ")):
        text = text.replace(character, name)
    return text


def _dot_dag(dag: Dag) -> Iterator[str]:
    ids = _ids(dag, "")
    groups = {group.name for group in dag.groups}
    yield f"digraph {_dot_text(dag.dag_id)} {{"
    yield '  graph [rankdir=LR, compound=true]; node [shape=box, style="rounded"];'
    for step in walk(dag):
        yield from (f"{_indent(step)}{line}" for line in _dot_step(step, ids))
    for edge in edges(dag):
        ends = [f"ltail=cluster_{ids[edge.source]}"] if edge.source in groups else []
        ends += [f"lhead=cluster_{ids[edge.target]}"] if edge.target in groups else []
        ends += ["style=dotted"] if edge.data else []
        how = f" [{', '.join(ends)}]" if ends else ""
        yield f"  {ids[edge.source]} -> {ids[edge.target]}{how};"
    yield "}"


def _dot_step(step: Step, ids: dict[str, str]) -> Iterator[str]:
    if step.opens:
        yield f"subgraph cluster_{ids[step.opens]} {{"
        yield f"  label={_dot_text(step.opens)};"
        # An edge needs a node at each end; this one stands for the group as a whole.
        yield f'  {ids[step.opens]} [shape=point, style=invis, label=""];'
    elif step.task:
        label = _dot_text("\n".join((step.task.task_id, *notes(step.task))))
        style = ', style="rounded,dashed"' if trigger_rule(step.task) != DEFAULT_RULE else ""
        yield f"{ids[step.task.task_id]} [label={label}{style}];"
    else:
        yield "}"


def _dot_text(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
