import numpy as np
import pytest

from pipeline_tasks.errors import BadArgument
from pipeline_tasks.workspace import Workspace


def save(path, array):
    with path.open("wb") as out:
        np.save(out, array)


@pytest.fixture(params=["folder", "object store"])
def workspace(request, tmp_path):
    return Workspace(str(tmp_path) if request.param == "folder" else f"memory://{tmp_path.name}", "run")


def test_json_is_read_by_its_reference(workspace):
    reference = workspace.write_json("split.json", {"rows": 3, "name": "ä"})
    assert workspace.read_json(reference) == {"rows": 3, "name": "ä"}


def test_array_is_read_back(workspace):
    with workspace.drafts("a.npy", "b.npy") as (first, second):
        save(first, np.arange(3))
        save(second, np.eye(2))
    assert workspace.array("a.npy").tolist() == [0, 1, 2]
    assert workspace.array("b.npy").tolist() == [[1, 0], [0, 1]]


def test_array_cannot_be_changed(workspace):
    with workspace.drafts("a.npy") as [draft]:
        save(draft, np.arange(3))
    with pytest.raises(ValueError, match="read-only"):
        workspace.array("a.npy")[0] = 1


def test_runs_do_not_share_files(workspace):
    other = Workspace(workspace.storage, "other")
    workspace.write_json("x.json", {})
    assert not other.path("x.json").exists()


@pytest.mark.parametrize("reference", ["split.json", "/etc/passwd", "../other/split.json", "", "None"])
def test_reference_out_of_the_run_is_refused(workspace, reference):
    workspace.write_json("split.json", {})
    with pytest.raises(BadArgument, match="expected the path of a file in"):
        workspace.resolve(reference)


def test_reference_to_a_missing_file_is_refused(workspace):
    with pytest.raises(BadArgument, match="expected the path of a file in"):
        workspace.resolve(str(workspace.path("missing.json")))


def test_run_id_that_is_no_name_is_refused(workspace):
    with pytest.raises(BadArgument, match="expected a run id"):
        Workspace(workspace.storage, "../x").path("a")
