"""Controls on a reading list as a whole: pages, filters, orders, changes of all that is shown."""

import re
from collections.abc import Mapping
from typing import Any

import discord

from bot.ui.buttons.pressed import OWNER, PAGE, Pressed, Style, button, picked
from bot.ui.buttons.shelf import STATUS_LABELS, STATUS_SIGNS
from bot.ui.desks import Interaction, desks
from storage.models import ListSort, Status

VIEW = r"(?P<view>all|to-read|reading|read|dropped|v\d{1,15})"
"""What of a list is shown: a status, or the number of a view that was kept."""

SORT_LABELS = {
    ListSort.ADDED: "Newest first",
    ListSort.OLDEST: "Oldest first",
    ListSort.DUE: "Due first",
    ListSort.PRIORITY: "Most important first",
    ListSort.RATING: "Best rated first",
    ListSort.VOTES: "Most upvotes first",
    ListSort.SHORTEST: "Shortest first",
    ListSort.RANDOM: "Shuffled",
    ListSort.BEST: "Best match first",
}
ACTS = {
    "mark=to-read": "Mark as to read",
    "mark=reading": "Mark as reading",
    "mark=read": "Mark as read",
    "mark=dropped": "Mark as dropped",
    "priority=high": "Priority: high",
    "priority=normal": "Priority: normal",
    "priority=low": "Priority: low",
    "due=none": "No due date",
    "rate=none": "No rating",
    "remove": "Take off the list",
}
"""What the menu offers to do to all papers of a view."""


class TurnList(
    Pressed,
    discord.ui.DynamicItem[discord.ui.Button[Any]],
    template=rf"list:{OWNER}:{VIEW}:{PAGE}",
):
    """Another part of the list, for its owner."""

    def __init__(self, label: str, owner: int, view: str, page: int) -> None:
        super().__init__(button(label, f"list:{owner}:{view}:{page}"))

    async def press(self, interaction: Interaction) -> None:
        """Turn the page."""
        owner, page = int(self.values["owner"]), int(self.values["page"])
        await desks(interaction).listing.turn(interaction, owner, self.values["view"], page)


class FilterList(
    Pressed,
    discord.ui.DynamicItem[discord.ui.Select[Any]],
    template=rf"filter:{OWNER}(?::{VIEW})?",
):
    """A menu of statuses; picking one shows that part of the view."""

    def __init__(
        self, owner: int, view: str, chosen: tuple[Status, ...], counts: Mapping[Status, int]
    ) -> None:
        everything = sum(counts.values())
        options = [
            discord.SelectOption(
                label=f"Everything ({everything})", value="all", default=not chosen
            )
        ]
        options += [
            discord.SelectOption(
                label=f"{STATUS_LABELS[status]} ({counts.get(status, 0)})",
                value=status,
                emoji=STATUS_SIGNS[status],
                default=chosen == (status,),
            )
            for status in Status
        ]
        super().__init__(discord.ui.Select(custom_id=f"filter:{owner}:{view}", options=options))

    async def press(self, interaction: Interaction) -> None:
        """Show the picked part."""
        value = (picked(interaction) or ["all"])[0]
        status = Status(value) if value in set(Status) else None
        owner, view = int(self.values["owner"]), self.values["view"] or "all"
        await desks(interaction).listing.narrow(interaction, owner, view, status)


class SortList(
    Pressed, discord.ui.DynamicItem[discord.ui.Select[Any]], template=rf"order:{OWNER}:{VIEW}"
):
    """A menu of orders."""

    def __init__(self, owner: int, view: str, chosen: ListSort, *, by_words: bool) -> None:
        options = [
            discord.SelectOption(label=label, value=sort, default=sort is chosen)
            for sort, label in SORT_LABELS.items()
            if by_words or sort is not ListSort.BEST
        ]
        super().__init__(discord.ui.Select(custom_id=f"order:{owner}:{view}", options=options))

    async def press(self, interaction: Interaction) -> None:
        """Show it in the picked order."""
        value = (picked(interaction) or [""])[0]
        sort = ListSort(value) if value in set(ListSort) else ListSort.ADDED
        owner, view = int(self.values["owner"]), self.values["view"]
        await desks(interaction).listing.reorder(interaction, owner, view, sort)


class ChangeAll(
    Pressed, discord.ui.DynamicItem[discord.ui.Button[Any]], template=rf"all:{OWNER}:{VIEW}"
):
    """Asks what is to be done to all papers of a view."""

    def __init__(self, owner: int, view: str, count: int) -> None:
        label = "Change it" if count == 1 else f"Change all {count:,}"
        super().__init__(button(label, f"all:{owner}:{view}"))

    async def press(self, interaction: Interaction) -> None:
        """Ask."""
        owner, view = int(self.values["owner"]), self.values["view"]
        await desks(interaction).listing.offer(interaction, owner, view)


class PickAct(
    Pressed, discord.ui.DynamicItem[discord.ui.Select[Any]], template=rf"act:{OWNER}:{VIEW}"
):
    """A menu of what can be done to all papers of a view; it asks once more."""

    def __init__(self, owner: int, view: str) -> None:
        super().__init__(
            discord.ui.Select(
                custom_id=f"act:{owner}:{view}",
                placeholder="What shall I do with them?",
                options=[
                    discord.SelectOption(label=label, value=act) for act, label in ACTS.items()
                ],
            )
        )

    async def press(self, interaction: Interaction) -> None:
        """Ask once more."""
        act = (picked(interaction) or [""])[0]
        owner, view = int(self.values["owner"]), self.values["view"]
        await desks(interaction).listing.ask(interaction, owner, view, act)


class DoAll(
    Pressed,
    discord.ui.DynamicItem[discord.ui.Button[Any]],
    template=re.compile(rf"bulk:{OWNER}:{VIEW}:(?P<count>\d{{1,6}}):(?P<act>.{{1,60}})", re.DOTALL),
):
    """Does it to all papers of a view, as many as were told."""

    def __init__(self, owner: int, view: str, count: int, act: str, *, label: str) -> None:
        style = Style.danger if act == "remove" else Style.primary
        super().__init__(button(label, f"bulk:{owner}:{view}:{count}:{act}", style=style))

    async def press(self, interaction: Interaction) -> None:
        """Do it."""
        owner, count = int(self.values["owner"]), int(self.values["count"])
        await desks(interaction).listing.change_all(
            interaction, owner, self.values["view"], count, self.values["act"]
        )


class Leave(Pressed, discord.ui.DynamicItem[discord.ui.Button[Any]], template="leave"):
    """Leaves everything as it is."""

    def __init__(self) -> None:
        super().__init__(button("Leave it", "leave"))

    async def press(self, interaction: Interaction) -> None:
        """Leave."""
        await desks(interaction).listing.leave(interaction)


class PickAnother(
    Pressed,
    discord.ui.DynamicItem[discord.ui.Button[Any]],
    template=r"another:(?P<seed>\d{1,9}):(?P<turn>\d{1,6})",
):
    """Another paper to read next, for whoever presses."""

    def __init__(self, seed: int, turn: int) -> None:
        super().__init__(button("Another one", f"another:{seed}:{turn}", emoji="🎲"))

    async def press(self, interaction: Interaction) -> None:
        """Pick."""
        seed, turn = int(self.values["seed"]), int(self.values["turn"])
        await desks(interaction).listing.pick(interaction, seed, turn)
