import numpy as np
import pytest

from pipeline_tasks.array_file import ArrayWriter


def fail_after(path, rows):
    with ArrayWriter(path, np.uint8) as writer:
        writer.append(rows)
        raise RuntimeError("stop")


@pytest.mark.parametrize("sizes", [[], [0], [3], [1, 0, 250_000, 7]])
def test_blocks_become_one_array(tmp_path, sizes):
    blocks = [np.full((size, 2), size, np.float64) for size in sizes]
    with ArrayWriter(tmp_path / "a.npy", np.float32, 2) as writer:
        writer.extend(blocks)
    found = np.load(tmp_path / "a.npy")
    assert found.dtype == np.float32
    assert (found == np.concatenate([np.empty((0, 2)), *blocks])).all()


def test_array_without_columns_has_one_axis(tmp_path):
    with ArrayWriter(tmp_path / "a.npy", np.uint8) as writer:
        writer.append(np.array([1, 0, 1]))
    assert np.load(tmp_path / "a.npy").tolist() == [1, 0, 1]


def test_file_is_the_one_that_numpy_writes(tmp_path):
    rows = np.arange(12.0).reshape(4, 3)
    with ArrayWriter(tmp_path / "a.npy", np.float64, 3) as writer:
        writer.append(rows)
    np.save(tmp_path / "b.npy", rows)
    assert (tmp_path / "a.npy").read_bytes() == (tmp_path / "b.npy").read_bytes()


def test_unfinished_file_claims_no_rows(tmp_path):
    with pytest.raises(RuntimeError, match="stop"):
        fail_after(tmp_path / "a.npy", np.array([1, 2]))
    assert len(np.load(tmp_path / "a.npy")) == 0
