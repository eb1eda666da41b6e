"""Task evaluate_model: how good the model is, on training and test rows, and how sure that is."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

from pipeline_tasks.arguments import Count, Seed, Several, Share, number, whole
from pipeline_tasks.array_file import ArrayWriter
from pipeline_tasks.blocks import BLOCK_ROWS, row_blocks
from pipeline_tasks.crossvalidate import ROWS, Folding
from pipeline_tasks.curves import draw_curves
from pipeline_tasks.intervals import PLAIN_ROWS, Bootstrap
from pipeline_tasks.notes import Notebook
from pipeline_tasks.preprocess import PARTS
from pipeline_tasks.scoring import score
from pipeline_tasks.separate import ARRAYS
from pipeline_tasks.storage import replacing
from pipeline_tasks.summary_text import write_scores
from pipeline_tasks.workspace import Workspace

TABLE_ROWS = 100_000


def evaluate_model(  # noqa: PLR0913  the arguments are the keys of the spec
    data: str,
    model: str,
    storage: str,
    run_id: str,
    folds: Several,
    repeats: Count,
    bootstrap_samples: Several,
    confidence: Share,
    seed: Seed,
) -> str:
    """Score the model and write its predictions.

    Parameters
    ----------
    data, model : str
        References from separate_data and train_model.
    storage, run_id : str
        Where the pipeline keeps its files, and which run this is.
    folds, repeats : int
        Of the cross-validation, on the training part.
    bootstrap_samples : int
        For the intervals of the test scores.
    confidence : float
        Of the intervals, between 0 and 1.
    seed : int
        The same seed gives the same folds and samples.

    Returns
    -------
    str
        Reference to `evaluation.json`; beside it are `predictions.csv` and, for each part,
        `probability_<part>.npy` of shape (rows,).
    """
    seed = whole("seed", seed, Seed)
    folding = Folding(whole("folds", folds, Several), whole("repeats", repeats, Count), seed)
    samples = whole("bootstrap_samples", bootstrap_samples, Several)
    bootstrap = Bootstrap(samples, number("confidence", confidence, Share), seed)
    workspace = Workspace(storage, run_id)
    workspace.read_json(data)
    pipeline = pickle.loads(workspace.resolve(model).read_bytes())  # noqa: S301  written by this run
    arrays = {name: workspace.array(f"{name}.npy") for name in ARRAYS}
    write_probabilities(workspace, pipeline["classify"], arrays)
    chances = {part: workspace.array(f"probability_{part}.npy") for part in PARTS}
    found = measure(pipeline["classify"], arrays, chances, folding, bootstrap)
    write_table(workspace, arrays["y_test"], chances["test"])
    Notebook(storage, run_id).add_results("evaluate_model", **found)
    print(f"all rows scored in blocks of up to {BLOCK_ROWS:,}; of them at most {ROWS:,} are cross-validated,")
    print(f"and the intervals are drawn from at most {PLAIN_ROWS:,}")
    print(write_scores(found["scores"]))
    return workspace.write_json("evaluation.json", found)


def measure(
    classifier: LogisticRegression,
    arrays: Mapping[str, NDArray[Any]],
    chances: Mapping[str, NDArray[np.float64]],
    folding: Folding,
    bootstrap: Bootstrap,
) -> dict[str, Any]:
    """Measure all that the record says of a model: scores, confusion matrix and curves.

    Parameters
    ----------
    classifier : LogisticRegression
        Fitted on the training part.
    arrays : mapping
        X_train, X_test, y_train and y_test.
    chances : mapping
        The predicted probabilities of both parts.
    folding, bootstrap
        How to cross-validate the training part, and how to find the intervals of the test scores.
    """
    train, test = (score(arrays[f"y_{part}"], chances[part]) for part in PARTS)
    tested = arrays["y_test"], chances["test"]
    scores = {
        "train": asdict(train),
        "test": asdict(test),
        "difference": asdict(train.minus(test)),
        "confidence": bootstrap.confidence,
        "intervals": bootstrap.intervals(*tested),
        "cross_validation": folding.cross_validate(classifier, arrays["X_train"], arrays["y_train"]),
    }
    return {
        "scores": scores,
        "confusion_matrix": count_confusion(*tested),
        "curves": draw_curves(*tested),
    }


def write_probabilities(
    workspace: Workspace, classifier: LogisticRegression, arrays: Mapping[str, NDArray[Any]]
) -> None:
    """Write the probability of every row: a file that is mapped takes no memory that others need."""
    names = [f"probability_{part}.npy" for part in PARTS]
    with workspace.drafts(*names) as drafts:
        for part, draft in zip(PARTS, drafts, strict=True):
            with ArrayWriter(draft, np.float64) as writer:
                writer.extend(predict(classifier, arrays[f"X_{part}"]))


def predict(classifier: LogisticRegression, features: NDArray[Any]) -> Iterator[NDArray[np.float64]]:
    """Predict the probability of the class 1, block by block."""
    for block in row_blocks(len(features)):
        rows = np.asarray(features[block], np.float64)
        yield expit(rows @ classifier.coef_[0] + classifier.intercept_[0])


def count_confusion(target: NDArray[np.uint8], probability: NDArray[np.float64]) -> list[list[int]]:
    """Count [[true negatives, false positives], [false negatives, true positives]]."""
    cells = np.zeros(4, np.int64)
    for block in row_blocks(len(target)):
        cells += np.bincount(target[block] * 2 + (probability[block] > 0.5), minlength=4)
    return cells.reshape(2, 2).tolist()


def write_table(workspace: Workspace, target: NDArray[np.uint8], probability: NDArray[np.float64]) -> None:
    """Write test rows, at most 100,000, with their number in the file, for people to read."""
    step = -(-len(target) // TABLE_ROWS)
    columns = (workspace.array("rows_test.npy"), target, probability)
    with replacing(workspace.path("predictions.csv")) as draft, draft.open("w", newline="\n") as out:
        out.write("row,target,probability\n")
        for number, label, chance in zip(*(column[::step].tolist() for column in columns), strict=True):
            out.write(f"{number},{label},{chance:.6f}\n")
