"""docs/rules.md has an entry for every code, and its examples are the golden specs with their output."""

import re
from pathlib import Path

import pytest

from dagspec import codes

ROOT = Path(__file__).parents[2]
BAD = ROOT / "tests" / "specs" / "bad"
DOCUMENT = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
ENTRIES = {
    match[1]: match[2] for match in re.finditer(r"^### (DS\d{3})\n(.*?)(?=^##|\Z)", DOCUMENT, re.M | re.S)
}
EXAMPLE = re.compile(r"^`(?P<file>[^`]+)`\n\n```yaml\n(?P<text>.*?)\n```$", re.M | re.S)
OUTPUT = re.compile(r"^```text\n(.*?)\n```$", re.M | re.S)
WITHOUT_EXAMPLE = {"DS017", "DS018", "DS314"}  # no spec can show them


def test_every_code_has_an_entry():
    assert ENTRIES.keys() == codes.BY_ID.keys()


@pytest.mark.parametrize("code", codes.BY_ID.values(), ids=lambda code: code.id)
def test_an_entry_says_its_name_its_severity_and_its_source(code):
    entry = ENTRIES[code.id]
    assert entry.startswith(f"\n**{code.rule}** ({code.severity}). ")
    assert "\nSource: " in entry


@pytest.mark.parametrize("code", sorted(codes.BY_ID.keys() - WITHOUT_EXAMPLE))
def test_the_output_of_an_entry_is_that_of_a_golden_spec(code):
    output = OUTPUT.search(ENTRIES[code])
    golden = {path.read_text(encoding="utf-8").rstrip("\n") for path in BAD.glob(f"{code}-*.out")}
    assert output is not None
    assert output[1] in golden


def test_the_examples_are_the_golden_specs():
    examples = [match for entry in ENTRIES.values() for match in EXAMPLE.finditer(entry)]
    assert len(examples) > 80
    for example in examples:
        assert example["text"] == (BAD / example["file"]).read_text(encoding="utf-8").rstrip("\n")
