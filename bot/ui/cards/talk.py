"""What is said in a conversation beside answers: facts, small talk, what is missing, help."""

from collections.abc import Sequence
from datetime import date

from bot.chat.assistant import Told
from bot.chat.requests import Clarify, HelpTopic, Missing, SmallTalk
from bot.ui.buttons.papers import Abstract, Save
from bot.ui.cards.answer import EXAMPLES
from bot.ui.cards.frame import Card, Part, notice, row, text
from bot.ui.cards.lines import facts_line, title_line
from bot.ui.limits import clip, fitting
from bot.ui.markup import emphasised, plain
from storage.models import Paper

ABSTRACTS = 5
"""Papers whose abstracts are shown together at most."""

_EXAMPLE = f"Ask me about papers, for example *{EXAMPLES[0]}*"
_SMALL_TALK: dict[SmallTalk, str] = {
    "greeting": f"Hello! {_EXAMPLE}, or say *what's new*.",
    "thanks": "You are welcome.",
    "bye": "See you. Your reading list stays where it is.",
    "how_are_you": f"All well, and the papers are sorted. {_EXAMPLE}.",
    "who_are_you": "I am Paperboy: I find research papers, bring the daily list and keep your "
    "reading list. `/help` says how.",
    "praise": "Thank you!",
    "ok": "Good. Say what you want next, or `/help` for what I can do.",
    "no": "All right, nothing was changed.",
    "abuse": "I may have misunderstood. Tell me in other words which papers you are after, or "
    "see `/help`.",
    "out_of_scope": "That I cannot do. I find research papers, answer from their abstracts, and "
    f"keep your reading list. {_EXAMPLE}.",
    "nothing": f"{_EXAMPLE}. `/help` shows everything else.",
}
_MISSING: dict[Missing, str] = {
    "papers": "Which paper do you mean? Say its number on my last answer, as in *the second one*, "
    "or its title, id or link.",
    "status": "How far are you with it? Say *to read*, *reading*, *read* or *dropped*.",
    "tag": "Which tag? Say it like *tag 2 as diffusion*.",
    "text": "What should the note say? Write it like *note on 2: compare with our baseline*.",
    "rating": "How many stars, from 1 to 5? Say it like *rate it 4*.",
    "when": "When? Say a time to come, such as *friday 9am* or *in two weeks*.",
    "results": "There is no answer yet that I could go on from. Ask me something first.",
    "action": "What should I do with it? Say, for example, *save 1* or *abstract of 2*.",
}
_HELP: dict[HelpTopic, str] = {
    "trending": "*What's new*, *trending today*, *top papers last week* or *papers from Mar 11* "
    "show the daily lists. `/daily`, `/weekly`, `/monthly` and `/trending` do the same.",
    "similar": "*More like 2* or *similar to the first one* shows the nearest papers; so does "
    "`/similar`.",
    "cite": "*Cite 2*, *bibtex for 1 and 3* or *cite it in APA* gives references to copy.",
    "list": "*Save 1 and 3*, *my list*, *what am I reading*, *I finished 2*, *drop 3* keep your "
    "reading list. `/list show` opens it. Only you see it.",
    "tags": "*Tag 2 as diffusion* and *untag it*; *my list tagged diffusion* shows them.",
    "notes": "*Note on 2: compare with our baseline* writes a note that only you see.",
    "ratings": "*Rate it 4* gives stars, from 1 to 5.",
    "reminders": "*Remind me of 2 on friday at 9am* sends you the paper then, by direct message.",
    "export": "*Export my list as bibtex* gives a file: BibTeX, RIS, CSL-JSON, CSV, JSON or "
    "Markdown.",
    "stats": "*My stats* shows what you saved and finished.",
    "subscribe": "*Send me papers on robotics every monday at 9* subscribes you; *stop sending me "
    "papers* ends it.",
    "undo": "*Undo* takes back your last action, for a day; *undo the last two* takes back two.",
    "privacy": "`/privacy` says what I keep about you, `/mydata export` hands it out and "
    "`/mydata delete` erases it.",
}

