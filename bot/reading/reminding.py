"""A person's time zone, the days and times they name in it, and their reminders."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.characters import visible
from bot.clock import Clock
from bot.delivery.time_words import parse_timezone
from bot.errors import BadInput, NotThere
from bot.reading.when import parse_day, parse_moment
from storage.errors import LimitReached
from storage.letter_models import Reminder
from storage.members import Members
from storage.reminders import Reminders
from storage.shelves import Here

REMINDER_LENGTH = 500
NEVER = frozenset({"none", "no", "never", "clear", "off", "nothing", "remove", "no date", "-"})


class Reminding:
    """Keeps what people want to be reminded of, each in their own time zone."""

    def __init__(self, members: Members, reminders: Reminders, clock: Clock) -> None:
        self._members = members
        self._reminders = reminders
        self._clock = clock

    async def zone(self, user_id: int) -> ZoneInfo:
        """The person's time zone; UTC as long as they named none."""
        name = await self._members.timezone(user_id)
        try:
            return ZoneInfo(name)
        except (KeyError, ValueError, OSError):  # dropped from the time zone database since
            return ZoneInfo("UTC")

    async def set_zone(self, user_id: int, words: str) -> ZoneInfo:
        """Keep the time zone a person names. Raises BadInput."""
        name = parse_timezone(words)
        await self._members.set_timezone(user_id, name, self._clock.now())
        return ZoneInfo(name)

    async def here(self, user_id: int) -> Here:
        """What time it is, and which day where the person is."""
        now = self._clock.now()
        return Here(now, now.astimezone(await self.zone(user_id)).date())

    async def day(self, user_id: int, words: str) -> date | None:
        """The day to come that a person names, None for "none". Raises BadInput."""
        if words.strip().lower() in NEVER:
            return None
        return parse_day(words, (await self.here(user_id)).today)

    async def moment(self, user_id: int, words: str) -> datetime:
        """The instant to come that a person names, in their zone. Raises BadInput."""
        return parse_moment(words, self._clock.now(), await self.zone(user_id))

    async def remind(
        self, user_id: int, due_at: datetime, *, paper_id: str | None = None, text: str = ""
    ) -> Reminder:
        """Keep a reminder of a paper, of words, or of both. Raises BadInput."""
        text = visible(text[: 4 * REMINDER_LENGTH])
        if len(text) > REMINDER_LENGTH:
            raise BadInput(
                f"A reminder has at most {REMINDER_LENGTH} characters. Shorten it, please."
            )
        if paper_id is None and not text:
            raise BadInput("Say what to remind you of: a paper, some words, or both.")
        now = self._clock.now()
        try:
            return await self._reminders.add(user_id, due_at, now, paper_id=paper_id, text=text)
        except LimitReached as limit:
            raise BadInput(
                f"You have {limit.most} reminders waiting, which is all I keep. `/list reminders` "
                "cancels those you no longer need."
            ) from None

    async def waiting(self, user_id: int) -> list[Reminder]:
        """The person's reminders that are still to come, soonest first."""
        return await self._reminders.waiting(user_id)

    async def cancel(self, user_id: int, id: int) -> Reminder:
        """Delete a reminder. Raises NotThere."""
        reminder = await self._reminders.cancel(user_id, id)
        if reminder is None:
            raise NotThere("That reminder is not waiting any more. `/list reminders` shows yours.")
        return reminder
