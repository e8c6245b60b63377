"""How a run speaks with an engine: in a process of its own, or here."""

import json
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

from tests.benchmarks.corpus import REPOSITORY, Corpus
from tests.benchmarks.worker import Answer, Worker


class EngineFailed(Exception):
    """An engine could not do what it was asked; `str(error)` says why."""


class Link(Protocol):
    """An engine that carries out commands (see `Worker`)."""

    def call(self, *command: Any) -> Answer:
        """Have a command done. Raises `EngineFailed`."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


class Process:
    """An engine in a process of its own."""

    def __init__(self, name: str, folder: Path, corpus: Corpus) -> None:
        paths = [str(folder), str(corpus.path), str(corpus.fresh_path)]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.worker", name, *paths],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=REPOSITORY,
            text=True,
            encoding="utf-8",
        )

    def call(self, *command: Any) -> Answer:
        """Send a line, read a line."""
        assert self._process.stdin is not None and self._process.stdout is not None
        try:
            self._process.stdin.write(json.dumps(command) + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            raise EngineFailed("its process has ended") from None
        line = self._process.stdout.readline()
        if not line:
            raise EngineFailed("its process has ended")
        answer: Answer = json.loads(line)
        if "failed" in answer:
            raise EngineFailed(answer["failed"])
        return answer

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is not None and not isinstance(error, EngineFailed):
            self._process.kill()
        # Closes its input, which ends it.
        self._process.communicate()


class Here:
    """An engine in this process: for small runs, whose memory nobody asks for."""

    def __init__(self, name: str, folder: Path, corpus: Corpus) -> None:
        self._worker = Worker(name, folder, corpus.path, corpus.fresh_path)

    def call(self, *command: Any) -> Answer:
        """Through JSON as a process would, so that what cannot be sent is noticed."""
        answer: Answer = json.loads(
            json.dumps(self._worker.handle(json.loads(json.dumps(command))))
        )
        return answer

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._worker.close()
