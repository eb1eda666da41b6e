import json
import socket
import subprocess
from dataclasses import replace

import pytest

from embedded.credentials import Credentials
from embedded.settings import HOST, Ports, Settings, SetupError, build_environment, read_port, suggest_port
from tests.stack.servers import find_free_ports


@pytest.fixture
def settings(tmp_path):
    return Settings(ports=Ports(airflow=18080, monitor=15000, smtp=11025), storage=tmp_path)


def test_ports_come_from_the_environment():
    assert Ports.from_environment({"AIRFLOW_PORT": "9000"}) == Ports(airflow=9000, monitor=5000, smtp=1025)


@pytest.mark.parametrize("value", ["", "eighty", "0", "65536", "-1"])
def test_a_port_that_is_none_is_named(value):
    with pytest.raises(SetupError, match=f"AIRFLOW_PORT is '{value}'; expected a port number"):
        read_port({"AIRFLOW_PORT": value}, "AIRFLOW_PORT", 8080)


def test_a_taken_port_is_named_with_another_to_try():
    with socket.socket() as other:
        other.bind((HOST, 0))
        other.listen()
        port = other.getsockname()[1]
        airflow, smtp = find_free_ports(2)
        ports = Ports(airflow=airflow, monitor=port, smtp=smtp)
        with pytest.raises(SetupError, match=rf"port {port} on 127.0.0.1 is taken") as raised:
            ports.require_free()
    suggested = int(str(raised.value).split("MONITOR_PORT=")[1].split()[0])
    replace(ports, monitor=suggested).require_free()


def test_the_last_port_has_another_to_try():
    assert suggest_port(65535, [65535, 1024]) in range(1025, 65535)


def test_two_parts_on_one_port_are_named():
    port, other = find_free_ports(2)
    with pytest.raises(SetupError, match=rf"^AIRFLOW_PORT and SMTP_PORT are both {port}; .* SMTP_PORT=\d+"):
        Ports(airflow=port, monitor=other, smtp=port).require_free()


def test_everything_listens_on_loopback_only(settings):
    environment = build_environment(settings, Credentials())
    assert environment["AIRFLOW__API__HOST"] == environment["MONITOR_HOST"] == "127.0.0.1"


def test_the_monitor_and_the_tasks_share_one_storage(settings, monkeypatch):
    monkeypatch.setenv("PIPELINE_STORAGE", "/somewhere/else")
    environment = build_environment(settings, Credentials())
    assert environment["PIPELINE_STORAGE"] == environment["MONITOR_STORAGE"] == str(settings.storage)


def test_the_caller_overrides_what_the_spec_reads(settings, monkeypatch):
    monkeypatch.setenv("PIPELINE_RETRY_DELAY", "1m")
    assert build_environment(settings, Credentials())["PIPELINE_RETRY_DELAY"] == "1m"


def test_the_monitor_connection_carries_the_monitors_token(settings):
    credentials = Credentials()
    environment = build_environment(settings, credentials)
    connection = json.loads(environment["AIRFLOW_CONN_MONITOR"])
    assert connection["extra"]["Authorization"] == f"Bearer {environment['MONITOR_TOKEN']}"
    assert connection["port"] == int(environment["MONITOR_PORT"])


def test_nothing_calls_home(settings):
    environment = build_environment(settings, Credentials())
    assert environment["AIRFLOW__DAG_FACTORY__ENABLE_TELEMETRY"] == "False"
    assert environment["AIRFLOW__USAGE_DATA_COLLECTION__ENABLED"] == "False"
    assert environment["DO_NOT_TRACK"] == "1"


def test_the_bash_of_a_task_does_not_read_the_users_settings(settings, tmp_path, monkeypatch):
    (tmp_path / ".bashrc").write_text("echo read", "utf-8")
    monkeypatch.setenv("SHLVL", "0")
    environment = build_environment(settings, Credentials()) | {"HOME": str(tmp_path)}
    bash = ["bash", "-c", "echo done"]
    read = {}
    standard_input, other_end = socket.socketpair()
    with standard_input, other_end:
        for name, level in (("ours", environment["SHLVL"]), ("without", "0")):
            of_task = environment | {"SHLVL": level}
            done = subprocess.run(bash, env=of_task, stdin=standard_input, capture_output=True, check=True)
            read[name] = done.stdout.split()
    assert read == {"ours": [b"done"], "without": [b"read", b"done"]}
