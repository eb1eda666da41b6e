"""The JSON Schema that editors complete, explain and check specs with.

In reading order: `types` (an annotation as JSON Schema), `functions` (the project's own callables),
`operators` (the operators in use), `schema` (all of it on top of the schema of the format).
"""
