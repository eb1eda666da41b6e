"""What the sides work on: specs, rows, records, and the same work done the plain way.

What is worked on: `specs` (and `order`, for each its own), `rows`, `records`. Loaders to compare with:
`loader_dagfactory`, `loader_python`. The plain recipe: `recipe`, and as a DAG `plain`. What answers: `bare`
(Flask alone), `server`, `stack`.
"""
