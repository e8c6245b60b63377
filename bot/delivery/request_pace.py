"""The pace under every request to Discord, whoever makes it and however often it is repeated."""

from typing import Any

import aiohttp

from bot.delivery.pace import Pace

EXEMPT = ("/interactions/", "/webhooks/", "/callback", "/gateway")
"""Answers to interactions are outside the global limit, and must not wait in its queue."""
AFTERWARDS = 0.1
"""Seconds to wait longer than Discord says after everything was stopped."""


def paced(pace: Pace) -> aiohttp.TraceConfig:
    """What to give a client as `http_trace`: every request waits for its turn, and if Discord
    says that there were too many in all, the whole bot holds still for as long as it asks."""
    trace = aiohttp.TraceConfig()

    async def begin(session: Any, context: Any, request: aiohttp.TraceRequestStartParams) -> None:
        if not any(part in request.url.path for part in EXEMPT):
            await pace.turn()

    async def end(session: Any, context: Any, request: aiohttp.TraceRequestEndParams) -> None:
        answer = request.response
        if answer.status == 429 and answer.headers.get("X-RateLimit-Global", "") == "true":
            pace.hold(_seconds(answer.headers.get("Retry-After")) + AFTERWARDS)

    trace.on_request_start.append(begin)
    trace.on_request_end.append(end)
    return trace


def _seconds(header: str | None) -> float:
    try:
        return max(0.0, float(header or 1))
    except ValueError:
        return 1.0
