import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, time
from pathlib import Path

import pytest

from bot.app import opened
from bot.settings import Settings
from tests.cli.conftest import Call
from tests.cli.shell import TOKEN


def findings(out: str) -> dict[str, tuple[str, str]]:
    """What was looked at: whether it is well ("✓" or "✗"), and all that is said of it."""
    found: dict[str, tuple[str, str]] = {}
    what = ""
    for line in out.splitlines():
        if line[0] in "✓✗":
            sign, what, says = line.split(maxsplit=2)
            found[what] = (sign, says)
        else:
            sign, says = found[what]
            found[what] = (sign, f"{says}\n{line}")
    return found


def test_with_nothing_it_says_what_to_do(call: Call, tmp_path: Path) -> None:
    outcome = call("doctor")
    assert (outcome.code, outcome.err) == (1, "")
    found = findings(outcome.out)
    assert list(found) == ["Settings", "Token", "Database"]
    assert found["Settings"] == ("✓", f"read; the data are in {tmp_path / 'data'}")
    assert found["Token"][0] == found["Database"][0] == "✗"
    assert "paperboy init" in found["Token"][1]
    assert "paperboy import FILE..." in found["Database"][1]
    assert not (tmp_path / "data").exists()


@pytest.mark.usefixtures("data")
def test_with_all_in_place(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
    outcome = call("doctor")
    assert (outcome.code, outcome.err) == (0, "")
    found = findings(outcome.out)
    assert {sign for sign, _ in found.values()} == {"✓"}
    assert list(found) == [
        "Settings",
        "Token",
        "Invite",
        "Database",
        "Papers",
        "Index",
        "Sources",
        "Feeds",
    ]
    assert "application 123456789012345678" in found["Token"][1]
    assert found["Papers"][1] == "50 papers, 5 daily lists"
    assert found["Index"][1] == "loads, 50 papers"
    link = found["Invite"][1].split()[-1]
    assert link.startswith("https://discord.com/oauth2/authorize?client_id=123456789012345678&")
    assert TOKEN not in outcome.out


@pytest.mark.usefixtures("data")
def test_a_token_of_the_wrong_shape(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "my-client-secret")
    outcome = call("doctor")
    assert outcome.code == 1
    found = findings(outcome.out)
    assert found["Token"][0] == "✗"
    assert "Reset Token" in found["Token"][1]
    assert "my-client-secret" not in outcome.out
    assert "Invite" not in found


def test_bad_settings(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAPERBOY_LOG_LEVEL", "loud")
    monkeypatch.setenv("PAPERBOY_CATCH_UP_HOURS", "x")
    found = findings(call("doctor").out)
    assert list(found) == ["Settings"]
    assert found["Settings"][0] == "✗"
    assert "PAPERBOY_LOG_LEVEL must" in found["Settings"][1]
    assert "PAPERBOY_CATCH_UP_HOURS must" in found["Settings"][1]


def test_a_file_in_the_place_of_the_folder(call: Call, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("mine")
    found = findings(call("doctor").out)
    assert found["Settings"][0] == "✗"
    assert "data is a file" in found["Settings"][1]


def test_a_damaged_index_is_made_anew(call: Call, data: Path) -> None:
    (array,) = data.glob("index/*/docs.npy")
    array.write_bytes(array.read_bytes()[:-7] + b"garbage")
    assert "has been made anew, 50 papers" in findings(call("doctor").out)["Index"][1]
    assert findings(call("doctor").out)["Index"] == ("✓", "loads, 50 papers")


def test_damage_inside_the_database_is_told(call: Call, data: Path) -> None:
    with closing(sqlite3.connect(data / "paperboy.db")) as connection, connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute(
            "INSERT INTO entries (user_id, paper_id, status, note, added_at, changed_at) "
            "VALUES (1, 'gone', 'read', '', 0, 0)"
        )
    outcome = call("doctor")
    assert outcome.code == 1
    sign, says = findings(outcome.out)["Database"]
    assert sign == "✗"
    assert "missing row" in says
    assert "paperboy backup" in says


def test_a_database_without_papers(call: Call, tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_text("{}\n")
    call("import", "empty.jsonl")
    assert findings(call("doctor").out)["Papers"][0] == "✗"


def test_a_feed_that_fails_is_told(call: Call, data: Path) -> None:
    async def fail() -> None:
        settings = Settings.read({"PAPERBOY_DATA": str(data)}, env_file=Path("no-such"))
        async with opened(settings) as services:
            feed = await services.feeds.add(
                1,
                2,
                at=time(9),
                timezone="Europe/Berlin",
                top=5,
                active_from=datetime(2026, 3, 13, tzinfo=UTC),
            )
            assert feed is not None
            await services.feeds.note_error(feed.id, "I may not write there.")

    asyncio.run(fail())
    found = findings(call("doctor").out)
    assert found["Feed"] == ("✗", "channel 2: I may not write there.")


@pytest.mark.usefixtures("data")
def test_it_tells_how_fetching_goes(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    async def record(error: str | None, at: datetime) -> None:
        async with opened(Settings.read()) as services:
            fetches = services.fetches
            if error is None:
                later = at.replace(year=2999)
                await fetches.record_success(at.date(), at, count=3, next_try=later)
            else:
                await fetches.record_failure(at.date(), at, error)

    assert "PAPERBOY_SYNC_MINUTES is 0" in findings(call("doctor").out)["Sources"][1]
    monkeypatch.setenv("PAPERBOY_SYNC_MINUTES", "30")
    assert findings(call("doctor").out)["Sources"] == ("✓", "nothing fetched yet")
    at = datetime(2026, 3, 11, 9, 30, tzinfo=UTC)
    asyncio.run(record(None, at))
    good = "list of 2026-03-11 as of 2026-03-11 09:30 UTC"
    assert findings(call("doctor").out)["Sources"] == ("✓", good)
    asyncio.run(record("Hugging Face cannot be reached.", at.replace(hour=12, minute=0)))
    sign, says = findings(call("doctor").out)["Sources"]
    assert sign == "✗"
    assert says.startswith(
        f"{good}; last trouble, with 2026-03-11 at 2026-03-11 12:00 UTC: "
        "Hugging Face cannot be reached."
    )
    assert "paperboy sync" in says


@pytest.mark.usefixtures("data")
def test_reading_messages_says_what_it_takes(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
    assert "Messages" not in findings(call("doctor").out)
    monkeypatch.setenv("PAPERBOY_MESSAGE_CONTENT", "on")
    out = call("doctor").out
    assert findings(out)["Messages"][0] == "✓"
    assert "Message Content Intent is switched on" in " ".join(out.split())
