import json
import pickle
import subprocess
import sys
from pathlib import Path

import pytest
from upath import UPath

from pipeline_tasks.manifest import BrokenManifest, read_manifest, read_manifest_if_any
from pipeline_tasks.storage import sha256


def test_manifest_fits_its_schema(finished, must_fit):
    must_fit(
        "manifest.schema.json", json.loads((UPath(finished.storage) / "model" / "manifest.json").read_text())
    )


@pytest.mark.parametrize(
    ("schema", "name"), [("manifest", "model/manifest"), ("run_record", "records/run-1")]
)
def test_file_fits_its_schema_in_the_hands_of_a_stranger(finished, project, schema, name):
    tool = str(Path(sys.executable).parent / "check-jsonschema")
    schema_file = str(project / "schemas" / f"{schema}.schema.json")
    subprocess.run([tool, "--schemafile", schema_file, f"{finished.storage}/{name}.json"], check=True)


def test_manifest_says_what_was_published(finished):
    manifest = read_manifest(finished.storage)
    assert (manifest.run_id, manifest.dag_id) == (finished.run_id, "ml_pipeline_advertising")
    assert manifest.data.rows == 1000
    assert manifest.scores.accuracy > 0.9
    assert set(manifest.libraries) == {"python", "scikit-learn", "numpy", "scipy", "pandas"}
    for file in manifest.files.values():
        assert sha256(UPath(finished.storage) / file.path) == file.sha256


def test_canonical_files_are_those_of_the_manifest(finished):
    manifest, storage = read_manifest(finished.storage), UPath(finished.storage)
    for name, file in manifest.files.items():
        folder = "working_data" if name == "preprocessed.pkl" else "model"
        assert sha256(storage / folder / name) == file.sha256


def test_before_the_first_publication_there_is_none(tmp_path):
    assert read_manifest_if_any(str(tmp_path)) is None
    with pytest.raises(FileNotFoundError):
        read_manifest(str(tmp_path))


@pytest.mark.parametrize("content", ["{", "{}", "[]"])
def test_broken_manifest_names_its_file(tmp_path, content):
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "manifest.json").write_text(content)
    with pytest.raises(BrokenManifest, match=r"manifest\.json: "):
        read_manifest(str(tmp_path))


def test_published_pickle_is_the_preprocessed_data(finished):
    content = pickle.loads((UPath(finished.storage) / "working_data" / "preprocessed.pkl").read_bytes())  # noqa: S301  just written
    assert content["X_train"].shape == (700, 5)
