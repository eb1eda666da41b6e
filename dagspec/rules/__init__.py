"""The registry of rules: what JSON Schema cannot say.

A rule is a generator `check(spec, context) -> Iterator[Diagnostic]`; one across files is
`check(project) -> Iterator[Diagnostic]`. It yields; it never prints, raises or remembers. Add yours to the
tuple, its codes to `dagspec.codes`, its words to docs/rules.md and a bad spec to tests/specs/bad. One that
takes long may ask `news` first what is new in a twin, about all that its verdict depends on.

What the rules use, in reading order:

- what is known of a task, what is new in it, what cannot be read, how a finding is reported: `tasks`, `news`,
  `gaps`, `findings`, `airflow_folders`
- operators and what they take: `missing`, `unknown_operator`, `parameters`, `combinations`,
  `parameter_values`, `shapes`, `addresses`, `default_args`, `mapping`
- functions and their arguments: `callee`, `arguments`, `callbacks`, `python_tasks`, `decorated`
- templates: `template_budget`, `template_places`, `template_syntax`, `template_names`, `template_calls`,
  `template_pulls`
- when, and what runs before what: `interval`, `upstream`
"""

from collections.abc import Callable, Iterator

from dagspec.diagnostic import Diagnostic
from dagspec.project import Context, Project
from dagspec.rules import (
    across,
    callables,
    edges,
    groups,
    habits,
    history,
    ids,
    operators,
    outcome,
    params,
    references,
    schedule,
    secrets,
    templates,
    typed_values,
    values,
    when,
)
from dagspec.spec import Spec

Rule = Callable[[Spec, Context], Iterator[Diagnostic]]
ProjectRule = Callable[[Project], Iterator[Diagnostic]]

RULES: tuple[Rule, ...] = (
    ids.check,
    history.check,
    when.check,
    schedule.check,
    values.check,
    params.check,
    typed_values.check,
    operators.check,
    callables.check,
    edges.check,
    groups.check,
    references.check,
    templates.check,
    outcome.check,
    habits.check,
    secrets.check,
)

PROJECT_RULES: tuple[ProjectRule, ...] = (across.check,)
