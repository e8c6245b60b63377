"""When a person last looked."""

from datetime import UTC, datetime, timedelta

from storage.database import Database
from storage.looks import VISIT, Looks
from storage.members import Members

NOW = datetime(2026, 3, 12, 9, tzinfo=UTC)
BOB, EVE = 7, 8
MINUTE = timedelta(minutes=1)


async def test_the_first_look_has_none_before_it(database: Database) -> None:
    assert await Looks(database).note(BOB, NOW) is None


async def test_leafing_through_is_one_visit_and_the_one_before_it_stays(
    database: Database,
) -> None:
    looks = Looks(database)
    await looks.note(BOB, NOW)
    assert await looks.note(BOB, NOW + VISIT) is None
    tomorrow = NOW + timedelta(days=1)
    for minutes in (0, 20, 40, 60):
        assert await looks.note(BOB, tomorrow + minutes * MINUTE) == NOW + VISIT
    later = tomorrow + timedelta(hours=9)
    assert await looks.note(BOB, later) == tomorrow + 60 * MINUTE
    assert await looks.note(EVE, later) is None


async def test_a_clock_that_was_put_back_takes_nothing_back(database: Database) -> None:
    looks = Looks(database)
    await looks.note(BOB, NOW)
    await looks.note(BOB, NOW - timedelta(days=1))
    assert await looks.note(BOB, NOW + timedelta(days=1)) == NOW


async def test_it_is_handed_out_and_erased(database: Database) -> None:
    looks, members = Looks(database), Members(database)
    await looks.note(BOB, NOW)
    await looks.note(BOB, NOW + timedelta(days=1))
    [row] = (await members.export(BOB))["looks"]
    assert row["looked_at"] == "2026-03-13T09:00:00+00:00"
    assert row["before_at"] == "2026-03-12T09:00:00+00:00"
    await members.erase(BOB)
    assert (await members.export(BOB))["looks"] == []
    assert await looks.note(BOB, NOW + timedelta(days=2)) is None
