"""Controls on the feeds of a server, for those who manage it."""

from typing import Any

import discord

from bot.ui.buttons.pressed import Pressed, Style, button, picked
from bot.ui.dates import LANGUAGES
from bot.ui.desks import Interaction, desks
from bot.ui.feed_forms import RHYTHMS, Timing
from bot.ui.limits import CUSTOM_ID
from storage.models import Feed, Look

FEED = r"(?P<feed>\d{1,18})"


class FeedWhen(
    Pressed, discord.ui.DynamicItem[discord.ui.Button[Any]], template=f"feedwhen:{FEED}"
):
    """Opens the form of when and how often a feed comes."""

    def __init__(self, feed: Feed) -> None:
        super().__init__(button("When …", f"feedwhen:{feed.id}", emoji="🕘"))

    async def press(self, interaction: Interaction) -> None:
        """Open the form."""
        await desks(interaction).feeding.open_when(interaction, int(self.values["feed"]))


class FeedWhat(
    Pressed, discord.ui.DynamicItem[discord.ui.Button[Any]], template=f"feedwhat:{FEED}"
):
    """Opens the form of what a feed brings."""

    def __init__(self, feed: Feed) -> None:
        super().__init__(button("Papers and topics …", f"feedwhat:{feed.id}", emoji="🔎"))

    async def press(self, interaction: Interaction) -> None:
        """Open the form."""
        await desks(interaction).feeding.open_what(interaction, int(self.values["feed"]))


class FeedTalk(
    Pressed,
    discord.ui.DynamicItem[discord.ui.Button[Any]],
    template=rf"feedtalk:{FEED}:(?P<on>[01])",
):
    """Has a thread opened under every post, or none."""

    def __init__(self, feed: Feed) -> None:
        label = "No thread under posts" if feed.discussion else "Thread under each post"
        super().__init__(
            button(label, f"feedtalk:{feed.id}:{int(not feed.discussion)}", emoji="💬")
        )

    async def press(self, interaction: Interaction) -> None:
        """Switch."""
        feed, on = int(self.values["feed"]), self.values["on"] == "1"
        await desks(interaction).feeding.change(interaction, feed, discussion=on)


class FeedShow(
    Pressed, discord.ui.DynamicItem[discord.ui.Button[Any]], template=f"feedshow:{FEED}"
):
    """Shows what a feed will post, to whoever presses."""

    def __init__(self, feed: Feed) -> None:
        super().__init__(button("Preview", f"feedshow:{feed.id}", style=Style.primary))

    async def press(self, interaction: Interaction) -> None:
        """Show."""
        await desks(interaction).feeding.preview(interaction, int(self.values["feed"]))


class FeedResume(
    Pressed, discord.ui.DynamicItem[discord.ui.Button[Any]], template=f"feedresume:{FEED}"
):
    """Goes on with a paused feed."""

    def __init__(self, feed: Feed, label: str = "Resume") -> None:
        super().__init__(button(label, f"feedresume:{feed.id}", style=Style.success))

    async def press(self, interaction: Interaction) -> None:
        """Resume."""
        await desks(interaction).feeding.resume(interaction, int(self.values["feed"]))


class FeedRole(
    Pressed, discord.ui.DynamicItem[discord.ui.RoleSelect[Any]], template=f"feedrole:{FEED}"
):
    """A menu of roles: the one that every post pings, or none."""

    def __init__(self, feed: Feed) -> None:
        role = discord.SelectDefaultValueType.role
        super().__init__(
            discord.ui.RoleSelect(
                custom_id=f"feedrole:{feed.id}",
                placeholder="Ping a role with every post …",
                min_values=0,
                max_values=1,
                default_values=[discord.SelectDefaultValue(id=feed.role_id, type=role)]
                if feed.role_id
                else [],
            )
        )

    async def press(self, interaction: Interaction) -> None:
        """Keep the role."""
        roles = [int(id) for id in picked(interaction) if id.isdecimal()]
        await desks(interaction).feeding.ping(
            interaction, int(self.values["feed"]), roles[0] if roles else None
        )


class FeedLanguage(
    Pressed, discord.ui.DynamicItem[discord.ui.Select[Any]], template=f"feedlang:{FEED}"
):
    """A menu of the languages that dates can be in."""

    def __init__(self, feed: Feed) -> None:
        super().__init__(
            discord.ui.Select(
                custom_id=f"feedlang:{feed.id}",
                options=[
                    discord.SelectOption(
                        label=f"Dates: {name}", value=code, default=code == feed.language
                    )
                    for code, name in LANGUAGES.items()
                ],
            )
        )

    async def press(self, interaction: Interaction) -> None:
        """Keep the language."""
        code = (picked(interaction) or ["en"])[0]
        await desks(interaction).feeding.change(
            interaction, int(self.values["feed"]), language=code if code in LANGUAGES else "en"
        )


class FeedAgain(
    Pressed,
    discord.ui.DynamicItem[discord.ui.Button[Any]],
    template=rf"feedagain\|{FEED}\|(?P<channel>\d{{1,20}})\|(?P<often>\w{{1,10}})"
    r"\|(?P<look>full|compact)\|(?P<time>[^|]*)\|(?P<zone>[^|]*)",
):
    """Opens the form of when and where once more, with what was written in it: in its id, so that
    it outlasts a restart. Feed 0 is one that is not set up yet."""

    def __init__(self, feed_id: int, timing: Timing) -> None:
        written = f"{_bare(timing.time)}|{_bare(timing.zone)}"
        head = f"feedagain|{feed_id}|{timing.channel_id or 0}|{timing.rhythm}|{timing.look}|"
        super().__init__(
            button("Back to the form", (head + written)[:CUSTOM_ID], style=Style.primary)
        )

    async def press(self, interaction: Interaction) -> None:
        """Open the form."""
        often, channel = self.values["often"], int(self.values["channel"])
        timing = Timing(
            often if often in RHYTHMS else "daily",
            self.values["time"],
            self.values["zone"],
            Look(self.values["look"]),
            channel or None,
        )
        await desks(interaction).feeding.open_again(interaction, int(self.values["feed"]), timing)


def _bare(written: str) -> str:
    return " ".join(written.replace("|", " ").split())
