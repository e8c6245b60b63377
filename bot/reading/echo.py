"""Shelf echo: which new papers are close to one that a person saved."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.catalogue import Catalogue
from storage.models import Paper, Status
from storage.recommendations import Recommendations

CLOSE = 0.17
"""The cosine of two papers that are close, each as sqrt(tf) * idf of its terms, of length 1.

Between sixty papers of one spring and five hundred of the two years before, one in eight reaches
it, and reading the pairs, those above it are on the same matter, and of those below ever fewer."""
SAVED = 300
"""Papers of a list that are looked at, the last changed ones."""


@dataclass(frozen=True, slots=True)
class Echo:
    """The paper on a person's list that another is close to."""

    paper_id: str
    title: str


class Echoes:
    """Finds what is close to what people saved."""

    def __init__(self, recommendations: Recommendations, catalogue: Catalogue) -> None:
        self._recommendations = recommendations
        self._catalogue = catalogue

    async def of(self, user_id: int, papers: Sequence[Paper]) -> dict[str, Echo]:
        """For those of some papers that are close to one on the person's list, and not on it
        themselves, that one."""
        opinions = await self._recommendations.opinions(user_id)
        listed = frozenset(each.paper_id for each in opinions)
        saved = [each.paper_id for each in opinions if each.status is not Status.DROPPED]
        return await self.among([each for each in papers if each.id not in listed], saved[:SAVED])

    async def among(self, papers: Sequence[Paper], saved: Sequence[str]) -> dict[str, Echo]:
        """The same among these papers, given by id."""
        asked = [paper.id for paper in papers]
        if not asked or not saved:
            return {}
        near = await self._catalogue.likeness(lambda likeness: likeness.nearest(asked, saved))
        close = {id: other for id, (other, cosine) in near.items() if cosine >= CLOSE}
        titles = {each.id: each.title for each in await self._catalogue.papers([*close.values()])}
        return {id: Echo(other, titles[other]) for id, other in close.items() if other in titles}
