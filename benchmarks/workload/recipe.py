"""The plain recipe of docs/performance.md: every column read, both scalers, pickles between the steps.

Each step is a task there. What a step returns goes through XCom as a pickle, and the next one loads it.
"""

import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
from sklearn.compose import make_column_transformer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import MinMaxScaler, StandardScaler

NUMBERS = ["Daily Time Spent on Site", "Age", "Area Income", "Daily Internet Usage"]
LEFT_OUT = ["Ad Topic Line", "City", "Country", "Timestamp"]
TARGET = "Clicked on Ad"


def load_data(source: Path) -> pd.DataFrame:
    """The whole file."""
    return pd.read_csv(source)


def data_preprocessing(data: pd.DataFrame) -> tuple[Any, ...]:
    """The split and both scalers, fitted on the training part."""
    features = data.drop([*LEFT_OUT, TARGET], axis=1)
    x_train, x_test, y_train, y_test = train_test_split(
        features, data[TARGET], test_size=0.3, random_state=42
    )
    scalers = make_column_transformer(
        (MinMaxScaler(), NUMBERS), (StandardScaler(), NUMBERS), remainder="passthrough"
    )
    return scalers.fit_transform(x_train), scalers.transform(x_test), y_train.values, y_test.values


def build_model(arrays: tuple[Any, ...]) -> LogisticRegression:
    """The default logistic regression."""
    x_train, _, y_train, _ = arrays
    return LogisticRegression().fit(x_train, y_train)


def evaluate_model(arrays: tuple[Any, ...], model: LogisticRegression) -> tuple[float, float]:
    """The accuracy on both parts."""
    x_train, x_test, y_train, y_test = arrays
    return float(model.score(x_train, y_train)), float(model.score(x_test, y_test))


def hand_over(folder: Path, name: str, make: Callable[[], Any]) -> Any:
    """What the next task gets: the pickle of what this one made."""
    path = folder / f"{name}.pkl"
    with path.open("wb") as file:
        pickle.dump(make(), file)
    with path.open("rb") as file:
        return pickle.load(file)  # noqa: S301  written two lines above


def run(source: Path, folder: Path) -> tuple[float, float]:
    """From the file to the two scores."""
    arrays = hand_over(
        folder,
        "arrays",
        lambda: data_preprocessing(hand_over(folder, "data", lambda: load_data(source))),
    )
    arrays = hand_over(folder, "separated", lambda: arrays)
    model = hand_over(folder, "model", lambda: build_model(arrays))
    return evaluate_model(arrays, model)
