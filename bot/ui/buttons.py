"""Controls that work on any message, however old: their ids say everything.

A press goes to one of the desks of the client (`Desks`), where the answer is made. Ids carry ids
only; whoever presses acts on their own list, and a control that belongs to one person checks it.
"""

import re
from datetime import date
from typing import Any, ClassVar, Protocol, Self, cast

import discord

from bot.delivery.sender import post_marker
from bot.ui.limits import OPTION_DESCRIPTION, OPTION_LABEL, clip
from bot.ui.trouble import explain
from storage.models import Paper, Status

Interaction = discord.Interaction[Any]
Style = discord.ButtonStyle

PAPER = r"(?P<paper>[\w./-]{1,60})"
DAY = r"(?P<day>\d{4}-\d\d-\d\d)"
OWNER = r"(?P<owner>\d{1,20})"
PAGE = r"(?P<page>\d{1,5})"

STATUS_LABELS = {
    Status.TO_READ: "To read",
    Status.READING: "Reading",
    Status.READ: "Read",
    Status.DROPPED: "Dropped",
}
STATUS_SIGNS = {
    Status.TO_READ: "🔖",
    Status.READING: "📖",
    Status.READ: "✅",
    Status.DROPPED: "🗑️",
}


class Asking(Protocol):
    """Where questions and papers are answered."""

    async def turn(self, interaction: Interaction, owner: int, question: int, page: int) -> None:
        """Show another page of an answer."""

    async def paper(self, interaction: Interaction, paper_id: str) -> None:
        """Show one paper in full, to the person alone."""


class Shelving(Protocol):
    """Where reading lists are kept."""

    async def save(self, interaction: Interaction, paper_id: str) -> None:
        """Put a paper on the person's list."""

    async def undo(self, interaction: Interaction, action_id: int) -> None:
        """Take an action back."""

    async def remove(self, interaction: Interaction, paper_id: str) -> None:
        """Take a paper off the list."""

    async def mark(self, interaction: Interaction, paper_id: str, status: Status) -> None:
        """Say how far the person is with a paper."""

    async def open_note(self, interaction: Interaction, paper_id: str) -> None:
        """Open the form for a note."""

    async def wipe_note(self, interaction: Interaction, paper_id: str) -> None:
        """Remove the note."""

    async def entry(self, interaction: Interaction, paper_id: str) -> None:
        """Show one paper of the list and what can be done with it."""

    async def turn(
        self, interaction: Interaction, owner: int, status: Status | None, page: int
    ) -> None:
        """Show another part of the list in place."""

    async def open(self, interaction: Interaction) -> None:
        """Show the list."""


class Newsstand(Protocol):
    """Where editions are shown."""

    async def turn(self, interaction: Interaction, owner: int, day: date, page: int) -> None:
        """Show another page or day."""

    async def open(self, interaction: Interaction, day: date) -> None:
        """Show a whole edition to the person alone."""


class Erasing(Protocol):
    """Where people's data are handed out and erased."""

    async def erase(self, interaction: Interaction, owner: int) -> None:
        """Delete everything about a person."""

    async def keep(self, interaction: Interaction, owner: int) -> None:
        """Leave everything as it is."""


class Desks(Protocol):
    """What the client offers to whoever presses a control."""

    asking: Asking
    shelving: Shelving
    newsstand: Newsstand
    erasing: Erasing


def desks(interaction: Interaction) -> Desks:
    """The desks of the client an interaction came through."""
    return cast(Desks, interaction.client)


class Pressed:
    """Mixed into every control: builds it from its id, and brings what goes wrong to the one
    place that words it. discord.py would log errors of dynamic items and say nothing."""

    values: ClassVar[dict[str, str]]

    @classmethod
    async def from_custom_id(
        cls, interaction: Interaction, item: discord.ui.Item[Any], match: re.Match[str]
    ) -> Self:
        """The control as it was pressed."""
        made = cls.__new__(cls)
        discord.ui.DynamicItem.__init__(cast(Any, made), cast(Any, item))
        made.__dict__["values"] = match.groupdict()
        return made

    async def callback(self, interaction: Interaction) -> None:
        """Called by discord.py."""
        try:
            await self.press(interaction)
        except Exception as error:
            await explain(interaction, error)

    async def press(self, interaction: Interaction) -> None:
        """Do what the control says."""
        raise NotImplementedError


def _button(
    label: str,
    custom_id: str,
    *,
    style: Style = Style.secondary,
    emoji: str | None = None,
    disabled: bool = False,
) -> discord.ui.Button[Any]:
    return discord.ui.Button(
        label=label, custom_id=custom_id, style=style, emoji=emoji, disabled=disabled
    )


def _picked(interaction: Interaction) -> list[str]:
    """The values of a menu as they were picked."""
    data = cast(dict[str, Any], interaction.data or {})
    return [str(value) for value in data.get("values") or ()]


