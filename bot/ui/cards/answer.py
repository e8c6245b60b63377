"""The answer to a question: ranked papers, and of each the sentence that answers."""

from datetime import date

from bot.chat.assistant import Answer, Finding
from bot.ui.buttons.papers import Abstract, Save, TurnAnswer
from bot.ui.cards.frame import Card, Part, link_button, notice, row, rows, rule, text
from bot.ui.cards.lines import facts_line, title_line
from bot.ui.limits import clip, fitting
from bot.ui.markup import clipped_spans, emphasised, plain
from storage.models import Question

PAGE = 5
"""Papers on a page: as many as a phone shows without losing the first."""

EXAMPLES = (
    "agents that use a computer by looking at the screen",
    "which paper has a benchmark for long videos?",
)


def answer_card(answer: Answer, question: Question | None, page: int, today: date) -> Card:
    """Page `page` (from 1) of an answer that has findings; without the kept `question` its pages
    cannot be turned."""
    pages = -(-len(answer.findings) // PAGE)
    page = max(1, min(page, pages))
    first = (page - 1) * PAGE
    shown = answer.findings[first : first + PAGE]

    def make(length: int) -> Card:
        parts: list[Part] = [text(_head(answer, page, pages))]
        for number, finding in enumerate(shown, start=first + 1):
            parts.append(text(_words(finding, number, length, today)))
            controls: list[Part] = [Save(finding.paper), Abstract(finding.paper)]
            if finding.paper.code_url:
                controls.append(link_button("Code", finding.paper.code_url))
            parts.append(row(*controls))
        turns: list[Part] = []
        if question and page > 1:
            turns.append(TurnAnswer("← Previous", question.user_id, question.id, page - 1))
        if question and page < pages:
            turns.append(TurnAnswer("Next →", question.user_id, question.id, page + 1))
        if turns:
            parts += [rule(), *rows(turns)]
        return Card(*parts)

    return fitting(make)


def nothing_card(answer: Answer, size: int) -> Card:
    """Said when nothing fits, instead of guessing. `size`: papers in the catalogue."""
    if size == 0:
        return notice(
            "I have no papers yet. Whoever runs me can bring some in with `paperboy import`."
        )
    return notice(
        f"Nothing here on “{plain(clip(answer.question, 200))}”. I looked through {size:,} papers "
        "and found none that fits.\nTry other words, or fewer of them: for example, the method or "
        f"the task, as in *{EXAMPLES[0]}*."
    )


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


def _head(answer: Answer, page: int, pages: int) -> str:
    count = len(answer.findings)
    papers = "1 paper" if count == 1 else f"{count} papers"
    where = f" · page {page} of {pages}" if pages > 1 else ""
    read = ", ".join(f"{meant} for {asked}" for asked, meant in answer.corrections[:3])
    spelling = f" · I read {plain(clip(read, 120))}" if read else ""
    return f"**“{plain(clip(answer.question, 160))}”**\n-# {papers}{where}{spelling}"


def _words(finding: Finding, number: int, length: int, today: date) -> str:
    sentence = clip(finding.sentence, length)
    spans = clipped_spans(finding.sentence_matches, len(sentence) - 1)
    if sentence == finding.sentence:
        spans = finding.sentence_matches
    lines = [
        title_line(finding.paper, number),
        facts_line(finding.paper, today),
        emphasised(sentence, spans),
    ]
    return "\n".join(line for line in lines if line)