_ELSEWHERE = {
    "list": "Your reading list is for your eyes only: `/list show` opens it, with filters and orders.",
    "export": "`/mydata export` hands you everything I keep about you as a file.",
    "stats": "I do not count your reading yet. `/list show` says how many papers are in each status.",
    "cite": "I cannot write references yet. The paper's page has one to copy.",
    "subscribe": "I cannot send papers to one person yet. In a server, `/feed add` brings lists to a "
    "channel.",
    "unsubscribe": "I send you nothing by myself, so there is nothing to stop. In a server, "
    "`/feed remove` ends what a channel gets.",
}


def fact_card(told: Told) -> Card:
    """The sentence that answers a question about a paper, and whose it is."""
    finding = told.finding

    def make(length: int) -> Card:
        sentence = finding.sentence
        quote = (
            emphasised(sentence, finding.sentence_matches)
            if len(sentence) <= length
            else plain(clip(sentence, length))
        )
        lead = "" if told.answers else "The abstract does not say. What comes nearest in it:\n"
        return Card(
            text(f"{lead}{quote}"),
            text(f"-# {title_line(finding.paper)}"),
            row(Abstract(finding.paper), Save(finding.paper)),
        )

    return fitting(make, lengths=(1_500, 800, 300))


def no_fact_card(papers: Sequence[Paper]) -> Card:
    """Said where the abstracts of some papers are not known."""
    one = "that paper" if len(papers) == 1 else "those papers"
    return notice(f"I know no abstract of {one}, so I cannot tell. Its page may.")


def abstracts_card(papers: Sequence[Paper], today: date) -> Card:
    """Several papers with the beginnings of their abstracts."""
    shown = papers[:ABSTRACTS]

    def make(length: int) -> Card:
        parts: list[Part] = []
        for number, paper in enumerate(shown, start=1):
            lines = [
                title_line(paper, number),
                facts_line(paper, today),
                plain(clip(paper.abstract, length))
                if paper.abstract
                else "*No abstract is known.*",
            ]
            parts.append(text("\n".join(line for line in lines if line)))
            parts.append(row(Abstract(paper), Save(paper)))
        if len(papers) > len(shown):
            parts.append(text(f"-# and {len(papers) - len(shown)} more: ask for them by number"))
        return Card(*parts)

    return fitting(make, lengths=(700, 500, 300, 150, 60))


def smalltalk_card(kind: SmallTalk) -> Card:
    """A friendly word back."""
    return notice(_SMALL_TALK[kind])


def clarify_card(wish: Clarify) -> Card:
    """What a wish lacks, and how to say it."""
    said = f"I do not know which one “{plain(clip(wish.said, 60))}” is. " if wish.said else ""
    return notice(f"{said}{_MISSING[wish.missing]}")


def topic_card(topic: HelpTopic) -> Card:
    """How to say something, for a topic that has no card of its own."""
    return notice(_HELP[topic])


def elsewhere_card(intent: str) -> Card:
    """Said to a wish that words alone do not do: what does it."""
    return notice(_ELSEWHERE[intent])


def understood_card(words: str) -> Card:
    """How the last message was understood."""
    return notice(f"I understood: {plain(clip(words, 1_500))}")


def nothing_understood_card() -> Card:
    """Said where there was no message before."""
    return notice("You have not said anything here today that I could explain.")


def wait_card() -> Card:
    """Said once to whoever asks faster than is good for the others."""
    return notice("That is a lot at once. Give me a few seconds, then go on; I answer again then.")


def sent_directly_card() -> Card:
    """Said in public where the answer went to the person alone."""
    return notice("That is for your eyes only, so I have sent it to you by direct message.")


def closed_card() -> Card:
    """Said in public where the answer is private and the person takes no direct messages."""
    return notice(
        "That is for your eyes only, and your direct messages are closed. `/ask` answers you "
        "alone here, and `/list show` opens your list."
    )


def end_card() -> Card:
    """Said where there is no further page."""
    return notice("That was all of it. Ask again in other words, or widen the limits.")


def confirm_words(count: int, everything: bool) -> str:
    """What a removal asks first."""
    if everything:
        return f"Take all {count} papers off your reading list? Undo works for a day."
    one = "1 paper" if count == 1 else f"{count} papers"
    return f"Take {one} off your reading list? Undo works for a day."


def partly_words(unresolved: Sequence[str]) -> str:
    """Which words of a message meant nothing."""
    return f"-# I do not know what “{plain(clip(', '.join(unresolved), 200))}” is."
