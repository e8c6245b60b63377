"""What is personal: handed out whole, erased whole, and never read without the person's id."""

import ast
import asyncio
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

import storage
from storage.alerts import Alerts
from storage.database import Database
from storage.edits import Edit
from storage.letter_models import LetterKind, Rhythm, ToldPaper
from storage.letters import Letters, Outgoing
from storage.list_views import ListViews
from storage.looks import Looks
from storage.members import PERSONAL_TABLES, Members
from storage.models import ListView, Paper, Status
from storage.named_lists import NamedLists
from storage.papers import Incoming, Papers
from storage.questions import Questions
from storage.reading import ReadingLists
from storage.reminders import Reminders
from storage.subscriptions import Subscriptions
from storage.tag_rules import TagRules

NOW = datetime(2026, 3, 12, 9, tzinfo=UTC)
BOB, EVE = 7_000_000_007, 7_000_000_008
GULLS = Paper(id="2603.00001", title="Counting Gulls", abstract="Birds.")


@pytest.fixture
async def filled(database: Database) -> Database:
    """A database in which two people have left something in every personal table."""
    await Papers(database).put([Incoming(GULLS, "counting gulls")])
    lists = ReadingLists(database)
    for user_id in (BOB, EVE):
        await lists.save(user_id, GULLS.id, NOW)
        await lists.set_note(user_id, GULLS.id, f"note of {user_id}", NOW)
        await lists.set_status(user_id, GULLS.id, Status.READ, NOW + timedelta(hours=1))
        await Questions(database).add(user_id, f"question of {user_id}", NOW)
        named = await NamedLists(database).create(user_id, f"list of {user_id}", NOW)
        assert named is not None
        edit = Edit(tag=frozenset({f"tag-of-{user_id}"}), put=frozenset({named.id}), rating=4)
        await lists.edit(user_id, GULLS.id, edit, NOW)
        await TagRules(database).add(user_id, f"rule of {user_id}", "gen", NOW)
        await Reminders(database).add(
            user_id, NOW, NOW, paper_id=GULLS.id, text=f"reminder of {user_id}"
        )
        rhythm = Rhythm(at=time(9))
        digest = await Subscriptions(database).draft(
            user_id, rhythm, NOW, top=5, topics=(f"topic of {user_id}",)
        )
        await Subscriptions(database).confirm(user_id, digest.id, NOW)
        alert = await Alerts(database).draft(user_id, f"alert of {user_id}", NOW)
        await Alerts(database).confirm(user_id, alert.id, NOW, ())
        outgoing = Outgoing(
            user_id=user_id,
            kind=LetterKind.DIGEST,
            key=f"{digest.id}@2026-03-12",
            due_at=NOW,
            cause=digest.id,
            source=digest.source,
            papers=(ToldPaper(paper_id=GULLS.id, cause=digest.id),),
        )
        assert await Letters(database).enqueue(outgoing, NOW) is not None
        await ListViews(database).keep(user_id, ListView(text=f"view of {user_id}"), NOW)
        await Members(database).set_timezone(user_id, "Asia/Tokyo", NOW)
        await Looks(database).note(user_id, NOW)
    return database


async def every_row(database: Database) -> dict[str, list[tuple[object, ...]]]:
    tables = await database.fetch_all("SELECT name FROM sqlite_master WHERE type = 'table'")
    return {
        name: [tuple(row) for row in await database.fetch_all(f'SELECT * FROM "{name}"')]
        for (name,) in map(tuple, tables)
    }


async def test_every_personal_table_of_the_schema_is_known(database: Database) -> None:
    tables = await database.fetch_all("SELECT name FROM sqlite_master WHERE type = 'table'")
    personal = set()
    for (table,) in map(tuple, tables):
        columns = await database.fetch_all("SELECT name FROM pragma_table_info($1)", table)
        parents = await database.fetch_all(
            'SELECT "table" AS name FROM pragma_foreign_key_list($1)', table
        )
        if any("user" in row["name"] for row in columns) or any(
            row["name"] in PERSONAL_TABLES for row in parents
        ):
            personal.add(table)
    assert personal == set(PERSONAL_TABLES)


