"""Programs of one measurement each: they print a JSON object of seconds and bytes.

`warm` (a process that has imported all, to fork from), `build` (many DAGs), `start` (a task finds its DAG),
`pipeline` and `recipe` (from the file to the evaluation), `memory` (what that used), `limited` (the
same under a limit of the kernel).
"""
