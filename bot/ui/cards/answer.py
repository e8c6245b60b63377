"""The answer to a question: ranked papers, and of each the sentence that answers."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.chat.assistant import DEPTH, Answer, Finding
from bot.search.query import Query, QueryError
from bot.ui.buttons.papers import Abstract, AsWritten, Nearest, Save, TurnAnswer, TurnSimilar
from bot.ui.cards.frame import Card, Part, link_button, notice, row, rows, rule, text
from bot.ui.cards.lines import facts_line, title_line
from bot.ui.limits import clip, fitting
from bot.ui.markup import clipped_spans, emphasised, plain
from storage.models import Paper, Question

PAGE = 5
"""Papers on a page: as many as a phone shows without losing the first."""

EXAMPLES = (
    "agents that use a computer by looking at the screen",
    "which paper has a benchmark for long videos?",
)
_QUOTES = tuple('"“”„«»')
_ORDERS = {"new": "newest first", "votes": "most upvotes first"}


def answer_card(answer: Answer, question: Question | None, today: date) -> Card:
    """The page of an answer with findings whose sentences were looked for; without the kept
    `question` its pages cannot be turned, nor its spelling."""
    page, pages = _place(answer)
    ways: list[Part] = []
    if question is not None:
        turn = AsWritten if answer.as_written else TurnAnswer
        if page > 1:
            ways.append(turn("← Previous", question.user_id, question.id, page - 1))
        if page < pages:
            ways.append(turn("Next →", question.user_id, question.id, page + 1))
        ways += _other_spelling(answer, question)
    return _papers_card(_head(answer), answer, ways, today)


def similar_card(paper: Paper, answer: Answer, owner: int, today: date) -> Card:
    """A page of the papers that are like one; `owner` turns the pages in place."""
    page, pages = _place(answer)
    ways: list[Part] = []
    if page > 1:
        ways.append(TurnSimilar("← Previous", owner, paper, page - 1))
    if page < pages:
        ways.append(TurnSimilar("Next →", owner, paper, page + 1))
    count = len(answer.findings)
    facts = ["the nearest paper" if count == 1 else f"the nearest {count} papers", _where(answer)]
    if not paper.abstract:
        facts.append("by its title alone: I know no abstract of it")
    head = f"**Like “{plain(clip(paper.title, 160))}”**\n-# {' · '.join(filter(None, facts))}"
    return _papers_card(head, answer, ways, today)


def like_words_card(answer: Answer, today: date) -> Card:
    """The papers nearest to the words of somebody's message, which are not kept: all on one
    page."""
    count = len(answer.findings)
    facts = "the nearest paper" if count == 1 else f"the nearest {count} papers"
    head = f"**Like this message**: {_quoted(answer.question, 160)}\n-# {facts}, by its words"
    return _papers_card(head, answer, (), today)


def nothing_similar_card(paper: Paper, size: int) -> Card:
    """Said when nothing is like a paper. `size`: papers in the catalogue."""
    title = plain(clip(paper.title, 160))
    if size <= 1:
        return notice(f"“{title}” is the only paper I have, so there is nothing to compare it to.")
    if not paper.abstract:
        return notice(
            f"I know no abstract of “{title}”, and its title alone is like no other paper's."
        )
    return notice(f"None of my {size:,} papers is like “{title}”.")


def nothing_card(answer: Answer, size: int, question: Question | None = None) -> Card:
    """Said when nothing fits, instead of guessing. `size`: papers in the catalogue. With the
    kept `question`, what was searched as written can be searched with its spelling corrected,
    and what is near it can be looked at anyway."""
    if size == 0:
        return notice(
            "I have no papers yet. Whoever runs me can bring some in with `paperboy import`."
        )
    ways = _other_spelling(answer, question) if question and answer.as_written else []
    asked = _quoted(answer.question, 200)
    if answer.limited and not answer.query.has_words:
        return notice(
            f"None of my {size:,} papers passes {asked}. Leave a limit out, or widen it: "
            "`/help topic:search` shows how.",
            *ways,
        )
    if answer.limited and replace(answer.query, phrases=(), sort="best").is_plain:
        return notice(
            f"Nothing here on {asked} word for word; without the quotes there is something.", *ways
        )
    if answer.limited:
        return notice(
            f"Nothing here on {asked} with these limits; without them there is something. Leave "
            "one out, or widen it: `/help topic:search` shows how.",
            *ways,
        )
    how = " as written" if answer.as_written else ""
    read = _spelling(answer)
    looked = (
        f"Nothing here on {asked}{how}. I looked through {size:,} papers and found none that fits"
        f"{f', with {read} either' if read else ''}."
    )
    if question and answer.withheld:
        ways = [*ways, Nearest(question.user_id, question.id)]
    if answer.as_written and ways:  # what can be done stands on the button
        return notice(looked, *ways)
    return notice(
        f"{looked}\nTry other words, or fewer of them: for example, the method or the task, as in "
        f"*{EXAMPLES[0]}*.",
        *ways,
    )


def nearest_card(answer: Answer, today: date) -> Card:
    """The nearest papers of a question that nothing here is on, said to be no more than that."""
    asked = _quoted(answer.question, 160)
    head = f"**Nearest to {asked}**\n-# None of them is clearly on it."
    return _papers_card(head, answer, (), today)


def misread_card(error: QueryError) -> Card:
    """Said when an operator of a question cannot be understood: what is wrong, and where."""
    return Card(
        text(plain(str(error))),
        text(f"```\n{error.pointed()}\n```"),
        text("-# `/help topic:search` shows everything you can write."),
        framed=False,
    )


def list_in_public_card(query: Query) -> Card:
    """Said where the answer would tell everybody what is on a person's list."""
    return notice(
        f"With `{query.personal_part}` I would show everybody here what is on your reading list. "
        "Use `/search`, which only you see, or write me a direct message."
    )


