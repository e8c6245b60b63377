"""What people keep in a conversation: their reading list, by words."""

from collections.abc import Sequence
from datetime import timedelta

from bot.characters import visible_lines
from bot.chat.requests import Mark, Note, Rate, Remind, Remove, Save, Tag, Undo
from bot.errors import BadInput, NotThere
from bot.reading.shelf import UNDO_FOR
from bot.reading.tags import parse_tag
from bot.services import Services
from bot.ui.buttons.shelf import STATUS_LABELS, STATUS_SIGNS, OpenList
from bot.ui.buttons.shelf import Undo as UndoButton
from bot.ui.buttons.talk import Agree, Refuse, key_of
from bot.ui.cards.frame import Card, Part, notice
from bot.ui.cards.shelf import undone_card
from bot.ui.cards.talk import confirm_words
from bot.ui.gathering import GatheringDesk
from bot.ui.limits import clip
from bot.ui.markup import plain
from bot.ui.shelving import NOTE_LENGTH
from bot.ui.talk.said import Said, Speaker
from storage.edits import Edit
from storage.models import ListView, Paper
from storage.reading import MOST_AT_ONCE
from storage.shelves import Here

FURTHEST = timedelta(days=2 * 366)
"""How far ahead a reminder may lie."""


class Keeper:
    """Does what people want done with their reading lists."""

    def __init__(self, services: Services, gathering: GatheringDesk) -> None:
        self._services = services
        self._gathering = gathering

    async def save(self, who: Speaker, wish: Save) -> Said:
        """Put papers on the list."""
        return Said(
            await self._gathering.keep(who.user_id, await self._gathering.look_up(wish.papers))
        )

    async def mark(self, who: Speaker, wish: Mark) -> Said:
        """Say how far the person is."""
        sign, status = STATUS_SIGNS[wish.status], STATUS_LABELS[wish.status].lower()
        return await self._edit(
            who, wish.papers, Edit(status=wish.status), f"{sign} Marked {{}} as {status}."
        )

    async def tag(self, who: Speaker, wish: Tag) -> Said:
        """Put tags on, or take them off."""
        tags = frozenset(parse_tag(tag) for tag in wish.tags)
        named = " ".join(f"#{plain(tag)}" for tag in sorted(tags))
        if wish.remove:
            return await self._edit(who, wish.papers, Edit(untag=tags), f"Took {named} off {{}}.")
        return await self._edit(who, wish.papers, Edit(tag=tags), f"Tagged {{}} {named}.")

    async def note(self, who: Speaker, wish: Note) -> Said:
        """Write a note."""
        note = visible_lines(wish.text)
        if not note:
            raise BadInput("There is nothing in that note, so I left things as they were.")
        if len(note) > NOTE_LENGTH:
            raise BadInput(
                f"That note has {len(note):,} characters; {NOTE_LENGTH:,} is the most I keep. "
                "Shorten it, please; nothing was changed."
            )
        return await self._edit(who, wish.papers, Edit(note=note), "✏️ Noted on {}.")

    async def rate(self, who: Speaker, wish: Rate) -> Said:
        """Give stars."""
        stars = "★" * wish.rating
        return await self._edit(who, wish.papers, Edit(rating=wish.rating), f"Gave {{}} {stars}.")

    async def ask_to_remove(self, who: Speaker, wish: Remove) -> Said:
        """Ask whether papers are to be taken off the list."""
        ids = await self._removed(who, wish)
        if not ids:
            raise NotThere(
                "Your reading list is empty."
                if wish.everything
                else "None of them is on your reading list. `/list show` shows what is."
            )
        key = key_of(wish.model_dump_json())
        return Said(
            notice(
                confirm_words(len(ids), wish.everything),
                Agree("Take them off" if len(ids) > 1 else "Take it off", who.user_id, key),
                Refuse(who.user_id),
            )
        )

    async def remove(self, who: Speaker, wish: Remove) -> Said:
        """Take papers off the list; the person has agreed."""
        ids = await self._removed(who, wish)
        return await self._edit(who, ids, Edit(remove=True), "Took {} off your reading list.")

    async def remind(self, who: Speaker, wish: Remind) -> Said:
        """Bring papers back at an instant."""
        if wish.when > who.now + FURTHEST:
            raise BadInput("That is too far away: I remember for two years at most.")
        papers = await self._known(wish.papers)
        for paper in papers:
            await self._services.reminders.add(
                who.user_id, wish.when, who.now, paper_id=paper.id, text=""
            )
        at = int(wish.when.timestamp())
        return Said(
            notice(
                f"⏰ I shall send you {_named(papers)} by direct message <t:{at}:F>, <t:{at}:R>. "
                "`/list reminders` shows and cancels reminders."
            )
        )

    async def undo(self, who: Speaker, wish: Undo) -> Said:
        """Take back the last actions."""
        cards: list[Card] = []
        for _ in range(wish.count):
            undone = await self._services.lists.undo_last(who.user_id, who.now - UNDO_FOR)
            if undone is None:
                break
            papers = await self._services.catalogue.papers([b.paper_id for b in undone.papers])
            cards.append(undone_card(undone, {paper.id: paper for paper in papers}))
        if not cards:
            raise NotThere("There is nothing to undo: I keep your last ten actions for a day.")
        if len(cards) == 1:
            return Said(cards[0])
        return Said(notice(f"Undone: your last {len(cards)} actions.", OpenList()))

    async def _removed(self, who: Speaker, wish: Remove) -> Sequence[str]:
        """The papers a removal is about that are on the list."""
        lists = self._services.lists
        if wish.everything:
            here = Here(who.now, who.today)
            return await lists.part_ids(who.user_id, ListView(), here, limit=MOST_AT_ONCE)
        return [entry.paper_id for entry in await lists.entries(who.user_id, wish.papers)]

    async def _edit(self, who: Speaker, ids: Sequence[str], edit: Edit, words: str) -> Said:
        papers = await self._known(ids)
        done = await self._services.lists.edit_all(
            who.user_id, [paper.id for paper in papers], edit, who.now, join=not edit.takes_only
        )
        if done.action_id is None:
            return Said(
                notice(f"{_named(papers)}: nothing to change, it was so already.", OpenList())
            )
        ways: list[Part] = [UndoButton(done.action_id), OpenList()]
        return Said(notice(words.format(_named(papers)), *ways))

    async def _known(self, ids: Sequence[str]) -> list[Paper]:
        """The papers with these ids, those from the sources among them. Raises NotThere."""
        found = await self._gathering.look_up(ids)
        if not found.known:
            raise NotThere(
                "I do not know that paper. Give me its arXiv id or a link, or search for it first."
            )
        return list(found.known)


def _named(papers: Sequence[Paper]) -> str:
    """The title of the one paper, or how many there are."""
    if len(papers) == 1:
        return f"**{plain(clip(papers[0].title, 200))}**"
    return f"{len(papers)} papers"
