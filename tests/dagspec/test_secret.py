import pytest

from dagspec.secret import MASK, masked


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
        ("https://host:8080/path", "https://host:8080/path"),
        ("an ordinary text with a token in it", "an ordinary text with a token in it"),
    ],
)
def test_passwords_within_text_are_masked(text, shown):
    assert masked(text, ["bash_command"]) == shown


def test_everything_else_stays():
    value = {"seed": 42, "names": ["a", None, 1.5], "flag": False}
    assert masked(value) == value
