"""Writes .env from .env.example with generated secrets when there is none, and refuses a bad one.

    python deploy/environment.py [FOLDER]

Needs Python and nothing else: it runs before anything is installed.
"""

import base64
import binascii
import re
import secrets
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

EXAMPLE = "change-me"
ASSIGNMENT = re.compile(r"^([A-Za-z_][A-Za-z0-9_]*)=(.*)$")
PROFILES = {"cli", "mail", "observability", "flower"}
WANT_OTHER = (
    "write another value there (a new .env would not fit the old volumes: the database keeps its password)"
)


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


def assignments(text: str) -> dict[str, str]:
    """The assignments of a .env as they are written."""
    found = (ASSIGNMENT.match(line.strip()) for line in text.splitlines())
    return {match[1]: match[2].strip() for match in found if match}


def unquoted(value: str) -> str:
    """The value without the quotes around it, as compose takes them off."""
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "'\""
    return value[1:-1] if quoted else value


def is_fernet_key(value: str) -> bool:
    """Whether Airflow can encrypt with the value."""
    try:
        return len(base64.b64decode(value, altchars=b"-_", validate=True)) == 32
    except binascii.Error:
        return False


def is_positive(value: str) -> bool:
    """Whether the value is a whole number above zero."""
    return bool(re.fullmatch(r"[0-9]+", value)) and int(value) > 0


def is_port(value: str) -> bool:
    """Whether the value can be a port."""
    return is_positive(value) and int(value) < 65536


def fits_json(value: str) -> bool:
    """Whether the value can stand in a connection, which is written as JSON."""
    return not set(value) & {'"', "\\"}


def fits_address(value: str) -> bool:
    """Whether the value can stand in the address of the database or of the queue."""
    return bool(re.fullmatch(r"[A-Za-z0-9._~-]+", value))


Rule = tuple[tuple[str, ...], Callable[[str], bool], str]
PORTS = ("AIRFLOW", "MONITOR", "MAILPIT", "PROMETHEUS", "GRAFANA", "FLOWER", "SMTP")
NUMBERS = ("WORKER_CONCURRENCY", "THREADS_PER_TASK", "TASK_HEARTBEAT_TIMEOUT", "TASK_QUEUED_TIMEOUT")
RULES: tuple[Rule, ...] = (
    (("FERNET_KEY",), is_fernet_key, "expected 32 bytes in URL-safe base64"),
    (("POSTGRES_PASSWORD", "REDIS_PASSWORD"), fits_address, "expected letters, digits and . _ ~ - only"),
    (
        ("SMTP_HOST", "SMTP_USER", "password_smtp", "MONITOR_TOKEN"),
        fits_json,
        "expected no double quote and no backslash: its connection cannot carry them",
    ),
    (tuple(f"{name}_PORT" for name in PORTS), is_port, "expected a port, 1 to 65535"),
    (NUMBERS, is_positive, "expected a whole number above 0"),
    (("SMTP_DISABLE_SSL", "SMTP_DISABLE_TLS"), {"true", "false"}.__contains__, "expected true or false"),
    (("AIRFLOW_METRICS",), {"True", "False"}.__contains__, "expected True or False"),
)


def faults(written: dict[str, str], example: dict[str, str]) -> Iterator[str]:
    """What keeps the stack from being started with these values, one sentence each."""
    values = {name: unquoted(value) for name, value in written.items()}
    yield from (
        f"{name} is missing" for name, value in example.items() if value == EXAMPLE and not values.get(name)
    )
    yield from (f"{name} holds the example's value" for name, value in values.items() if EXAMPLE in value)
    yield from (f"{name} {wrong}" for name, value in written.items() for wrong in _cut(value))
    for names, holds, expected in RULES:
        for name in names:
            value = values.get(name)
            if value and EXAMPLE not in value and not holds(value):
                yield f"{name}: {expected}"
    yield from _profile_faults(values)


def _cut(value: str) -> Iterator[str]:
    if value.startswith("'"):
        return
    if "$" in value:
        yield "holds a $, which Compose takes for a variable: put the value in single quotes"
    if " #" in value and not value.startswith('"'):
        yield "holds a #, behind which Compose reads a comment: put the value in single quotes"


def _profile_faults(values: dict[str, str]) -> Iterator[str]:
    names = {name.strip() for name in values.get("COMPOSE_PROFILES", "").split(",")} - {""}
    chosen = PROFILES if "*" in names else names
    if unknown := names - PROFILES - {"*"}:
        known, got = (", ".join(sorted(each)) for each in (PROFILES, unknown))
        yield f"COMPOSE_PROFILES: expected some of {known}, got {got}"
    if "observability" in chosen and values.get("AIRFLOW_METRICS") != "True":
        yield "COMPOSE_PROFILES names observability, which needs AIRFLOW_METRICS=True"
    if "mail" not in chosen and values.get("SMTP_HOST", "mailpit") == "mailpit":
        yield "SMTP_HOST is mailpit, which needs the profile mail: without it every run fails at its email"


def main(folder: Path) -> int:
    """Leaves a .env in the folder that the stack can be started with, or says why not."""
    file = folder / ".env"
    example = (folder / ".env.example").read_text(encoding="utf-8")
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(fill(example), encoding="utf-8")
        print(f"wrote {file} with generated secrets; keep it, the database is encrypted with them")
    found = list(faults(assignments(file.read_text(encoding="utf-8")), assignments(example)))
    for fault in found:
        print(f"{file}: {fault}", file=sys.stderr)
    if found:
        print(f"{file}: {WANT_OTHER}", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else ".")))
