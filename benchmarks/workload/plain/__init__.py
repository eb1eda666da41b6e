"""The DAG folder of the original's way; `dag` is its one DAG file."""
