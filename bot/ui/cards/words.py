"""What Paperboy says about itself: help, welcome, privacy."""

from datetime import timedelta
from typing import NamedTuple

from bot.ui.cards.answer import EXAMPLES
from bot.ui.cards.frame import Card, text
from storage.letters import KEPT_FOR as LETTERS_KEPT
from storage.list_views import KEPT_EACH as VIEWS_EACH
from storage.pasted_links import APART
from storage.questions import KEPT_EACH, KEPT_FOR


def help_card(mention: str) -> Card:
    """Everything it can do, by what a person wants."""
    return Card(
        text("## What I can do"),
        text(
            f"**Ask** — mention {mention}, write me a direct message, or use `/ask`:\n"
            f"> {EXAMPLES[0]}\n> {EXAMPLES[1]}"
        ),
        text(
            "**Search** — `/search` takes words, authors, days and more: `/help topic:search` "
            "shows how. `/paper` shows one paper in full, `/similar` what is like it; a link or "
            "an arXiv id works too."
        ),
        text(
            "**Keep** — press 🔖 **Save** on any paper. `/list show` is your reading list; tags, "
            "notes, stars, due dates, reminders, lists of your own: `/help topic:list` shows it "
            "all. Only you see it, and Undo works for a day. In the menu of any message, "
            "under *Apps*, **Save papers in this message** saves all that it names at once, and "
            "**Find similar** looks for more like it."
        ),
        text(
            "**Follow** — `/daily` shows the papers of the newest day, `/daily date:last friday` "
            "of any other; `/weekly` and `/monthly` those of a week or month, by theme; "
            "`/trending` what is talked about now. In a server, `/feed add` posts lists to a "
            "channel (`/help topic:announcements`), and `/links on` answers links to papers with a "
            "small card: both for those who may manage the server."
        ),
        text(
            "**Get sent** — `/subscribe` brings papers by direct message, daily or weekly and on "
            "your topics; `/alert add` tells you of new papers on something; `/nudge` says once a "
            "week what is unread. `/subscriptions` shows, changes and stops all of it."
        ),
        text(
            "**Your data** — `/privacy` says what is kept, `/mydata` exports or deletes it. "
            "`/health` says how fresh the lists are."
        ),
    )


def announcements_help_card() -> Card:
    """How lists come to a channel, for those who manage a server."""
    return Card(
        text(
            "## Lists in a channel\n"
            "For those who may manage the server. `/feed add` opens a form: where, how often, "
            "when, how it looks. Or say it at once: `/feed add channel:#papers time:09:00 "
            "timezone:Europe/Berlin`."
        ),
        text(
            "**Where** — a text or announcement channel, a thread, or a forum, where every list is "
            "a post of its own. A channel can have one daily list and one weekly digest.\n"
            "**When** — every day, Monday to Friday, once the list is whole, or a digest of the "
            "week. A day without a list is passed over."
        ),
        text(
            "**What** — the top 1 to 10, from so many votes, only about some topics or none about "
            "others, each as in a search (`/help topic:search`): a topic a line in the form, "
            "commas between them in an option.\n"
            "**How** — full or compact, a role to ping, a thread under each post, the language of "
            "the dates."
        ),
        text(
            "The post follows votes and late papers for two days, pinging nobody again, and is "
            "then final."
        ),
        text(
            "`/feed test` shows what a channel will get, `/feed status` when it came and comes and "
            "what is in its way, `/feed edit` changes it, `/feed list` shows all, `/feed remove` "
            "ends it. Where I am refused three times I stop, and tell you; **Resume** goes on."
        ),
    )


class SearchExample(NamedTuple):
    """Something that can be written in a search, as the help shows it."""

    written: str
    meaning: str
    field: str
    """The field of a `Query` that it sets."""


