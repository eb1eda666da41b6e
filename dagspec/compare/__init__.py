"""What changed between two versions of specs, in terms of DAGs.

In reading order: `change` (one difference), `values` (two values), `renames` (which new name is an old
one), `tasks` and `dags` (all differences), `shown` (text, JSON, Markdown), `sides` (files, folders and git
revisions to compare).
"""
