"""What a twin has in common with its model need not be looked at again, and nothing else."""

import pickle
from pathlib import Path

import pytest

from dagspec.cleared import Cleared
from dagspec.source import parse
from dagspec.spec import view
from dagspec.twin import Twins

SPEC = "shop:\n  owner: me\n  default_args: {retries: 1, env: {A: 1, B: 2}}\n  tags: [a, b]\n"
DEFAULTS = "owner: you\ndefault_args: {pool: small, env: {C: 3}}\n"


def read(text, name="x.yaml"):
    return parse(text.encode(), Path(name), name, {})


@pytest.fixture
def begin():
    """Begin with a twin of the spec; return what is known of it, and its DAG."""

    def begin_with(old, new, defaults=""):
        far = (read(defaults, "defaults.yml"),) if defaults else ()
        twins = Twins({})
        twins.remember(twins.read(SPEC.encode(), Path("x.yaml")), far)
        twin = twins.read(SPEC.replace(old, new).encode(), Path("y.yaml"))
        cleared = Cleared()
        cleared.begin(*twins.news(twin, far))
        begin_with.kept = twins, twin  # what is common lives as long as its model
        return cleared, view(twin, far).dags[0]

    return begin_with


def names(pairs):
    return [pair.key.value for pair in pairs]


def test_a_new_value_is_all_that_is_new(begin):
    cleared, dag = begin("owner: me", "owner: you")
    assert names(cleared.news(dag.settings)) == ["owner"]
    assert cleared.news(dag.default_args) == []


def test_what_lies_around_a_new_value_is_new(begin):
    cleared, dag = begin("A: 1", "A: 7")
    assert names(cleared.news(dag.settings)) == ["default_args"]
    assert names(cleared.news(dag.default_args)) == ["env"]
    assert [leaf.value.value for leaf in cleared.leaves(dag.settings.pair("default_args"))] == [7]


def test_a_new_item_of_a_list_has_the_key_of_the_list(begin):
    cleared, dag = begin("[a, b]", "[a, c]")
    assert [item.value for item in cleared.new_items(dag.settings.get("tags"))] == ["c"]
    assert [(leaf.key.value, leaf.value.value) for leaf in cleared.leaves(dag.settings.pair("tags"))] == [
        ("tags", "c")
    ]


def test_what_is_laid_over_the_same_defaults_is_common(begin):
    cleared, dag = begin("owner: me", "owner: us", DEFAULTS)
    assert sorted(dag.default_args.get("env").pairs) == ["A", "B", "C"]
    assert names(cleared.news(dag.settings)) == ["owner"]
    cleared, dag = begin("B: 2", "B: 7", DEFAULTS)
    assert names(cleared.news(dag.settings)) == ["default_args"]
    assert names(cleared.news(dag.default_args)) == ["env"]


def test_a_file_with_other_defaults_has_no_model():
    twins, defaults = Twins({}), (read(DEFAULTS, "defaults.yml"),)
    twins.remember(twins.read(SPEC.encode(), Path("x.yaml")), defaults)
    other = twins.read(SPEC.replace("me", "us").encode(), Path("y.yaml"))
    assert twins.news(other, defaults) is not None
    assert twins.news(other, (read(DEFAULTS, "defaults.yml"),)) is None
    assert twins.news(other) is None


def test_all_of_a_file_that_is_no_twin_is_new():
    dag = view(read(SPEC)).dags[0]
    cleared = Cleared()
    assert names(cleared.news(dag.settings)) == ["owner", "default_args", "tags"]
    assert len(cleared.news(dag.default_args.get("env"))) == 2
    assert len(cleared.new_items(dag.settings.get("tags"))) == 2


def test_another_process_begins_anew(begin):
    cleared, dag = begin("owner: me", "owner: you")
    assert not cleared.news(dag.default_args)
    assert pickle.loads(pickle.dumps(cleared)).news(dag.default_args)  # noqa: S301  our own


def test_what_was_not_looked_at_is_known_until_the_next_file():
    cleared = Cleared()
    cleared.skip()
    assert not cleared.is_whole
    cleared.begin()
    assert cleared.is_whole


def test_settings_in_another_order_are_not_new(begin):
    cleared, dag = begin("{A: 1, B: 2}", "{B: 2, A: 1}", DEFAULTS)
    assert cleared.news(dag.settings) == []
    assert cleared.news(dag.default_args) == []
    assert not cleared.is_in_order


def test_that_a_verdict_needs_places_is_known_until_the_next_file():
    cleared = Cleared()
    assert not cleared.needs_places
    cleared.ask_for_places()
    assert cleared.needs_places
    cleared.begin()
    assert not cleared.needs_places