def nothing_listed_card(query: Query) -> Card:
    """Said when `in:` names nothing that the person has."""
    if query.tags or query.named:
        parts = [f"`#{tag}`" for tag in query.tags]
        parts += [f"“{plain(clip(name, 60))}”" for name in query.named]
        parts += [f"“{name.replace('-', ' ')}”" for name in query.lists if name != "list"]
        return notice(
            f"No paper on your reading list is in {' and in '.join(parts)}. `/tags` and `/lists` "
            "show what you have."
        )
    if "list" in query.lists:
        return notice(
            "Your reading list is empty, so there is nothing to search in it. Press 🔖 **Save** on "
            "any paper to put it there."
        )
    named = " or ".join(f"“{name.replace('-', ' ')}”" for name in query.lists)
    return notice(f"No paper on your reading list is marked {named}. `/list show` shows your list.")


def empty_question_card() -> Card:
    """Said when there is nothing to look for."""
    return notice(
        f"Ask me about research papers in your own words, for example *{EXAMPLES[0]}* or "
        f"*{EXAMPLES[1]}* `/daily` shows today's list, `/help` everything else."
    )


def role_mention_card(mention: str) -> Card:
    """Said when the bot's role was mentioned: Discord keeps the words of such a message back."""
    return notice(
        f"You mentioned my role, so Discord did not show me your question. Mention {mention} "
        "itself, the one with APP beside its name, or use `/ask`."
    )


def _papers_card(head: str, answer: Answer, ways: Sequence[Part], today: date) -> Card:
    def make(length: int) -> Card:
        parts: list[Part] = [text(head)]
        for place in answer.shown:
            finding = answer.findings[place]
            parts.append(text(_words(finding, place + 1, length, today)))
            controls: list[Part] = [Save(finding.paper), Abstract(finding.paper)]
            if finding.paper.code_url:
                controls.append(link_button("Code", finding.paper.code_url))
            parts.append(row(*controls))
        if ways:
            parts += [rule(), *rows(ways)]
        return Card(*parts)

    return fitting(make)


def _note(finding: Finding, length: int) -> str:
    if not finding.note:
        return ""
    note = clip(finding.note, length)
    spans = finding.note_matches
    if note != finding.note:
        spans = clipped_spans(spans, len(note) - 1)
    return f"✏️ {emphasised(note, spans)}"


def _other_spelling(answer: Answer, question: Question) -> list[Part]:
    """The way from corrected words to those that were written, or back."""
    if answer.as_written:
        return [TurnAnswer("Correct the spelling", question.user_id, question.id, 1)]
    if answer.corrections:
        return [AsWritten("Search as written", question.user_id, question.id, 1)]
    return []


def _head(answer: Answer) -> str:
    query = answer.query
    order = "new" if query.sort == "best" and not query.has_words else query.sort
    facts = [_count(answer), _ORDERS.get(order, ""), _where(answer)]
    if answer.as_written:
        facts.append("searched as written")
    asked = _quoted(answer.question, 160)
    lines = [f"**{asked}**", f"-# {' · '.join(filter(None, facts))}"]
    if read := _spelling(answer):
        lines.append(f"Showing results for {read}")
    return "\n".join(lines)


def _quoted(words: str, length: int) -> str:
    """What a person wrote, in quotes; not in a second pair where they wrote them themselves."""
    clipped = clip(words, length)
    own = clipped.startswith(_QUOTES) and clipped.endswith(_QUOTES)
    if own and any(map(str.isalnum, clipped)):
        return plain(clipped)
    return f"“{plain(clipped)}”"


def _spelling(answer: Answer) -> str:
    return " and ".join(
        f"*{plain(clip(meant, 60))}* instead of *{plain(clip(asked, 60))}*"
        for asked, meant in answer.corrections[:3]
    )


def _place(answer: Answer) -> tuple[int, int]:
    """Which page is shown, of how many."""
    return answer.shown.start // PAGE + 1, max(1, -(-len(answer.findings) // PAGE))


def _where(answer: Answer) -> str:
    page, pages = _place(answer)
    return f"page {page} of {pages}" if pages > 1 else ""


def _count(answer: Answer) -> str:
    count = len(answer.findings)
    if count >= DEPTH:  # there may be more
        return f"the first {count} papers"
    return "1 paper" if count == 1 else f"{count} papers"


def _words(finding: Finding, number: int, length: int, today: date) -> str:
    sentence = clip(finding.sentence, length)
    spans = clipped_spans(finding.sentence_matches, len(sentence) - 1)
    if sentence == finding.sentence:
        spans = finding.sentence_matches
    lines = [
        title_line(finding.paper, number),
        facts_line(finding.paper, today),
        emphasised(sentence, spans),
        _note(finding, length),
    ]
    return "\n".join(line for line in lines if line)
