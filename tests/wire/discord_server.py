"""A Discord on loopback: the few routes an announcement needs, and its faults."""

import asyncio
import json
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

from aiohttp import web

from tests.wire.loopback import Loopback

EPOCH = 1420070400000
"""Milliseconds since 1970 at which Discord's ids begin."""
ME = {
    "id": "500",
    "username": "Paperboy",
    "discriminator": "0000",
    "global_name": None,
    "avatar": None,
    "bot": True,
}
GUILD_ID = 600
APPLICATION = {
    "id": "500",
    "name": "Paperboy",
    "icon": None,
    "description": "",
    "bot_public": True,
    "bot_require_code_grant": False,
    "owner": ME,
    "verify_key": "",
    "flags": 0,
}
TEXT, VOICE_CATEGORY, ANNOUNCEMENTS, THREAD, FORUM = 0, 4, 5, 11, 15

NONCE_MEMORY = timedelta(minutes=2)

Json: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """An answer instead of the right one; `accept` if the request takes effect all the same,
    and no status if the connection is cut instead of answering."""

    status: int | None
    body: Json = field(default_factory=dict)
    accept: bool = False
    headers: dict[str, str] = field(default_factory=dict)


def error(status: int, code: int = 0) -> Answer:
    return Answer(status, {"code": code, "message": "fault injected"})


def rate_limit(retry_after: float) -> Answer:
    return Answer(429, {"message": "slow down", "retry_after": retry_after, "global": False})


RESET = Answer(None)
DROP_AFTER_ACCEPT = Answer(None, accept=True)


