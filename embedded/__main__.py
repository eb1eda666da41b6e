"""`python -m embedded`: check the specs, start everything, run the pipeline once, serve."""

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import NoReturn

from rich.console import Console

from embedded.credentials import load_credentials
from embedded.outcome import print_addresses, print_outcome
from embedded.processes import REQUESTS_TO_END, ignore_requests_to_end
from embedded.progress import watch_run
from embedded.settings import DAG_ID, Ports, Settings, SetupError
from embedded.stack import BIN, Stack, run_stack


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the embedded stack; the exit code is that of the run, 2 when it could not be started."""
    options = read_options(arguments)
    console = Console(highlight=False)
    for number in REQUESTS_TO_END:
        signal.signal(number, interrupt)
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
    parser.add_argument("--data", help="another CSV file to train on: a path or an address")
    parser.add_argument("--storage", type=Path, help="another folder to keep everything in (default: var)")
    return parser.parse_args(arguments)


def interrupt(number: int, frame: FrameType | None) -> NoReturn:
    """Lets a request to end work like Ctrl-C. One is enough: another would leave parts running."""
    ignore_requests_to_end()
    raise KeyboardInterrupt


def run(options: argparse.Namespace, console: Console) -> int:
    """The main job, from the specs to the result."""
    settings = build_settings(options, os.environ)
    check_specs(settings)
    credentials = load_credentials(settings.storage / "credentials.json")
    with run_stack(settings, credentials, console) as stack:
        started = stack.api.trigger(DAG_ID)
        ended = watch_run(
            stack.api, DAG_ID, started, console=console, keep_going=stack.children.require_alive
        )
        print_outcome(console, settings, ended, dag_id=DAG_ID)
        if options.once:
            return 0 if ended.state == "success" else 1
        print_addresses(console, settings, credentials.admin_password)
        serve(stack, console)
    return 0


def build_settings(options: argparse.Namespace, environment: Mapping[str, str]) -> Settings:
    """The settings, with what the command line and the environment say otherwise."""
    settings = Settings(ports=Ports.from_environment(environment))
    if options.storage:
        settings = replace(settings, storage=options.storage.resolve())
    for name, value in (("DATA", options.data), ("PIPELINE_DATA", environment.get("PIPELINE_DATA"))):
        if value:
            return replace(settings, data=find_data(name, value))
    return settings


def find_data(name: str, value: str) -> str:
    """The CSV file that a person names: an absolute path, or an address as it is."""
    if "://" in value:
        return value
    path = Path(value).expanduser()
    if path.is_dir():
        raise SetupError(f"{name}={value}: that is a folder; expected a CSV file")
    if not path.is_file():
        raise SetupError(f"{name}={value}: there is no such file; expected a CSV file")
    return str(path.resolve())


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
