"""A wish that was understood -> what is said back."""

from collections.abc import Callable

from bot.chat.in_words import in_words
from bot.chat.requests import (
    Abstract,
    Clarify,
    Explain,
    Fact,
    Help,
    Mark,
    More,
    Note,
    Rate,
    Remind,
    Remove,
    Save,
    Search,
    Similar,
    Single,
    Smalltalk,
    Tag,
    Trending,
    Undo,
)
from bot.ui.cards.frame import Card
from bot.ui.cards.talk import (
    clarify_card,
    elsewhere_card,
    nothing_understood_card,
    smalltalk_card,
    topic_card,
    understood_card,
)
from bot.ui.cards.words import help_card, search_help_card
from bot.ui.talk.finding import Finder
from bot.ui.talk.keeping import Keeper
from bot.ui.talk.said import Said, Speaker


class Replies:
    """Does what people say, one wish at a time."""

    def __init__(self, finder: Finder, keeper: Keeper, mention: Callable[[], str]) -> None:
        self._finder = finder
        self._keeper = keeper
        self._mention = mention

    async def to(self, who: Speaker, wish: Single) -> Said:
        """What is said to a wish; what deletes is asked about first."""
        match wish:
            case Search():
                return await self._finder.search(who, wish)
            case Trending():
                return await self._finder.trending(who, wish)
            case More():
                return await self._finder.more(who, wish)
            case Similar():
                return await self._finder.similar(who, wish)
            case Abstract():
                return await self._finder.abstract(who, wish)
            case Fact():
                return await self._finder.fact(wish)
            case Save():
                return await self._keeper.save(who, wish)
            case Remove():
                return await self._keeper.ask_to_remove(who, wish)
            case Mark():
                return await self._keeper.mark(who, wish)
            case Tag():
                return await self._keeper.tag(who, wish)
            case Note():
                return await self._keeper.note(who, wish)
            case Rate():
                return await self._keeper.rate(who, wish)
            case Remind():
                return await self._keeper.remind(who, wish)
            case Undo():
                return await self._keeper.undo(who, wish)
            case Smalltalk():
                return Said(smalltalk_card(wish.kind))
            case Clarify():
                return Said(clarify_card(wish))
            case Help():
                return Said(self._help(wish))
            case Explain():
                return Said(self._explained(who))
            case _:
                return Said(elsewhere_card(wish.intent))

    def _explained(self, who: Speaker) -> Card:
        last = who.context.last
        if last is None:
            return nothing_understood_card()
        context = who.context
        titles = {p.id: p.title for p in (*context.listed, *context.replied, *context.shown)}
        return understood_card(in_words(last, lambda id: titles.get(id, id)))

    def _help(self, wish: Help) -> Card:
        if wish.topic is None:
            return help_card(self._mention())
        return search_help_card() if wish.topic == "search" else topic_card(wish.topic)

    async def agreed(self, who: Speaker, wish: Single) -> Said:
        """What is said to a wish that the person was asked about, and wants."""
        assert isinstance(wish, Remove)
        return await self._keeper.remove(who, wish)
