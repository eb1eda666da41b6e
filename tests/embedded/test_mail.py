import smtplib
import socket
from email.message import EmailMessage

import pytest

from embedded.mail import start_mail_sink
from tests.embedded.mailbox import read_mail


@pytest.fixture
def sink(tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = start_mail_sink(tmp_path / "mail", host="127.0.0.1", port=port)
    yield port
    controller.stop()


def test_messages_are_kept_in_the_order_they_came(sink, tmp_path):
    for subject in ("first", "second"):
        message = EmailMessage()
        message["Subject"], message["From"], message["To"] = subject, "a@example.com", "b@example.com"
        message.set_content("Zürich: 0.97 ± 0.02")
        with smtplib.SMTP("127.0.0.1", sink) as client:
            client.send_message(message)
    kept = read_mail(tmp_path / "mail")
    assert [message["Subject"] for message in kept] == ["first", "second"]
    assert kept[0].get_content().strip() == "Zürich: 0.97 ± 0.02"
