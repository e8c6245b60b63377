"""Asking a source over HTTP: within its limits, in bounded time and memory."""

import re
import zlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

import aiohttp
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, stop_after_attempt

from bot.errors import NotServed, SourceTrouble
from bot.sources.pace import Pace

MIB = 1024 * 1024
MOST_BYTES = 32 * MIB
"""Of an answer, unpacked. A page of a hundred papers takes about one."""
TRIES = 4
PATIENCE = 60.0
"""Seconds that a request may be put off by its source before it is given up."""
_CHUNK = 64 * 1024
_PAUSE_WITHOUT_WORD = 60.0
"""Seconds to leave a source alone that says "too many requests" and not until when."""
_LONGEST_PAUSE = 3600.0
_RATE_LIMIT = re.compile(r";\s*([rt])\s*=\s*(\d{1,9})", re.ASCII)
_NEXT = re.compile(r"""rel\s*=\s*["']?next\b""", re.IGNORECASE)
_TEMPORARY = frozenset({408, 425, 500, 502, 503, 504, 520, 521, 522, 523, 524})


@dataclass(frozen=True, slots=True)
class Validators:
    """What an answer can be known again by, as its headers ETag and Last-Modified said."""

    etag: str | None = None
    last_modified: str | None = None

    def headers(self) -> dict[str, str]:
        """What asks only for something newer."""
        headers = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in headers.items() if value}


@dataclass(frozen=True, slots=True)
class Got:
    """An answer. `unchanged`: what the validators stand for is still right, and `body` empty."""

    body: bytes
    unchanged: bool
    validators: Validators
    has_next: bool
    """Whether the answer says that there is another page."""


class _Temporary(SourceTrouble):
    """Worth another try, after `wait` seconds where the source told how many."""

    def __init__(self, words: str, wait: float | None = None) -> None:
        super().__init__(words)
        self.wait = wait


