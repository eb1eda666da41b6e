"""Charts: functions from numbers to SVG, without colours of their own, so that style sheets theme them.

In reading order: `svg` (writes an element), `curve` (ROC, precision-recall and calibration), `confusion`,
`trend` (a score over runs), `heartbeat` (runs as beats), `bar` (a task in its run, an odds ratio), `graph`
(the tasks of a DAG), `badge`.
"""

from monitor.charts.badge import badge
from monitor.charts.bar import odds_bar, task_bar
from monitor.charts.confusion import confusion
from monitor.charts.curve import calibration, precision_recall, roc
from monitor.charts.graph import graph
from monitor.charts.heartbeat import beat
from monitor.charts.trend import trend

__all__ = [
    "badge",
    "beat",
    "calibration",
    "confusion",
    "graph",
    "odds_bar",
    "precision_recall",
    "roc",
    "task_bar",
    "trend",
]
