"""A server on this machine, started by `async with`."""

from types import TracebackType
from typing import Self

from aiohttp import web


class Loopback:
    """Serves what `app` answers; `address` is its host and port once it is started."""

    address: str = ""
    patience: float = 1.0
    """Seconds that requests still under way are given when it stops."""

    def app(self) -> web.Application:
        """The routes."""
        raise NotImplementedError

    async def __aenter__(self) -> Self:
        self._runner = web.AppRunner(self.app(), access_log=None, shutdown_timeout=self.patience)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.address = f"{host}:{port}"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._runner.cleanup()
