"""A person's tags, named lists and rules as wholes."""

from dataclasses import dataclass

from bot.chat.assistant import Assistant
from bot.clock import Clock
from bot.errors import BadInput, NotThere
from bot.reading.rules import parse_rule, required
from bot.reading.shelf import Shelf
from bot.reading.tags import parse_name, parse_tag
from bot.search.query import parse
from storage.edits import Edit
from storage.errors import LimitReached
from storage.models import NamedList, Status, TagRule
from storage.named_lists import NamedLists
from storage.reading import MOST_AT_ONCE, ReadingLists, Together
from storage.tag_rules import TagRules


@dataclass(frozen=True, slots=True)
class Renamed:
    """What renaming a tag did; `done` is None where there is one of the new name and the person
    did not say that the two are to be one."""

    old: str
    new: str
    size: int
    """Papers that have the old one."""
    other: int
    """Papers that have the new one already."""
    done: Together | None


class Organiser:
    """Keeps people's tags, named lists and rules."""

    def __init__(
        self,
        shelf: Shelf,
        lists: ReadingLists,
        named: NamedLists,
        rules: TagRules,
        assistant: Assistant,
        clock: Clock,
    ) -> None:
        self._shelf = shelf
        self._lists = lists
        self._named = named
        self._rules = rules
        self._assistant = assistant
        self._clock = clock

    async def tags(self, user_id: int) -> dict[str, int]:
        """The person's tags, the most used first, and how many papers have each."""
        return await self._lists.tags(user_id)

    async def rename_tag(self, user_id: int, old: str, new: str, *, merge: bool) -> Renamed:
        """Give a tag another name, on its papers and in the rules; onto a tag that there is only
        if they are to `merge`. Raises NotThere, BadInput."""
        old, new = parse_tag(old), parse_tag(new)
        tags = await self._lists.tags(user_id)
        if old not in tags:
            raise NotThere(f"You have no tag #{old}. `/tags show` lists yours.")
        if old == new:
            raise BadInput(f"#{old} has that name already.")
        renamed = Renamed(old, new, tags[old], tags.get(new, 0), None)
        if new in tags and not merge:
            return renamed
        edit = Edit(tag=frozenset({new}), untag=frozenset({old}))
        done = await self._everywhere(user_id, old, edit)
        await self._rules.retag(user_id, old, new)
        return Renamed(old, new, tags[old], tags.get(new, 0), done)

    async def remove_tag(self, user_id: int, words: str) -> tuple[str, Together]:
        """Take a tag off every paper. Raises NotThere, BadInput."""
        tag = parse_tag(words)
        if tag not in await self._lists.tags(user_id):
            raise NotThere(f"You have no tag #{tag}. `/tags show` lists yours.")
        return tag, await self._everywhere(user_id, tag, Edit(untag=frozenset({tag})))

    async def named(self, user_id: int) -> list[NamedList]:
        """The person's named lists, by name."""
        return await self._lists.named(user_id)

    async def create_list(self, user_id: int, words: str) -> NamedList:
        """A new named list. Raises BadInput."""
        name = parse_name(words)
        try:
            made = await self._named.create(user_id, name, self._clock.now())
        except LimitReached as limit:
            raise BadInput(
                f"You have {limit.most} lists, which is all I keep for one person. `/lists delete` "
                "makes room; the papers stay."
            ) from None
        if made is None:
            raise BadInput(f"You have a list “{name}” already. Choose another name.")
        return made

    async def rename_list(self, user_id: int, old: str, new: str) -> tuple[NamedList, str]:
        """The list as it was, and its new name. Raises NotThere, BadInput."""
        named, name = await self._shelf.named(user_id, old), parse_name(new)
        done = await self._named.rename(user_id, named.id, name)
        if done is None:
            raise NotThere("You have no list of that name. `/lists show` shows yours.")
        if not done:
            raise BadInput(f"You have a list “{name}” already. Choose another name.")
        return named, name

    async def delete_list(self, user_id: int, list_id: int) -> bool:
        """Delete a list; its papers stay. False if it is gone already."""
        return await self._named.delete(user_id, list_id)

    async def rules(self, user_id: int) -> list[TagRule]:
        """The person's rules, oldest first."""
        return await self._rules.all(user_id)

    async def add_rule(
        self, user_id: int, words: str, tag: str | None = None
    ) -> tuple[TagRule, list[str]]:
        """A new rule, and the papers on the person's list that it fits and that lack its tag.

        Raises BadInput, QueryError.
        """
        query, tag = parse_rule(words, tag)
        try:
            rule = await self._rules.add(user_id, query, tag, self._clock.now())
        except LimitReached as limit:
            raise BadInput(
                f"You have {limit.most} rules, which is all I keep for one person. `/list rules` "
                "removes those you no longer need."
            ) from None
        if rule is None:
            raise BadInput("You have that rule already. `/list rules` shows yours.")
        return rule, await self._fitting(user_id, rule)

    async def apply_rule(self, user_id: int, id: int) -> tuple[TagRule, Together]:
        """Tag what is on the list already by a rule. Raises NotThere."""
        rule = await self._rules.get(user_id, id)
        if rule is None:
            raise NotThere("That rule is gone. `/list rules` shows yours.")
        ids = await self._fitting(user_id, rule)
        edit = Edit(tag=frozenset({rule.tag}))
        return rule, await self._shelf.change_all(user_id, ids[:MOST_AT_ONCE], edit)

    async def remove_rule(self, user_id: int, id: int) -> bool:
        """Delete a rule; the tags it gave stay. False if it is gone already."""
        return await self._rules.remove(user_id, id)

    async def _fitting(self, user_id: int, rule: TagRule) -> list[str]:
        listed = await self._lists.ids(user_id, list(Status))
        fitting = await self._assistant.passing(required(parse(rule.query)), listed)
        return sorted(fitting - set(await self._lists.tagged(user_id, rule.tag)))

    async def _everywhere(self, user_id: int, tag: str, edit: Edit) -> Together:
        ids = await self._lists.tagged(user_id, tag)
        if len(ids) > MOST_AT_ONCE:
            raise BadInput(
                f"#{tag} is on more than {MOST_AT_ONCE:,} papers, and I change {MOST_AT_ONCE:,} at "
                "once at most. `/list bulk` changes a part of them."
            )
        return await self._shelf.change_all(user_id, ids, edit)