async def test_an_export_has_every_row_of_the_person_and_of_nobody_else(filled: Database) -> None:
    exported = await Members(filled).export(BOB)
    assert set(exported) == set(PERSONAL_TABLES)
    for table, rows in exported.items():
        [count] = await filled.fetch_all(
            f"SELECT count(*) AS n FROM {table} WHERE user_id = $1", BOB
        )
        assert len(rows) == count["n"] > 0, table
    text = json.dumps(exported)
    assert str(BOB) in text and str(EVE) not in text
    [entry] = exported["entries"]
    assert entry["title"] == GULLS.title and entry["note"] == f"note of {BOB}"
    assert entry["added_at"] == "2026-03-12T09:00:00+00:00"
    assert [step["status"] for step in exported["status_changes"]] == ["to-read", "read"]
    assert [action["before"] is None for action in exported["list_actions"]] == [True] + 3 * [False]
    assert exported["members"][0]["timezone"] == "Asia/Tokyo"
    assert exported["entry_tags"][0]["tag"] == f"tag-of-{BOB}"
    assert exported["reminders"][0]["due_at"] == "2026-03-12T09:00:00+00:00"
    assert exported["list_views"][0]["view"] == {"text": f"view of {BOB}"}
    assert entry["rating"] == 4 and entry["priority"] == "normal"
    assert exported["list_actions"][1]["before"]["paper_id"] == GULLS.id


async def test_every_column_that_counts_seconds_is_told_as_a_time(filled: Database) -> None:
    for rows in (await Members(filled).export(BOB)).values():
        for row in rows:
            late = {name: value for name, value in row.items() if name.endswith(("_at", "since"))}
            assert not [name for name, value in late.items() if isinstance(value, int)]


async def test_a_time_zone_is_kept_and_utc_until_then(database: Database) -> None:
    members = Members(database)
    assert await members.timezone(BOB) == "UTC"
    await members.set_timezone(BOB, "Europe/Berlin", NOW)
    assert await members.timezone(BOB) == "Europe/Berlin"
    assert await members.timezone(EVE) == "UTC"


async def test_a_stranger_has_nothing_to_export(filled: Database) -> None:
    exported = await Members(filled).export(1)
    assert exported == {table: [] for table in PERSONAL_TABLES}


async def test_an_export_goes_well_while_the_list_changes(filled: Database) -> None:
    lists, members = ReadingLists(filled), Members(filled)

    async def change() -> None:
        for _ in range(20):
            await lists.remove(BOB, GULLS.id, NOW)
            await lists.save(BOB, GULLS.id, NOW)

    changing = asyncio.create_task(change())
    exports = 0
    while not changing.done():
        exported = await members.export(BOB)
        assert all(entry["title"] == GULLS.title for entry in exported["entries"])
        exports += 1
    await changing
    assert exports


async def test_erasing_leaves_no_row_that_holds_the_person(filled: Database) -> None:
    before = await every_row(filled)
    assert sum(BOB in row for rows in before.values() for row in rows) >= len(PERSONAL_TABLES)
    assert await Members(filled).erase(BOB) == 1
    after = await every_row(filled)
    for table, rows in after.items():
        assert not [row for row in rows if str(BOB) in repr(row)], table
        # Everything else stays as it was: nobody but Bob is gone.
        assert rows == [row for row in before[table] if str(BOB) not in repr(row)], table
    assert await Members(filled).erase(BOB) == 0


async def test_an_erased_person_can_begin_again(filled: Database) -> None:
    saved = await ReadingLists(filled).set_note(BOB, GULLS.id, "another", NOW)
    await Members(filled).erase(BOB)
    assert saved.action_id is not None
    assert await ReadingLists(filled).undo(BOB, saved.action_id, NOW) is None
    anew = await ReadingLists(filled).save(BOB, GULLS.id, NOW)
    assert anew.changed and anew.entry is not None and anew.entry.note == ""


