from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from monitor.openapi import document, operations
from tests.monitor.serving import TOKEN, serve


def test_the_document_and_the_app_name_the_same_routes(client: FlaskClient):
    described = {(each.method, each.path) for each in operations()}
    served = {
        (method, re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule))
        for rule in client.application.url_map.iter_rules()
        if not rule.endpoint.endswith("static")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert described == served


def test_every_reference_leads_somewhere():
    def walk(node: object) -> None:
        if isinstance(node, dict):
            if "$ref" in node:
                place: object = document()
                for step in node["$ref"].removeprefix("#/").split("/"):
                    place = place[step]
            for each in node.values():
                walk(each)
        elif isinstance(node, list):
            for each in node:
                walk(each)

    walk(document())


def test_no_comma_has_cut_a_description_in_two():
    def walk(node: object) -> None:
        for each in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
            assert each is not None, f"a key without a value in {node}"
            walk(each)

    walk(document())


def test_the_page_shows_every_operation(client: FlaskClient):
    page = client.get("/docs").text
    for each in operations():
        assert f"<code>{each.path}</code>" in page
        assert each.summary.replace("'", "&#39;") in page


def test_the_document_is_not_sent_twice(client: FlaskClient):
    tag = client.get("/openapi.json").headers["ETag"]
    assert client.get("/openapi.json", headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.slow
def test_no_request_gets_an_answer_that_is_not_described(storage: Path, tmp_path: Path, history: list[str]):
    """Schemathesis asks what the document allows, and what it does not: no 5xx, nothing undocumented."""
    program = Path(sys.executable).with_name("schemathesis")
    with serve(storage, tmp_path / "index.sqlite") as url:
        command = [
            program, "run", f"{url}/openapi.json", "--header", f"Authorization: Bearer {TOKEN}",
            "--phases", "examples,coverage,fuzzing", "--checks", "all", "--max-examples", "10", "--seed", "1",
            "--no-color",
        ]  # fmt: skip
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    tested = re.search(r"Tested: (\d+)", done.stdout)
    # All but the document itself, which it reads to begin with.
    assert tested is not None
    assert int(tested[1]) == len(operations()) - 1
