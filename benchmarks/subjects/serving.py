"""The monitor under load: its status against the least that Flask can do, its pages with many records."""

import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import httpx

from benchmarks.chart import Curve
from benchmarks.figure import Baseline, Figure, at_least, at_most
from benchmarks.measurement import Sample, measure_in_turn, run_command
from benchmarks.size import Size
from benchmarks.workload.records import write_storage
from benchmarks.workload.server import ask, serve

STATUS = "/api/status"
PAGES = ("/success", "/failure", "/runs", "/model", "/specs", STATUS, "/api/metrics", "/api/runs", "/metrics")
LISTS = ("/runs", "/model", "/api/runs")
"""With ten records they show ten runs: what grows with the records, and what with the rows, is told apart."""
FULL_PAGE = 100
"""From so many records on, they show as many runs as they ever do."""
CLIENTS = 8
INDEX_SECONDS = 600.0
STARTS = {
    "monitor": "import monitor; monitor.create_app()",
    "bare": "import flask; flask.Flask('bare')",
}


def measure(size: Size) -> Iterator[Figure | Curve]:
    """The figures of serving."""
    with tempfile.TemporaryDirectory() as folder:
        rates = compare_with_bare(Path(folder), size)
        few = rates[size.clients[-1]] if CLIENTS not in rates else rates[CLIENTS]
        baseline = Baseline("bare Flask with the same bytes", few["bare"]["rate"])
        yield Figure("/api/status", few["monitor"]["rate"], "requests/s", baseline, at_least(0.7))
        pages = measure_pages(Path(folder), size)
    least, most = size.records[0], size.records[-1]
    full = next((count for count in size.records if count >= FULL_PAGE), least)
    yield from compare_pages(pages[most], pages[least], f"with {most} records", f"with {least} records")
    lists = {page: pages[most][page] for page in LISTS}
    yield from compare_pages(lists, pages[full], f"with {most} records, full page", f"with {full} records")
    yield measure_start(size)
    yield draw_clients(rates)
    yield draw_pages(pages)


def compare_pages(
    many: Mapping[str, Sample], few: Mapping[str, Sample], name: str, base: str
) -> Iterator[Figure]:
    """The time of each page against its time with fewer records."""
    for page, sample in many.items():
        baseline = Baseline(base, few[page]["seconds"] * 1000)
        yield Figure(f"{page} {name}", sample["seconds"] * 1000, "ms", baseline, at_most(1.3))


def measure_start(size: Size) -> Figure:
    """The processor time of a fresh Python that makes the app, which a worker does as well."""
    found = measure_in_turn({name: partial(time_start, code) for name, code in STARTS.items()}, size.rounds)
    baseline = Baseline("bare Flask", found["bare"]["seconds"])
    return Figure("start of the monitor", found["monitor"]["seconds"], "s", baseline, at_most(5))


def time_start(code: str) -> Sample:
    """The processor time of a program, from its start on."""
    told = run_command([sys.executable, "-c", f"{code}; import time; print(time.process_time())"])
    return {"seconds": float(told)}


def compare_with_bare(folder: Path, size: Size) -> dict[int, dict[str, Sample]]:
    """Requests per second of both, by the number of clients."""
    storage = folder / "status"
    write_storage(storage, size.records[0], find_now())
    bytes_file = folder / "answer"
    with ExitStack() as servers:
        monitor = servers.enter_context(serve_monitor(storage))
        bytes_file.write_bytes(httpx.get(monitor + STATUS, trust_env=False).content)
        settings = {"BARE_ANSWER": str(bytes_file)}
        bare = servers.enter_context(
            serve("benchmarks.workload.bare:create_app()", settings, folder / "bare")
        )
        addresses = {"monitor": monitor, "bare": bare}
        return {
            clients: measure_in_turn(
                {
                    name: partial(ask, address + STATUS, clients=clients, seconds=size.load_seconds)
                    for name, address in addresses.items()
                },
                min(size.rounds, 3),
            )
            for clients in sorted({*size.clients, CLIENTS} if size.has_stacks else set(size.clients))
        }


def find_now() -> datetime:
    """The time of the last run."""
    return datetime.now(UTC).replace(microsecond=0)


def serve_monitor(storage: Path):
    """The monitor over a storage."""
    settings = {"MONITOR_STORAGE": str(storage), "MONITOR_INDEX": str(storage / "index.sqlite")}
    return serve("monitor:create_app()", settings, storage / "log")


def measure_pages(folder: Path, size: Size) -> dict[int, dict[str, Sample]]:
    """The time of each page for one client, by the number of records; all servers in turn."""
    now = find_now()
    with ExitStack() as servers:
        addresses = {}
        for count in size.records:
            storage = folder / f"records-{count}"
            last = write_storage(storage, count, now)[-1]
            addresses[count] = servers.enter_context(serve_monitor(storage))
            wait_for_index(addresses[count])
        pages = (*PAGES, f"/runs/{last}")
        found: dict[int, dict[str, Sample]] = {count: {} for count in addresses}
        for page in pages:
            for address in addresses.values():  # what is made only once is not part of it
                httpx.get(address + page, trust_env=False, timeout=INDEX_SECONDS)
            sides = {str(count): make_asker(address + page, size) for count, address in addresses.items()}
            for count, sample in measure_in_turn(sides, min(size.rounds, 3)).items():
                found[int(count)][page.replace(last, "{run_id}")] = sample
    return found


def make_asker(url: str, size: Size) -> partial[Sample]:
    """Asks one page, one client at a time."""
    return partial(ask, url, clients=1, seconds=max(1, size.load_seconds // 4))


def wait_for_index(address: str) -> None:
    """Returns when the monitor has read all records."""
    deadline = time.monotonic() + INDEX_SECONDS
    while time.monotonic() < deadline:
        if not httpx.get(address + STATUS, trust_env=False).json()["sources"]["records"]["pending"]:
            return
        time.sleep(0.3)
    raise TimeoutError(f"the index of {address} was not complete within {INDEX_SECONDS:.0f} s")


def draw_clients(rates: Mapping[int, Mapping[str, Sample]]) -> Curve:
    """Requests per second over the number of clients."""
    lines = {
        name: [(float(clients), sample[way]["rate"]) for clients, sample in rates.items()]
        for name, way in (("monitor", "monitor"), ("bare Flask", "bare"))
    }
    return Curve("clients", "Answers of /api/status", "clients at once", "requests per second", lines)


def draw_pages(pages: Mapping[int, Mapping[str, Sample]]) -> Curve:
    """The time of some pages over the number of records."""
    lines = {
        page: [(float(count), sample[page]["seconds"] * 1000) for count, sample in pages.items()]
        for page in ("/success", "/failure", "/runs", STATUS)
    }
    return Curve("records", "A page with many records", "records", "milliseconds", lines)
