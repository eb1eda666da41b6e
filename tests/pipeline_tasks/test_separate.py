import json

import numpy as np
import pytest

from pipeline_tasks.errors import BadSplit
from pipeline_tasks.separate import ARRAYS, check_apart, check_scaling, check_shapes


@pytest.fixture
def split(pipeline):
    pipeline.load()
    pipeline.preprocess()
    return pipeline


def replace_array(pipeline, name, array):
    with pipeline.path(f"{name}.npy").open("wb") as out:
        np.save(out, array)


def test_arrays_are_handed_on_by_reference(split):
    content = json.loads(split.path("arrays.json").read_text()) if split.separate() else {}
    assert content["arrays"] == {name: str(split.path(f"{name}.npy")) for name in ARRAYS}


def test_lost_row_is_found(split):
    replace_array(split, "X_train", np.load(str(split.path("X_train.npy")))[1:])
    with pytest.raises(BadSplit, match=r"expected X_train of shape \(700, 5\), got \(699, 5\)"):
        split.separate()


def test_part_with_one_class_is_found():
    arrays = {
        "X_train": np.zeros((4, 1)),
        "y_train": np.zeros(4),
        "X_test": np.zeros((2, 1)),
        "y_test": np.zeros(2),
    }
    with pytest.raises(BadSplit, match="expected both classes in y_train, got one"):
        check_shapes(arrays, {"features": ["x"], "train_rows": 4, "test_rows": 2})


def test_row_in_both_parts_is_found(split):
    numbers = np.load(str(split.path("rows_test.npy")))
    numbers[7] = np.load(str(split.path("rows_train.npy")))[3]
    replace_array(split, "rows_test", numbers)
    with pytest.raises(BadSplit, match=f"in both parts, got row {numbers[7]} of the file"):
        split.separate()


def test_rows_that_differ_are_apart():
    check_apart(np.array([2, 4, 9], np.uint32), np.array([3, 12], np.uint32))


def test_scaler_that_saw_the_test_rows_is_found(split):
    parts = [np.load(str(split.path(f"X_{part}.npy"))) for part in ("train", "test")]
    both = np.concatenate(parts)
    replace_array(split, "X_train", (parts[0] - both.mean(axis=0)) / both.std(axis=0))
    with pytest.raises(BadSplit, match="the scaler saw other rows"):
        split.separate()


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_scaling_by_the_training_rows_alone_is_right(dtype):
    rows = np.random.default_rng(0).normal(5, 3, (50_000, 2))
    check_scaling(((rows - rows.mean(axis=0)) / rows.std(axis=0)).astype(dtype), ["a", "b"])


def test_constant_feature_has_no_deviation():
    check_scaling(np.zeros((10, 1)), ["a"])
