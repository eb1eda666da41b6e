import hashlib
import json
import multiprocessing
import resource
import shutil

import pytest

from pipeline_tasks.manifest import read_manifest_file
from pipeline_tasks.publish import publish
from pipeline_tasks.storage import root, write_bytes

NAMES = ("model/logistic_regression_model.pkl", "model/model_summary.txt")


def publish_content(storage, run_id, content):
    base = root(storage)
    files = {name: base / "work" / run_id / name.rsplit("/", 1)[-1] for name in NAMES}
    for path in files.values():
        write_bytes(path, content * 10_000)
    return publish(storage, run_id, files, {"published_at": f"time of {run_id}"})


def read_model(storage):
    """Read as a careful reader does: the manifest first, then what it names."""
    base = root(storage)
    manifest = json.loads((base / "model" / "manifest.json").read_bytes())
    for file in manifest["files"].values():
        content = (base / file["path"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == file["sha256"]
        assert len(content) == file["bytes"]
    return manifest["run_id"]


@pytest.fixture(params=["folder", "object store"])
def storage(request, tmp_path):
    return str(tmp_path) if request.param == "folder" else f"memory://{tmp_path.name}"


def test_published_model_is_read_by_its_manifest(storage):
    publish_content(storage, "run-1", b"a")
    assert read_model(storage) == "run-1"


def test_next_model_takes_its_place_and_the_old_version_stays(storage):
    first = publish_content(storage, "run-1", b"a")
    publish_content(storage, "run-2", b"b")
    assert read_model(storage) == "run-2"
    old = root(storage) / first["files"]["model_summary.txt"]["path"]
    assert old.read_bytes() == b"a" * 10_000
    assert (root(storage) / "model" / "model_summary.txt").read_bytes() == b"b" * 10_000


def test_publishing_again_changes_no_byte(storage):
    publish_content(storage, "run-1", b"a")
    before = (root(storage) / "model" / "manifest.json").read_bytes()
    base = root(storage)
    files = {name: base / "work" / "run-1" / name.rsplit("/", 1)[-1] for name in NAMES}
    publish(storage, "run-1", files, {"published_at": "another time"})
    assert (base / "model" / "manifest.json").read_bytes() == before


def test_other_model_of_the_same_run_becomes_a_version_of_its_own(storage):
    first = publish_content(storage, "run-1", b"a")
    second = publish_content(storage, "run-1", b"b")
    third = publish_content(storage, "run-1", b"c")
    folders = [each["files"]["model_summary.txt"]["path"].split("/")[2] for each in (first, second, third)]
    assert folders == ["run-1", "run-1~2", "run-1~3"]
    assert (root(storage) / "model/versions/run-1/model_summary.txt").read_bytes() == b"a" * 10_000


def test_publication_that_was_cut_off_is_completed(storage):
    write_bytes(root(storage) / "model/versions/run-1/model_summary.txt", b"half")
    publish_content(storage, "run-1", b"a")
    assert read_model(storage) == "run-1"


@pytest.fixture
def full_disk():
    """Files of this process may not grow beyond 1000 bytes, as if the disk were full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def write_run(folder, run_id, **sizes):
    base = root(str(folder))
    files = {f"model/{name}": base / "work" / run_id / name for name in sizes}
    for path, size in zip(files.values(), sizes.values(), strict=True):
        write_bytes(path, run_id.encode() * size)
    return files


def read_canonical(folder):
    return {path.name: path.read_bytes()[:5] for path in (folder / "model").iterdir() if path.is_file()}


def test_full_disk_leaves_all_that_was_published(tmp_path, request):
    publish(str(tmp_path), "run-1", write_run(tmp_path, "run-1", pickle=10, summary=10), {})
    before = read_canonical(tmp_path)
    files = write_run(tmp_path, "run-2", pickle=10_000, summary=10)
    request.getfixturevalue("full_disk")
    with pytest.raises(OSError, match="File too large"):
        publish(str(tmp_path), "run-2", files, {})
    assert read_canonical(tmp_path) == before
    assert not (tmp_path / "model/versions/run-2/manifest.json").exists()


def test_publication_that_stops_half_way_is_taken_back(tmp_path):
    publish(str(tmp_path), "run-1", write_run(tmp_path, "run-1", pickle=10, summary=10), {})
    before = read_canonical(tmp_path)
    (tmp_path / "model" / "new" / "in the way").mkdir(parents=True)
    files = write_run(tmp_path, "run-2", new=10, pickle=10, summary=10)
    with pytest.raises(IsADirectoryError):
        publish(str(tmp_path), "run-2", files, {})
    assert read_canonical(tmp_path) == before
    assert not (tmp_path / "model/versions/run-2/manifest.json").exists()


def test_first_publication_that_stops_half_way_leaves_nothing(tmp_path):
    (tmp_path / "model" / "new" / "in the way").mkdir(parents=True)
    with pytest.raises(IsADirectoryError):
        publish(str(tmp_path), "run-1", write_run(tmp_path, "run-1", new=10, pickle=10), {})
    assert read_canonical(tmp_path) == {}


def test_publication_that_failed_can_be_tried_again(tmp_path):
    in_the_way = tmp_path / "model" / "new" / "in the way"
    in_the_way.mkdir(parents=True)
    files = write_run(tmp_path, "run-1", new=10, pickle=10)
    with pytest.raises(IsADirectoryError):
        publish(str(tmp_path), "run-1", files, {})
    shutil.rmtree(in_the_way.parent)
    publish(str(tmp_path), "run-1", files, {})
    assert set(read_canonical(tmp_path)) == {"new", "pickle", "manifest.json"}


def publish_many(storage):
    for number in range(60):
        publish_content(storage, f"run-{number}", bytes([number]))


def test_reader_never_sees_a_torn_model(tmp_path):
    storage = str(tmp_path)
    publish_content(storage, "run-first", b"x")
    writer = multiprocessing.get_context("spawn").Process(target=publish_many, args=(storage,))
    writer.start()
    seen = set()
    while writer.is_alive():
        seen.add(read_model(storage))
        single = (tmp_path / "model" / "model_summary.txt").read_bytes()
        assert len(set(single)) == 1
        assert len(single) == 10_000
    writer.join()
    assert writer.exitcode == 0
    assert len(seen) > 5


def test_manifest_of_a_version_can_be_read_alone(finished):
    path = root(finished.storage) / "model" / "versions" / finished.run_id / "manifest.json"
    assert read_manifest_file(path).run_id == finished.run_id