class DiscordServer(Loopback):
    """Started by `async with`; `base` is what discord.py's Route.BASE is to be.

    `faults` holds the next answers by route name: "channel", "send", "history", "crosspost",
    "edit", "post" (in a forum), "thread" (under a message), "active", "archived".
    `on_step` is told, by route and moment, of every request: "arrived", "stored", "answered".
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._last_id = 0
        self.kinds: dict[int, int] = {}
        self.messages: dict[int, list[Json]] = defaultdict(list)
        self.crossposted: list[int] = []
        self.threads: dict[int, Json] = {}
        self.edits: list[tuple[int, Json]] = []
        self.requests: list[tuple[str, Json]] = []
        self.faults: dict[str, deque[Answer]] = defaultdict(deque)
        self.on_step: Callable[[str, str], None] = lambda route, moment: None

    @property
    def base(self) -> str:
        """Where it is, once started."""
        return f"http://{self.address}"

    def app(self) -> web.Application:
        """The routes."""
        app = web.Application()
        channel = "/channels/{channel_id}"
        app.add_routes(
            [
                web.get("/users/@me", self._me),
                web.get("/oauth2/applications/@me", self._application),
                web.get(channel, self._handler("channel", self._channel)),
                web.post(f"{channel}/messages", self._handler("send", self._send)),
                web.get(f"{channel}/messages", self._handler("history", self._history)),
                web.post(f"{channel}/threads", self._handler("post", self._post)),
                web.get(f"{channel}/threads/archived/public", self._handler("archived", self._old)),
                web.get("/guilds/{guild_id}/threads/active", self._handler("active", self._active)),
                web.patch(channel + "/messages/{message_id}", self._handler("edit", self._edit)),
                web.post(
                    channel + "/messages/{message_id}/threads",
                    self._handler("thread", self._open_thread),
                ),
                web.post(
                    channel + "/messages/{message_id}/crosspost",
                    self._handler("crosspost", self._crosspost),
                ),
            ]
        )
        return app

    def calls(self, route: str) -> list[Json]:
        """The bodies of the requests on a route so far."""
        return [body for name, body in self.requests if name == route]

    def say(self, channel_id: int, **message: Any) -> None:
        """Put somebody's message in a channel."""
        self.messages[channel_id].append(self._message(channel_id, message))

    def _handler(
        self, route: str, work: Callable[[web.Request, Json], Answer]
    ) -> Callable[[web.Request], Any]:
        async def handle(request: web.Request) -> web.StreamResponse:
            raw = await request.read()
            body = json.loads(raw) if raw else {}
            self.requests.append((route, body))
            self.on_step(route, "arrived")
            await asyncio.sleep(0)
            answer = self.faults[route].popleft() if self.faults[route] else None
            if answer is None or answer.accept:
                right = work(request, body)
                self.on_step(route, "stored")
                await asyncio.sleep(0)
                answer = answer or right
            if answer.status is None:
                assert request.transport is not None
                request.transport.abort()
                return web.Response()
            response = _json(answer.body, answer.status, answer.headers)
            await response.prepare(request)
            await response.write_eof()
            self.on_step(route, "answered")
            return response

        return handle

    async def _me(self, request: web.Request) -> web.Response:
        return _json(ME)

    async def _application(self, request: web.Request) -> web.Response:
        return _json(APPLICATION)

    def _channel(self, request: web.Request, body: Json) -> Answer:
        channel_id = int(request.match_info["channel_id"])
        if channel_id in self.threads:
            return Answer(200, self.threads[channel_id])
        if channel_id not in self.kinds:
            return error(404, 10003)
        return Answer(
            200,
            {
                "id": str(channel_id),
                "type": self.kinds[channel_id],
                "guild_id": str(GUILD_ID),
                "name": "papers",
                "position": 0,
                "permission_overwrites": [],
            },
        )

    def _post(self, request: web.Request, body: Json) -> Answer:
        """A post in a forum: a thread with its first message, whose id is the same. There is no
        nonce here: sent twice it is there twice."""
        forum = int(request.match_info["channel_id"])
        message = self._message(forum, body["message"])
        thread = self._thread(int(message["id"]), forum, body["name"])
        message["channel_id"] = thread["id"]
        self.messages[int(thread["id"])].append(message)
        return Answer(201, {**thread, "message": message})

    def _open_thread(self, request: web.Request, body: Json) -> Answer:
        message_id = int(request.match_info["message_id"])
        if message_id in self.threads:
            return error(400, 160004)
        parent = int(request.match_info["channel_id"])
        return Answer(201, self._thread(message_id, parent, body["name"]))

    def _thread(self, thread_id: int, parent: int, name: str) -> Json:
        now = self._now().astimezone(UTC).isoformat()
        self.threads[thread_id] = {
            "id": str(thread_id),
            "type": THREAD,
            "guild_id": str(GUILD_ID),
            "parent_id": str(parent),
            "owner_id": ME["id"],
            "name": name,
            "last_message_id": None,
            "message_count": 0,
            "member_count": 1,
            "thread_metadata": {
                "archived": False,
                "archive_timestamp": now,
                "auto_archive_duration": 1440,
                "locked": False,
                "create_timestamp": now,
            },
        }
        return self.threads[thread_id]

    def archive(self, thread_id: int) -> None:
        """Fold a thread away."""
        self.threads[thread_id]["thread_metadata"]["archived"] = True

    def _active(self, request: web.Request, body: Json) -> Answer:
        active = [t for t in self.threads.values() if not t["thread_metadata"]["archived"]]
        return Answer(200, {"threads": active, "members": []})

    def _old(self, request: web.Request, body: Json) -> Answer:
        parent = request.match_info["channel_id"]
        old = [
            thread
            for thread in self.threads.values()
            if thread["parent_id"] == parent and thread["thread_metadata"]["archived"]
        ]
        return Answer(200, {"threads": old, "members": [], "has_more": False})

    def _edit(self, request: web.Request, body: Json) -> Answer:
        message_id = int(request.match_info["message_id"])
        for message in self.messages[int(request.match_info["channel_id"])]:
            if int(message["id"]) == message_id:
                message.update({key: body[key] for key in KEPT if key in body})
                self.edits.append((message_id, body))
                return Answer(200, message)
        return error(404, 10008)

    def _send(self, request: web.Request, body: Json) -> Answer:
        channel_id = int(request.match_info["channel_id"])
        for message in self.messages[channel_id]:
            known_for = self._now() - datetime.fromisoformat(message["timestamp"])
            same = body.get("enforce_nonce") and message.get("nonce") == body.get("nonce")
            if same and known_for < NONCE_MEMORY:
                return Answer(200, message)
        self.messages[channel_id].append(self._message(channel_id, body))
        return Answer(200, self.messages[channel_id][-1])

    def _history(self, request: web.Request, body: Json) -> Answer:
        messages = self.messages[int(request.match_info["channel_id"])]
        after, limit = int(request.query.get("after", 0)), int(request.query["limit"])
        found = [message for message in messages if int(message["id"]) > after][:limit]
        return Answer(200, list(reversed(found)))  # type: ignore[arg-type]

    def _crosspost(self, request: web.Request, body: Json) -> Answer:
        message_id = int(request.match_info["message_id"])
        if message_id in self.crossposted:
            return error(400, 40033)
        self.crossposted.append(message_id)
        (message,) = [
            message
            for message in self.messages[int(request.match_info["channel_id"])]
            if int(message["id"]) == message_id
        ]
        return Answer(200, message)

    def _message(self, channel_id: int, body: Json) -> Json:
        now = self._now().astimezone(UTC)
        self._last_id = max(self._last_id + 1, (int(now.timestamp() * 1000) - EPOCH) << 22)
        return {
            "id": str(self._last_id),
            "channel_id": str(channel_id),
            "author": ME,
            "content": "",
            "timestamp": now.isoformat(),
            "edited_timestamp": None,
            "tts": False,
            "mention_everyone": False,
            "mentions": [],
            "mention_roles": [],
            "attachments": [],
            "embeds": [],
            "pinned": False,
            "type": 0,
        } | {key: body[key] for key in KEPT if key in body}


def _json(body: Json, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    # discord.py reads JSON only where no charset is named, and believes a 429 only with a Via.
    return web.Response(
        body=json.dumps(body).encode(),
        status=status,
        content_type="application/json",
        headers={"Via": "1.1 loopback", **(headers or {})},
    )


KEPT = (
    "author",
    "components",
    "content",
    "flags",
    "interaction_metadata",
    "message_reference",
    "nonce",
)
