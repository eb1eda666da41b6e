"""The commands of the command line, one module each.

`reading` finds the specs that a command was asked about. Then `check` with `fix` and `watch`, `explain`,
`graph`, `diff`, `schema`, `new`.
"""
