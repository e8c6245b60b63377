"""A bot's token -> its application, and the link that invites it."""

import base64
import binascii
import re
from urllib.parse import urlencode

PERMISSIONS = {
    "View Channels": 1 << 10,
    "Send Messages": 1 << 11,
    "Read Message History": 1 << 16,
    "Send Messages in Threads": 1 << 38,
}
"""What the bot needs in a server, as Discord's clients call it. History: to be sure, after a
crash, whether an announcement was posted."""

_TOKEN = re.compile(r"([\w-]{23,30})\.[\w-]{6,7}\.[\w-]{27,45}")


def application_id(token: str) -> int | None:
    """The id of the application a token belongs to; None if it does not look like a token."""
    match = _TOKEN.fullmatch(token)
    if match is None:
        return None
    head = match.group(1)
    try:
        decoded = base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)).decode("ascii")
    except (binascii.Error, ValueError):
        return None
    return int(decoded) if decoded.isdecimal() and 15 <= len(decoded) <= 20 else None


def invite_link(application: int) -> str:
    """The address at which a bot is added to a server, with its scopes and permissions."""
    return _address(
        client_id=application,
        scope="bot applications.commands",
        permissions=sum(PERMISSIONS.values()),
    )


def personal_link(application: int) -> str:
    """The address at which a person adds the bot to their own account."""
    return _address(client_id=application, scope="applications.commands", integration_type=1)


def _address(**query: str | int) -> str:
    return f"https://discord.com/oauth2/authorize?{urlencode(query)}"
