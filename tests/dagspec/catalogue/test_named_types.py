import pytest

from dagspec.catalogue.named_types import write_out

KINDS = """
import typing
from typing import Annotated, Literal, Optional
Solver = Literal["lbfgs", "saga"]
Share: typing.TypeAlias = Annotated[float, Gt(0)]
Maybe = Optional[Share]
Same = Solver
Word = Literal["Share", "load"]
Loop = Optional["Loop"]
First = Optional[Second]
Second = Optional[First]
RATE = 0.5
flags = {}["a"]
"""


@pytest.fixture(autouse=True)
def package(write):
    write("ads/__init__.py")
    write("ads/kinds.py", KINDS)
    write(
        "ads/steps.py",
        "from pathlib import Path\nfrom ads.kinds import *\nfrom .kinds import Share as Part\n",
    )


@pytest.mark.parametrize(
    ("annotation", "written"),
    [
        ("Solver", "Literal['lbfgs', 'saga']"),
        ("Solver | None", "Literal['lbfgs', 'saga'] | None"),
        ("list[Share]", "list[Annotated[float, Gt(0)]]"),
        ("Maybe", "Optional[Annotated[float, Gt(0)]]"),
        ("Same", "Literal['lbfgs', 'saga']"),
        ("Word", "Literal['Share', 'load']"),
        ("Loop", "Optional['Loop']"),
        ("RATE", "RATE"),
        ("flags", "flags"),
        ("float", "float"),
        ("", ""),
        ("not python( Share", "not python( Share"),
    ],
)
def test_a_name_of_a_type_is_written_out(library, annotation, written):
    assert write_out(library, "ads.kinds", annotation) == written


def test_types_that_name_each_other_come_to_an_end(library):
    assert write_out(library, "ads.kinds", "First").startswith("Optional[Optional[")


def test_a_type_of_the_same_package_is_followed(library):
    assert write_out(library, "ads.steps", "Part") == "Annotated[float, Gt(0)]"


def test_a_type_that_is_imported_for_type_checkers_only_is_followed(library, write):
    write(
        "ads/late.py",
        """
        from typing import TYPE_CHECKING
        if TYPE_CHECKING:
            from ads.kinds import Same
        """,
    )
    assert write_out(library, "ads.late", "Same") == "Literal['lbfgs', 'saga']"


def test_what_comes_from_elsewhere_is_not_even_read(library):
    assert write_out(library, "ads.steps", "Path") == "Path"
    assert "pathlib" not in library._modules


def test_functions_classes_and_operators_tell_their_types_written_out(catalogue, write):
    write(
        "ads/tasks.py",
        """
        from airflow.sdk import BaseOperator
        from ads.kinds import Share, Solver
        def fit(solver: Solver): ...
        class Fit:
            def __init__(self, solver: Solver): ...
        class FitOperator(BaseOperator):
            def __init__(self, *, share: Share, **kwargs): super().__init__(**kwargs)
        """,
    )
    for name in ("fit", "Fit"):
        signature = catalogue.callable(f"ads.tasks.{name}").signature
        assert signature.by_name["solver"].annotation == "Literal['lbfgs', 'saga']"
    assert str(catalogue.shape("ads.tasks", "Share")) == "a number above 0"
