import pytest

from dagspec.catalogue.docstring import parameter_docs, summary

SPHINX = """Send an email.

:param to: list of emails
    to send to. (templated)
:param str subject: the subject
:returns: nothing
"""
NUMPY = """Train a model.

Parameters
----------
data : str
    Path of the data.
    Two lines.
seed, folds : int
    Numbers.
**kwargs
    The rest.

Returns
-------
str
    A path.
"""
GOOGLE = """Load rows.

Args:
    path (str): where the rows are,
        a file
    limit: how many

Returns:
    rows
"""


def test_summary_is_the_first_paragraph_on_one_line():
    assert summary("\n  Read the\n  orders.\n\n  More.\n") == "Read the orders."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (SPHINX, {"to": "list of emails to send to. (templated)", "subject": "the subject"}),
        (
            NUMPY,
            {
                "data": "Path of the data. Two lines.",
                "seed": "Numbers.",
                "folds": "Numbers.",
                "kwargs": "The rest.",
            },
        ),
        (GOOGLE, {"path": "where the rows are, a file", "limit": "how many"}),
        ("", {}),
        ("Parameters\n", {}),
    ],
    ids=["sphinx", "numpy", "google", "empty", "heading alone"],
)
def test_parameters_are_read_in_every_style(text, expected):
    assert parameter_docs(text) == expected
