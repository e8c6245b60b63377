"""Every control, for the client to listen to from its start on."""

from typing import Any

import discord

from bot.ui.buttons import editions, lists, organise, papers, personal_data, shelf

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
    lists.TurnList,
    lists.FilterList,
    lists.SortList,
    lists.ChangeAll,
    lists.PickAct,
    lists.DoAll,
    lists.Leave,
    lists.PickAnother,
    organise.Organise,
    organise.Back,
    organise.Rate,
    organise.PickTags,
    organise.PickLists,
    organise.Plan,
    organise.NewTag,
    organise.RemindMe,
    organise.CancelReminder,
    organise.MergeTags,
    organise.DeleteList,
    organise.ApplyRule,
    organise.RemoveRule,
    personal_data.Erase,
    personal_data.Keep,
)