class Save(Pressed, discord.ui.DynamicItem[discord.ui.Button[Any]], template=f"save:{PAPER}"):
    """Puts a paper on the list of whoever presses."""

    def __init__(self, paper: Paper, label: str = "Save") -> None:
        super().__init__(_button(label, f"save:{paper.id}", emoji="🔖", style=Style.primary))

    async def press(self, interaction: Interaction) -> None:
        """Save."""
        await desks(interaction).shelving.save(interaction, self.values["paper"])


class Abstract(
    Pressed, discord.ui.DynamicItem[discord.ui.Button[Any]], template=f"abstract:{PAPER}"
):
    """Shows a paper in full to whoever presses."""

    def __init__(self, paper: Paper) -> None:
        super().__init__(_button("Abstract", f"abstract:{paper.id}"))

    async def press(self, interaction: Interaction) -> None:
        """Open."""
        await desks(interaction).asking.paper(interaction, self.values["paper"])


class PickAbstract(Pressed, discord.ui.DynamicItem[discord.ui.Select[Any]], template="abstracts"):
    """A menu of papers; picking one shows it in full to whoever picks."""

    def __init__(self, papers: list[tuple[int, Paper]], length: int = OPTION_LABEL) -> None:
        super().__init__(
            discord.ui.Select(
                custom_id="abstracts",
                placeholder="Read an abstract …",
                options=[
                    discord.SelectOption(
                        label=clip(f"{number}. {paper.title}", min(length, OPTION_LABEL)),
                        value=paper.id,
                        description=clip(", ".join(paper.authors), min(length, OPTION_DESCRIPTION))
                        or None,
                    )
                    for number, paper in papers
                ],
            )
        )

    async def press(self, interaction: Interaction) -> None:
        """Open the picked one."""
        picked = _picked(interaction) or [""]
        await desks(interaction).asking.paper(interaction, picked[0])


class TurnAnswer(
    Pressed,
    discord.ui.DynamicItem[discord.ui.Button[Any]],
    template=rf"answer:{OWNER}:(?P<question>\d{{1,18}}):{PAGE}",
):
    """Another page of an answer, for the person who asked."""

    def __init__(self, label: str, owner: int, question: int, page: int) -> None:
        super().__init__(_button(label, f"answer:{owner}:{question}:{page}"))

    async def press(self, interaction: Interaction) -> None:
        """Turn the page."""
        owner, question, page = (int(self.values[key]) for key in ("owner", "question", "page"))
        await desks(interaction).asking.turn(interaction, owner, question, page)


class TurnEdition(
    Pressed,
    discord.ui.DynamicItem[discord.ui.Button[Any]],
    template=f"daily:{OWNER}:{DAY}:{PAGE}",
):
    """Another page or day; a press by somebody else opens their own copy."""

    def __init__(self, label: str, owner: int, day: date, page: int) -> None:
        super().__init__(_button(label, f"daily:{owner}:{day.isoformat()}:{page}"))

    async def press(self, interaction: Interaction) -> None:
        """Turn the page."""
        day = date.fromisoformat(self.values["day"])
        owner, page = int(self.values["owner"]), int(self.values["page"])
        await desks(interaction).newsstand.turn(interaction, owner, day, page)


class OpenEdition(Pressed, discord.ui.DynamicItem[discord.ui.Button[Any]], template=f"post:{DAY}"):
    """On an announcement: the whole edition for whoever presses. Its id also tells our own
    announcement apart when a channel's history is searched for it."""

    def __init__(self, day: date, label: str) -> None:
        super().__init__(_button(label, post_marker(day)))

    async def press(self, interaction: Interaction) -> None:
        """Open."""
        await desks(interaction).newsstand.open(interaction, date.fromisoformat(self.values["day"]))


class Undo(
    Pressed, discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"undo:(?P<action>\d{1,18})"
):
    """Takes an action back, for the person who did it."""

    def __init__(self, action_id: int) -> None:
        super().__init__(_button("Undo", f"undo:{action_id}", emoji="↩️"))

    async def press(self, interaction: Interaction) -> None:
        """Undo."""
        await desks(interaction).shelving.undo(interaction, int(self.values["action"]))


class Remove(Pressed, discord.ui.DynamicItem[discord.ui.Button[Any]], template=f"remove:{PAPER}"):
    """Takes a paper off the list of whoever presses."""

    def __init__(self, paper_id: str) -> None:
        super().__init__(_button("Remove", f"remove:{paper_id}"))

    async def press(self, interaction: Interaction) -> None:
        """Remove."""
        await desks(interaction).shelving.remove(interaction, self.values["paper"])


class Mark(
    Pressed,
    discord.ui.DynamicItem[discord.ui.Button[Any]],
    template=rf"mark:(?P<status>to-read|reading|read|dropped):{PAPER}",
):
    """Says how far whoever presses is with a paper."""

    def __init__(self, paper_id: str, status: Status, *, current: bool) -> None:
        super().__init__(
            _button(
                STATUS_LABELS[status],
                f"mark:{status}:{paper_id}",
                emoji=STATUS_SIGNS[status],
                style=Style.success if current else Style.secondary,
                disabled=current,
            )
        )

    async def press(self, interaction: Interaction) -> None:
        """Mark."""
        await desks(interaction).shelving.mark(
            interaction, self.values["paper"], Status(self.values["status"])
        )


