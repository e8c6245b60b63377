"""The desk where reading lists are looked through, and changed as wholes."""

from bot.errors import BadInput, NotThere, NotYours
from bot.reading.bulk import edit_of, parse_stars
from bot.reading.tags import parse_tag
from bot.search.query import QueryError
from bot.services import Services
from bot.ui.buttons.lists import ACTS
from bot.ui.cards.answer import misread_card
from bot.ui.cards.frame import Card, notice
from bot.ui.cards.listing import (
    PAGE,
    actions_card,
    changed_all_card,
    confirm_card,
    empty_list_card,
    list_card,
    offer_card,
    picked_card,
    view_words,
)
from bot.ui.desks import Interaction
from bot.ui.markup import short_day
from bot.ui.reply import acknowledge, acknowledge_in_place, reply
from bot.ui.shelving import acknowledge_where_it_stands, names_of, paper_by_id
from storage.models import ListSort, ListView, Status


class ListingDesk:
    """Shows reading lists, to their owners alone. A view is found again by its token: the name of
    a status, "all", or "v" and the number under which it was kept."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def open(self, interaction: Interaction, view: ListView | None = None) -> None:
        """Show the list, or a part of it."""
        await acknowledge(interaction, private=True)
        view = self._services.shelf.shuffled(view or ListView())
        await reply(interaction, await self._card(interaction.user.id, view, 1), private=True)

    async def show(self, interaction: Interaction, view: ListView, named: str | None) -> None:
        """Show a part of the list, on a list of the person's own if one is `named`."""
        await acknowledge(interaction, private=True)
        await self.open(interaction, await self._on(interaction.user.id, view, named))

    async def turn(self, interaction: Interaction, owner: int, token: str, page: int) -> None:
        """Show another page of a view in place."""
        await self._acknowledge_owner(interaction, owner)
        view = await self._view(owner, token)
        await reply(interaction, await self._card(owner, view, page), private=True)

    async def narrow(
        self, interaction: Interaction, owner: int, token: str, status: Status | None
    ) -> None:
        """Show the part of a view that has one status, or all of it."""
        await self._acknowledge_owner(interaction, owner)
        view = await self._view(owner, token)
        narrowed = view.model_copy(update={"statuses": (status,) if status else ()})
        await reply(interaction, await self._card(owner, narrowed, 1), private=True)

    async def reorder(
        self, interaction: Interaction, owner: int, token: str, sort: ListSort
    ) -> None:
        """Show a view in another order."""
        await self._acknowledge_owner(interaction, owner)
        view = await self._view(owner, token)
        ordered = self._services.shelf.shuffled(view.model_copy(update={"sort": sort, "seed": 0}))
        await reply(interaction, await self._card(owner, ordered, 1), private=True)

    async def offer(self, interaction: Interaction, owner: int, token: str) -> None:
        """Ask what is to be done to all papers of a view."""
        await acknowledge(interaction, private=True)
        _check(interaction, owner)
        view = await self._view(owner, token)
        count = len(await self._services.shelf.meant(owner, view))
        if not count:
            raise NotThere("Nothing is in there any more. `/list show` shows how things stand.")
        await reply(interaction, offer_card(owner, token, count), private=True)

    async def ask(self, interaction: Interaction, owner: int, token: str, act: str) -> None:
        """Ask once whether that is really to be done, in place."""
        await self._acknowledge_owner(interaction, owner)
        view = await self._view(owner, token)
        await reply(interaction, await self._question(owner, view, token, act), private=True)

    async def bulk(
        self, interaction: Interaction, view: ListView, named: str | None, kind: str, to: str
    ) -> None:
        """The same for a change that a command names."""
        await acknowledge(interaction, private=True)
        owner = interaction.user.id
        view = await self._on(owner, view, named)
        act = await self._act(owner, kind, to)
        token = await self._token(owner, view)
        try:
            card = await self._question(owner, view, token, act)
        except QueryError as error:
            card = misread_card(error)
        await reply(interaction, card, private=True)

    async def change_all(
        self, interaction: Interaction, owner: int, token: str, count: int, act: str
    ) -> None:
        """Do it. If there are more papers by now than were told, ask again."""
        await self._acknowledge_owner(interaction, owner)
        view = await self._view(owner, token)
        edit = edit_of(act)
        ids = await self._services.shelf.meant(owner, view)
        if len(ids) > count:
            card = await self._question(owner, view, token, act)
        else:
            done = await self._services.shelf.change_all(owner, ids, edit)
            card = changed_all_card(done, await self._words(owner, act))
        await reply(interaction, card, private=True)

    async def leave(self, interaction: Interaction) -> None:
        """Leave everything as it is."""
        await acknowledge_in_place(interaction)
        await reply(interaction, notice("Nothing was changed."), private=True)

    async def pick(self, interaction: Interaction, seed: int | None = None, turn: int = 0) -> None:
        """Show a paper to read next."""
        if seed is None:
            await acknowledge(interaction, private=True)
        else:
            await acknowledge_where_it_stands(interaction)
        services, user_id = self._services, interaction.user.id
        picked, seed = await services.shelf.pick(user_id, seed, turn)
        paper = await paper_by_id(services, picked.paper_id)
        entry = await services.lists.get(user_id, paper.id)
        if entry is None:  # it was taken off this very moment
            raise NotThere("That list has only just changed. Try once more.")
        today = (await services.reminding.here(user_id)).today
        card = picked_card(picked, entry, paper, today, seed, turn)
        await reply(interaction, card, private=True)

    async def actions(self, interaction: Interaction) -> None:
        """Show what can be taken back."""
        await acknowledge(interaction, private=True)
        services, user_id = self._services, interaction.user.id
        actions = await services.shelf.actions(user_id)
        if not actions:
            raise NotThere(
                "There is nothing to undo: I keep the last ten changes to your list, for a day."
            )
        papers = {
            paper.id: paper
            for paper in await services.catalogue.papers([each.paper_id for each in actions])
        }
        today = (await services.reminding.here(user_id)).today
        card = actions_card(actions, papers, today, await names_of(services, user_id))
        await reply(interaction, card, private=True)

    async def _on(self, owner: int, view: ListView, named: str | None) -> ListView:
        if named is None:
            return view
        on = await self._services.shelf.named(owner, named)
        return view.model_copy(update={"list_id": on.id})

    async def _card(self, owner: int, view: ListView, number: int) -> Card:
        try:
            shown = await self._services.shelf.show(owner, view, number, PAGE)
        except QueryError as error:
            return misread_card(error)
        if not shown.page.total:
            return empty_list_card()
        return list_card(shown, owner, await self._token(owner, view))

    async def _question(self, owner: int, view: ListView, token: str, act: str) -> Card:
        edit_of(act)
        count = len(await self._services.shelf.meant(owner, view))
        if not count:
            raise NotThere("No paper on your list fits that, so there is nothing to change.")
        named = None
        if view.list_id is not None:
            named = await self._services.shelf.named(owner, str(view.list_id))
        name, conditions = view_words(view, named)
        where = name[0].lower() + name[1:] if name.startswith("Your") else name
        shown = f"{where} ({conditions})" if conditions else where
        return confirm_card(owner, token, count, act, await self._words(owner, act), shown)

    async def _token(self, owner: int, view: ListView) -> str:
        if view == ListView():
            return "all"
        if len(view.statuses) == 1 and view == ListView(statuses=view.statuses):
            return view.statuses[0]
        return f"v{await self._services.shelf.keep_view(owner, view)}"

    async def _view(self, owner: int, token: str) -> ListView:
        if token == "all":  # noqa: S105 - a name of a view
            return ListView()
        if token in set(Status):
            return ListView(statuses=(Status(token),))
        return await self._services.shelf.kept_view(owner, int(token[1:]))

    async def _act(self, owner: int, kind: str, to: str) -> str:
        """The change a person names in a command, as `edit_of` reads it."""
        services, to = self._services, to.strip()
        if kind == "remove":
            return kind
        if not to:
            raise BadInput(f"Say what to {kind} them to, in the option `to`: {_EXAMPLES[kind]}.")
        if kind in ("put", "take"):
            return f"{kind}={(await services.shelf.named(owner, to)).id}"
        if kind == "due":
            day = await services.reminding.day(owner, to)
            return f"due={day.isoformat() if day else 'none'}"
        act = normal_act(kind, to)
        edit_of(act)
        return act

    async def _words(self, owner: int, act: str) -> str:
        """What a change does, as in "mark as read"."""
        if act in ACTS:
            words = ACTS[act]
            return words[0].lower() + words[1:]
        edit = edit_of(act)
        if edit.due:
            return f"due {short_day(edit.due, (await self._services.reminding.here(owner)).today)}"
        for tag in edit.tag:
            return f"tag #{tag}"
        for tag in edit.untag:
            return f"take off #{tag}"
        if edit.rating:
            return f"rate {'★' * edit.rating}"
        names = await names_of(self._services, owner)
        for id in edit.put:
            return f"put on “{names.get(id, 'a list that is gone')}”"
        for id in edit.take:
            return f"take off “{names.get(id, 'a list that is gone')}”"
        return "change"

    async def _acknowledge_owner(self, interaction: Interaction, owner: int) -> None:
        await acknowledge_in_place(interaction)
        _check(interaction, owner)


def normal_act(kind: str, to: str) -> str:
    """A change of a status, a tag, a rating or a priority, as `edit_of` reads it."""
    value = to.lower()
    if kind == "mark":
        value = value.replace(" ", "-").replace("unread", "to-read").replace("done", "read")
    elif kind in ("tag", "untag"):
        value = parse_tag(to)
    elif kind == "rate":
        value = str(parse_stars(to) or "none")
    return f"{kind}={value}"


_EXAMPLES = {
    "mark": "read, reading, to read or dropped",
    "tag": "rl",
    "untag": "rl",
    "rate": "4, or none",
    "priority": "high, normal or low",
    "due": "friday, 2026-03-20 or none",
    "put": "the name of a list",
    "take": "the name of a list",
}


def _check(interaction: Interaction, owner: int) -> None:
    if interaction.user.id != owner:
        raise NotYours("That is somebody else's list. `/list show` opens yours.")
