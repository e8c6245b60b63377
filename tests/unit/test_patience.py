from datetime import UTC, datetime, timedelta

from bot.chat.patience import AT_ONCE, EVERY, PEOPLE, Mood, Patience

NOW = datetime(2026, 3, 12, 9, tzinfo=UTC)


def test_a_flood_is_answered_so_far_and_told_once() -> None:
    patience = Patience()
    moods = [patience.meet(7, NOW + timedelta(milliseconds=10 * n)) for n in range(100)]
    assert moods[:AT_ONCE] == [Mood.ANSWER] * AT_ONCE
    assert moods.count(Mood.ASK_TO_WAIT) == 1
    assert moods.count(Mood.IGNORE) == 100 - AT_ONCE - 1


def test_others_are_not_hurt() -> None:
    patience = Patience()
    for _ in range(100):
        patience.meet(7, NOW)
    assert patience.meet(8, NOW) is Mood.ANSWER


def test_whoever_waits_is_answered_and_told_anew_when_it_is_too_much_again() -> None:
    patience = Patience()
    for _ in range(AT_ONCE + 5):
        patience.meet(7, NOW)
    later = NOW + timedelta(seconds=EVERY)
    assert patience.meet(7, later) is Mood.ANSWER
    assert patience.meet(7, later) is Mood.ASK_TO_WAIT
    much_later = later + timedelta(hours=1)
    assert [patience.meet(7, much_later) for _ in range(AT_ONCE)] == [Mood.ANSWER] * AT_ONCE


def test_a_clock_that_is_set_back_costs_nobody_their_turn() -> None:
    patience = Patience()
    patience.meet(7, NOW)
    assert patience.meet(7, NOW - timedelta(days=1)) is Mood.ANSWER


def test_it_remembers_only_so_many() -> None:
    patience = Patience()
    for user_id in range(PEOPLE + 5):
        patience.meet(user_id, NOW)
    assert len(patience._people) == PEOPLE
