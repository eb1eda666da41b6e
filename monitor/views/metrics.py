"""The state of the pipeline for Prometheus."""

from __future__ import annotations

from flask import Blueprint, Response
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4, CollectorRegistry, generate_latest

from monitor.monitor import current
from monitor.prometheus import PipelineCollector

metrics = Blueprint("metrics", __name__)


@metrics.get("/metrics")
def scrape() -> Response:
    """All values as they are now."""
    monitor = current()
    view = monitor.look()
    record = monitor.record(view.succeeded.run_id) if view.succeeded else None
    registry = CollectorRegistry()
    registry.register(PipelineCollector(view, record, monitor.index.counts(), monitor.specs))
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_PLAIN_0_0_4)
