"""Controls that organise one paper of the list of whoever presses, and their tags and rules."""

from collections.abc import Sequence
from typing import Any

import discord

from bot.ui.buttons.pressed import OWNER, PAPER, Pressed, Style, button, picked
from bot.ui.desks import Interaction, desks
from bot.ui.limits import OPTION_LABEL, SELECT_OPTIONS, clip
from storage.models import Entry, NamedList, Priority, TagRule

STARS = {number: "★" * number + "☆" * (5 - number) for number in range(1, 6)}
PRIORITY_SIGNS = {Priority.LOW: "🔽", Priority.NORMAL: "", Priority.HIGH: "🔼"}
RULE = r"(?P<rule>\d{1,18})"


class Organise(
    Pressed, discord.ui.DynamicItem[discord.ui.Button[Any]], template=f"organise:{PAPER}"
):
    """Shows what else can be kept about a paper."""

    def __init__(self, paper_id: str) -> None:
        super().__init__(button("Organise", f"organise:{paper_id}", emoji="🗂️"))

    async def press(self, interaction: Interaction) -> None:
        """Open."""
        await desks(interaction).organising.open(interaction, self.values["paper"])


class Back(Pressed, discord.ui.DynamicItem[discord.ui.Button[Any]], template=f"back:{PAPER}"):
    """Shows the entry in place again."""

    def __init__(self, paper_id: str) -> None:
        super().__init__(button("← Back", f"back:{paper_id}"))

    async def press(self, interaction: Interaction) -> None:
        """Go back."""
        await desks(interaction).organising.back(interaction, self.values["paper"])


class Rate(Pressed, discord.ui.DynamicItem[discord.ui.Select[Any]], template=f"rate:{PAPER}"):
    """A menu of ratings."""

    def __init__(self, entry: Entry) -> None:
        options = [
            discord.SelectOption(label=sign, value=str(number), default=entry.rating == number)
            for number, sign in reversed(STARS.items())
        ]
        options.append(
            discord.SelectOption(label="No rating", value="0", default=entry.rating is None)
        )
        super().__init__(discord.ui.Select(custom_id=f"rate:{entry.paper_id}", options=options))

    async def press(self, interaction: Interaction) -> None:
        """Rate."""
        value = (picked(interaction) or ["0"])[0]
        stars = int(value) if value in set("012345") else 0
        await desks(interaction).organising.rate(interaction, self.values["paper"], stars)


class PickTags(Pressed, discord.ui.DynamicItem[discord.ui.Select[Any]], template=f"tags:{PAPER}"):
    """A menu of the person's tags, those of the paper chosen."""

    def __init__(self, entry: Entry, known: Sequence[str]) -> None:
        others = [tag for tag in known if tag not in entry.tags]
        shown = [*entry.tags, *others][:SELECT_OPTIONS]
        super().__init__(
            discord.ui.Select(
                custom_id=f"tags:{entry.paper_id}",
                placeholder="Tags …",
                min_values=0,
                max_values=len(shown),
                options=[
                    discord.SelectOption(label=f"#{tag}", value=tag, default=tag in entry.tags)
                    for tag in shown
                ],
            )
        )

    async def press(self, interaction: Interaction) -> None:
        """Give those that were picked, take those that no longer are."""
        chosen = set(picked(interaction))
        await desks(interaction).organising.choose_tags(
            interaction, self.values["paper"], chosen, chosen_before(self.item) - chosen
        )


class PickLists(
    Pressed, discord.ui.DynamicItem[discord.ui.Select[Any]], template=f"shelves:{PAPER}"
):
    """A menu of the person's named lists, those of the paper chosen."""

    def __init__(self, entry: Entry, named: Sequence[NamedList]) -> None:
        shown = sorted(named, key=lambda each: each.id not in entry.lists)[:SELECT_OPTIONS]
        super().__init__(
            discord.ui.Select(
                custom_id=f"shelves:{entry.paper_id}",
                placeholder="Lists …",
                min_values=0,
                max_values=len(shown),
                options=[
                    discord.SelectOption(
                        label=clip(each.name, OPTION_LABEL),
                        value=str(each.id),
                        default=each.id in entry.lists,
                    )
                    for each in shown
                ],
            )
        )

    async def press(self, interaction: Interaction) -> None:
        """Put it on those that were picked, take it off those that no longer are."""
        chosen = set(picked(interaction))
        gone = chosen_before(self.item) - chosen
        await desks(interaction).organising.choose_lists(
            interaction, self.values["paper"], _numbers(chosen), _numbers(gone)
        )


class Plan(
    Pressed,
    discord.ui.DynamicItem[discord.ui.Button[Any]],
    template=rf"plan:(?P<priority>low|normal|high):{PAPER}",
):
    """Opens the form for the due date and the priority."""

    def __init__(self, entry: Entry) -> None:
        super().__init__(
            button("Due, priority", f"plan:{entry.priority}:{entry.paper_id}", emoji="📅")
        )

    async def press(self, interaction: Interaction) -> None:
        """Open the form."""
        priority = Priority(self.values["priority"])
        await desks(interaction).organising.open_plan(interaction, self.values["paper"], priority)


