import os
import stat
import sys
from pathlib import Path

import pytest

from bot.settings import read_env
from tests.cli.conftest import Call
from tests.cli.shell import SAMPLE, TOKEN, Shell

OTHER = "OTg3NjU0MzIxMDk4NzY1NDMy.GxyzAB.zyxwvutsrqponmlkjihgfedcba9876543210ZY"


@pytest.fixture(autouse=True)
def _typed_not_prompted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a terminal the hidden question falls back to standard input, and warns of it."""
    monkeypatch.setattr("getpass.getpass", lambda prompt, *rest, **more: _line(prompt))


def _line(prompt: str) -> str:
    print(prompt, end="")
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line.rstrip("\n")


def test_it_asks_writes_and_says_how_to_go_on(call: Call, tmp_path: Path) -> None:
    outcome = call("init", stdin=f"{TOKEN}\n\n".encode())
    assert (outcome.code, outcome.err) == (0, "")
    assert read_env(tmp_path / ".env") == {"DISCORD_TOKEN": TOKEN, "PAPERBOY_DATA": "data"}
    assert "discord.com/developers/applications" in outcome.out
    assert "client_id=123456789012345678&scope=bot+applications.commands" in outcome.out
    assert "paperboy import FILE..., paperboy doctor, paperboy run." in outcome.out
    assert TOKEN not in outcome.out


def test_only_its_owner_may_read_it(call: Call, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PAPERBOY_LOG_LEVEL=DEBUG\n")
    (tmp_path / ".env").chmod(0o644)
    call("init", stdin=f"{TOKEN}\n\n".encode())
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / ".env").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [".env"]


def test_what_is_no_token_is_asked_again(call: Call, tmp_path: Path) -> None:
    outcome = call("init", stdin=f"my secret\n{'f' * 64}\n {TOKEN} \nelsewhere\n".encode())
    assert outcome.code == 0
    assert outcome.out.count("does not look like a bot's token") == 2
    assert "my secret" not in outcome.out
    assert read_env(tmp_path / ".env")["DISCORD_TOKEN"] == TOKEN
    assert read_env(tmp_path / ".env")["PAPERBOY_DATA"] == "elsewhere"


def test_after_three_tries_nothing_is_written(call: Call, tmp_path: Path) -> None:
    words = call("init", stdin=b"a\nb\nc\nd\n").sentence()
    assert "nothing written" in words
    assert not (tmp_path / ".env").exists()


def test_other_keys_and_comments_stay(call: Call, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(
        "# Mine\n\nexport PAPERBOY_LOG_LEVEL=DEBUG  # for a while\n"
        f"\nDISCORD_TOKEN='{OTHER}'\nOTHER_PROGRAM=\"a b $c\"\nDISCORD_TOKEN=twice"
    )
    assert call("init", stdin=f"{TOKEN}\nmy papers\n".encode()).code == 0
    assert (tmp_path / ".env").read_text() == (
        "# Mine\n\nexport PAPERBOY_LOG_LEVEL=DEBUG  # for a while\n"
        f"\nDISCORD_TOKEN={TOKEN}\nOTHER_PROGRAM=\"a b $c\"\nPAPERBOY_DATA='my papers'\n"
    )


def test_enter_keeps_what_is_there(call: Call, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(f"PAPERBOY_DATA=elsewhere\nDISCORD_TOKEN={TOKEN}\n")
    outcome = call("init", stdin=b"\n\n")
    assert outcome.code == 0
    assert "Enter keeps the one in .env" in outcome.out
    assert TOKEN not in outcome.out
    assert read_env(tmp_path / ".env") == {"PAPERBOY_DATA": "elsewhere", "DISCORD_TOKEN": TOKEN}


@pytest.mark.parametrize("folder", ["it's", "a b", "c:\\papers\\new", 'say "hi"', "#1", "größe"])
def test_any_folder_comes_back_as_it_was_written(call: Call, tmp_path: Path, folder: str) -> None:
    assert call("init", stdin=f"{TOKEN}\n{folder}\n".encode()).code == 0
    assert read_env(tmp_path / ".env")["PAPERBOY_DATA"] == folder
    assert call("init", stdin=b"\n\n").code == 0
    assert read_env(tmp_path / ".env")["PAPERBOY_DATA"] == folder


def test_a_link_stays_a_link(call: Call, tmp_path: Path) -> None:
    real = tmp_path / "secrets.env"
    real.write_text("OTHER=1\n")
    try:
        (tmp_path / ".env").symlink_to(real)
    except OSError:
        pytest.skip("links are not allowed here")
    assert call("init", stdin=f"{TOKEN}\n\n".encode()).code == 0
    assert (tmp_path / ".env").is_symlink()
    assert read_env(real)["DISCORD_TOKEN"] == TOKEN


@pytest.mark.parametrize("typed", ["", f"{TOKEN}\n"])
def test_no_answer_writes_nothing(call: Call, tmp_path: Path, typed: str) -> None:
    outcome = call("init", stdin=typed.encode())
    assert outcome.code == 1
    assert outcome.err.strip() == "Nothing was written. Run `paperboy init` to start over."
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_at_the_question_writes_nothing(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr("getpass.getpass", interrupted)
    outcome = call("init")
    assert outcome.code == 1
    assert outcome.err.strip() == "Nothing was written. Run `paperboy init` to start over."
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there(call: Call) -> None:
    assert "Choose another folder" in call("init", "--folder", "no/such").sentence()


def test_a_folder_that_may_not_be_written(shell: Shell, bound: tuple[str, ...]) -> None:
    (shell.folder / "closed").mkdir(mode=0o500)
    words = shell.run("init", "--folder", "closed", before=bound).sentence()
    assert "closed/.env cannot be written" in words


def test_other_settings_that_are_wrong_stop_it(call: Call, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PAPERBOY_LOG_LEVEL=loud\n")
    words = call("init", stdin=f"{TOKEN}\n\n".encode()).sentence()
    assert "PAPERBOY_LOG_LEVEL must be" in words
    assert (tmp_path / ".env").read_text() == "PAPERBOY_LOG_LEVEL=loud\n"


def test_what_it_wrote_is_what_the_others_read(call: Call, tmp_path: Path) -> None:
    call("init", stdin=f"{TOKEN}\nmy papers\n".encode())
    assert call("import", SAMPLE).code == 0
    assert (tmp_path / "my papers" / "paperboy.db").is_file()
    assert "application 123456789012345678" in call("doctor").out


def test_the_token_is_not_shown_on_a_terminal(shell: Shell) -> None:
    pty = pytest.importorskip("pty", reason="terminals are another thing here")
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(shell.folder)
        python = shell.python()
        os.execve(python, [python, "-m", "bot", "init"], shell.environment())
    seen = bytearray()
    # The last space is written once the echo is off; what is typed sooner is thrown away.
    while b"Token: " not in seen:
        seen += os.read(terminal, 4096)
    os.write(terminal, f"{TOKEN}\n".encode())
    while b"Folder for the database" not in seen:
        seen += os.read(terminal, 4096)
    os.write(terminal, b"\n")
    try:
        while piece := os.read(terminal, 4096):
            seen += piece
    except OSError:  # how Linux says that the other side is gone
        pass
    os.close(terminal)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert TOKEN.encode() not in seen
    assert read_env(shell.folder / ".env")["DISCORD_TOKEN"] == TOKEN