class WriteNote(Pressed, discord.ui.DynamicItem[discord.ui.Button[Any]], template=f"note:{PAPER}"):
    """Opens the form for a note."""

    def __init__(self, paper_id: str, *, again: bool) -> None:
        label = "Rewrite note" if again else "Note"
        super().__init__(_button(label, f"note:{paper_id}", emoji="✏️"))

    async def press(self, interaction: Interaction) -> None:
        """Open the form."""
        await desks(interaction).shelving.open_note(interaction, self.values["paper"])


class WipeNote(Pressed, discord.ui.DynamicItem[discord.ui.Button[Any]], template=f"nonote:{PAPER}"):
    """Removes the note of whoever presses."""

    def __init__(self, paper_id: str) -> None:
        super().__init__(_button("Remove note", f"nonote:{paper_id}"))

    async def press(self, interaction: Interaction) -> None:
        """Remove the note."""
        await desks(interaction).shelving.wipe_note(interaction, self.values["paper"])


class OpenEntry(Pressed, discord.ui.DynamicItem[discord.ui.Button[Any]], template=f"entry:{PAPER}"):
    """Shows one paper of the list of whoever presses."""

    def __init__(self, paper_id: str) -> None:
        super().__init__(_button("Open", f"entry:{paper_id}"))

    async def press(self, interaction: Interaction) -> None:
        """Open."""
        await desks(interaction).shelving.entry(interaction, self.values["paper"])


class OpenList(Pressed, discord.ui.DynamicItem[discord.ui.Button[Any]], template="mylist"):
    """Shows the list of whoever presses."""

    def __init__(self) -> None:
        super().__init__(_button("My list", "mylist"))

    async def press(self, interaction: Interaction) -> None:
        """Open."""
        await desks(interaction).shelving.open(interaction)


class TurnList(
    Pressed,
    discord.ui.DynamicItem[discord.ui.Button[Any]],
    template=rf"list:{OWNER}:(?P<status>all|to-read|reading|read|dropped):{PAGE}",
):
    """Another part of the list, for its owner."""

    def __init__(self, label: str, owner: int, status: Status | None, page: int) -> None:
        super().__init__(_button(label, f"list:{owner}:{status or 'all'}:{page}"))

    async def press(self, interaction: Interaction) -> None:
        """Turn the page."""
        status = self.values["status"]
        await desks(interaction).shelving.turn(
            interaction,
            int(self.values["owner"]),
            None if status == "all" else Status(status),
            int(self.values["page"]),
        )


class FilterList(
    Pressed, discord.ui.DynamicItem[discord.ui.Select[Any]], template=f"filter:{OWNER}"
):
    """A menu of statuses; picking one shows that part of the list."""

    def __init__(self, owner: int, chosen: Status | None, counts: dict[Status, int]) -> None:
        options = [
            discord.SelectOption(
                label=f"Everything ({sum(counts.values())})", value="all", default=chosen is None
            )
        ]
        options += [
            discord.SelectOption(
                label=f"{STATUS_LABELS[status]} ({counts.get(status, 0)})",
                value=status,
                emoji=STATUS_SIGNS[status],
                default=status is chosen,
            )
            for status in Status
        ]
        super().__init__(discord.ui.Select(custom_id=f"filter:{owner}", options=options))

    async def press(self, interaction: Interaction) -> None:
        """Show the picked part."""
        picked = (_picked(interaction) or ["all"])[0]
        status = Status(picked) if picked in set(Status) else None
        owner = int(self.values["owner"])
        await desks(interaction).shelving.turn(interaction, owner, status, 1)


class Erase(Pressed, discord.ui.DynamicItem[discord.ui.Button[Any]], template=f"erase:{OWNER}"):
    """Deletes everything about the person who asked for it."""

    def __init__(self, owner: int) -> None:
        super().__init__(_button("Delete everything", f"erase:{owner}", style=Style.danger))

    async def press(self, interaction: Interaction) -> None:
        """Delete."""
        await desks(interaction).erasing.erase(interaction, int(self.values["owner"]))


class Keep(Pressed, discord.ui.DynamicItem[discord.ui.Button[Any]], template=f"keep:{OWNER}"):
    """Leaves everything as it is."""

    def __init__(self, owner: int) -> None:
        super().__init__(_button("Keep it", f"keep:{owner}"))

    async def press(self, interaction: Interaction) -> None:
        """Keep."""
        await desks(interaction).erasing.keep(interaction, int(self.values["owner"]))


ALL: tuple[type[discord.ui.DynamicItem[Any]], ...] = (
    Save,
    Abstract,
    PickAbstract,
    TurnAnswer,
    TurnEdition,
    OpenEdition,
    Undo,
    Remove,
    Mark,
    WriteNote,
    WipeNote,
    OpenEntry,
    OpenList,
    TurnList,
    FilterList,
    Erase,
    Keep,
)
"""Every control, for the client to listen to from its start on."""
