"""Whether what is kept is as new as it should be."""

from datetime import UTC, date, datetime, timedelta

from bot.editions.freshness import stale_since
from storage.models import FetchKind, FetchState

NOW = datetime(2026, 3, 13, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def state(**changes: object) -> FetchState:
    fields = {
        "kind": FetchKind.DAY,
        "day": date(2026, 3, 13),
        "first_tried": NOW - 9 * HOUR,
        "last_tried": NOW - HOUR,
        "last_success": NOW - HOUR,
        "next_try": NOW + HOUR,
    }
    return FetchState.model_validate(fields | changes)


def test_what_was_just_got_or_is_settled_or_came_by_file_is_fresh() -> None:
    settled = state(settled=True, next_try=None, error="down", last_success=NOW - 900 * HOUR)
    assert stale_since([state(), settled], NOW) is None
    assert stale_since([], NOW) is None
    assert stale_since([state(last_success=None, error="down")], NOW) is None


def test_after_a_failure_it_is_as_old_as_what_was_got_last() -> None:
    failed = state(error="Hugging Face does not answer.", last_success=NOW - 5 * HOUR)
    older = state(error="down", last_success=NOW - 7 * HOUR)
    assert stale_since([state(), failed], NOW) == NOW - 5 * HOUR
    assert stale_since([older, failed], NOW) == NOW - 7 * HOUR


def test_what_should_have_been_got_long_ago_is_stale() -> None:
    assert stale_since([state(next_try=NOW - 2 * HOUR)], NOW) == NOW - HOUR
    assert stale_since([state(next_try=NOW - HOUR / 2)], NOW) is None
