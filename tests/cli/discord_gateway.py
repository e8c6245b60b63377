"""A Discord on loopback as far as a bot needs it to start: login, commands, gateway."""

import asyncio
import json
from typing import Any

from aiohttp import WSMsgType, web

from tests.wire.discord_server import APPLICATION, ME
from tests.wire.loopback import Loopback

DISALLOWED_INTENTS = 4014
MESSAGE_CONTENT = 1 << 15
HELLO, IDENTIFY, HEARTBEAT, ACKNOWLEDGED = 10, 2, 1, 11


class Gateway(Loopback):
    """Started by `async with`. `base` is what discord.py's Route.BASE is to be; `ready` is set
    when a bot is connected, `left` when it has closed the connection in good order.

    With a `status`, every request is answered by it alone. Who asks for one of the intents
    `refused` is not let in.
    """

    def __init__(self, status: int | None = None, refused: int = 0) -> None:
        self._status = status
        self._refused = refused
        self.ready = asyncio.Event()
        self.left = asyncio.Event()

    @property
    def base(self) -> str:
        """Where it is, once started."""
        return f"http://{self.address}/api"

    def app(self) -> web.Application:
        """The routes."""
        app = web.Application()
        app.router.add_get("/gateway", self._connected)
        app.router.add_route("*", "/api/{path:.*}", self._answer)
        return app

    async def _answer(self, request: web.Request) -> web.Response:
        if self._status is not None:
            return _json({"message": "no", "code": 0}, self._status)
        limits = {"total": 1000, "remaining": 999, "reset_after": 1000, "max_concurrency": 1}
        answers: dict[str, Any] = {
            "users/@me": ME,
            "oauth2/applications/@me": APPLICATION,
            "gateway/bot": {
                "url": f"ws://{self.address}/gateway",
                "shards": 1,
                "session_start_limit": limits,
            },
            "applications/500/commands": [],
        }
        return _json(answers[request.match_info["path"]], 200)

    async def _connected(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"op": HELLO, "d": {"heartbeat_interval": 41_250}})
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                continue
            received = message.json()
            if received["op"] == HEARTBEAT:
                await socket.send_json({"op": ACKNOWLEDGED})
            elif received["op"] == IDENTIFY and received["d"]["intents"] & self._refused:
                await socket.close(code=DISALLOWED_INTENTS)
            elif received["op"] == IDENTIFY:
                ready = {
                    "v": 10,
                    "user": ME,
                    "guilds": [],
                    "session_id": "1",
                    "resume_gateway_url": f"ws://{self.address}/gateway",
                    "application": {"id": "500", "flags": 0},
                    "shard": [0, 1],
                }
                await socket.send_json({"op": 0, "t": "READY", "s": 1, "d": ready})
                self.ready.set()
        if socket.close_code is not None:
            self.left.set()
        return socket


def _json(body: object, status: int) -> web.Response:
    # Without a charset, as Discord sends it: discord.py takes any other type for plain text.
    headers = {"Content-Type": "application/json"}
    return web.Response(body=json.dumps(body).encode(), status=status, headers=headers)
