"""The DAG folder of the plain recipe; `dag` is its one DAG file."""