SEARCH_EXAMPLES = {
    "Words": (
        SearchExample(
            '"world model"',
            "the words next to each other in this order; endings and small words like *the* do "
            "not count",
            "phrases",
        ),
        SearchExample("-survey", "without this word", "without"),
        SearchExample('-"open source"', "without these words together", "without"),
        SearchExample("title:video", "with this word in the title", "title"),
        SearchExample('title:"long video"', "with these words together in the title", "title"),
        SearchExample("-title:benchmark", "without this word in the title", "without_title"),
    ),
    "People": (
        SearchExample('author:"Ada Lovelace"', "by this author", "authors"),
        SearchExample("by:Lovelace", "the same, by one of the names", "authors"),
        SearchExample("-author:Lovelace", "not by this author", "without_authors"),
        SearchExample(
            "org:google", "from this organisation, as far as it is known", "organisations"
        ),
        SearchExample("-org:google", "not from it", "without_organisations"),
    ),
    "Days": (
        SearchExample("since:2026-03", "from March 2026 on", "since"),
        SearchExample("until:2026-03-11", "up to this day, the day included", "until"),
        SearchExample("before:2026-03", "before March 2026", "until"),
        SearchExample("year:2026", "of the year 2026", "since"),
    ),
    "Code": (
        SearchExample("has:code", "with a link to code", "has_code"),
        SearchExample("-has:code", "without one", "has_code"),
    ),
    "Upvotes": (
        SearchExample("upvotes:20", "at least 20 upvotes", "min_upvotes"),
        SearchExample("upvotes:>20", "more than 20", "min_upvotes"),
        SearchExample("upvotes:<20", "fewer than 20", "max_upvotes"),
        SearchExample("upvotes:10..50", "from 10 to 50", "max_upvotes"),
    ),
    "Your reading list": (
        SearchExample("in:list", "on it; only you see the answer", "lists"),
        SearchExample("in:to-read", "marked *To read*", "lists"),
        SearchExample("in:reading", "marked *Reading*", "lists"),
        SearchExample("in:read", "marked *Read*", "lists"),
        SearchExample("in:dropped", "marked *Dropped*", "lists"),
        SearchExample("in:#rl", "with your tag #rl; `tag:rl` says the same", "tags"),
        SearchExample("in:Thesis", "on your list of that name", "named"),
    ),
    "Order": (
        SearchExample("sort:new", "newest first", "sort"),
        SearchExample("sort:votes", "most upvotes first", "sort"),
        SearchExample("sort:best", "best match first, as always", "sort"),
    ),
}
"""Under each heading what can be written, in the order shown."""


def search_help_card() -> Card:
    """How to search: plain words first, then everything that narrows them down."""
    groups = [
        text(
            "\n".join(
                (f"**{heading}**", *(f"`{each.written}` {each.meaning}" for each in examples))
            )
        )
        for heading, examples in SEARCH_EXAMPLES.items()
    ]
    return Card(
        text(
            "## How to search\n"
            "Just ask in your own words, with `/ask` or `/search`:\n"
            f"> {EXAMPLES[0]}"
        ),
        text(
            "A word that none of my papers has I read as the nearest one they have, and say so; "
            "**Search as written** below the answer looks for exactly what you wrote.\n"
            "To narrow it down, add any of these:"
        ),
        *groups,
        text(
            "**Together**\n"
            '`robots "world model" -survey since:2026-03 has:code`\n'
            "With no other words, as in `has:code year:2026`, you get such papers, newest "
            "first. Put quotes around a name or a title of several words."
        ),
    )


def list_help_card() -> Card:
    """Everything about reading lists, by what a person wants."""
    return Card(
        text(
            "## Your reading list\n"
            "Only you see it. **Open** on a paper of `/list show`, then **Organise**, does with "
            "buttons what follows; `/list undo` takes back the last of it, `/list actions` shows "
            "the last ten."
        ),
        text(
            "**One paper**\n"
            "`/list save`, `/list open`, `/list remove`\n"
            "`/list mark` how far you are: to read, reading, read, dropped\n"
            "`/list tag`, `/list untag` tags: rl, to-compare\n"
            "`/list rate` one to five stars, `/list priority` high, normal or low\n"
            "`/list note` up to 2,000 characters, and they are searched too\n"
            "`/list due` the day by which you mean to have read it: friday, in two weeks"
        ),
        text(
            "**Find**\n"
            "`/list show` by status, tag, words, stars, priority, due date, age or list, in any "
            "order; `/search` takes `in:list`, `in:#rl` and `in:Thesis`, and looks through your "
            "notes.\n"
            "`/list pick` picks one for you: what is due, what matters, what has waited long."
        ),
        text(
            "**Many papers**\n"
            "`/list bulk`, or **Change all** below a part of your list. I ask once before.\n"
            "`/tags` show, rename, merge, remove\n"
            "`/lists` lists of your own, for example for a thesis\n"
            "`/list rule`, `/list rules` tag papers by themselves as you save them"
        ),
        text(
            "**Remember**\n"
            "`/list remind` at a time: friday 9am, tomorrow; of a paper, of words, of both\n"
            "`/list reminders` shows and cancels them\n"
            "`/timezone` says where you are, so that friday is your friday"
        ),
    )


