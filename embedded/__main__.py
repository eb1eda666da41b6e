"""`python -m embedded`: check the specs, start everything, run the pipeline once, serve."""

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import NoReturn

from rich.console import Console

from embedded.credentials import load_credentials
from embedded.outcome import print_addresses, print_outcome
from embedded.progress import watch_run
from embedded.settings import DAG_ID, Ports, Settings, SetupError
from embedded.stack import BIN, Stack, run_stack


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the embedded stack; the exit code is that of the run, 2 when it could not be started."""
    options = read_options(arguments)
    console = Console(highlight=False)
    signal.signal(signal.SIGTERM, interrupt)
    signal.signal(signal.SIGHUP, interrupt)
    try:
        return run(options, console)
    except SetupError as error:
        console.print(f"make run: {error}", style="red", markup=False, soft_wrap=True)
        return 2
    except KeyboardInterrupt:
        console.print("\nEnded.")
        return 130 if options.once else 0


def read_options(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m embedded", description=__doc__)
    parser.add_argument("--once", action="store_true", help="end after the run, with its status")
    parser.add_argument("--data", type=Path, help="another CSV file to train on")
    parser.add_argument("--storage", type=Path, help="another folder to keep everything in (default: var)")
    return parser.parse_args(arguments)


def interrupt(number: int, frame: FrameType | None) -> NoReturn:
    """Lets a request to end work like Ctrl-C."""
    raise KeyboardInterrupt


def run(options: argparse.Namespace, console: Console) -> int:
    """The main job, from the specs to the result."""
    settings = build_settings(options)
    check_specs(settings)
    credentials, is_new = load_credentials(settings.storage / "credentials.json")
    with run_stack(settings, credentials, console) as stack:
        started = stack.api.trigger(DAG_ID)
        ended = watch_run(
            stack.api, DAG_ID, started, console=console, keep_going=stack.children.require_alive
        )
        print_outcome(console, settings, ended, dag_id=DAG_ID)
        if options.once:
            return 0 if ended.state == "success" else 1
        print_addresses(console, settings, password=credentials.admin_password if is_new else None)
        serve(stack, console)
    return 0


def build_settings(options: argparse.Namespace) -> Settings:
    """The settings, with what the command line says otherwise."""
    settings = Settings(ports=Ports.from_environment(os.environ))
    if options.storage:
        settings = replace(settings, storage=options.storage.resolve())
    if options.data is None:
        return settings
    if not options.data.is_file():
        raise SetupError(f"DATA={options.data}: there is no such file; expected a CSV file")
    return replace(settings, data=options.data.resolve())


def check_specs(settings: Settings) -> None:
    """Runs `dagspec check`, which prints what it finds."""
    command = [str(BIN / "dagspec"), "check", str(settings.dags / "configs")]
    if subprocess.run(command, check=False).returncode:  # noqa: S603  our own command
        raise SetupError("the specs have errors (above); mend them and run again")


def serve(stack: Stack, console: Console) -> NoReturn:
    """Keeps the stack up until Ctrl-C, or until one of its parts ends."""
    stack.start_triggerer()
    console.print("\nServing until Ctrl-C.")
    while True:
        stack.children.require_alive()
        time.sleep(0.5)


if __name__ == "__main__":
    sys.exit(main())
