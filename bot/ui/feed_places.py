"""Where feeds may post, and whom they may ping: what a server's settings say about that."""

import discord

from bot.delivery.discord_words import Target, listed, may_ping, missing_permissions
from bot.errors import BadInput, NotAllowed, NotThere
from bot.ui.desks import Interaction


def place_of(interaction: Interaction, channel_id: int | None) -> Target:
    """The channel with this id in the server. Raises NotThere where it cannot be seen or nothing
    can be posted."""
    guild = interaction.guild
    channel = guild.get_channel_or_thread(channel_id) if guild and channel_id else None
    if channel is None:
        raise NotThere(
            "I cannot see that channel: give me View Channel there, and look whether it still "
            "exists. Nothing was changed."
        )
    if not isinstance(channel, Target):
        raise BadInput("Nothing can be posted there. Choose a text channel, a thread or a forum.")
    return channel


def check_place(channel: Target, *, discussion: bool = False) -> None:
    """Raises NotAllowed, naming what the bot lacks to announce in a channel."""
    if missing := missing_permissions(channel, discussion=discussion):
        raise NotAllowed(
            f"I may not post in #{channel.name}: give me {listed(missing)} there, then try again."
        )


def check_role(interaction: Interaction, channel: Target, role_id: int) -> None:
    """Raises NotAllowed or BadInput for a role that the person, or the bot, may not ping."""
    role = interaction.guild.get_role(role_id) if interaction.guild else None
    if role is None:
        raise NotThere("That role is not there any more. Pick another one.")
    if role.is_default():
        raise BadInput("I do not ping everyone. Pick a role that people can give themselves.")
    if not role.mentionable and not interaction.permissions.mention_everyone:
        raise NotAllowed(
            f"You may not ping “{role.name}” yourself. Switch on “Allow anyone to mention this "
            "role” in its settings, or ask someone who may."
        )
    if not may_ping(channel, role_id):
        raise NotAllowed(
            f"I may not ping “{role.name}”. Switch on “Allow anyone to mention this role” in its "
            f"settings, or give me Mention Everyone in #{channel.name}."
        )


def seen(guild: discord.Guild | None, channel_id: int) -> Target | None:
    """The channel, if it can be seen."""
    channel = guild.get_channel_or_thread(channel_id) if guild else None
    return channel if isinstance(channel, Target) else None
