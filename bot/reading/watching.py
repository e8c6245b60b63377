"""Version watch: what becomes of saved papers, asked for in batches and told in one letter.

Two halves that only meet in the database: `WatchRound` asks the sources, `WatchLetters` puts in at
most one letter a window (the person's window of alerts) for those who have `/watch on`.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.catalogue import Catalogue
from bot.clock import Clock
from bot.errors import SourceTrouble
from bot.keeping import Keeping, nanoseconds
from bot.letters.when import CATCH_UP, alert_window
from bot.sources.arxiv_client import BATCH, Arxiv
from bot.sources.huggingface_client import HuggingFace
from bot.sources.reading import Found
from storage.letter_boxes import AlertTimes, LetterBoxes
from storage.letter_models import Letter, LetterKind
from storage.letters import Letters, Outgoing
from storage.models import Paper
from storage.watching import PaperChange, Standing, Watching

log = logging.getLogger(__name__)

ASKED_EVERY = timedelta(days=1)
"""How long what is known of a watched paper counts."""
REST = timedelta(minutes=30)
"""How long arXiv is left alone after it could not be asked."""
MOST_PAGES = 5
"""Papers without code that Hugging Face is asked for in one round: it is asked one by one."""
CHANGES_KEPT = timedelta(days=45)
"""How long changes are kept: less than letters are, which tell what was told."""


class WatchRound:
    """Asks for papers that somebody watches: one request to arXiv a round, for a hundred."""

    def __init__(
        self,
        watching: Watching,
        arxiv: Arxiv,
        hugging_face: HuggingFace,
        keeping: Keeping,
        catalogue: Catalogue,
        clock: Clock,
    ) -> None:
        self._watching = watching
        self._arxiv = arxiv
        self._hugging_face = hugging_face
        self._keeping = keeping
        self._catalogue = catalogue
        self._clock = clock
        self._rest_until = clock.now()

    async def tick(self) -> list[PaperChange]:
        """Ask for what has waited longest, if anything is due; answers what has changed. What
        cannot be had is asked for again later; never raises for a source's sake."""
        now = self._clock.now()
        if now < self._rest_until:
            return []
        ids = await self._watching.to_ask(now - ASKED_EVERY, BATCH)
        if not ids:
            await self._watching.forget_old(now - CHANGES_KEPT)
            return []
        try:
            revisions = {each.paper_id: each for each in await self._arxiv.revisions(ids)}
        except SourceTrouble as error:
            log.warning("Watched papers could not be asked for: %s", error)
            self._rest_until = now + REST
            return []
        await self._look_for_code(ids)
        papers = {paper.id: paper for paper in await self._catalogue.papers(ids)}
        return await self._watching.record(
            [
                Standing(
                    id,
                    revisions[id].version if id in revisions else None,
                    id in revisions and revisions[id].withdrawn,
                    papers[id].code_url is not None
                    or (id in revisions and revisions[id].code_url is not None),
                )
                for id in ids
                if id in papers
            ],
            now,
        )

    async def _look_for_code(self, ids: Sequence[str]) -> None:
        """Ask Hugging Face for some that have none yet, others every round."""
        for id in (await self._watching.without_code(ids))[:MOST_PAGES]:
            try:
                found = await self._hugging_face.paper(id, tries=1)
            except SourceTrouble as error:
                log.warning("Code of a watched paper could not be asked for: %s", error)
                return
            if found:
                kept = [Found(found[0], None, None, None, 1)]
                await self._keeping.keep(kept, nanoseconds(self._clock.now()))


@dataclass(frozen=True, slots=True)
class WatchNews:
    """What a letter tells: papers, the last changed first, with what became of each."""

    letter: Letter
    papers: tuple[tuple[Paper, tuple[PaperChange, ...]], ...]


class WatchLetters:
    """Tells people what became of their papers."""

    def __init__(
        self,
        watching: Watching,
        boxes: LetterBoxes,
        letters: Letters,
        catalogue: Catalogue,
        clock: Clock,
        catch_up: timedelta = CATCH_UP,
    ) -> None:
        self._watching = watching
        self._boxes = boxes
        self._letters = letters
        self._catalogue = catalogue
        self._clock = clock
        self._catch_up = catch_up

    async def enqueue(self) -> int:
        """Put in what is due; answers how many. The letter itself says how far a person was
        told, so that nothing between two writes can repeat or lose a change."""
        put = 0
        now = self._clock.now()
        for user_id, timezone in await self._watching.waiting():
            box = await self._boxes.get(user_id)
            window = alert_window(
                AlertTimes(timezone, box.alert_at, box.quiet), now, self._catch_up
            )
            changes = await self._watching.untold(user_id) if window else []
            if window is None or not changes:
                continue
            letter = await self._letters.enqueue(
                Outgoing(
                    user_id=user_id,
                    kind=LetterKind.VERSIONS,
                    key=window.key,
                    due_at=window.opens,
                    cause=changes[-1].id,
                ),
                now,
            )
            put += int(letter is not None)
        return put

    async def content(self, letter: Letter) -> WatchNews | None:
        """What a letter says; None if the person watches no more, or none of it is on their list
        any more."""
        if letter.cause is None:
            return None
        changes = await self._watching.told_by(letter.user_id, letter.id, letter.cause)
        by_paper: dict[str, list[PaperChange]] = {}
        for change in reversed(changes):
            by_paper.setdefault(change.paper_id, []).append(change)
        papers = await self._catalogue.papers(list(by_paper))
        told = tuple((paper, tuple(by_paper[paper.id])) for paper in papers)
        return WatchNews(letter, told) if told else None
