"""A Discord on loopback that keeps its limits: 50 requests in any second in all, 5 messages in 5
seconds in a channel, with the headers Discord sends. Its own process: `--serve PORT LATENCY`.
"""

import asyncio
import json
import sys
import time
from collections import defaultdict, deque
from typing import Any

from aiohttp import web

from tests.wire.discord_server import APPLICATION, ME

ALLOWED, WINDOW = 50, 1.0
BUCKET, BUCKET_WINDOW = 5, 5.0
EPOCH = 1420070400000


class Limited:
    """Counts what it takes and what it turns away."""

    def __init__(self, latency: float) -> None:
        self._latency = latency
        self._recent: deque[float] = deque()
        self._by_channel: dict[str, deque[float]] = defaultdict(deque)
        self.taken: list[float] = []
        self.channels: dict[str, int] = defaultdict(int)
        self.refused: list[float] = []
        self._last_id = 0

    def app(self) -> web.Application:
        """The routes."""
        app = web.Application()
        app.add_routes(
            [
                web.get("/users/@me", self._me),
                web.get("/oauth2/applications/@me", self._application),
                web.post("/channels/{id}/messages", self._send),
                web.get("/stats", self._stats),
            ]
        )
        return app

    async def _send(self, request: web.Request) -> web.Response:
        body = await request.json()
        now, channel = time.monotonic(), request.match_info["id"]
        while self._recent and self._recent[0] <= now - WINDOW:
            self._recent.popleft()
        if len(self._recent) >= ALLOWED:
            self.refused.append(now)
            wait = round(self._recent[0] + WINDOW - now, 3)
            return self._too_many(wait, {"X-RateLimit-Global": "true"}, everything=True)
        self._recent.append(now)
        bucket = self._by_channel[channel]
        while bucket and bucket[0] <= now - BUCKET_WINDOW:
            bucket.popleft()
        if len(bucket) >= BUCKET:
            self.refused.append(now)
            return self._too_many(round(bucket[0] + BUCKET_WINDOW - now, 3), {}, everything=False)
        bucket.append(now)
        self.taken.append(now)
        self.channels[channel] += 1
        await asyncio.sleep(self._latency)
        headers = {
            "X-RateLimit-Limit": str(BUCKET),
            "X-RateLimit-Remaining": str(BUCKET - len(bucket)),
            "X-RateLimit-Reset": f"{time.time() + BUCKET_WINDOW:.3f}",
            "X-RateLimit-Reset-After": f"{BUCKET_WINDOW:.3f}",
            "X-RateLimit-Bucket": "messages",
        }
        return self._json(self._message(channel, body), headers=headers)

    def _too_many(self, wait: float, more: dict[str, str], *, everything: bool) -> web.Response:
        body = {"message": "slow down", "retry_after": wait, "global": everything}
        return self._json(body, 429, {"Retry-After": str(wait), **more})

    def _message(self, channel: str, body: dict[str, Any]) -> dict[str, Any]:
        self._last_id = max(self._last_id + 1, (int(time.time() * 1000) - EPOCH) << 22)
        return {
            "id": str(self._last_id),
            "channel_id": channel,
            "author": ME,
            "content": "",
            "timestamp": "2026-03-11T08:00:00+00:00",
            "edited_timestamp": None,
            "tts": False,
            "mention_everyone": False,
            "mentions": [],
            "mention_roles": [],
            "attachments": [],
            "embeds": [],
            "pinned": False,
            "type": 0,
            "nonce": body.get("nonce"),
            "components": [],
        }

    async def _me(self, request: web.Request) -> web.Response:
        return self._json(ME)

    async def _application(self, request: web.Request) -> web.Response:
        return self._json(APPLICATION)

    async def _stats(self, request: web.Request) -> web.Response:
        first, last = self.taken[0], self.taken[-1]
        return self._json(
            {
                "taken": len(self.taken),
                "seconds": last - first,
                "refused": len(self.refused),
                "channels": len(self.channels),
                "most_in_a_channel": max(self.channels.values()),
            }
        )

    def _json(
        self, body: Any, status: int = 200, headers: dict[str, str] | None = None
    ) -> web.Response:
        return web.Response(
            body=json.dumps(body).encode(),
            status=status,
            content_type="application/json",
            headers={"Via": "1.1 loopback", **(headers or {})},
        )


async def serve(port: int, latency: float) -> None:
    """Serve until the process is ended."""
    runner = web.AppRunner(Limited(latency).app(), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    print("ready", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), float(sys.argv[2])))
