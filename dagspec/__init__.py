"""A checked description of DAGs in YAML: it reads, checks and explains, and knows no Airflow.

In reading order:

- a file becomes a tree of placed values: `tree`, `source`, `compose`, `scalars`, `environment`, `syntax`,
  `repair`, `punctuation`; or of what it has in common with others: `interned`, `outline`, `lines`, `blocks`
- a tree becomes DAGs and tasks: `spec`, `project`, `summary`, `typed`, `duration`, `dates`, `cron`
- what may be wrong: `diagnostic`, `codes`, `schema`, `keys`, `writing`, and the `rules`, which use `order`,
  `simulate` and the `catalogue` of the Python code that specs name
- all of it over all files: `check`, `workers`, `examine`, `examined`, `twin`, `cleared`, `memory`,
  `whole`, `stamp`, `packages`, `ignores`
- how findings are shown and mended: `report`, `reports`, `fix`, `doubt`, `edit`, `watching`, `usage`
- what else a spec can be asked: `explain`, `subject`, `origin`, `meaning`, `secret`, `graph`, `drawing`,
  `scaffold`, `compare`
- `commands` for people, and the schema for their `editor`
- a clean spec becomes a DAG: `prepare`, `lazy`, `garbage`, `ahead`, and `build`, which alone knows
  Airflow
"""

from dagspec.check import Report, check_paths
from dagspec.diagnostic import Diagnostic, Severity

__all__ = ["Diagnostic", "Report", "Severity", "check_paths"]
