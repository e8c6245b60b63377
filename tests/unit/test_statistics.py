"""Reading in figures, and as a picture."""

import io
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from bot.reading.picture import WIDTH, alt_text, drawn
from bot.reading.statistics import Stats, Week, figures_of
from storage.figures import Stay, TagFigures
from storage.models import Status

TODAY = date(2026, 3, 13)
NOON = datetime(2026, 3, 13, 12, tzinfo=UTC)


def stay(added: int, read: int | None = None, *, begun: bool = True) -> Stay:
    """A paper saved so many days ago, and read so many days ago."""
    status = Status.TO_READ if read is None else Status.READ
    at = None if read is None else NOON - timedelta(days=read)
    return Stay(NOON - timedelta(days=added), status, at, begun)


def figures(*stays: Stay, since: date | None = None, until: date | None = None) -> Stats:
    return figures_of(stays, [], since, until, TODAY, UTC)


def test_weeks_begin_on_monday_and_leave_no_gap() -> None:
    stats = figures(stay(0), stay(4), stay(5), stay(20, 1), since=date(2026, 2, 25))
    assert stats.weeks == (
        Week(date(2026, 2, 23), 0, 0), Week(date(2026, 3, 2), 1, 0), Week(date(2026, 3, 9), 2, 1),
    )  # fmt: skip
    assert (stats.added, stats.finished) == (3, 1)
    assert len(figures().weeks) == 12


def test_the_persons_own_midnight_counts() -> None:
    late = Stay(datetime(2026, 3, 8, 23, 30, tzinfo=UTC), Status.TO_READ, None, True)
    berlin = figures_of([late], [], None, None, TODAY, ZoneInfo("Europe/Berlin"))
    assert berlin.weeks[-1].added == 1
    assert figures(late).weeks[-1].added == 0


@pytest.mark.parametrize(
    ("read", "streak", "longest"),
    [
        ((), 0, 0),
        ((0,), 1, 1),
        ((7, 14), 2, 2),  # this week is not over
        ((0, 7, 14, 28), 3, 3),
        ((14, 21), 0, 2),
    ],
)
def test_weeks_in_a_row(read: tuple[int, ...], streak: int, longest: int) -> None:
    stats = figures(*(stay(40, days) for days in read))
    assert (stats.streak, stats.longest) == (streak, longest)


def test_time_to_finish_is_of_what_was_read_since_it_was_saved() -> None:
    stats = figures(stay(10, 8), stay(10, 0), stay(9, 9, begun=False), stay(3))
    assert stats.days_to_finish == 6.0
    assert figures(stay(3)).days_to_finish is None


@pytest.mark.parametrize(
    ("since", "until"),
    [(date(1, 1, 1), date(9999, 12, 31)), (date(2099, 1, 1), None), (None, date(1, 1, 5))],
)
def test_days_beyond_reason(since: date | None, until: date | None) -> None:
    if until == date(1, 1, 5):
        until = date(1990, 1, 5)
    stats = figures(stay(3), since=since, until=until)
    assert 1 <= len(stats.weeks) <= 53


@pytest.mark.parametrize("count", [0, 1, 3_000])
def test_the_picture_is_a_picture_whatever_is_in_it(count: int) -> None:
    stays = [stay(number % 300, number % 200 or None) for number in range(count)]
    tags = [TagFigures("日本語", 3, 1), TagFigures("größe", 2, 2), TagFigures("x" * 32, 1, 0)]
    stats = figures_of(stays, tags if count else [], date(2020, 1, 1), None, TODAY, UTC)
    picture = Image.open(io.BytesIO(drawn(stats)))
    assert (picture.format, picture.width) == ("PNG", WIDTH)
    assert len(alt_text(stats)) <= 1_024


def test_more_papers_make_other_bars() -> None:
    assert drawn(figures(stay(1))) != drawn(figures(stay(1), stay(9)))


def test_the_picture_is_told_in_words() -> None:
    said = alt_text(figures(stay(4), stay(9, 1)))
    assert "Mar 2: 1 added, 0 finished; Mar 9: 1 added, 1 finished" in said
