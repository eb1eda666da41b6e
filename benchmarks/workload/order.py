"""The same spec in another order, as people write it who do not copy each other's."""

from random import Random
from typing import Any

import yaml


class _Dumper(yaml.CSafeDumper):
    """Writes equal values out in full."""

    def ignore_aliases(self, data: Any) -> bool:
        """Names no value."""
        return True


def reorder(text: str, chance: Random) -> str:
    """The text of a spec with its keys and its tasks in another order, without anchors and comments."""
    reordered = {name: _reordered(dag, chance) for name, dag in yaml.load(text, yaml.CSafeLoader).items()}
    written: str = yaml.dump(reordered, Dumper=_Dumper, sort_keys=False, width=1000)
    return written


def _reordered(node: Any, chance: Random) -> Any:
    if isinstance(node, dict):
        return {key: _reordered(node[key], chance) for key in chance.sample(list(node), len(node))}
    if isinstance(node, list):
        items = [_reordered(item, chance) for item in node]
        are_tasks = all(isinstance(item, dict) and "task_id" in item for item in items)
        return chance.sample(items, len(items)) if are_tasks else items
    return node
