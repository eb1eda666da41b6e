"""The Flask monitor: did it work, how good is the model, what failed and why.

In reading order:

- what it is told: `settings`
- what is known of the runs: `summary`, `record_source`, `folder`, `row`, `database`, `recall`, `index`,
  `index_file`, `papers`, `model_shelf`, `limits`, `specs`
- what Airflow says: `airflow_client`, `live`, `poller`
- the verdict: `schedule`, `status`, `overview`, `last_look`, `monitor`
- what a page shows: `in_place`, `run_view`, `tasks`, `advice`, `comparison`, `trends`, `moments`, `pages`,
  `written`
- what a program gets: `run_id`, `run_query`, `answers`, `conditional`, `run_words`, `json_text`, `csv_text`,
  `prometheus`, `openapi`, `problems`
- the app around it: `headers`, `edge`, `logs`, `security`, `app`, with the `views`, the `charts` and the
  templates; `worker` serves it
"""

from monitor.app import create_app
from monitor.settings import Settings

__all__ = ["Settings", "create_app"]
