"""A storage with many run records, as the monitor finds it."""

import json
from datetime import datetime, timedelta
from pathlib import Path

from tests.monitor.records import Plan, make, run_id

FAILED_OF = 9


def write_storage(folder: Path, count: int, now: datetime) -> list[str]:
    """A run an hour until then, one in nine failed; the ids, oldest first."""
    records = folder / "records"
    records.mkdir(parents=True)
    good = json.dumps(make(Plan(began=now)))
    bad = json.dumps(make(Plan(began=now, state="failed", failed_at="load_data")))
    names = []
    for back in reversed(range(count)):
        began = now - timedelta(hours=back)
        text = bad if back % FAILED_OF == 1 else good
        # Made once and moved in time: of all places that hold a time, the first 16 letters are the same.
        moved = text.replace(f"{now:%Y-%m-%dT%H:%M}", f"{began:%Y-%m-%dT%H:%M}")
        (records / f"{run_id(began)}.json").write_text(moved, "utf-8")
        names.append(run_id(began))
    return names
