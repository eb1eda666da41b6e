"""Reads what the local SMTP server has kept."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path


def read_mail(folder: Path) -> list[EmailMessage]:
    """The messages, oldest first."""
    return [
        message_from_bytes(path.read_bytes(), policy=policy.default) for path in sorted(folder.glob("*.eml"))
    ]
