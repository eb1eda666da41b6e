"""Knows the Python code that specs name, from its text alone: nothing is ever imported or run.

In reading order:

- the text of a file becomes definitions: `signature`, `docstring`, `sequence`, `definition`, `members`,
  `lookup`, `reader`
- a dotted path finds its definition: `finder`, `store`, `library`
- what it is and takes: `bounds`, `annotation`, `named_types`, `ancestry`, `operators`, `callables`
- templates: `jinja_tokens`, `jinja_parse`, `jinja`, and `vocabulary`, the words that Airflow knows
- one place to ask: `answer`, `catalogue`
"""
