"""A local SMTP server that delivers nothing and keeps every message as a file."""

from datetime import datetime
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class MessageFolder:
    """Handler of aiosmtpd: each message becomes `<time>-<number>.eml` in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.received = 0

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Called by aiosmtpd with a whole message."""
        self.received += 1
        stamp = datetime.now().astimezone().strftime("%Y%m%dT%H%M%S")
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{stamp}-{self.received:03}.eml"
        content = envelope.content or b""
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return "250 kept"


def start_mail_sink(folder: Path, *, host: str, port: int) -> Controller:
    """Starts the server in a thread of this process; `.stop()` ends it."""
    controller = Controller(MessageFolder(folder), hostname=host, port=port)
    controller.start()
    return controller
