"""Whether a fix is more than a guess: what only its author can decide is told, but not written."""

from __future__ import annotations

import re

from dagspec.catalogue.library import Library
from dagspec.diagnostic import Diagnostic, Replacement, is_certain

# Findings about names that a spec defines itself: anchors, tasks, groups, params.
_REFERENCES = ("DS008", "DS5", "DS6")
# Findings about names in other files: a DAG that no spec has may still be one, written in Python.
_ELSEWHERE = "DS7"


def is_doubtful(diagnostic: Diagnostic, text: str, code: Library) -> bool:
    """Tell whether a finding has no fix, or one that may not be what its author meant."""
    fix = diagnostic.fix
    if fix is None or diagnostic.code.startswith(_ELSEWHERE):
        return True
    if diagnostic.code.startswith(_REFERENCES) and _is_defined_wrongly(fix, text):
        return True
    return _has_rivals(fix, code)


def _is_defined_wrongly(fix: Replacement, text: str) -> bool:
    """Tell whether the fault is rather in the name's definition: more places call it as it is not defined."""
    called, defined = (len(re.findall(rf"\b{re.escape(name)}\b", text)) for name in (fix.old, fix.new))
    return called > defined > 0


def _has_rivals(fix: Replacement, code: Library) -> bool:
    """Tell whether a module has another name that is as near as the one that is to be written."""
    old, new = fix.old.split("."), fix.new.split(".")
    differing = [place for place, (was, is_now) in enumerate(zip(old, new, strict=False)) if was != is_now]
    if len(old) != len(new) or len(differing) != 1 or differing[0] == 0:
        return False
    place = differing[0]
    return not is_certain(old[place], new[place], code.names(".".join(new[:place])))
