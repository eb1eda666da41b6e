import json

from dagspec import codes
from dagspec.check import Report
from dagspec.report import REPORTS
from dagspec.tree import Place


def report(*findings, text="shop:\n  schedul: x\n"):
    return Report(1, findings, {"x.yaml": text})


def test_text_shows_the_line_and_a_caret():
    finding = codes.UNKNOWN_KEY.at(Place("x.yaml", 2, 3, 2, 10), "unknown key 'x'", "did you mean 'y'?")
    assert REPORTS["text"](report(finding), False).splitlines() == [
        "x.yaml:2:3: error DS101 unknown key 'x'; did you mean 'y'?",
        "  2 |   schedul: x",
        "    |   ^^^^^^^",
        "1 file checked: 1 error, 0 warnings",
    ]


def test_colour_is_for_terminals_only():
    finding = codes.SECRET.at(Place("x.yaml", 2, 3, 2, 10), "a secret")
    assert "\033[33mwarning DS806\033[0m" in REPORTS["text"](report(finding), True)
    assert "\033[" not in REPORTS["text"](report(finding), False)


def test_a_finding_over_several_lines_is_underlined_to_the_end_of_the_first():
    finding = codes.WRONG_TYPE.at(Place("x.yaml", 1, 1, 3, 1), "wrong")
    assert REPORTS["text"](report(finding), False).splitlines()[2] == "    | ^^^^^"


def test_a_long_line_is_cut_around_the_culprit():
    text = "a: " + "x" * 1000 + "HERE" + "y" * 1000
    finding = codes.WRONG_TYPE.at(Place("x.yaml", 1, 1004, 1, 1008), "wrong")
    _, shown, marks, _ = REPORTS["text"](report(finding, text=text), False).splitlines()
    assert len(shown) < 200
    assert shown[marks.index("^") : marks.rindex("^") + 1] == "HERE"


def test_nothing_in_a_file_can_steer_the_terminal():
    text = "a: \x1b[31mred\n"
    finding = codes.WRONG_TYPE.at(Place("x.yaml", 1, 4, 1, 8), "wrong \x1b[31m")
    assert "\x1b" not in REPORTS["text"](report(finding, text=text), False)


def test_no_findings_and_no_snippet():
    assert REPORTS["text"](report(), False) == "1 file checked, no findings"
    finding = codes.UNREADABLE.at(Place("gone.yaml", 1, 1, 1, 1), "cannot be read")
    assert len(REPORTS["text"](report(finding), False).splitlines()) == 2


def test_json_is_the_contract():
    finding = codes.UNKNOWN_KEY.at(Place("x.yaml", 2, 3, 2, 10), "unknown", "did you mean")
    document = json.loads(REPORTS["json"](report(finding), False))
    assert document["version"] == 1
    assert (document["files"], document["errors"], document["warnings"]) == (1, 1, 0)
    assert document["diagnostics"] == [
        {
            "file": "x.yaml",
            "line": 2,
            "column": 3,
            "end_line": 2,
            "end_column": 10,
            "code": "DS101",
            "rule": "unknown-key",
            "severity": "error",
            "message": "unknown",
            "hint": "did you mean",
            "url": "docs/rules.md#ds101",
        }
    ]
