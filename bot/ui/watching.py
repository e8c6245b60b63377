"""The desk where people say whether they want to hear of changes of their papers."""

from bot.services import Services
from bot.ui.cards.watching import watch_set_card
from bot.ui.desks import Interaction
from bot.ui.reply import acknowledge, reply
from storage.watching import WatchState


class WatchingDesk:
    """Switches version watch on and off."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def switch(self, interaction: Interaction, *, on: bool) -> None:
        """Begin or end to tell the person."""
        await acknowledge(interaction, private=True)
        now = self._services.clock.now()
        before = await self._services.watching.state(interaction.user.id)
        state = WatchState.ON if on else WatchState.OFF
        await self._services.watching.set(interaction.user.id, state, now)
        changed = (before is WatchState.ON) is not on
        await reply(interaction, watch_set_card(on, changed), private=True)
