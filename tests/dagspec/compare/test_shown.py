import json

from dagspec.compare.shown import MARKER, as_json, markdown, text


def test_a_secret_is_never_shown(compared, old):
    comparison = compared(old, old.replace("hunter2", "hunter3"))
    for shown in (text, as_json, markdown):
        assert "hunter" not in shown(comparison)
        assert "op_kwargs.password" in shown(comparison)
    assert "*** -> *** (a secret, changed)" in text(comparison)


def test_a_password_within_an_address_is_masked(compared, old):
    new = old.replace("https://example.com", "https://me:pa55word@example.com")
    assert "pa55word" not in markdown(compared(old, new))
    assert "https://me:***@example.com" in markdown(compared(old, new))


def test_a_secret_within_lines_of_text_is_masked(compared, old):
    new = old.replace("echo two", "curl -H 'Authorization: Bearer abcdef123456'")
    for shown in (text, as_json, markdown):
        assert "abcdef123456" not in shown(compared(old, new))


def test_json_has_every_change_with_its_place(compared, old):
    (change,) = json.loads(as_json(compared(old, old.replace("seed: 42", "seed: 7"))))["changes"]
    assert change == {
        "what": "argument",
        "action": "changed",
        "dag_id": "my_dag",
        "subject": "train",
        "key": "op_kwargs.seed",
        "old": 42,
        "new": 7,
        "file": "spec.yaml",
        "line": 17,
        "column": 25,
    }


def test_markdown_begins_with_a_mark_to_find_it_again(compared, old):
    assert markdown(compared(old, old)).split("\n") == [
        MARKER,
        "### Changes of the pipelines",
        "",
        "No changes in terms of DAGs.",
    ]


def test_no_value_can_break_out_of_its_code_span(compared, old):
    new = old.replace("Gets the data", '"``` | <img src=x> `a` \\n # big"')
    line = next(line for line in markdown(compared(old, new)).split("\n") if "tooltip" in line)
    assert '````"``` | <img src=x> `a` \\n # big"````' in line


def test_a_schedule_is_bold(compared, old):
    assert "- **schedule: `@daily` -> `@hourly`**" in markdown(
        compared(old, old.replace("@daily", "@hourly"))
    )


def test_changed_lines_stand_in_a_block_of_their_own(compared, old):
    shown = markdown(compared(old, old.replace("echo two", "echo three")))
    assert "\n  ~~~~~~diff\n" in shown
    assert "\n  -echo two\n  +echo three\n  ~~~~~~\n" in shown


def test_a_comment_stays_below_githubs_limit(compared):
    old = "d: {tasks: {}}\n"
    new = "d:\n  tasks:\n" + "".join(f"    task_{n}: {{operator: a.B}}\n" for n in range(2000))
    shown = markdown(compared(old, new))
    assert len(shown) < 65_536
    assert shown.endswith("2000 changes in all; `dagspec diff` shows the rest.")
