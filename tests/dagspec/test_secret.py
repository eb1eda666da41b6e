import pytest

from dagspec.secret import MASK, is_in_clear, masked


@pytest.mark.parametrize(
    "name", ["password", "smtp_passwd", "API_KEY", "apikey", "token", "client_secret", "Authorization"]
)
def test_a_value_of_a_telling_name_is_masked(name):
    assert masked({"op_kwargs": {name: "abc"}}) == {"op_kwargs": {name: MASK}}


def test_what_stands_below_a_telling_name_is_masked():
    assert masked({"credentials": {"user": "me", "pins": [1234]}}) == {
        "credentials": {"user": MASK, "pins": [MASK]}
    }


@pytest.mark.parametrize("value", ["{{ var.value.token }}", "${TOKEN}", None, True])
def test_where_a_secret_is_kept_is_no_secret(value):
    assert masked(value, ["token"]) == value


@pytest.mark.parametrize("value", ["{{ 'abc' }}", "${TOKEN:-abc}"])
def test_a_secret_within_a_template_or_a_default_is_masked(value):
    assert masked(value, ["token"]) == MASK


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("postgresql://me:pa55@host/db", f"postgresql://me:{MASK}@host/db"),
        ("curl -H 'Authorization: Bearer abcdef123'", f"curl -H 'Authorization: Bearer {MASK}'"),
        ("login --password=abc --user me", f"login --password={MASK} --user me"),
        ('{"token": "abc"}', f'{{"token": "{MASK}"}}'),
        ("curl -u bob:s3cr3t https://host", f"curl -u bob:{MASK} https://host"),
        ("export AWS_SECRET_ACCESS_KEY=abc", f"export AWS_SECRET_ACCESS_KEY={MASK}"),
        ("docker run -u 1000:1000 image", "docker run -u 1000:1000 image"),
        ("https://host:8080/path", "https://host:8080/path"),
        ("an ordinary text with a token in it", "an ordinary text with a token in it"),
    ],
)
def test_passwords_within_text_are_masked(text, shown):
    assert masked(text, ["bash_command"]) == shown


def test_everything_else_stays():
    value = {"seed": 42, "names": ["a", None, 1.5], "flag": False}
    assert masked(value) == value


@pytest.mark.parametrize(
    "text",
    [
        "curl -u bob:s3cr3t https://host",
        "curl -sS --user 'bob:s3cr3t' https://host",
        "export AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI",
        "PGPASSWORD=hunter2 psql",
        "login --password hunter2",
        "login --api-key=a1b2c3d4",
        "curl -H 'Authorization: Bearer abcdef123' https://host",
        "https://host/path?token=abcdef",
    ],
)
def test_a_secret_that_is_written_out_is_seen(text):
    assert is_in_clear(text)


@pytest.mark.parametrize(
    "text",
    [
        'curl -u "$LOGIN" https://host',
        "curl -u bob:$PASSWORD https://host",
        "curl -u {{ conn.shop.login }}:{{ conn.shop.password }} https://host",
        "docker run -u 1000:1000 image",
        "export PASSWORD=$(cat /run/secrets/password)",
        "export TOKEN=${TOKEN}",
        "login --password {{ var.value.password }}",
        "login --password-file /run/secrets/password --password -",
        "python -c 'token=get_token()'",
        "train --max-token=4096 --use-token=true",
        "send a header authorization: bearer",
        "the password: see the wiki",
    ],
)
def test_where_a_secret_comes_from_is_none(text):
    assert not is_in_clear(text)
