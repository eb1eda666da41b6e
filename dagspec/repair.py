"""Finds the slip behind a YAML syntax error: the one line whose repair makes the whole text readable.

libyaml reports where it got stuck, which is often some lines after the slip: a line that is indented
wrongly is noticed at the next one, a quote that is not closed at the next quote. Here small repairs are
tried on the lines before that point; the first one after which everything reads tells line and cause.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice

import yaml

# Each try reads the whole text; together they may read so many characters, which takes about 0.2 s.
BUDGET = 600_000
_NEAR, _FAR = 12, 60
# So many characters of a line are shown in a message.
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Slip:
    """What is wrong with a line (they count from 0), and how to write it."""

    line: int
    column: int
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class _Try:
    slip: Slip
    first: int
    last: int
    lines: tuple[str, ...]
    oddness: int = 0


def find(text: str, stuck: int) -> Slip | None:
    """Return the slip that made libyaml get stuck at a line, or None when no small repair helps."""
    lines = text.split("\n")
    stuck = min(stuck, len(lines) - 1)
    tries = BUDGET // max(len(text), 1)
    moves = sorted(_indentation(lines, stuck), key=lambda attempt: -attempt.oddness)
    odd = [attempt for attempt in moves if attempt.oddness]
    levels = list(_level(lines, stuck))
    jumps = [attempt for attempt in levels if attempt.oddness]
    kinds = (_quotes(lines, stuck), _order(lines, stuck), odd, _signs(lines, stuck), jumps, moves, levels)
    for attempt in islice(chain(*kinds, _dashes(lines, stuck)), tries):
        if _reads([*lines[: attempt.first], *attempt.lines, *lines[attempt.last :]]):
            return attempt.slip
    return None


def shortened(text: str) -> str:
    """Return the beginning of a text that is too long for a message, marked as such."""
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def _reads(lines: list[str]) -> bool:
    try:
        for _ in yaml.parse("\n".join(lines), Loader=yaml.CSafeLoader):
            pass
    except (yaml.YAMLError, ValueError):
        return False
    return True


def _filled(lines: list[str], stuck: int, reach: int) -> Iterator[int]:
    """Yield the lines that say something, from where libyaml got stuck backwards."""
    for number in range(stuck, max(-1, stuck - reach), -1):
        if lines[number].strip() and not lines[number].lstrip().startswith("#"):
            yield number


def _width(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _quotes(lines: list[str], stuck: int) -> Iterator[_Try]:
    for number in _filled(lines, stuck, _FAR):
        line = lines[number]
        for quote in "\"'":
            if line.count(quote) % 2:
                column = line.find(quote)
                slip = Slip(
                    number, column, "the quote that opens here is never closed", "add the closing quote"
                )
                yield _Try(slip, number, number + 1, (line.rstrip() + quote,))
                yield _Try(slip, number, number + 1, (line.replace(quote, "", 1),))


def _indentation(lines: list[str], stuck: int) -> Iterator[_Try]:
    for number in _filled(lines, stuck, _NEAR):
        line = lines[number]
        for width in _widths_near(lines, number):
            if _swallows(lines, number, width):
                continue
            slip = Slip(
                number,
                _width(line),
                f"the indentation of {_width(line)} spaces does not fit the lines around it",
                f"indent it by {width} spaces" if width else "do not indent it",
            )
            yield _Try(slip, number, number + 1, (" " * width + line.lstrip(" "),), _oddness(lines, number))


def _swallows(lines: list[str], number: int, width: int) -> bool:
    """Tell whether a line would become part of a text block, or a block that takes in what follows."""
    opener = next((line for line in reversed(lines[:number]) if line.strip() and _width(line) < width), "")
    return lines[number].rstrip()[-1] in "|>" or opener.rstrip()[-1:] in ("|", ">", "-")


def _oddness(lines: list[str], number: int) -> int:
    """Tell how strange an indentation looks: of two lines that could move, the stranger one did."""
    width = _width(lines[number])
    above = next((line for line in reversed(lines[:number]) if line.strip()), "")
    below, next_but_one = [
        *(_width(line) for line in lines[number + 1 : number + 9] if line.strip()),
        -1,
        -1,
    ][:2]
    opens, deeper = above.rstrip().endswith(":"), width - _width(above)
    is_item = lines[number].lstrip().startswith("-")
    odd = 3 * (width % 2) + 3 * (opens and deeper > 2) + 3 * (deeper > 0 and not opens and below != width)
    odd += 3 * (opens and (deeper < 0 if is_item else deeper <= 0))
    is_valley = below > width + 2 * is_item and next_but_one != width and not (opens and deeper > 0)
    if lines[number].rstrip().endswith(":"):
        return odd + 2 * (below > width + 2 and bool(above))
    return odd + 4 * is_valley


def _widths_near(lines: list[str], number: int) -> list[int]:
    """Return the indentations that a line could have, judged by the lines around it."""
    before = next((_width(line) for line in reversed(lines[:number]) if line.strip()), 0)
    after = next((_width(line) for line in lines[number + 1 :] if line.strip()), before)
    widths = dict.fromkeys(
        (after, before, before + 2, after - 2, before - 2, before + 4, before - 4, after - 4)
    )
    return [width for width in widths if width >= 0 and width != _width(lines[number])]


def _signs(lines: list[str], stuck: int) -> Iterator[_Try]:
    """Signs of one character: the ':' behind a key, the space behind that, the '-' before an item."""
    for number in _filled(lines, stuck, 4):
        line = lines[number].rstrip()
        column = len(line) - len(line.lstrip(" -"))
        indentation, body = line[:column], line[column:]
        for written, message in _better(body):
            hint = f"write '{shortened(written)}'"
            yield _Try(Slip(number, column, message, hint), number, number + 1, (indentation + written,))
        if "-" not in indentation and column >= 2:
            slip = Slip(
                number, column, "this line stands among the items of a list", f"write '- {shortened(body)}'"
            )
            yield _Try(slip, number, number + 1, (f"{' ' * (column - 2)}- {body}",))


def _dashes(lines: list[str], stuck: int) -> Iterator[_Try]:
    for number in _filled(lines, stuck, 4):
        body, column = lines[number].lstrip(" "), _width(lines[number])
        for width in (column - 2, column - 1):
            if width >= 0 and not body.startswith("-"):
                hint = f"write '- {shortened(body)}'"
                slip = Slip(number, column, "this line stands among the items of a list", hint)
                yield _Try(slip, number, number + 1, (f"{' ' * width}- {body}",))


def _better(body: str) -> Iterator[tuple[str, str]]:
    """Yield what could have been meant by a key and its value, and what is wrong as it stands."""
    key, colon, value = body.partition(":")
    word, gap, rest = body.partition(" ")
    if not colon:
        yield f"{word}:{gap}{rest}", f"a key without ':': '{shortened(word)}'"
    elif value and (key.endswith(" ") or not value.startswith(" ")):
        problem = "a key is followed by ':' and a space, in this order"
        yield f"{key.rstrip()}: {value.lstrip()}", problem
        yield f"{key}{value}:", problem


def _order(lines: list[str], stuck: int) -> Iterator[_Try]:
    for number in _filled(lines, stuck, 4):
        above = lines[number - 1].rstrip() if number else ""
        alike = _width(above) == _width(lines[number])
        if alike and above.endswith(":") and not lines[number].rstrip().endswith(":"):
            slip = Slip(
                number,
                _width(lines[number]),
                "this line and the one before it seem to have changed places",
                "a key stands right above what belongs to it",
            )
            yield _Try(slip, number - 1, number + 1, (lines[number], lines[number - 1]))


def _level(lines: list[str], stuck: int) -> Iterator[_Try]:
    """Lines of one level that hang in the air: their key is gone, or all of them are indented wrongly."""
    for number in _filled(lines, stuck - 1, _FAR):
        above = next((line for line in reversed(lines[:number]) if line.strip()), "")
        width = _width(lines[number])
        if width > _width(above):
            slip = Slip(
                number,
                width,
                "these lines are deeper than what is above them, and no key there asks for it",
                "add the key they belong to, or indent them like the line above",
            )
            missing = " " * max(0, width - 2) + "x:"
            yield _Try(slip, number, number, (missing,), int(width > _width(above) + 2))
