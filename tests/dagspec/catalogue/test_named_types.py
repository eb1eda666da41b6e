import pytest

from dagspec.catalogue.named_types import write_out

KINDS = """
import sys
import typing
from typing import Annotated, Literal, Optional, Union
Solver = Literal["lbfgs", "saga"]
Share: typing.TypeAlias = Annotated[float, Gt(0)]
Maybe = Optional[Share]
Either = Union[Share, None]
Plain = Solver | None
Names = list[Solver]
Same = Solver
Number = int
Word = Literal["Share", "load"]
Loop = Optional["Loop"]
First = Optional[Second]
Second = Optional[First]
RATE = 0.5
flags = {}["a"]
if sys.platform == "linux":
    Device = Literal["cpu", "cuda"]
    Shape = Solver
else:
    Device = Literal["cpu"]
    Shape = Share
"""
STEPS = """
from pathlib import Path
from ads.kinds import Maybe, Solver as Way
from .kinds import Share as Part
from other.kinds import Device
from ads.again import Elsewhere
"""


@pytest.fixture(autouse=True)
def package(write):
    write("ads/__init__.py")
    write("ads/kinds.py", KINDS)
    write("ads/steps.py", STEPS)


@pytest.mark.parametrize(
    ("annotation", "written"),
    [
        ("Solver", "Literal['lbfgs', 'saga']"),
        ("Solver | None", "Literal['lbfgs', 'saga'] | None"),
        ("list[Share]", "list[Annotated[float, Gt(0)]]"),
        ("Maybe", "Optional[Annotated[float, Gt(0)]]"),
        ("Either", "Union[Annotated[float, Gt(0)], None]"),
        ("Plain", "Literal['lbfgs', 'saga'] | None"),
        ("Names", "Names"),
        ("Same", "Literal['lbfgs', 'saga']"),
        ("Number | None", "int | None"),
        ("Literal[Solver, 'sag']", "Literal[Literal['lbfgs', 'saga'], 'sag']"),
        ("Device | Shape", "Device | Shape"),
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


@pytest.mark.parametrize(
    ("annotation", "written"),
    [
        ("Part", "Annotated[float, Gt(0)]"),
        ("Way", "Literal['lbfgs', 'saga']"),
        ("Maybe", "Optional[Annotated[float, Gt(0)]]"),  # which the other module alone can tell
        ("Share", "Share"),
    ],
)
def test_a_type_of_the_same_package_is_followed(library, annotation, written):
    assert write_out(library, "ads.steps", annotation) == written


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


def test_what_comes_from_another_package_is_not_even_read(library, write):
    write("other/kinds.py", "Device = Literal['cpu']")
    write("ads/again.py", "from other.kinds import Device as Elsewhere")
    for name in ("Path", "Device", "Elsewhere"):
        assert write_out(library, "ads.steps", name) == name
    assert not {"pathlib", "other.kinds"} & library._modules.keys()


def test_a_module_that_makes_names_as_it_runs_tells_no_types(library, write):
    write("ads/made.py", "Solver = Literal['a']; globals()['Solver'] = str")
    assert write_out(library, "ads.made", "Solver") == "Solver"


@pytest.mark.parametrize("width", [2, 6])
def test_a_type_that_grows_with_each_step_is_left_as_it_is(library, write, width):
    steps = [f"A{step} = Union[{', '.join([f'Optional[A{step + 1}]'] * width)}]" for step in range(8)]
    nested = f"Deep = {'Optional[' * 150}Deeper{']' * 150}\nDeeper = {'Optional[' * 90}int{']' * 90}"
    write("ads/grown.py", "\n".join([*steps, nested]))
    for name in ("A0", "Deep"):
        assert len(write_out(library, "ads.grown", name)) < 5000


def test_functions_classes_and_operators_tell_their_types_written_out(catalogue, write):
    write(
        "ads/tasks.py",
        """
        from airflow.sdk import BaseOperator
        from ads.kinds import Share, Solver
        def fit(solver: Solver):
            '''Fit.

            Parameters
            ----------
            solver : str
                Of fit.
            '''
        class Fit:
            '''Fit.

            Parameters
            ----------
            solver : str
                Of Fit.
            '''
            def __init__(self, solver: Solver): ...
        class FitOperator(BaseOperator):
            def __init__(self, *, share: Share, **kwargs): super().__init__(**kwargs)
        """,
    )
    for name in ("fit", "Fit"):
        signature = catalogue.callable(f"ads.tasks.{name}").signature
        assert signature.by_name["solver"].annotation == "Literal['lbfgs', 'saga']"
        assert signature.by_name["solver"].doc == f"Of {name}."
    assert list(catalogue.callable("ads.tasks.Fit").signature.positional) == []
    assert str(catalogue.shape("ads.tasks", "Share")) == "a number above 0"
