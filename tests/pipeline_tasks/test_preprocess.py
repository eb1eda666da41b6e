import json
import pickle

import numpy as np
import pytest
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import MinMaxScaler, StandardScaler

from pipeline_tasks import blocks, preprocess
from pipeline_tasks.errors import BadArgument
from pipeline_tasks.preprocess import choose_test_rows, fit_scalers, preprocess_data


@pytest.fixture
def loaded(pipeline):
    pipeline.load()
    return pipeline


def arrays(pipeline, *names):
    return [np.load(str(pipeline.path(f"{name}.npy"))) for name in names]


def test_split_is_the_one_of_scikit_learn(loaded):
    loaded.preprocess()
    features, target = arrays(loaded, "features", "target")
    train, test = train_test_split(np.arange(1000), test_size=0.3, random_state=42, stratify=target)
    scaler = StandardScaler().fit(features[np.sort(train)])
    found_train, found_test = arrays(loaded, "X_train", "X_test")
    np.testing.assert_allclose(found_train, scaler.transform(features[np.sort(train)]), atol=1e-12)
    np.testing.assert_allclose(found_test, scaler.transform(features[np.sort(test)]), atol=1e-12)


def test_log_says_how_the_rows_are_kept(loaded, capsys):
    loaded.preprocess()
    assert "scaled in blocks of up to 65,536 rows, kept as float64" in capsys.readouterr().out


def test_both_parts_keep_the_share_of_the_classes(loaded):
    loaded.preprocess()
    train, test = arrays(loaded, "y_train", "y_test")
    assert (len(train), train.sum(), len(test), test.sum()) == (700, 350, 300, 150)


def test_row_numbers_follow_their_rows(loaded):
    loaded.preprocess()
    target, numbers, test = arrays(loaded, "target", "rows_test", "y_test")
    assert (target[numbers - 2] == test).all()


def test_pickle_holds_arrays_names_and_scalers(loaded):
    loaded.preprocess()
    content = pickle.loads(loaded.path("preprocessed.pkl").read_bytes())  # noqa: S301  just written
    assert content["X_train"].shape == (700, 5)
    assert content["y_test"].shape == (300,)
    assert content["feature_names"][1] == "Age"
    features, numbers = arrays(loaded, "features", "rows_train")
    rows = features[numbers - 2]
    assert (content["scalers"]["minmax"].data_max_ == rows.max(axis=0)).all()
    np.testing.assert_allclose(content["scalers"]["standard"].mean_, rows.mean(axis=0))


def test_scalers_know_the_names_of_the_features(loaded):
    loaded.preprocess()
    scalers = pickle.loads(loaded.path("scalers.pkl").read_bytes())  # noqa: S301  just written
    assert list(scalers["standard"].get_feature_names_out())[1] == "Age"


def test_scalers_fitted_in_blocks_equal_those_fitted_at_once(monkeypatch):
    features = np.random.default_rng(0).normal(50, 9, (1000, 3))
    members = np.arange(1000) % 3 > 0
    monkeypatch.setattr(blocks.row_blocks, "__defaults__", (70,))
    found = fit_scalers(features, members, ["a", "b", "c"])
    np.testing.assert_allclose(found["standard"].mean_, StandardScaler().fit(features[members]).mean_)
    np.testing.assert_allclose(found["standard"].scale_, StandardScaler().fit(features[members]).scale_)
    np.testing.assert_allclose(found["minmax"].data_min_, MinMaxScaler().fit(features[members]).data_min_)


def test_split_in_blocks_keeps_the_shares(monkeypatch):
    target = (np.random.default_rng(0).random(10_000) < 0.2).astype(np.uint8)
    monkeypatch.setattr(preprocess, "MEMORY_ROWS", 999)
    in_test = choose_test_rows(target, 0.3, 42)
    assert abs(in_test.mean() - 0.3) < 0.001
    assert abs(target[in_test].mean() - target.mean()) < 0.002


def test_seed_decides_the_split(loaded):
    loaded.preprocess()
    [first] = arrays(loaded, "rows_test")
    loaded.preprocess(seed=43)
    [second] = arrays(loaded, "rows_test")
    assert (first != second).any()


@pytest.mark.parametrize("test_size", [0, 1, "1.5", "a third"])
def test_share_that_is_none_is_refused(loaded, test_size):
    with pytest.raises(BadArgument, match="expected test_size to be a number above 0 and below 1"):
        loaded.preprocess(test_size=test_size)


def test_first_run_has_no_drift(loaded):
    loaded.preprocess()
    assert "drift" not in json.loads(loaded.path("split.json").read_text())


def test_next_run_is_compared_with_what_is_published(pipeline, write_csv, csv_lines):
    pipeline.run()
    older = [
        csv_lines[0],
        *(",".join([c[0], str(int(c[1]) + 4), *c[2:]]) for c in (line.split(",") for line in csv_lines[1:])),
    ]
    later = pipeline.again(source=write_csv(older), run_id="later")
    later.load()
    later.preprocess()
    drift = json.loads(later.path("split.json").read_text())["drift"]
    assert drift["Age"]["psi"] > drift["Age"]["limit"]
    assert drift["Male"]["psi"] == 0


def test_reference_of_another_run_is_refused(loaded):
    with pytest.raises(BadArgument, match="expected the path of a file in"):
        preprocess_data(str(loaded.path("data.json")), loaded.storage, "other", 0.3, 42)


def test_a_feature_with_one_value_is_told(pipeline, csv_lines, write_csv, capsys):
    same_age = [
        csv_lines[0],
        *(",".join([c[0], "30", *c[2:]]) for c in (x.split(",") for x in csv_lines[1:])),
    ]
    run = pipeline.again(source=write_csv(same_age))
    run.open()
    run.run()
    assert "warning: Age: one value in all training rows" in capsys.readouterr().out
    assert "Warning   one value in all training rows: Age" in run.path("model_summary.txt").read_text()
