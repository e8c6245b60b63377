"""How much one person may ask in a short time, so that the others need not wait."""

from collections import OrderedDict
from datetime import datetime
from enum import Enum

AT_ONCE = 20
"""Messages that may come as fast as they like."""
EVERY = 1.0
"""Seconds after which one more may come."""
PEOPLE = 10_000
"""People remembered; whoever has been silent longest is forgotten first."""


class Mood(Enum):
    """What a message meets with."""

    ANSWER = "answer"
    ASK_TO_WAIT = "ask to wait"
    """The first that is too many: the person is told, once."""
    IGNORE = "ignore"
    """One more while the person has been told."""


class Patience:
    """A token bucket for each person: `AT_ONCE` messages, then one every `EVERY` seconds.

    Kept in memory: after a restart everybody begins anew.
    """

    def __init__(self) -> None:
        self._people: OrderedDict[int, tuple[float, float, bool]] = OrderedDict()

    def meet(self, user_id: int, now: datetime) -> Mood:
        """What a message of a person's meets with at `now`."""
        at = now.timestamp()
        left, since, told = self._people.pop(user_id, (float(AT_ONCE), at, False))
        # A clock that was set back must not cost anybody their turn.
        left = min(float(AT_ONCE), left + max(0.0, at - since) / EVERY)
        if left >= 1.0:
            mood, left, told = Mood.ANSWER, left - 1.0, False
        else:
            mood, told = (Mood.IGNORE if told else Mood.ASK_TO_WAIT), True
        self._people[user_id] = (left, at, told)
        while len(self._people) > PEOPLE:
            self._people.popitem(last=False)
        return mood
