"""The tasks of the pipeline as plain functions, and the files they leave.

In reading order. The tasks: `load`, `preprocess`, `separate`, `train`, `evaluate`, `summarize`, `finish`.
Where files are kept: `storage`, `workspace`, `array_file`, `blocks`.
Reading data: `csv_blocks`, `ranges`, `validate`, `duplicates`, `read_rows`, `faults`.
Learning and measuring: `threads`, `streamed_fit`, `metrics`, `scoring`, `intervals`, `crossvalidate`,
`curves`, `drift`.
What is published: `publish`, `manifest`, `summary_text`.
What is known about a run: `record`, `notes`, `fold`, `callbacks`, `failed_run`.
And `arguments`, `errors`, `parsing`.
"""
