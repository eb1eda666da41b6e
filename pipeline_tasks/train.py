"""Task build_model: fits a logistic regression on the standardized training part."""

from __future__ import annotations

import io
import pickle
import warnings
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline

from pipeline_tasks.arguments import Count, Positive, Seed, number, whole
from pipeline_tasks.blocks import BLOCK_ROWS, MEMORY_ROWS
from pipeline_tasks.errors import BadArgument, NotConverged
from pipeline_tasks.storage import write_bytes
from pipeline_tasks.streamed_fit import fit_streamed
from pipeline_tasks.threads import one_thread
from pipeline_tasks.workspace import Workspace

Solver = Literal["lbfgs", "liblinear", "newton-cg", "newton-cholesky", "sag", "saga"]
SOLVERS = get_args(Solver)


def train_model(  # noqa: PLR0913  the arguments are the keys of the spec
    data: str,
    storage: str,
    run_id: str,
    regularization: Positive,
    max_iterations: Count,
    solver: Solver,
    seed: Seed,
) -> str:
    """Fit the model and write it with its scaler, so that it takes features as they are measured.

    Up to a million rows scikit-learn fits the whole array. With more, and the solver lbfgs, the same
    loss is summed over blocks of rows read from the file: the memory does not grow, the coefficients
    are the same. The other solvers need the whole array in memory.

    Parameters
    ----------
    data : str
        Reference from separate_data.
    storage, run_id : str
        Where the pipeline keeps its files, and which run this is.
    regularization : float
        scikit-learn's C, above 0: smaller is simpler.
    max_iterations : int
        Steps the solver may take.
    solver : str
        One of scikit-learn's solvers.
    seed : int
        For the solvers that shuffle.

    Returns
    -------
    str
        Reference to `model.pkl`.

    Raises
    ------
    NotConverged
        When the solver did not find the minimum within `max_iterations`.
    """
    if solver not in SOLVERS:
        raise BadArgument(f"expected a solver of {', '.join(SOLVERS)}, got {solver!r}")
    workspace = Workspace(storage, run_id)
    workspace.read_json(data)
    classifier = LogisticRegression(
        C=number("regularization", regularization, Positive),
        max_iter=whole("max_iterations", max_iterations, Count),
        solver=solver,
        random_state=whole("seed", seed, Seed),
    )
    features, target = workspace.array("X_train.npy"), workspace.array("y_train.npy")
    fit(classifier, features, target)
    scalers = pickle.loads(workspace.path("scalers.pkl").read_bytes())  # noqa: S301  written by this run
    path = workspace.path("model.pkl")
    write_bytes(path, stable_pickle(Pipeline([("scale", scalers["standard"]), ("classify", classifier)])))
    way = (
        f"streamed in blocks of up to {BLOCK_ROWS:,}"
        if is_streamed(classifier, target)
        else "whole in memory"
    )
    print(
        f"{solver} took {int(classifier.n_iter_[0])} steps on {len(target):,} rows of {features.dtype}, {way}"
    )
    return str(path)


def is_streamed(classifier: LogisticRegression, target: NDArray[np.uint8]) -> bool:
    """Tell whether there are too many rows to be fitted at once; the other solvers cannot do it in blocks."""
    return len(target) > MEMORY_ROWS and classifier.solver == "lbfgs"


def fit(
    classifier: LogisticRegression, features: NDArray[Any], target: NDArray[np.uint8]
) -> LogisticRegression:
    """Fit in memory or block by block, whichever the number of rows asks for."""
    streamed = is_streamed(classifier, target)
    # Threads would add up in another order each time: with one, a retry gives the same bytes.
    with one_thread(), warnings.catch_warnings():
        warnings.simplefilter("error", ConvergenceWarning)
        try:
            return (
                fit_streamed(classifier, features, target) if streamed else classifier.fit(features, target)
            )
        except ConvergenceWarning as warning:
            raise NotConverged(
                f"expected {classifier.solver} to converge within {classifier.max_iter} steps, got none: "
                "raise max_iterations or lower regularization"
            ) from warning


def stable_pickle(model: object) -> bytes:
    """Pickle so that equal models give equal bytes.

    A pickle refers back to what it has met by identity, and identity depends on how an object came to be.
    Without that memory, which only objects that contain themselves need, it depends on the content alone.
    """
    buffer = io.BytesIO()
    pickler = pickle.Pickler(buffer, protocol=5)
    pickler.fast = True
    pickler.dump(model)
    return buffer.getvalue()
