"""A person's reading list: what is put there, changed, looked through and taken back."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.catalogue import Catalogue
from bot.chat.assistant import Assistant, Inquiry
from bot.clock import Clock
from bot.errors import BadInput, NotThere
from bot.reading.picking import Picked, pick
from bot.reading.reminding import Reminding
from bot.reading.rules import required
from bot.reading.tags import TAGS_AT_ONCE
from bot.search.query import Query, QueryError, parse
from storage.edits import Edit
from storage.errors import LimitReached
from storage.list_views import ListViews
from storage.models import ListSort, ListView, NamedList, Paper, Status
from storage.named_lists import NamedLists
from storage.reading import MOST_AT_ONCE, Action, Changed, Gathered, ReadingLists, Together, Undone
from storage.shelves import Here, Page
from storage.tag_rules import TagRules

UNDO_FOR = timedelta(days=1)
SEEDS = 1_000_000


@dataclass(frozen=True, slots=True)
class Shown:
    """A page of a view of a person's list: the page with this `number` (from 1), its papers by
    id, and the named list that is shown, if one is."""

    view: ListView
    number: int
    page: Page
    papers: Mapping[str, Paper]
    named: NamedList | None
    here: Here


class Shelf:
    """Does what people ask of their reading lists. `draw` gives a number below its argument."""

    def __init__(
        self,
        lists: ReadingLists,
        named: NamedLists,
        rules: TagRules,
        views: ListViews,
        reminding: Reminding,
        catalogue: Catalogue,
        assistant: Assistant,
        clock: Clock,
        draw: Callable[[int], int],
    ) -> None:
        self._lists = lists
        self._named = named
        self._rules = rules
        self._views = views
        self._reminding = reminding
        self._catalogue = catalogue
        self._assistant = assistant
        self._clock = clock
        self._draw = draw

    async def save(self, user_id: int, paper_id: str) -> Changed:
        """Put a paper on the list, with the tags that the person's rules give it."""
        tags = (await self._tags_for(user_id, [paper_id])).get(paper_id, ())
        with _within_limits():
            return await self._lists.save(user_id, paper_id, self._clock.now(), tags)

    async def save_all(self, user_id: int, paper_ids: Sequence[str]) -> Gathered:
        """The same for several papers, as one action."""
        tags = await self._tags_for(user_id, paper_ids)
        with _within_limits():
            return await self._lists.save_all(user_id, paper_ids, self._clock.now(), tags)

    async def edit(self, user_id: int, paper_id: str, edit: Edit) -> Changed:
        """Change what `edit` names about one paper. A paper that comes onto the list by it gets the
        tags of the person's rules too. Raises BadInput where there would be too many tags."""
        before = await self._lists.get(user_id, paper_id)
        if edit.tag and before and len(set(before.tags) - edit.untag | edit.tag) > TAGS_AT_ONCE:
            raise BadInput(
                f"A paper has at most {TAGS_AT_ONCE} tags, and this one would have more. Take one "
                "off first with `/list untag`."
            )
        if before is None and not (edit.remove or edit.takes_only):
            tags = (await self._tags_for(user_id, [paper_id])).get(paper_id, ())
            edit = replace(edit, tag=edit.tag | frozenset(tags))
        with _within_limits():
            return await self._lists.edit(user_id, paper_id, edit, self._clock.now())

    async def undo(self, user_id: int, action_id: int) -> Undone | None:
        """Take an action of the last day back; None if that cannot be done any more."""
        return await self._lists.undo(user_id, action_id, self._clock.now() - UNDO_FOR)

    async def undo_last(self, user_id: int) -> Undone:
        """Take the newest action of the last day back. Raises NotThere."""
        undone = await self._lists.undo_last(user_id, self._clock.now() - UNDO_FOR)
        if undone is None:
            raise NotThere(
                "There is nothing to undo: I keep the last ten changes to your list, for a day."
            )
        return undone

    async def actions(self, user_id: int) -> list[Action]:
        """What can be taken back, newest first."""
        return await self._lists.actions(user_id, self._clock.now() - UNDO_FOR)

    async def show(self, user_id: int, view: ListView, number: int, size: int) -> Shown:
        """The page with this number of a view; the last one if there is none of that number.

        Raises QueryError for words that cannot be read, NotThere for a list that is gone.
        """
        named = None
        if view.list_id is not None:
            named = await self._named.get(user_id, view.list_id)
            if named is None:
                raise NotThere("That list is gone. `/lists show` shows yours.")
        here = await self._here(user_id, view)
        page = await self._lists.part(user_id, view, here, (number - 1) * size, size)
        last = max(1, -(-page.size // size))
        if number > last:
            number = last
            page = await self._lists.part(user_id, view, here, (number - 1) * size, size)
        papers = await self._catalogue.papers([entry.paper_id for entry in page.entries])
        return Shown(view, number, page, {paper.id: paper for paper in papers}, named, here)

    async def keep_view(self, user_id: int, view: ListView) -> int:
        """The number by which a view is found again."""
        return await self._views.keep(user_id, view, self._clock.now())

    async def kept_view(self, user_id: int, id: int) -> ListView:
        """A view by its number. Raises NotThere."""
        view = await self._views.get(user_id, id)
        if view is None:
            raise NotThere("That list was shown too long ago. `/list show` opens it anew.")
        return view

    def shuffled(self, view: ListView) -> ListView:
        """The view with a seed, if its order is random, and the best first if it has words and no
        order of its own."""
        if view.sort is ListSort.RANDOM:
            return view.model_copy(update={"seed": 1 + self._draw(SEEDS)})
        return view

    async def meant(self, user_id: int, view: ListView) -> list[str]:
        """The papers of a view, at most as many as one action changes. Raises BadInput."""
        here = await self._here(user_id, view)
        ids = await self._lists.part_ids(user_id, view, here, 0, MOST_AT_ONCE + 1)
        if len(ids) > MOST_AT_ONCE:
            raise BadInput(
                f"That is more than {MOST_AT_ONCE:,} papers, and I change {MOST_AT_ONCE:,} at once "
                "at most. Narrow it down, for example to a tag or a status."
            )
        return ids

    async def change_all(self, user_id: int, ids: Sequence[str], edit: Edit) -> Together:
        """Change some of the person's papers as one action."""
        with _within_limits():
            return await self._lists.edit_all(user_id, ids, edit, self._clock.now())

    async def pick(self, user_id: int, seed: int | None, turn: int) -> tuple[Picked, int]:
        """A paper to read next, and the seed that leads on to others. Raises NotThere."""
        waiting = await self._lists.waiting(user_id)
        if not waiting:
            raise NotThere(
                "Nothing on your list is waiting to be read. Press 🔖 Save on any paper first."
            )
        here = await self._reminding.here(user_id)
        seed = 1 + self._draw(SEEDS) if seed is None else seed
        return pick(waiting, here.now, here.today, seed, turn), seed

    async def meant_by(self, user_id: int, query: Query) -> frozenset[str] | None:
        """The papers on the person's list that in: and tag: ask for; None if they ask for none.

        One of the statuses, all of the tags and all of the named lists. Raises NotThere for a
        named list that there is not.
        """
        if not query.is_personal:
            return None
        statuses = () if "list" in query.lists else tuple(map(Status, query.lists))
        view = ListView(statuses=statuses, tags=query.tags)
        here = await self._reminding.here(user_id)
        found: set[str] | None = None
        for name in query.named or (None,):
            part = view
            if name is not None:
                part = view.model_copy(update={"list_id": (await self.named(user_id, name)).id})
            ids = await self._lists.part_ids(user_id, part, here)
            found = set(ids) if found is None else found.intersection(ids)
        return frozenset(found or ())

    async def named(self, user_id: int, name: str) -> NamedList:
        """The person's list of this name, or with this number. Raises NotThere."""
        found = await self._named.by_name(user_id, " ".join(name.split()))
        if found is None and name.isdecimal() and len(name) < 19:
            found = await self._named.get(user_id, int(name))
        if found is None:
            raise NotThere("You have no list of that name. `/lists show` shows yours.")
        return found

    async def _here(self, user_id: int, view: ListView) -> Here:
        here = await self._reminding.here(user_id)
        if not view.text:
            return here
        request = Inquiry.read(view.text)
        listed = await self.meant_by(user_id, request.query)
        if listed is None:
            listed = await self._lists.ids(user_id, list(Status))
        notes = {
            id: note for id, note in (await self._lists.notes(user_id)).items() if id in listed
        }
        fitting = await self._assistant.among(request, listed, notes) if listed else []
        return replace(here, fitting=fitting)

    async def _tags_for(
        self, user_id: int, paper_ids: Collection[str]
    ) -> dict[str, tuple[str, ...]]:
        """The tags that the person's rules give to papers."""
        found: dict[str, tuple[str, ...]] = {}
        for rule in await self._rules.all(user_id):
            try:
                query = required(parse(rule.query))
            except QueryError:  # written before the language changed
                continue
            for paper_id in await self._assistant.passing(query, paper_ids):
                found[paper_id] = (*found.get(paper_id, ()), rule.tag)
        return {
            paper_id: tuple(dict.fromkeys(tags))[:TAGS_AT_ONCE] for paper_id, tags in found.items()
        }


@contextmanager
def _within_limits() -> Iterator[None]:
    """Says in words that a person has as many tags as are kept."""
    try:
        yield
    except LimitReached as limit:
        raise BadInput(
            f"You have {limit.most} tags, which is all I keep for one person. `/tags show` lists "
            "them; rename one onto another to merge the two, or remove one."
        ) from None