class NewTag(Pressed, discord.ui.DynamicItem[discord.ui.Button[Any]], template=f"newtag:{PAPER}"):
    """Opens the form for tags."""

    def __init__(self, paper_id: str) -> None:
        super().__init__(button("Tag", f"newtag:{paper_id}", emoji="🏷️"))

    async def press(self, interaction: Interaction) -> None:
        """Open the form."""
        await desks(interaction).organising.open_tags(interaction, self.values["paper"])


class RemindMe(Pressed, discord.ui.DynamicItem[discord.ui.Button[Any]], template=f"remind:{PAPER}"):
    """Opens the form for a reminder."""

    def __init__(self, paper_id: str) -> None:
        super().__init__(button("Remind me", f"remind:{paper_id}", emoji="⏰"))

    async def press(self, interaction: Interaction) -> None:
        """Open the form."""
        await desks(interaction).reminders.open_form(interaction, self.values["paper"])


class CancelReminder(
    Pressed, discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"unremind:(?P<id>\d{1,18})"
):
    """Deletes a reminder of whoever presses."""

    def __init__(self, id: int) -> None:
        super().__init__(button("Cancel", f"unremind:{id}"))

    async def press(self, interaction: Interaction) -> None:
        """Delete."""
        await desks(interaction).reminders.cancel(interaction, int(self.values["id"]))


class MergeTags(
    Pressed,
    discord.ui.DynamicItem[discord.ui.Button[Any]],
    template=rf"merge:{OWNER}:(?P<old>[^:]{{1,32}}):(?P<new>[^:]{{1,32}})",
):
    """Makes two tags of the person who asked for it one."""

    def __init__(self, owner: int, old: str, new: str) -> None:
        super().__init__(button("Merge them", f"merge:{owner}:{old}:{new}", style=Style.primary))

    async def press(self, interaction: Interaction) -> None:
        """Merge."""
        await desks(interaction).organising.merge(
            interaction, int(self.values["owner"]), self.values["old"], self.values["new"]
        )


class DeleteList(
    Pressed,
    discord.ui.DynamicItem[discord.ui.Button[Any]],
    template=rf"unlist:{OWNER}:(?P<id>\d{{1,18}})",
):
    """Deletes a named list of the person who asked for it."""

    def __init__(self, owner: int, id: int) -> None:
        super().__init__(button("Delete the list", f"unlist:{owner}:{id}", style=Style.danger))

    async def press(self, interaction: Interaction) -> None:
        """Delete."""
        owner, id = int(self.values["owner"]), int(self.values["id"])
        await desks(interaction).organising.delete_list(interaction, owner, id)


class ApplyRule(
    Pressed, discord.ui.DynamicItem[discord.ui.Button[Any]], template=rf"apply:{OWNER}:{RULE}"
):
    """Tags what is on the list already by a rule."""

    def __init__(self, owner: int, rule: TagRule, count: int) -> None:
        label = "Tag it too" if count == 1 else f"Tag those {count} too"
        super().__init__(button(label, f"apply:{owner}:{rule.id}", style=Style.primary))

    async def press(self, interaction: Interaction) -> None:
        """Tag."""
        owner, rule = int(self.values["owner"]), int(self.values["rule"])
        await desks(interaction).organising.apply_rule(interaction, owner, rule)


class RemoveRule(
    Pressed, discord.ui.DynamicItem[discord.ui.Select[Any]], template=f"unrule:{OWNER}"
):
    """A menu of rules; picking one deletes it, for the person who asked for it."""

    def __init__(self, owner: int, rules: Sequence[TagRule], length: int) -> None:
        super().__init__(
            discord.ui.Select(
                custom_id=f"unrule:{owner}",
                placeholder="Remove a rule …",
                options=[
                    discord.SelectOption(
                        label=clip(f"#{rule.tag}: {rule.query}", min(length, OPTION_LABEL)),
                        value=str(rule.id),
                    )
                    for rule in rules[:SELECT_OPTIONS]
                ],
            )
        )

    async def press(self, interaction: Interaction) -> None:
        """Delete."""
        for id in _numbers(set(picked(interaction))):
            owner = int(self.values["owner"])
            await desks(interaction).organising.remove_rule(interaction, owner, id)


def chosen_before(menu: discord.ui.Select[Any]) -> set[str]:
    """What was chosen in a menu as it was shown: of what was not offered nothing is taken away,
    whatever another device has done meanwhile."""
    return {option.value for option in menu.options if option.default}


def _numbers(values: set[str]) -> set[int]:
    return {int(value) for value in values if value.isdecimal() and len(value) < 19}
