"""The desk where papers are recommended to people."""

from bot.errors import NotYours
from bot.reading.recommending import NothingNew, SuggestionPage
from bot.services import Services
from bot.ui.cards.foryou import foryou_card, nothing_new_card, why_card
from bot.ui.cards.frame import Card
from bot.ui.desks import Interaction
from bot.ui.reply import acknowledge, acknowledge_in_place, reply
from storage.recommendations import Verdict

SOMEBODY_ELSES = "Those are somebody else's recommendations. `/foryou` shows yours."


class RecommendingDesk:
    """Recommends papers; everything it shows is for the person alone."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def show(self, interaction: Interaction) -> None:
        """Show papers that were not shown yet."""
        await acknowledge(interaction, private=True)
        try:
            card = self._card(
                await self._services.recommender.more(interaction.user.id), interaction.user.id
            )
        except NothingNew as nothing:
            card = nothing_new_card(str(nothing), interaction.user.id, nothing.pages)
        await reply(interaction, card, private=True)

    async def turn(self, interaction: Interaction, owner: int, page: int) -> None:
        """Show another page in place, a new one after the last."""
        await acknowledge_in_place(interaction)
        _check(interaction, owner)
        shown = await self._services.recommender.page(owner, page)
        await reply(interaction, self._card(shown, owner), private=True)

    async def ask_why(self, interaction: Interaction, owner: int, page: int, paper_id: str) -> None:
        """Ask why a paper is turned down."""
        await acknowledge_in_place(interaction)
        _check(interaction, owner)
        paper = await self._services.recommender.recommended(owner, page, paper_id)
        await reply(interaction, why_card(paper, owner, page), private=True)

    async def judge(
        self,
        interaction: Interaction,
        owner: int,
        page: int,
        paper_id: str,
        verdict: Verdict | None,
    ) -> None:
        """Take in why a paper is turned down, or that it is not; and show its page again."""
        await acknowledge_in_place(interaction)
        _check(interaction, owner)
        await self._services.recommender.judge(owner, paper_id, verdict)
        shown = await self._services.recommender.page(owner, page)
        await reply(interaction, self._card(shown, owner), private=True)

    def _card(self, page: SuggestionPage, owner: int) -> Card:
        return foryou_card(page, owner, self._services.clock.now().date())


def _check(interaction: Interaction, owner: int) -> None:
    if interaction.user.id != owner:
        raise NotYours(SOMEBODY_ELSES)
