#!/usr/bin/env python3
"""Stand-in for Mailpit: an SMTP sink on port 1025 and the part of Mailpit's API on 8025 that tests read."""

import email
import email.policy
import json
import sys
import threading
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from aiosmtpd.controller import Controller

ANY = "0.0.0.0"  # noqa: S104  a container is reached from others
READY = "http://127.0.0.1:8025/readyz"
MESSAGES: list[dict] = []


class Sink:
    """Keeps every mail it is given."""

    async def handle_DATA(self, server, session, envelope):
        """Parses one mail and puts it first, as Mailpit lists them."""
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        body = mail.get_body(("html", "plain"))
        MESSAGES.insert(
            0,
            {
                "ID": str(len(MESSAGES) + 1),
                "Subject": str(mail["Subject"]),
                "From": {"Address": envelope.mail_from},
                "To": [{"Address": address} for address in envelope.rcpt_tos],
                "HTML": body.get_content() if body else "",
            },
        )
        return "250 stored"


class Api(BaseHTTPRequestHandler):
    """GET /api/v1/messages, GET /api/v1/message/ID, GET /readyz, DELETE /api/v1/messages."""

    def do_GET(self):
        """Answers a list, one mail, or that all is well."""
        if self.path == "/api/v1/messages":
            return self.answer(200, {"total": len(MESSAGES), "messages": MESSAGES})
        if self.path.startswith("/api/v1/message/"):
            found = [mail for mail in MESSAGES if mail["ID"] == self.path.rsplit("/", 1)[1]]
            return self.answer(200, found[0]) if found else self.answer(404, {"Error": "not found"})
        return self.answer(200, "ok") if self.path == "/readyz" else self.answer(404, {"Error": "not found"})

    def do_DELETE(self):
        """Forgets every mail."""
        MESSAGES.clear()
        self.answer(200, "ok")

    def answer(self, status, content):
        """Sends the content as JSON."""
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        """Keeps health checks out of the log."""


if sys.argv[1:] == ["readyz"]:
    urllib.request.urlopen(READY, timeout=5)
    sys.exit()
Controller(Sink(), hostname=ANY, port=1025).start()
threading.Thread(target=ThreadingHTTPServer((ANY, 8025), Api).serve_forever).start()
