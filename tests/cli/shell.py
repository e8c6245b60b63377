"""The command line as a person, or a service manager, meets it."""

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
SAMPLE = REPOSITORY / "bot" / "sample" / "edition.jsonl"
TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcDE.abcdefghijklmnopqrstuvwxyz0123456789AB"
PATIENCE = 60
"""Seconds after which a process hangs; none needs more than a few."""


@dataclass(frozen=True)
class Outcome:
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str

    def sentence(self) -> str:
        """What a failed command said: one line on standard error, and nothing technical."""
        assert self.code == 1, self
        assert "Traceback" not in self.err
        assert "Errno" not in self.err
        (line,) = self.err.splitlines()
        assert line.endswith((".", "FILE...")), line
        return line


@dataclass(frozen=True)
class Shell:
    """A folder in which `python -m bot` is started, with nothing set but what is given."""

    folder: Path
    started: "list[subprocess.Popen[bytes]]" = field(default_factory=list)

    def environment(self, **values: str) -> dict[str, str]:
        ours = ("PAPERBOY_", "DISCORD_", "HF_", "PYTHON", "COLUMNS", "FORCE_COLOR", "TTY_")
        inherited = {key: each for key, each in os.environ.items() if not key.startswith(ours)}
        temporary = self.folder / "temporary"
        temporary.mkdir(exist_ok=True)
        return {
            **inherited,
            "PYTHONPATH": str(REPOSITORY),
            "PYTHONDONTWRITEBYTECODE": "1",
            "TMPDIR": str(temporary),
            "TERM": "xterm",
            # Of itself it asks no source.
            "PAPERBOY_SYNC_MINUTES": "0",
            **values,
        }

    def run(
        self,
        *words: str | Path,
        stdin: bytes = b"",
        before: tuple[str, ...] = (),
        code: str | None = None,
        **values: str,
    ) -> Outcome:
        """Run a command to its end. `before`: a command that starts it; `code`: what is run
        instead of `-m bot`, with the words as its arguments."""
        done = subprocess.run(
            [*before, *self._command(code), *map(str, words)],
            cwd=self.folder,
            env=self.environment(**values),
            input=stdin,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
        return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode())

    def start(
        self, *words: str | Path, code: str | None = None, **values: str
    ) -> "subprocess.Popen[bytes]":
        """Start a command and leave it running."""
        process = subprocess.Popen(
            [*self._command(code), *map(str, words)],
            cwd=self.folder,
            env=self.environment(**values),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self.started.append(process)
        return process

    def clear(self) -> None:
        """End what a failed test has left running."""
        for process in self.started:
            if process.poll() is None:
                process.kill()
                process.communicate()

    def python(self) -> str:
        """The interpreter that runs it."""
        return sys.executable

    def _command(self, code: str | None) -> list[str]:
        return [self.python(), *(["-m", "bot"] if code is None else ["-c", code])]


def ended(process: "subprocess.Popen[bytes]") -> Outcome:
    """Wait for the end of a process that was told to end."""
    out, err = process.communicate(timeout=PATIENCE)
    return Outcome(process.returncode, out.decode(), err.decode())
