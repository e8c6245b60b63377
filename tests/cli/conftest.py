import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot import cli
from tests.cli.shell import SAMPLE, Outcome, Shell

Call = Callable[..., Outcome]


@pytest.fixture
def call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Call:
    """Calls the command line in this process, in an empty folder: quick, where a process of its
    own would add nothing."""
    monkeypatch.chdir(tmp_path)
    for name in list(os.environ):
        if name.startswith(("PAPERBOY_", "DISCORD_", "HF_", "FORCE_COLOR", "TTY_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("PAPERBOY_SYNC_MINUTES", "0")  # of itself it asks no source

    def call(*words: str | Path, stdin: bytes = b"") -> Outcome:
        with monkeypatch.context() as patch:
            patch.setattr(sys, "argv", ["paperboy", *map(str, words)])
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
            with pytest.raises(SystemExit) as end:
                cli.main()
        code = end.value.code
        assert code is None or isinstance(code, int)
        out, err = capsys.readouterr()
        return Outcome(code or 0, out, err)

    return call


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    """Starts processes in an empty folder."""
    shell = Shell(tmp_path)
    yield shell
    shell.clear()


@pytest.fixture(scope="session")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder into which our sample has been imported, by the command itself."""
    folder = tmp_path_factory.mktemp("imported")
    outcome = Shell(folder).run("import", SAMPLE)
    assert (outcome.code, outcome.err) == (0, "")
    return folder / "data"


@pytest.fixture
def data(tmp_path: Path, imported: Path) -> Path:
    """The sample's data, where commands look for them."""
    return shutil.copytree(imported, tmp_path / "data")


@pytest.fixture
def bound(tmp_path: Path) -> tuple[str, ...]:
    """What starts a process that file permissions bind: nothing, or for root, whom they do not
    bind, the dropping of that privilege."""
    if not hasattr(os, "geteuid"):
        pytest.skip("permissions are another thing here")
    if os.geteuid() != 0:
        return ()
    setpriv = shutil.which("setpriv")
    drop = "-dac_override,-dac_read_search"
    before = (setpriv or "", "--bounding-set", drop, "--inh-caps", drop)
    closed = tmp_path / "closed"
    closed.touch(mode=0o000)
    tried = ["test", "-r", str(closed)]
    if not setpriv or subprocess.run([*before, *tried], check=False).returncode != 1:
        pytest.skip("root cannot drop its privilege here")
    closed.unlink()
    return before
