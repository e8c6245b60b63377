"""Every control, for the client to listen to from its start on."""

from typing import Any

import discord

from bot.ui.buttons import editions, feeds, papers, personal_data, shelf, talk

EVERY: tuple[type[discord.ui.DynamicItem[Any]], ...] = (
    papers.Save,
    papers.Abstract,
    papers.PickAbstract,
    papers.TurnAnswer,
    papers.AsWritten,
    papers.Nearest,
    papers.Similar,
    papers.TurnSimilar,
    papers.OpenEdition,
    editions.TurnEdition,
    editions.TurnTheme,
    editions.PickTheme,
    editions.TurnTrending,
    shelf.Undo,
    shelf.Remove,
    shelf.Mark,
    shelf.WriteNote,
    shelf.WipeNote,
    shelf.OpenEntry,
    shelf.OpenList,
    shelf.TurnList,
    shelf.FilterList,
    feeds.FeedWhen,
    feeds.FeedWhat,
    feeds.FeedTalk,
    feeds.FeedShow,
    feeds.FeedResume,
    feeds.FeedRole,
    feeds.FeedLanguage,
    feeds.FeedAgain,
    personal_data.Erase,
    personal_data.Keep,
    talk.Agree,
    talk.Refuse,
)
