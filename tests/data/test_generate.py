import hashlib
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import RepeatedStratifiedKFold, cross_validate
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

TARGET = "Clicked on Ad"
# Mean and standard deviation of the data set that the example is known by.
MOMENTS = {
    "Daily Time Spent on Site": (65.0, 15.85),
    "Age": (36.0, 8.79),
    "Area Income": (55_000, 13_415),
    "Daily Internet Usage": (180.0, 43.9),
    "Male": (0.481, 0.5),
}
# Its correlations with the target, and the strongest ones between features.
CORRELATIONS = {
    ("Daily Time Spent on Site", TARGET): -0.748,
    ("Age", TARGET): 0.493,
    ("Area Income", TARGET): -0.476,
    ("Daily Internet Usage", TARGET): -0.787,
    ("Male", TARGET): -0.038,
    ("Daily Time Spent on Site", "Daily Internet Usage"): 0.519,
    ("Age", "Daily Internet Usage"): -0.367,
}


@pytest.fixture(scope="module")
def generate(project, tmp_path_factory):
    def run(*arguments):
        out = tmp_path_factory.mktemp("generated") / "data.csv"
        command = [sys.executable, project / "data" / "generate.py", "--out", out, *map(str, arguments)]
        subprocess.run(command, check=True)
        return out

    return run


@pytest.fixture(scope="module")
def many(generate):
    return pd.read_csv(generate("--rows", 120_000))


@pytest.fixture(scope="module")
def shipped(project):
    return pd.read_csv(project / "data" / "advertising.csv")


def test_shipped_file_is_exactly_what_the_generator_makes(project, generate):
    assert generate().read_bytes() == (project / "data" / "advertising.csv").read_bytes()


def test_file_has_the_ten_columns_in_their_order(shipped):
    assert ", ".join(shipped.columns) == (
        "Daily Time Spent on Site, Age, Area Income, Daily Internet Usage, "
        "Ad Topic Line, City, Male, Country, Timestamp, Clicked on Ad"
    )


def test_shipped_file_is_balanced_and_whole(shipped):
    assert shipped[TARGET].value_counts().to_dict() == {0: 500, 1: 500}
    assert shipped.notna().all().all()
    assert not shipped.duplicated().any()


def test_times_are_those_of_the_example(shipped):
    times = pd.to_datetime(shipped["Timestamp"])
    assert times.min() >= pd.Timestamp("2016-01-01")
    assert times.max() < pd.Timestamp("2016-07-24")


@pytest.mark.parametrize("name", MOMENTS)
def test_distributions_are_like_those_of_the_example(many, shipped, name):
    mean, deviation = MOMENTS[name]
    assert many[name].mean() == pytest.approx(mean, abs=0.02 * deviation)
    assert many[name].std() == pytest.approx(deviation, rel=0.02)
    assert shipped[name].mean() == pytest.approx(mean, abs=0.1 * deviation)


@pytest.mark.parametrize("pair", CORRELATIONS)
def test_correlations_are_like_those_of_the_example(many, pair):
    assert many[pair[0]].corr(many[pair[1]]) == pytest.approx(CORRELATIONS[pair], abs=0.03)


def test_values_stay_in_their_ranges(many):
    assert many["Age"].between(19, 61).all()
    assert many["Daily Time Spent on Site"].between(32.6, 91.5).all()
    assert many["Area Income"].between(14_000, 79_500).all()
    assert many["Male"].isin([0, 1]).all()


def test_logistic_regression_does_as_well_as_on_the_example(shipped):
    scores = cross_validate(
        make_pipeline(StandardScaler(), LogisticRegression()),
        shipped[[*MOMENTS]],
        shipped[TARGET],
        cv=RepeatedStratifiedKFold(n_splits=10, n_repeats=3, random_state=0),
        scoring=["accuracy", "roc_auc", "neg_log_loss"],
    )
    assert scores["test_accuracy"].mean() == pytest.approx(0.970, abs=0.005)
    assert scores["test_roc_auc"].mean() == pytest.approx(0.9915, abs=0.004)
    assert scores["test_neg_log_loss"].mean() == pytest.approx(-0.097, abs=0.01)


def test_words_vary(shipped):
    assert shipped["Ad Topic Line"].nunique() > 990
    assert shipped["City"].nunique() > 800
    assert shipped["Country"].nunique() > 90


def test_great_file_is_made_block_by_block(generate):
    one, other = generate("--rows", 100_001), generate("--rows", 100_002)
    with one.open() as first, other.open() as second:
        same = [line == again for line, again in zip(first, second, strict=False)]
    assert all(same[:100_001])


def test_seed_decides_the_file(generate):
    digests = {
        hashlib.sha256(generate("--rows", 50, "--seed", seed).read_bytes()).hexdigest() for seed in (1, 2)
    }
    assert len(digests) == 2


def test_half_of_an_odd_number_of_rows_click(generate):
    assert np.loadtxt(generate("--rows", 7), delimiter=",", skiprows=1, usecols=9).sum() == 3
