from __future__ import annotations

import pytest

from monitor.settings import BadSetting, Settings


def test_nothing_set_means_loopback_no_token_and_the_folder_var():
    settings = Settings.from_environ({})
    assert (settings.host, settings.port, settings.token, settings.storage) == (
        "127.0.0.1",
        5000,
        None,
        "./var",
    )


def test_the_storage_of_the_pipeline_is_the_default():
    assert Settings.from_environ({"PIPELINE_STORAGE": "s3://bucket/x"}).storage == "s3://bucket/x"
    both = {"PIPELINE_STORAGE": "/a", "MONITOR_STORAGE": "/b"}
    assert Settings.from_environ(both).storage == "/b"


def test_an_empty_token_is_no_token():
    assert Settings.from_environ({"MONITOR_TOKEN": "  "}).token is None


def test_links_prefer_the_public_address():
    inside = {"MONITOR_AIRFLOW_URL": "http://apiserver:8080/"}
    assert Settings.from_environ(inside).links_to == "http://apiserver:8080"
    outside = inside | {"MONITOR_AIRFLOW_PUBLIC_URL": "https://airflow.example.com"}
    assert Settings.from_environ(outside).links_to == "https://airflow.example.com"


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("MONITOR_AIRFLOW_PUBLIC_URL", "javascript:alert(1)", "http:// or https://"),
        ("MONITOR_POLL_SECONDS", "soon", "a number above 0"),
        ("MONITOR_POLL_SECONDS", "0", "a number above 0"),
        ("MONITOR_GRACE_MINUTES", "inf", "a number above 0"),
        ("MONITOR_PORT", "70000", "a port from 1 to 65535"),
        ("MONITOR_PORT", "80.5", "a port from 1 to 65535"),
    ],
)
def test_a_bad_value_is_named_with_what_was_expected(name: str, value: str, expected: str):
    with pytest.raises(BadSetting, match=f"{name}: expected .*{expected}.*, got '"):
        Settings.from_environ({name: value})
