"""Airflow's log of what its users do, written in a thread beside the event loop of the API server.

Airflow writes it in the event loop, which is also what ends all other transactions. On SQLite, which has one
writer at a time, it then waits for a transaction that waits for it: for a minute no task is answered, and the
tasks fail.
"""

import asyncio
import functools
from collections.abc import Awaitable, Callable
from typing import Any

from airflow.api_fastapi.core_api.security import GetUserDep
from airflow.api_fastapi.logging import decorators
from anyio import CapacityLimiter, to_thread
from fastapi import Request
from sqlalchemy.orm import Session

# As in the event loop. Those that wait take neither threads nor connections from the routes that end what
# they wait for.
ONE_AT_A_TIME = CapacityLimiter(1)

LogAction = Callable[[Request, Session, GetUserDep], Awaitable[None]]


def log_beside(action_logging: Callable[..., LogAction]) -> Callable[..., LogAction]:
    """Airflow's maker of what logs an action; that then does so in a thread."""

    @functools.wraps(action_logging)
    def make(*args: Any, **kwargs: Any) -> LogAction:
        log_action = action_logging(*args, **kwargs)

        # FastAPI reads the parameters of the wrapped function.
        @functools.wraps(log_action)
        async def log_in_thread(request: Request, session: Session, user: GetUserDep) -> None:
            if "application/json" in request.headers.get("content-type", ""):
                await request.body()  # the request keeps it; only this loop can receive it
            await to_thread.run_sync(asyncio.run, log_action(request, session, user), limiter=ONE_AT_A_TIME)

        return log_in_thread

    return make


def install() -> None:
    """Has the routes that are made from now on log so."""
    decorators.action_logging = log_beside(decorators.action_logging)