def welcome_card(mention: str) -> Card:
    """Said once where the bot joins a server."""
    return Card(
        text(
            "## 📰 Hello, I am Paperboy\n"
            f"Ask me about research papers in your own words: mention {mention} or use `/ask`. "
            "Press 🔖 **Save** to keep what you mean to read.\n"
            "To get the day's papers posted to a channel, someone who may manage this server uses "
            "`/feed add`. Everything else is in `/help`."
        )
    )


def demo_card() -> Card:
    """The first thing a person sees in the demo."""
    return Card(
        text(
            "## 📰 Hello, I am Paperboy\n"
            "This is the real bot with a week of real papers, on your machine alone. Try:\n"
            f"1. Write `@Paperboy {EXAMPLES[0]}`\n"
            "2. Press 🔖 **Save** on an answer, then **My list**\n"
            "3. Type `/weekly`, `/daily date:Mar 11`, or `/` to see every command\n"
            "-# What you do here is forgotten when the demo stops."
        )
    )


def privacy_card(*, reads: bool) -> Card:
    """What is kept, why, for how long, and how to get rid of it. `reads`: the operator lets the
    bot read messages."""
    read = "messages that mention me, come to me directly, or whose menu you use on me"
    if reads:
        hours = APART // timedelta(hours=1)
        read += (
            ", and, where a server has switched `/links` on, all messages, for links to papers. Of "
            f"those I keep for {hours} hours which paper I answered in which channel, and nothing "
            "of the message or who wrote it"
        )
    return Card(
        text("## What I keep about you"),
        text(
            "Only what you ask me to keep, with your Discord id, and only to show it to you:\n"
            "- **Your reading list**: papers, status with its times, notes, tags, stars, priority, "
            "due dates, lists of your own and the rules that tag, until you remove them.\n"
            "- **Your reminders**, until you cancel them or they have been told, and **your time "
            "zone**.\n"
            "- **What I send you**: subscriptions, alerts and their times until you stop them; "
            f"which papers I sent you and whether they arrived, {LETTERS_KEPT.days} days.\n"
            "- **Your last list actions**, so that Undo works: ten at most.\n"
            f"- **The parts of your list that were shown last**, so that you can turn their pages: "
            f"{VIEWS_EACH} at most.\n"
            f"- **Your last questions**, so that you can turn the pages of an answer: "
            f"{KEPT_EACH} at most, for {KEPT_FOR.days} days.\n"
            "- **When you last looked at a list of papers**, and the time before: so that you are "
            "shown what has climbed since. A list you open in a channel says so to the day.\n"
            "- **The day you first saved, asked or looked at something.**"
        ),
        text(
            f"I keep no names and no other messages, read only {read}. I train nothing on them, "
            "and pass nothing on. For a server I keep which channels get lists, when and about "
            "what, the role that is pinged, and where links are answered."
        ),
        text(
            "`/mydata export` hands you everything as a file; `/mydata delete` deletes all of it "
            "at once. Whoever runs this bot can read its database and should tell you where it "
            "stands."
        ),
    )


def erase_question(papers: int) -> str:
    """Asked once before everything is deleted."""
    count = "1 paper" if papers == 1 else f"{papers} papers"
    return (
        f"Delete everything I keep about you? Your reading list ({count}) with all that you keep "
        "about it, your reminders, subscriptions, alerts and last questions will be gone for "
        "good. `/mydata export` gives you a copy first."
    )