TABLE = r"\b(?:FROM|INTO|UPDATE|JOIN) "
STATEMENT = re.compile(rf"\s*(?:SELECT|INSERT|UPDATE|DELETE)\b|.*{TABLE}", re.DOTALL)
PERSONAL = re.compile(rf"\b(?:{'|'.join(PERSONAL_TABLES)})\b")
UNNAMED = re.compile(TABLE + r"f?['\"]?\{")
BY_PERSON = re.compile(r"\buser_id = |INSERT INTO \w+ \(user_id,")
OF_EVERYBODY = {
    # Old ones are forgotten, whosever they are; none is read.
    "questions.py": ["DELETE FROM questions WHERE asked_at <= $1"],
    "reminders.py": ["DELETE FROM reminders WHERE state IN ('sent', 'dead') AND due_at < $1"],
    "letters.py": [
        # What is due for anybody becomes a letter, and what is too late or long done goes.
        "UPDATE reminders SET state = 'sending' WHERE id IN (SELECT id FROM reminders"
        " WHERE state = 'waiting' AND due_at <= $1 ORDER BY due_at, id LIMIT $2)"
        " RETURNING id, user_id, due_at",
        "UPDATE letters SET state = 'dead', error = $2"
        " WHERE state = 'pending' AND expires_at < $1 RETURNING user_id, id, cause",
        "DELETE FROM told_papers WHERE told_at < $1",
        "DELETE FROM letters WHERE state IN ('sent', 'dead') AND due_at < $1",
    ],
    "alerts.py": [
        # Whose threshold is to be set anew.
        "SELECT {COLUMNS} FROM alerts WHERE confirmed = 1 AND per_week IS NOT NULL"
        " AND tuned_at < $1 ORDER BY tuned_at, id LIMIT $2",
    ],
}
"""The only statements on personal data that name no person, each with its reason."""


def statements(source: str) -> Iterator[str]:
    """The SQL in Python source; what an f-string fills in stands in it as Python."""
    tree = ast.parse(source)
    inside = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for part in ast.walk(node)
        if part is not node
    }
    for node in ast.walk(tree):
        if id(node) in inside:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
        elif isinstance(node, ast.JoinedStr):
            text = "".join(
                str(part.value) if isinstance(part, ast.Constant) else ast.unparse(part)
                for part in node.values
            )
        else:
            continue
        if STATEMENT.match(text):
            yield text


def without_a_person(source: str) -> list[str]:
    """Statements on personal tables, or on tables not named, that leave the person out."""
    return [
        statement
        for statement in statements(source)
        if (PERSONAL.search(statement) or UNNAMED.search(statement))
        and not BY_PERSON.search(statement)
    ]


def test_every_statement_on_a_personal_table_names_the_person() -> None:
    files = sorted(Path(next(iter(storage.__path__))).glob("*.py"))
    sources = {file.name: file.read_text(encoding="utf-8") for file in files}
    seen = [s for source in sources.values() for s in statements(source) if PERSONAL.search(s)]
    assert {table for s in seen for table in PERSONAL.findall(s)} == set(PERSONAL_TABLES)
    assert {
        name: found for name, source in sources.items() if (found := without_a_person(source))
    } == OF_EVERYBODY


@pytest.mark.parametrize(
    "source",
    [
        'sql = "SELECT * FROM entries"',
        'sql = "SELECT note FROM entries" " WHERE paper_id = $1"',
        'sql = f"DELETE FROM questions WHERE id = {x}"',
        'sql = f"SELECT * FROM {table} WHERE 1"',
        'sql = "UPDATE list_actions SET before = NULL"',
        'sql = "SELECT user_id FROM members"',
        'sql = f"{start} FROM questions"',
    ],
)
def test_a_statement_without_the_person_would_be_noticed(source: str) -> None:
    assert without_a_person(source)


@pytest.mark.parametrize(
    "source",
    [
        'sql = "SELECT * FROM entries WHERE user_id = $1"',
        'sql = "INSERT INTO members (user_id, since) VALUES ($1, $2)"',
        'text = "Choose entries of your own."',
        'sql = "SELECT * FROM papers"',
    ],
)
def test_other_statements_are_let_through(source: str) -> None:
    assert not without_a_person(source)
