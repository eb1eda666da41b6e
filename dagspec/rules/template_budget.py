"""How much Jinja one file may ask for, so that no spec keeps the checker busy for long."""

from __future__ import annotations

from dataclasses import dataclass

from dagspec.catalogue.catalogue import Catalogue
from dagspec.cleared import Cleared

# Far more than anybody writes, and read in about half a second.
_MOST_CHARACTERS = 100_000
_COST_OF_ONE = 100  # of any template, however short


@dataclass
class Budget:
    """What is left for one file."""

    cleared: Cleared
    left: int = _MOST_CHARACTERS

    def allows(self, text: str, known: Catalogue) -> bool:
        """Say whether there is still time for a template; one that was read before costs nothing."""
        if not known.knows_template(text):
            self.left -= len(text) + _COST_OF_ONE
        if self.left <= 0:
            self.cleared.skip()
        return self.left > 0
