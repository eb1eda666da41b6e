"""The views by subject: each a blueprint that asks the monitor and renders, and reads nothing itself."""

from monitor.views.api import api
from monitor.views.badge import badge
from monitor.views.docs import docs
from monitor.views.exports import exports
from monitor.views.health import health
from monitor.views.metrics import metrics
from monitor.views.model import model
from monitor.views.refresh import refresh
from monitor.views.runs import runs
from monitor.views.specs import specs
from monitor.views.verdict import verdict

BLUEPRINTS = (verdict, runs, model, specs, exports, api, refresh, metrics, badge, docs, health)

__all__ = ["BLUEPRINTS"]
