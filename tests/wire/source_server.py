"""Sources on loopback: the endpoints of daily papers and of arXiv, and all that can go wrong.

Everything served is made up here.
"""

import asyncio
import gzip
import hashlib
import json
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias
from xml.sax.saxutils import escape

from aiohttp import web

from tests.wire.loopback import Loopback

Json: TypeAlias = Any
Fault: TypeAlias = Callable[[web.Request, bytes], Awaitable[web.StreamResponse]]
"""Answers a request instead of the right answer, which it is told."""

LIST, PAPER, ARXIV = "list", "paper", "arxiv"


class SourceServer(Loopback):
    """Started by `async with`; `base` is the address of both sources.

    `faults` holds the next answers by route; `always` one that stays. `asked` is every request
    so far as (route, path and query), `headers` theirs.
    """

    patience = 0.1

    def __init__(self) -> None:
        self.lists: dict[str, list[Json]] = defaultdict(list)
        """What is listed, by "2026-03-11", "2026-W11", "2026-03" and "trending"."""
        self.papers: dict[str, Json] = {}
        self.entries: dict[str, str] = {}
        """What arXiv has: the entry of an id."""
        self.faults: dict[str, deque[Fault]] = defaultdict(deque)
        self.always: dict[str, Fault] = {}
        self.extra_headers: dict[str, str] = {}
        self.asked: list[tuple[str, str]] = []
        self.headers: list[dict[str, str]] = []
        self.at_once = 0
        self.most_at_once = 0

    @property
    def base(self) -> str:
        """Where it is, once started."""
        return f"http://{self.address}"

    def app(self) -> web.Application:
        """The routes."""
        app = web.Application()
        app.add_routes(
            [
                web.get("/api/daily_papers", self._handler(LIST, self._list)),
                web.get("/api/papers/{id:.+}", self._handler(PAPER, self._paper)),
                web.get("/api/query", self._handler(ARXIV, self._arxiv)),
            ]
        )
        return app

    def days_asked(self) -> list[str]:
        """The days whose first page was asked for, in order."""
        return [
            query.split("date=")[1][:10]
            for route, query in self.asked
            if route == LIST and "date=" in query and "p=0" in query
        ]

    def _handler(
        self, route: str, right: Callable[[web.Request], tuple[int, bytes, dict[str, str]]]
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def handle(request: web.Request) -> web.StreamResponse:
            self.asked.append((route, request.path_qs))
            self.headers.append(dict(request.headers))
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
            try:
                status, body, headers = right(request)
                fault = self.faults[route].popleft() if self.faults[route] else None
                fault = fault or self.always.get(route)
                if fault is not None:
                    return await fault(request, body)
                etag = f'W/"{hashlib.sha256(body).hexdigest()[:12]}"'
                headers |= {"ETag": etag, **self.extra_headers}
                if status == 200 and request.headers.get("If-None-Match") == etag:
                    return web.Response(status=304, headers={"ETag": etag})
                response = web.Response(
                    status=status, body=body, headers=headers, content_type="application/json"
                )
                response.enable_compression()
                return response
            finally:
                self.at_once -= 1

        return handle

    def _list(self, request: web.Request) -> tuple[int, bytes, dict[str, str]]:
        query = request.query
        key = query.get("date") or query.get("week") or query.get("month") or query.get("sort")
        page, limit = int(query.get("p", 0)), int(query.get("limit", 50))
        items = self.lists[key or ""]
        shown = items[page * limit : (page + 1) * limit]
        more = len(items) > (page + 1) * limit
        headers = {"Link": f'<{self.base}/api/daily_papers?p={page + 1}>; rel="next"'}
        return 200, json.dumps(shown).encode(), headers if more else {}

    def _paper(self, request: web.Request) -> tuple[int, bytes, dict[str, str]]:
        paper = self.papers.get(request.match_info["id"])
        if paper is None:
            return 404, b'{"error":"Paper not found"}', {}
        return 200, json.dumps(paper).encode(), {}

    def _arxiv(self, request: web.Request) -> tuple[int, bytes, dict[str, str]]:
        ids = request.query.get("id_list", "").split(",")
        entries = "".join(self.entries[id] for id in ids if id in self.entries)
        return 200, feed(entries).encode(), {}


# What is served.


def paper(
    id: str, title: str = "", votes: int | None = 1, day: str = "2026-03-11", **more: Json
) -> Json:
    """The `paper` object of an item."""
    return {
        "id": id,
        "title": title or f"On the gulls of {id}",
        "summary": f"Gulls are counted from a boat, for the {id}th time, and found to be many.",
        "authors": [{"name": "Ada Tern"}, {"name": "Bo Skua", "hidden": True}],
        "publishedAt": f"{day}T00:00:00.000Z",
        "submittedOnDailyAt": f"{day}T03:55:12.777Z",
        "upvotes": votes,
        "discussionId": "65aa",
        **more,
    }


def item(
    id: str, title: str = "", votes: int | None = 1, day: str = "2026-03-11", **more: Json
) -> Json:
    """An item of a list."""
    return {
        "paper": paper(id, title, votes, day, **more),
        "publishedAt": f"{day}T05:00:00.000Z",
        "title": title,
        "thumbnail": f"https://cdn-thumbnails.example.com/{id}.png",
        "numComments": 1,
        "submittedBy": {"name": "somebody"},
    }


def items(count: int, day: str = "2026-03-11", votes: int = 1, first: int = 1) -> list[Json]:
    """A list of `count` papers of a day."""
    month = day[2:4] + day[5:7]
    number = int(day[8:10]) * 1000
    return [
        item(f"{month}.{number + n:05}", votes=votes, day=day) for n in range(first, first + count)
    ]


def entry(id: str, title: str, abstract: str, authors: tuple[str, ...] = ("Ada Tern",)) -> str:
    """An entry of arXiv's feed."""
    names = "".join(f"<author><name>{escape(name)}</name></author>" for name in authors)
    return (
        f"<entry><id>http://arxiv.org/abs/{id}v2</id><title>{escape(title)}</title>"
        f"<summary>{escape(abstract)}</summary><published>2026-03-01T17:00:00Z</published>"
        f"{names}</entry>"
    )


def feed(entries: str) -> str:
    """arXiv's answer."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<feed xmlns="http://www.w3.org/2005/Atom"><title>arXiv Query</title>{entries}</feed>'
    )


# What goes wrong.


def status(code: int, **headers: str) -> Fault:
    async def answer(request: web.Request, body: bytes) -> web.StreamResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return web.Response(status=code, text="fault injected", headers=named)

    return answer


def rate_limit(seconds: int, *, by: str = "RateLimit") -> Fault:
    if by == "RateLimit":
        return status(429, RateLimit=f'"api";r=0;t={seconds}')
    return status(429, Retry_After=by.format(seconds))


async def reset(request: web.Request, body: bytes) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def hang(request: web.Request, body: bytes) -> web.StreamResponse:
    await asyncio.Event().wait()
    raise AssertionError


async def drip(request: web.Request, body: bytes) -> web.StreamResponse:
    """A byte now and then: no single read takes long, and the whole never ends."""
    response = web.StreamResponse(headers={"Content-Type": "application/json"})
    await response.prepare(request)
    await response.write(b"[")
    while True:
        await response.write(b" ")
        await asyncio.sleep(0.02)


async def cut_connection(request: web.Request, body: bytes) -> web.StreamResponse:
    """Half of the answer, and then the line is dead."""
    response = web.StreamResponse(headers={"Content-Length": str(len(body))})
    await response.prepare(request)
    await response.write(body[: len(body) // 2])
    assert request.transport is not None
    request.transport.close()
    return response


async def cut_gzip(request: web.Request, body: bytes) -> web.StreamResponse:
    packed = gzip.compress(body)
    return web.Response(body=packed[: len(packed) // 2], headers={"Content-Encoding": "gzip"})


async def bad_gzip(request: web.Request, body: bytes) -> web.StreamResponse:
    return web.Response(body=b"\x1f\x8b" + b"nonsense" * 9, headers={"Content-Encoding": "gzip"})


def gzip_bomb(size: int) -> Fault:
    """`size` bytes of nothing but spaces in a list, packed to next to none."""

    packed = gzip.compress(b"[" + b" " * size + b"]", 1)

    async def answer(request: web.Request, body: bytes) -> web.StreamResponse:
        return web.Response(body=packed, headers={"Content-Encoding": "gzip"})

    return answer


def instead(value: Json) -> Fault:
    """Another answer, as JSON or as it is."""

    async def answer(request: web.Request, body: bytes) -> web.StreamResponse:
        raw = value if isinstance(value, bytes) else json.dumps(value).encode()
        return web.Response(body=raw, content_type="application/json")

    return answer


async def cut_json(request: web.Request, body: bytes) -> web.StreamResponse:
    """Half of the answer, said to be all of it."""
    return web.Response(body=body[: len(body) // 2], content_type="application/json")
