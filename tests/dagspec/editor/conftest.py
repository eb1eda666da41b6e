"""yaml-language-server as an editor talks to it: JSON-RPC over its standard streams."""

import contextlib
import itertools
import json
import queue
import subprocess
import threading
from pathlib import Path

import pytest

WAIT = 60


class LanguageServer:
    """One server process with the project's schema for every YAML file."""

    def __init__(self, node: str, server: Path, schema: Path, folder: Path) -> None:
        self._process = subprocess.Popen(
            [node, str(server), "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=folder
        )
        self._messages: queue.Queue[dict] = queue.Queue()
        self._ids = itertools.count(1)
        self._schema, self._folder = schema, folder
        self._said: dict[str, list[dict]] = {}
        threading.Thread(target=self._listen, daemon=True).start()
        self._request(
            "initialize",
            {
                "processId": None,
                "rootUri": folder.as_uri(),
                "capabilities": {
                    "textDocument": {"completion": {"completionItem": {"snippetSupport": True}}}
                },
                "workspaceFolders": [{"uri": folder.as_uri(), "name": "project"}],
            },
        )
        self._send({"method": "initialized", "params": {}})
        settings = {"yaml": self._settings}
        self._send({"method": "workspace/didChangeConfiguration", "params": {"settings": settings}})

    @property
    def _settings(self) -> dict:
        return {
            "schemas": {self._schema.as_uri(): "*.yaml"},
            "schemaStore": {"enable": False},
            "validate": True,
            "hover": True,
            "completion": True,
        }

    def open(self, text: str) -> str:
        """Open a document and return its address, once the server has read its schema and checked it."""
        uri = (self._folder / f"spec{next(self._ids)}.yaml").as_uri()
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self._send({"method": "textDocument/didOpen", "params": {"textDocument": document}})
        self.problems(uri)
        return uri

    def complete(self, uri: str, line: int, character: int) -> list[dict]:
        """Ask what may be written at a place; lines and characters count from 0."""
        answer = self._request("textDocument/completion", self._at(uri, line, character))
        return answer["items"] if isinstance(answer, dict) else answer

    def hover(self, uri: str, line: int, character: int) -> str:
        """Ask what is shown when the mouse rests at a place."""
        answer = self._request("textDocument/hover", self._at(uri, line, character))
        return answer["contents"]["value"] if answer else ""

    def problems(self, uri: str) -> list[dict]:
        """Wait for what is underlined."""
        while uri not in self._said:
            self._take()
        return self._said[uri]

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.communicate()

    def _at(self, uri: str, line: int, character: int) -> dict:
        return {"textDocument": {"uri": uri}, "position": {"line": line, "character": character}}

    def _send(self, message: dict) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._process.stdin.flush()

    def _request(self, method: str, params: dict):
        number = next(self._ids)
        self._send({"id": number, "method": method, "params": params})
        while True:
            message = self._take()
            if message.get("id") == number and "method" not in message:
                assert "error" not in message, message
                return message["result"]

    def _take(self) -> dict:
        """Handle one message: the server asks for its settings, and says what is wrong with documents."""
        message = self._messages.get(timeout=WAIT)
        if message.get("method") == "workspace/configuration":
            answers = [
                self._settings if item.get("section") == "yaml" else None
                for item in message["params"]["items"]
            ]
            self._send({"id": message["id"], "result": answers})
        elif message.get("method") == "textDocument/publishDiagnostics":
            self._said[message["params"]["uri"]] = message["params"]["diagnostics"]
        elif "id" in message and "method" in message:
            self._send({"id": message["id"], "result": None})
        return message

    def _listen(self) -> None:
        stream = self._process.stdout
        while header := stream.readline():
            length = int(header.split(b":")[1])
            while stream.readline().strip():
                pass
            self._messages.put(json.loads(stream.read(length)))


@pytest.fixture(scope="module")
def editor(node_modules, require_program, tmp_path_factory, project):
    """An editor with the schema that `dagspec schema` makes of this project."""
    from dagspec.__main__ import main

    folder = tmp_path_factory.mktemp("project")
    schema = folder / "project.schema.json"
    with contextlib.chdir(project):
        assert main(["schema", "--out", str(schema)]) == 0
    server = node_modules / "yaml-language-server" / "bin" / "yaml-language-server"
    opened = LanguageServer(require_program("node"), server, schema, folder)
    yield opened
    opened.close()
