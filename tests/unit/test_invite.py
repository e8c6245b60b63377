import base64
from urllib.parse import parse_qs, urlsplit

import discord
import pytest

from bot.invite import PERMISSIONS, application_id, invite_link, personal_link

APPLICATION = 1234567890123456789
HEAD = base64.urlsafe_b64encode(str(APPLICATION).encode()).decode().rstrip("=")
TOKEN = f"{HEAD}.GabcDE.abcdefghijklmnopqrstuvwxyz0123456789AB"


def test_a_token_names_its_application() -> None:
    assert application_id(TOKEN) == APPLICATION


@pytest.mark.parametrize("digits", [17, 18, 19, 20])
def test_ids_of_every_length_in_use(digits: int) -> None:
    id = int("1234567890123456789"[:digits].ljust(digits, "7"))
    head = base64.urlsafe_b64encode(str(id).encode()).decode().rstrip("=")
    assert application_id(f"{head}.GabcDE.{'a-_Z0' * 7}") == id


@pytest.mark.parametrize(
    "token",
    [
        "",
        "abc",
        "0123456789abcdef" * 4,  # a public key
        "f" * 32,  # a client secret
        TOKEN.rpartition(".")[0],
        f"Bot {TOKEN}",
        f"{TOKEN} ",
        f"{TOKEN}.{HEAD}",
        f"{'A' * 24}.GabcDE.abcdefghijklmnopqrstuvwxyz0123456789AB",  # no digits inside
        f"{HEAD[:-4]}.GabcDE.abcdefghijklmnopqrstuvwxyz0123456789AB",
        f"{HEAD}.Gäöüß§.abcdefghijklmnopqrstuvwxyz0123456789AB",
        TOKEN.replace("1", "\0", 1) if "1" in TOKEN else "\0",
    ],
)
def test_other_things_are_no_tokens(token: str) -> None:
    assert application_id(token) is None


def test_the_link_asks_for_the_scopes_and_permissions() -> None:
    link = urlsplit(invite_link(APPLICATION))
    assert (link.scheme, link.hostname, link.path) == ("https", "discord.com", "/oauth2/authorize")
    query = parse_qs(link.query)
    assert query["client_id"] == [str(APPLICATION)]
    assert query["scope"] == ["bot applications.commands"]
    permissions = discord.Permissions(int(query["permissions"][0]))
    assert {name for name, granted in permissions if granted} == {
        "view_channel",
        "read_messages",
        "send_messages",
        "send_messages_in_threads",
        "read_message_history",
    } & {name for name, _ in discord.Permissions.all()}


def test_no_permission_is_asked_that_could_do_harm() -> None:
    asked = discord.Permissions(sum(PERMISSIONS.values()))
    assert not asked.administrator
    assert not asked.manage_messages
    assert not asked.mention_everyone


def test_a_person_can_add_it_to_their_account() -> None:
    link = personal_link(APPLICATION)
    assert link.endswith(f"client_id={APPLICATION}&scope=applications.commands&integration_type=1")
