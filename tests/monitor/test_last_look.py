"""Between two looks at the storage the overview is put together once, and never outlives its sources."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import cast

from monitor.last_look import LastLook
from monitor.overview import Overview


@dataclass
class Sources:
    """Counts how often an overview was made of its one source."""

    health: object = field(default_factory=object)
    pending: int = 0
    made: int = 0

    def make(self) -> Overview:
        self.made += 1
        records = type("Health", (), {"pending": self.pending})()
        return cast(Overview, type("View", (), {"records": records})())

    def look(self, last: LastLook) -> Overview:
        return last.get(self.make, lambda: (self.health,))


def test_overview_is_made_once_within_its_time():
    last, sources = LastLook(60), Sources()
    assert sources.look(last) is sources.look(last)
    assert sources.made == 1


def test_overview_is_made_anew_when_a_source_was_replaced():
    last, sources = LastLook(60), Sources()
    before = sources.look(last)
    sources.health = object()
    assert sources.look(last) is not before


def test_overview_is_made_anew_after_its_time():
    last, sources = LastLook(0), Sources()
    assert sources.look(last) is not sources.look(last)


def test_overview_is_not_kept_while_records_wait_to_be_read():
    last, sources = LastLook(60), replace(Sources(), pending=3)
    assert sources.look(last) is not sources.look(last)
