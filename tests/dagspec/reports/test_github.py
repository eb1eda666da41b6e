from dataclasses import replace

from dagspec.check import Report
from dagspec.reports.github import github


def test_each_finding_is_one_line(report):
    assert len(github(report).split("\n")) == len(report.diagnostics)


def test_message_and_properties_are_escaped_each_in_their_way(report):
    first = github(report).split("\n")[0]
    assert first.startswith("::error file=dags/ä b%2Cc.yaml,line=2,endLine=2,title=DS101 unknown-key,col=3,")
    assert '::a "quoted" <name> & 100%25: x, y%0Asecond line' in first


def test_a_finding_over_several_lines_has_no_columns(report):
    wide = replace(report.diagnostics[0], end_line=4)
    assert "col=" not in github(Report(1, (wide,), {}))


def test_a_file_name_cannot_start_another_command(report):
    evil = replace(report.diagnostics[0], file="x\n::set-output name=a::b,c")
    assert github(Report(1, (evil,), {})).count("\n") == 0


def test_a_clean_check_says_so():
    assert github(Report(3, (), {})) == "::notice title=dagspec::3 checked, no findings"
