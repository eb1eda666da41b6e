"""Knows the Python code that specs name, from its text alone: nothing is ever imported or run.

Read in this order: `signature`, `definition`, `reader`, `finder`, `store`, `library`, then `annotation`,
`operators`, `decorators`, `callables` and `templates`; `catalogue` puts them together.
"""
