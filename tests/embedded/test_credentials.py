import json

from embedded.credentials import Credentials, load_credentials, write_airflow_logins


def test_credentials_are_generated_once_and_kept(tmp_path):
    first = load_credentials(tmp_path / "state" / "credentials.json")
    again = load_credentials(tmp_path / "state" / "credentials.json")
    assert first == again


def test_two_installations_share_no_secret():
    one, other = vars(Credentials()), vars(Credentials())
    assert not set(one.values()) & set(other.values())


def test_only_the_owner_reads_the_credentials(tmp_path):
    path = tmp_path / "credentials.json"
    load_credentials(path)
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_repr_shows_no_secret():
    credentials = Credentials()
    assert credentials.admin_password not in repr(credentials)


def test_airflow_knows_an_admin_and_a_viewer(tmp_path):
    credentials = Credentials()
    write_airflow_logins(tmp_path / "passwords.json", credentials)
    assert json.loads((tmp_path / "passwords.json").read_text()) == {
        "admin": credentials.admin_password,
        "monitor": credentials.monitor_password,
    }