class Fetcher:
    """Asks one source, called `name` in sentences.

    A total time-out (seconds) ends an answer that only drips; more than `most` bytes, unpacked,
    are never read. What is temporary is tried again, later each time and with jitter. "Too many
    requests" holds for every request from then on. `chance` answers numbers from 0 to 1.
    """

    def __init__(
        self,
        name: str,
        session: aiohttp.ClientSession,
        pace: Pace,
        *,
        now: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[None]],
        chance: Callable[[], float],
        headers: Mapping[str, str] | None = None,
        timeout: float = 30.0,
        most: int = MOST_BYTES,
    ) -> None:
        self._name = name
        self._session = session
        self._pace = pace
        self._now = now
        self._sleep = sleep
        self._chance = chance
        self._headers = {"Accept-Encoding": "gzip, deflate", **(headers or {})}
        self._timeout = timeout
        self._most = most
        self._closed_until: datetime | None = None

    async def get(
        self,
        url: str,
        params: Mapping[str, str] | None = None,
        *,
        known: Validators | None = None,
        patience: float = PATIENCE,
        tries: int = TRIES,
    ) -> Got:
        """The answer to a GET request, after at most `tries` tries.

        Raises NotServed if the source does not have it, else SourceTrouble: also if it wants to
        be left alone for longer than `patience` seconds.
        """

        def over(state: RetryCallState) -> bool:
            return state.upcoming_sleep > patience

        retrying = AsyncRetrying(
            sleep=self._sleep,
            wait=self._wait,
            stop=lambda state: stop_after_attempt(tries)(state) or over(state),
            retry=retry_if_exception_type(_Temporary),
            reraise=True,
        )
        try:
            got: Got = await retrying(self._once, url, dict(params or {}), known or Validators())
        except _Temporary as error:
            again_at = self._now() + timedelta(seconds=error.wait) if error.wait else None
            raise SourceTrouble(str(error), again_at) from None
        return got

    def _wait(self, state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        if isinstance(error, _Temporary) and error.wait is not None:
            return error.wait + self._chance()
        return float((0.5 + self._chance()) * 2 ** (state.attempt_number - 1))

    async def _once(self, url: str, params: dict[str, str], known: Validators) -> Got:
        if self._closed_until is not None:
            left = (self._closed_until - self._now()).total_seconds()
            if 0 < left <= _LONGEST_PAUSE:
                raise _Temporary(f"{self._name} wants to be asked less often.", left)
            self._closed_until = None
        async with self._pace.turn():
            try:
                async with self._session.get(
                    url,
                    params=params,
                    headers={**self._headers, **known.headers()},
                    timeout=aiohttp.ClientTimeout(total=self._timeout),
                    max_redirects=5,
                ) as response:
                    return await self._read(response, known)
            except TimeoutError:
                raise _Temporary(
                    f"{self._name} did not answer within {self._timeout:g} seconds."
                ) from None
            except aiohttp.ClientPayloadError:
                raise _Temporary(f"The answer of {self._name} broke off.") from None
            except (
                aiohttp.InvalidURL,
                aiohttp.NonHttpUrlClientError,
                aiohttp.TooManyRedirects,
            ):
                raise SourceTrouble(f"{self._name} cannot be asked at its address.") from None
            except (aiohttp.ClientError, OSError):
                raise _Temporary(f"{self._name} cannot be reached.") from None

    async def _read(self, response: aiohttp.ClientResponse, known: Validators) -> Got:
        status = response.status
        validators = Validators(_header(response, "ETag"), _header(response, "Last-Modified"))
        limits = dict(_RATE_LIMIT.findall(response.headers.get("RateLimit", "")))
        if status == 429:
            told = self._retry_after(response)
            wait = told or float(limits.get("t", 0)) or _PAUSE_WITHOUT_WORD
            raise _Temporary(f"{self._name} wants to be asked less often.", self._close(wait))
        if "r" in limits and "t" in limits and int(limits["r"]) == 0:
            self._close(float(limits["t"]))
        if status == 304 and known.headers():
            # An answer without validators of its own confirms the ones that were sent.
            return Got(b"", True, validators if validators.headers() else known, False)
        if status in (404, 410):
            raise NotServed(f"{self._name} does not have it.")
        if status in _TEMPORARY:
            wait_told = self._retry_after(response)
            words = f"{self._name} answered with an error ({status})."
            raise _Temporary(words, self._close(wait_told) if wait_told else None)
        if status in (401, 403):
            raise SourceTrouble(f"{self._name} does not let Paperboy in ({status}).")
        if status != 200:
            raise SourceTrouble(f"{self._name} did not take the question ({status}).")
        body = await self._body(response)
        return Got(body, False, validators, bool(_NEXT.search(response.headers.get("Link", ""))))

    async def _body(self, response: aiohttp.ClientResponse) -> bytes:
        """All of an answer, unpacked by hand: of a bomb no more is unpacked than may be kept."""
        packed = response.headers.get("Content-Encoding", "identity").strip().lower()
        if packed not in ("identity", "", "gzip", "x-gzip", "deflate"):
            raise SourceTrouble(f"{self._name} answered in a way that cannot be read.")
        unpack = None if packed in ("identity", "") else zlib.decompressobj(_ANY_HEADER)
        parts: list[bytes] = []
        size = 0
        try:
            async for chunk in response.content.iter_chunked(_CHUNK):
                part = chunk if unpack is None else unpack.decompress(chunk, self._most - size + 1)
                size += len(part)
                if size > self._most:
                    raise SourceTrouble(f"The answer of {self._name} is too large.")
                parts.append(part)
        except zlib.error:
            raise _Temporary(f"The answer of {self._name} is damaged.") from None
        if unpack is not None and not unpack.eof:
            raise _Temporary(f"The answer of {self._name} broke off.")
        return b"".join(parts)

    def _retry_after(self, response: aiohttp.ClientResponse) -> float | None:
        """Seconds, from a number or a date; None where there is neither."""
        text = response.headers.get("Retry-After", "").strip()
        if text.isascii() and text.isdigit() and len(text) < 10:
            return float(text)
        try:
            at = parsedate_to_datetime(text)
        except ValueError:
            return None
        return max((at - self._now()).total_seconds(), 0.0) if at.tzinfo else None

    def _close(self, seconds: float) -> float:
        """Leave the source alone for so long (an hour at most); answers how long."""
        seconds = min(seconds, _LONGEST_PAUSE)
        self._closed_until = self._now() + timedelta(seconds=seconds)
        return seconds


def _header(response: aiohttp.ClientResponse, name: str) -> str | None:
    """A header that can be kept and sent back as it is; None for what cannot."""
    value = response.headers.get(name, "")
    sound = value.isascii() and value.isprintable() and len(value) <= _LONGEST_VALIDATOR
    return value if value and sound else None


_LONGEST_VALIDATOR = 500
_ANY_HEADER = zlib.MAX_WBITS | 32
"""Of zlib: take a gzip header or one of zlib's."""
