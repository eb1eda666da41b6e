"""The command line: `dagspec check`, and one module for each further command.

Others may rely on this: `COMMANDS` maps a command to "module" with two functions, `configure(parser)` and
`run(options) -> int`; the module is imported only when its command is called, so that `check` starts fast.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from dagspec.usage import CLEAN, FAULT, FOUND, USAGE, WrongUsageError

INTERRUPTED = 130

COMMANDS: dict[str, tuple[str, str]] = {
    "check": ("dagspec.commands.check", "find every mistake in specs, and fix what has one right answer"),
    "explain": ("dagspec.commands.explain", "say what a setting is and where it was set"),
    "graph": ("dagspec.commands.graph", "draw the tasks of DAGs as Mermaid or DOT"),
    "diff": ("dagspec.commands.diff", "say in terms of DAGs what changed between two versions"),
    "new": ("dagspec.commands.new", "write a new spec that passes the check"),
    "schema": ("dagspec.commands.schema", "make the JSON Schema that editors complete from"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 clean, 1 errors found, 2 wrong usage, 3 our own fault."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        return _run(words)
    except Exception as error:  # the outermost edge: a fault of ours must not look like a finding
        if "--debug" in words:
            raise
        sys.stderr.write(f"dagspec: a fault of dagspec itself: {type(error).__name__}: {error}\n")
        sys.stderr.write("please report it together with the spec; --debug shows where it happened\n")
        return FAULT


def _run(words: list[str]) -> int:
    try:
        options = _parser(words).parse_args(words)
    except SystemExit as stop:
        return USAGE if stop.code else CLEAN
    try:
        code = int(options.run(options))
        sys.stdout.flush()
    except WrongUsageError as error:
        sys.stderr.write(f"dagspec: {error}\n")
        return USAGE
    except BrokenPipeError:
        # The reader has gone, as with `| head`. What is still buffered has nowhere to go at the end either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FOUND
    except KeyboardInterrupt:
        return INTERRUPTED
    return code


def _parser(words: list[str]) -> argparse.ArgumentParser:
    everywhere = argparse.ArgumentParser(add_help=False)
    everywhere.add_argument(
        "--debug",
        action="store_true",
        default=argparse.SUPPRESS,
        help="show where a fault of dagspec happened",
    )
    parser = argparse.ArgumentParser(
        prog="dagspec",
        description="Checks DAGs that are written in YAML.",
        epilog="exit codes: 0 clean, 1 errors found, 2 wrong usage, 3 a fault of dagspec itself",
        parents=[everywhere],
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    called = next((word for word in words if not word.startswith("-")), "")
    for name, (module, help_text) in COMMANDS.items():
        command = commands.add_parser(name, help=help_text, description=help_text, parents=[everywhere])
        if name == called:
            commanded = import_module(module)
            commanded.configure(command)
            command.set_defaults(run=commanded.run)
    return parser


if __name__ == "__main__":
    sys.exit(main())
