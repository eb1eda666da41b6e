"""Task separate_data: hands the four arrays on, and makes sure that no test row leaked into training."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline_tasks.blocks import row_blocks
from pipeline_tasks.errors import BadSplit
from pipeline_tasks.workspace import Workspace

ARRAYS = ("X_train", "X_test", "y_train", "y_test")
# Had the scaler seen the test rows too, mean and spread of the training part would be off by about
# sqrt(test share / rows): 2e-2 for a thousand rows, 2e-4 for ten million.
_TOLERANCE = {"float64": 1e-6, "float32": 1e-5}


def separate_data(data: str, storage: str, run_id: str) -> str:
    """Check the arrays and hand them on by reference.

    Parameters
    ----------
    data : str
        Reference from preprocess_data.
    storage, run_id : str
        Where the pipeline keeps its files, and which run this is.

    Returns
    -------
    str
        Reference to `arrays.json`, which names X_train, X_test, y_train and y_test.

    Raises
    ------
    BadSplit
        When shapes do not fit, a row is in both parts, or the scaling saw other rows than the training part.
    """
    workspace = Workspace(storage, run_id)
    split = workspace.read_json(data)
    arrays = {name: workspace.array(f"{name}.npy") for name in ARRAYS}
    check_shapes(arrays, split)
    check_apart(workspace.array("rows_train.npy"), workspace.array("rows_test.npy"))
    check_scaling(arrays["X_train"], split["features"])
    for name, array in arrays.items():
        print(f"{name}  {' x '.join(f'{length:,}' for length in array.shape)}  {array.dtype}")
    paths = {name: str(workspace.path(f"{name}.npy")) for name in ARRAYS}
    return workspace.write_json("arrays.json", split | {"arrays": paths})


def check_shapes(arrays: dict[str, NDArray[Any]], split: dict[str, Any]) -> None:
    """Check that each array has the rows and columns that the split announced."""
    width = len(split["features"])
    for part in ("train", "test"):
        rows = split[f"{part}_rows"]
        for name, shape in ((f"X_{part}", (rows, width)), (f"y_{part}", (rows,))):
            if arrays[name].shape != shape:
                raise BadSplit(f"expected {name} of shape {shape}, got {arrays[name].shape}")
        if arrays[f"y_{part}"].min() == arrays[f"y_{part}"].max():
            raise BadSplit(f"expected both classes in y_{part}, got one")


def check_apart(train_rows: NDArray[np.uint32], test_rows: NDArray[np.uint32]) -> None:
    """Check that no row of the file is in both parts."""
    in_train = np.zeros(int(max(train_rows.max(), test_rows.max())) + 1, bool)
    for block in row_blocks(len(train_rows)):
        in_train[train_rows[block]] = True
    for block in row_blocks(len(test_rows)):
        both = test_rows[block][in_train[test_rows[block]]]
        if len(both):
            raise BadSplit(f"expected no row in both parts, got row {both[0]} of the file")


def check_scaling(train: NDArray[Any], features: list[str]) -> None:
    """Check that the training part alone has mean 0 and standard deviation 1, as when scaled by itself."""
    total, squares = np.zeros(len(features)), np.zeros(len(features))
    for block in row_blocks(len(train)):
        rows = train[block].astype(np.float64)
        total += rows.sum(axis=0)
        squares += np.square(rows).sum(axis=0)
    mean = total / len(train)
    spread = np.sqrt(np.maximum(squares / len(train) - mean**2, 0))
    tolerance = _TOLERANCE[str(train.dtype)]
    constant = spread < tolerance
    wrong = (np.abs(mean) > tolerance) | ((np.abs(spread - 1) > tolerance) & ~constant)
    for index in np.flatnonzero(wrong):
        raise BadSplit(
            f"expected {features[index]!r} scaled to mean 0 and deviation 1 by the training rows alone, "
            f"got {mean[index]:.3g} and {spread[index]:.3g}: the scaler saw other rows"
        )
