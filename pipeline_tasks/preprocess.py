"""Task data_preprocessing: splits the rows, fits the scalers on the training part, and looks for drift."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import MinMaxScaler, StandardScaler

from pipeline_tasks.arguments import Seed, Share, number, whole
from pipeline_tasks.array_file import ArrayWriter
from pipeline_tasks.blocks import BLOCK_ROWS, MEMORY_ROWS, row_blocks
from pipeline_tasks.drift import measure_drift
from pipeline_tasks.manifest import read_manifest_if_any
from pipeline_tasks.notes import Notebook
from pipeline_tasks.storage import replacing
from pipeline_tasks.workspace import Workspace

PARTS = ("train", "test")


def preprocess_data(data: str, storage: str, run_id: str, test_size: Share, seed: Seed) -> str:
    """Split the rows, stratified by the target, and scale the features.

    Parameters
    ----------
    data : str
        Reference from load_data.
    storage, run_id : str
        Where the pipeline keeps its files, and which run this is.
    test_size : float
        Share of the rows that is kept for the test, between 0 and 1.
    seed : int
        The same seed gives the same split.

    Returns
    -------
    str
        Reference to `split.json`; beside it are, for each part, `X_<part>.npy` of shape (rows, features),
        standardized, `y_<part>.npy` and `rows_<part>.npy` of shape (rows,), and `preprocessed.pkl` with all.
    """
    test_size = number("test_size", test_size, Share)
    seed = whole("seed", seed, Seed)
    workspace = Workspace(storage, run_id)
    summary = workspace.read_json(data)
    features, target = workspace.array("features.npy"), workspace.array("target.npy")
    in_test = choose_test_rows(target, test_size, seed)
    scalers = fit_scalers(features, ~in_test, summary["features"])
    for part, members in zip(PARTS, (~in_test, in_test), strict=True):
        _write_part(workspace, part, members, scalers["standard"])
    test_rows = int(np.count_nonzero(in_test))
    split: dict[str, Any] = {
        "train_rows": len(in_test) - test_rows,
        "test_rows": test_rows,
        "test_size": test_size,
        "seed": seed,
    }
    published = read_manifest_if_any(storage)
    if published and published.run_id != run_id:  # a retry after the publication is not compared with itself
        split["drift"] = measure_drift(features, summary["features"], published.reference)
    Notebook(storage, run_id).add_results("data_preprocessing", split=split)
    _write_preprocessed(workspace, summary, scalers)
    print(f"{split['train_rows']:,} rows to train, {test_rows:,} to test, seed {seed}")
    print(f"scaled in blocks of up to {BLOCK_ROWS:,} rows, kept as {features.dtype}")
    constant = _constant(scalers["standard"])
    if constant:
        print(f"warning: {', '.join(constant)}: one value in all training rows, of no use to the model")
    told = {"features": summary["features"], "target": summary["target"], "constant": constant}
    return workspace.write_json("split.json", split | told)


def choose_test_rows(target: NDArray[np.uint8], test_size: float, seed: int) -> NDArray[np.bool_]:
    """Choose the test rows, the same share of both classes.

    Up to a million rows this is scikit-learn's `train_test_split`; more rows are drawn block by block and
    class by class, which keeps the shares, bounds the memory, and takes a tenth of the time.
    """
    in_test = np.zeros(len(target), bool)
    if len(target) <= MEMORY_ROWS:
        positions = np.arange(len(target))
        _, chosen = train_test_split(positions, test_size=test_size, random_state=seed, stratify=target)
        in_test[chosen] = True
        return in_test
    for index, block in enumerate(row_blocks(len(target), MEMORY_ROWS)):
        rng = np.random.default_rng([seed, index])
        for label in (0, 1):
            members = np.flatnonzero(target[block] == label)
            chosen = rng.choice(members, round(test_size * len(members)), replace=False, shuffle=False)
            in_test[block.start + chosen] = True
    return in_test


def fit_scalers(
    features: NDArray[np.floating[Any]], members: NDArray[np.bool_], names: list[str]
) -> dict[str, StandardScaler | MinMaxScaler]:
    """Fit both scalers on the member rows only."""
    scalers = {"standard": StandardScaler(), "minmax": MinMaxScaler()}
    for block in row_blocks(len(features)):
        rows = features[block][members[block]].astype(np.float64)
        for scaler in scalers.values():
            scaler.partial_fit(rows)
    for scaler in scalers.values():
        scaler.feature_names_in_ = np.array(names, dtype=object)  # so that a mix-up of columns is refused
    return scalers


def _constant(scaler: StandardScaler) -> list[str]:
    """Return the features that have one value in all training rows; scikit-learn leaves those unscaled."""
    return [
        str(name)
        for name, variance in zip(scaler.feature_names_in_, scaler.var_, strict=True)
        if variance == 0
    ]


def _write_part(workspace: Workspace, part: str, members: NDArray[np.bool_], scaler: StandardScaler) -> None:
    features = workspace.array("features.npy")
    others = [workspace.array(name) for name in ("target.npy", "row_numbers.npy")]
    names = [f"{name}_{part}.npy" for name in ("X", "y", "rows")]
    scaled = (
        (rows.astype(np.float64) - scaler.mean_) / scaler.scale_ for rows in _members(features, members)
    )
    with workspace.drafts(*names) as (first, *rest):
        with ArrayWriter(first, features.dtype, features.shape[1]) as writer:
            writer.extend(scaled)
        for draft, array in zip(rest, others, strict=True):
            with ArrayWriter(draft, array.dtype) as writer:
                writer.extend(_members(array, members))


def _members(array: NDArray[Any], members: NDArray[np.bool_]) -> Iterator[NDArray[Any]]:
    return (array[block][members[block]] for block in row_blocks(len(array)))


def _write_preprocessed(workspace: Workspace, summary: dict[str, Any], scalers: dict[str, Any]) -> None:
    """Write arrays and scalers as one pickle, to be published; the arrays go from file to file."""
    arrays = {f"{name}_{part}": workspace.array(f"{name}_{part}.npy") for name in "Xy" for part in PARTS}
    with replacing(workspace.path("scalers.pkl")) as draft:
        draft.write_bytes(pickle.dumps(scalers, protocol=5))
    content = arrays | {"feature_names": summary["features"], "target": summary["target"], "scalers": scalers}
    with replacing(workspace.path("preprocessed.pkl")) as draft, draft.open("wb") as out:
        pickle.dump(content, out, protocol=5)
