"""Writes .env from .env.example with generated secrets when there is none, and refuses a bad one.

    python deploy/environment.py [FOLDER]

Needs Python and nothing else: it runs before anything is installed.
"""

import base64
import re
import secrets
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

EXAMPLE = "change-me"
ASSIGNMENT = re.compile(r"^([A-Za-z_][A-Za-z0-9_]*)=(.*)$")
NOT_IN_JSON = '"\\'


def fernet_key() -> str:
    """A new key for Airflow's encryption: 32 random bytes in URL-safe base64."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


def token() -> str:
    """A new password that needs no quoting in a URL, in JSON or in a shell."""
    return secrets.token_hex(24)


GENERATORS: dict[str, Callable[[], str]] = {"FERNET_KEY": fernet_key}


def fill(example: str) -> str:
    """The example's text with a new secret wherever it says change-me."""
    return "".join(map(_filled, example.splitlines(keepends=True)))


def _filled(line: str) -> str:
    match = ASSIGNMENT.match(line.rstrip("\n"))
    if not match or match[2] != EXAMPLE:
        return line
    return f"{match[1]}={GENERATORS.get(match[1], token)()}\n"


def read(text: str) -> dict[str, str]:
    """The assignments of a .env; quotes around a value are taken off, as compose does."""
    found = (ASSIGNMENT.match(line.strip()) for line in text.splitlines())
    return {match[1]: match[2].strip("'\"") for match in found if match}


def faults(values: dict[str, str], example: dict[str, str]) -> Iterator[str]:
    """What keeps the stack from being started with these values, one sentence each."""
    needed = [name for name, value in example.items() if value == EXAMPLE]
    for name in needed:
        if not values.get(name):
            yield f"{name} is missing"
    for name, value in values.items():
        if EXAMPLE in value:
            yield f"{name} holds the example's value"
    if any(mark in values.get("password_smtp", "") for mark in NOT_IN_JSON):
        yield "password_smtp holds a double quote or a backslash, which its connection cannot carry"
    if "observability" in values.get("COMPOSE_PROFILES", "") and values.get("AIRFLOW_METRICS") != "True":
        yield "COMPOSE_PROFILES names observability, which needs AIRFLOW_METRICS=True"


def main(folder: Path) -> int:
    """Leaves a .env in the folder that the stack can be started with, or says why not."""
    file = folder / ".env"
    example = (folder / ".env.example").read_text(encoding="utf-8")
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(fill(example), encoding="utf-8")
        print(f"wrote {file} with generated secrets; keep it, the database is encrypted with them")
    found = list(faults(read(file.read_text(encoding="utf-8")), read(example)))
    for fault in found:
        print(f"{file}: {fault}; write a value there, or move the file away for a new one", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else ".")))
