import pytest

from dagspec.catalogue import vocabulary
from dagspec.catalogue.finder import Finder
from dagspec.catalogue.library import Library
from dagspec.catalogue.store import Store


def test_the_installed_airflow_is_asked(library):
    assert {"ds", "ti", "run_id", "logical_date", "params"} <= vocabulary.context_names(library)
    assert "execution_date" not in vocabulary.context_names(library)
    assert {"ds_add", "ds_format", "datetime"} <= vocabulary.macro_names(library)
    assert vocabulary.filter_names(library) == {"ds", "ds_nodash", "ts", "ts_nodash", "ts_nodash_with_tz"}
    assert {"upper", "tojson", "default"} <= vocabulary.jinja_filters()
    assert {"all_success", "one_failed", "all_done"} <= set(vocabulary.trigger_rules(library))
    assert vocabulary.weight_rules(library) == ("downstream", "upstream", "absolute")


@pytest.mark.parametrize(
    "words", [vocabulary.context_names, vocabulary.filter_names, vocabulary.trigger_rules]
)
def test_without_airflow_there_are_no_words(tmp_path, words):
    assert not words(Library(Finder((str(tmp_path),)), Store(None)))
