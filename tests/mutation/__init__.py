"""Mutation testing of dagspec with Airflow as the judge: `python -m tests.mutation`.

In reading order: `forms` (the specs that are mutated), `places` (what stands where in a text), `words`,
`edits`, `slips`, `structure`, `values` (one fault at a time), `mutants` (a text with one of them),
`reader` and `oracle` (what Airflow makes of a text), `trial` (what dagspec makes of it, and whether that
is right), `figures` (docs/mutation.md).
"""
