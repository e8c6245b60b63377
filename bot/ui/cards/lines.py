"""Lines that several cards show: a paper's title, its facts, where it can be read."""

from datetime import date

from bot.ui.cards.frame import Part, link_button
from bot.ui.limits import BUTTON_URL, clip
from bot.ui.markup import link, plain, short_day
from storage.models import Paper

TITLE = 180
"""Characters of a title in a list; no real title of a year's papers is longer."""

LINKED_URL = 150
"""Characters of an address that a list links to; a longer one has its button, or its page."""


def title_line(paper: Paper, number: int | None = None, length: int = TITLE) -> str:
    """The title, of at most `length` characters, as a link; numbered in a list."""
    title = link(f"**{plain(clip(paper.title, length))}**", paper.url)
    return title if number is None else f"**{number}.** {title}"


def votes_words(paper: Paper, climb: int = 0) -> str:
    """A paper's votes, and how many of them are new to the reader."""
    if paper.upvotes is None:
        return ""
    return f"▲ {paper.upvotes}" + (f" (+{climb})" if climb else "")


def facts_line(paper: Paper, today: date, *, day: bool = True, climb: int = 0) -> str:
    """Day (where it is not said above), votes (`climb` of them new to the reader), comments, code
    and organisation, as far as they are known; small print."""
    facts = []
    if day and paper.day:
        facts.append(short_day(paper.day, today))
    if votes := votes_words(paper, climb):
        facts.append(votes)
    if paper.comments:
        facts.append(f"💬 {paper.comments}")
    if paper.code_url:
        stars = f" ★ {paper.stars}" if paper.stars else ""
        short = len(paper.code_url) <= LINKED_URL
        facts.append((link("💻 code", paper.code_url) if short else "💻 code") + stars)
    if paper.organisation:
        facts.append(plain(clip(paper.organisation, 40)))
    if paper.removed:
        facts.append("no longer in the catalogue")
    return f"-# {' · '.join(facts)}" if facts else ""


def link_buttons(paper: Paper) -> list[Part]:
    """Where the paper, its code, data and project can be read; at most four."""
    page = "Hugging Face" if paper.has_arxiv_id else "Look it up"
    targets = [
        (page, paper.url),
        ("Code", paper.code_url),
        ("Data", paper.data_url),
        ("Project", paper.project_url),
    ]
    return [link_button(label, url) for label, url in targets if url and len(url) <= BUTTON_URL]


def echo_words(title: str, length: int) -> str:
    """That a paper is close to one on the reader's list."""
    return f"-# 🔁 close to *{plain(clip(title, min(length, 80)))}* on your list"
