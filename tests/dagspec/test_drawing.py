import subprocess
from datetime import date

import pytest

from dagspec.drawing import dot, mermaid
from dagspec.project import load


def test_groups_are_boxes_within_boxes(dag):
    drawn = mermaid([dag]).split("\n")
    assert drawn[1] == '  subgraph d0n0 ["outer"]'
    assert drawn[2] == '    subgraph d0n1 ["inner"]'
    assert drawn[3] == '      d0n3["second"]'


def test_a_trigger_rule_is_marked_also_when_it_is_inherited(dag):
    drawn = mermaid([dag])
    assert 'd0n2["first<br/>all_done"]:::rule' in drawn
    assert 'd0n5["mapped<br/>all_done<br/>mapped"]:::rule' in drawn
    assert "classDef rule" in drawn


def test_several_dags_stand_side_by_side(dag):
    assert mermaid([dag, dag]).count('["my_dag"]') == 2


def test_no_name_can_end_a_label(tmp_path):
    (tmp_path / "x.yaml").write_text(
        "d: {tasks: {'a\"]<b>#': {operator: a.B, trigger_rule: always}}}", encoding="utf-8"
    )
    dag = load([tmp_path], {}, date(2026, 11, 1)).specs[0].dags[0]
    assert '["a#quot;]#lt;b#gt;#35;<br/>always"]' in mermaid([dag])
    assert r'label="a\"]<b>#\nalways"' in dot([dag])


def test_groups_in_a_circle_are_still_drawn(tmp_path):
    text = "d: {task_groups: {a: {parent_group_name: b}, b: {parent_group_name: a}}, tasks: {}}"
    (tmp_path / "x.yaml").write_text(text, encoding="utf-8")
    assert mermaid([load([tmp_path], {}, date(2026, 11, 1)).specs[0].dags[0]]) == "flowchart LR"


def test_a_thousand_groups_within_each_other_are_drawn(tmp_path):
    groups = "".join(f"    g{n}: {{parent_group_name: g{n - 1}}}\n" for n in range(1, 3000))
    (tmp_path / "x.yaml").write_text(
        f"d:\n  task_groups:\n    g0: {{tooltip: x}}\n{groups}  tasks: {{}}\n", encoding="utf-8"
    )
    dag = load([tmp_path], {}, date(2026, 11, 1)).specs[0].dags[0]
    assert mermaid([dag]).count("subgraph") == dot([dag]).count("subgraph") == 3000


@pytest.fixture(scope="module")
def render(node_modules, require_program):
    """Graphviz itself, compiled for node."""
    package = (node_modules / "@hpcc-js" / "wasm-graphviz" / "dist" / "index.js").as_uri()
    script = f"""
        import {{ Graphviz }} from "{package}";
        import fs from "fs";
        console.log((await Graphviz.load()).dot(fs.readFileSync(0, "utf8")));
    """

    def run(text: str) -> subprocess.CompletedProcess:
        command = [require_program("node"), "--input-type=module", "--eval", script]
        return subprocess.run(command, input=text, capture_output=True, text=True, check=False)

    return run


def test_graphviz_draws_it(dag, render):
    drawn = render(dot([dag])).stdout
    for name in ("outer", "inner", "first", "mapped"):
        assert f">{name}<" in drawn


def test_graphviz_would_notice_a_fault(dag, render):
    assert render(dot([dag]).replace("->", "-", 1)).returncode != 0


@pytest.fixture
def reads(node_modules, require_program, tmp_path):
    """Whether a Mermaid parser reads a drawing."""
    program = node_modules / "@probelabs" / "maid" / "out" / "cli.js"

    def run(text: str) -> bool:
        file = tmp_path / "drawing.mmd"
        file.write_text(text, encoding="utf-8")
        command = [require_program("node"), str(program), str(file)]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0

    return run


def test_mermaid_reads_it(dag, reads):
    assert reads(mermaid([dag]))
    assert reads(mermaid([dag, dag]))


def test_mermaid_would_notice_a_fault(dag, reads):
    assert not reads(mermaid([dag]).replace('["first', "[first", 1))
