"""Logins and keys of the embedded stack: generated once, kept in a file that only the owner reads."""

import base64
import json
import os
import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(frozen=True, repr=False)
class Credentials:
    """Every secret of the stack."""

    admin_password: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    monitor_password: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    monitor_token: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    jwt_secret: str = field(default_factory=lambda: secrets.token_urlsafe(48))
    fernet_key: str = field(
        default_factory=lambda: base64.urlsafe_b64encode(secrets.token_bytes(32)).decode("ascii")
    )


def load_credentials(path: Path) -> Credentials:
    """The credentials kept at `path`; they are generated when there are none."""
    try:
        return Credentials(**json.loads(path.read_text("utf-8")))
    except FileNotFoundError:
        credentials = Credentials()
        write_private(path, json.dumps(asdict(credentials), indent=2))
        return credentials


def write_private(path: Path, text: str) -> None:
    """Writes a file that only its owner can read, from its first byte on."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)


def write_airflow_logins(path: Path, credentials: Credentials) -> None:
    """The file from which Airflow's simple auth manager takes its passwords."""
    logins = {"admin": credentials.admin_password, "monitor": credentials.monitor_password}
    write_private(path, json.dumps(logins))
