import asyncio
from itertools import pairwise

from bot.delivery.pace import ALLOWED, LEAST_APART, Pace


class Time:
    """A clock that sleeping moves on, a little longer than asked for."""

    def __init__(self, late: float = 0.0) -> None:
        self.now = 100.0
        self.late = late

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds + self.late
        await asyncio.sleep(0)


async def turns(pace: Pace, time: Time, count: int) -> list[float]:
    taken = []
    for _ in range(count):
        await pace.turn()
        taken.append(time.now)
    return taken


def most_in_a_second(taken: list[float]) -> int:
    return max(sum(start <= at < start + 1 for at in taken) for start in taken)


async def test_never_more_than_allowed_in_any_second_and_nearly_as_many() -> None:
    for late in (0.0, 0.002, 0.03):
        time = Time(late)
        taken = await turns(Pace(clock=time.clock, sleep=time.sleep), time, 500)

        assert most_in_a_second(taken) < ALLOWED
        if late < LEAST_APART:
            assert 499 / (taken[-1] - taken[0]) >= 0.95 * ALLOWED


async def test_a_pause_is_not_made_up_in_a_burst() -> None:
    time = Time()
    pace = Pace(clock=time.clock, sleep=time.sleep)
    await turns(pace, time, 10)
    time.now += 60

    taken = await turns(pace, time, 10)

    apart = [later - earlier for earlier, later in pairwise(taken)]
    assert min(apart) >= LEAST_APART * 0.999


async def test_all_wait_while_it_is_held() -> None:
    time = Time()
    pace = Pace(clock=time.clock, sleep=time.sleep)
    await turns(pace, time, 3)
    pace.hold(5)
    pace.hold(2)
    began = time.now

    done = await asyncio.gather(*(turns(pace, time, 1) for _ in range(20)))

    assert min(at for each in done for at in each) >= began + 5
