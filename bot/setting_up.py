"""Writing `.env` by asking."""

import os
from pathlib import Path

import typer
from dotenv import dotenv_values
from rich.console import Console

from bot.errors import PaperboyError
from bot.invite import application_id, invite_link
from bot.settings import Settings

TRIES = 3


def write_env(path: Path, console: Console) -> None:
    """Ask for what is needed and write it to `path`, readable by its owner alone.

    What is there already is kept as the answer given by pressing Enter. Raises PaperboyError if
    the file cannot be written.
    """
    known = dotenv_values(path) if path.is_file() else {}
    console.print(
        "The token is on discord.com/developers/applications, under your application -> Bot.\n"
        "It is not shown while you paste it.",
        highlight=False,
    )
    token = _token(known.get("DISCORD_TOKEN") or "", console)
    data = typer.prompt(
        "Folder for the database", default=known.get("PAPERBOY_DATA") or "data"
    ).strip()
    values = {**known, "DISCORD_TOKEN": token, "PAPERBOY_DATA": data}
    Settings.read(environment={key: value or "" for key, value in values.items()}, env_file=path)
    _write(path, "".join(f"{key}={_quoted(value or '')}\n" for key, value in values.items()))
    console.print(f"Wrote {path}.", highlight=False)
    application = application_id(token)
    if application is not None:
        console.print("Add the bot to your server with this link:", highlight=False)
        console.print(invite_link(application), soft_wrap=True, highlight=False)
    console.print("Then: paperboy import FILE..., paperboy doctor, paperboy run.", highlight=False)


def _token(known: str, console: Console) -> str:
    hint = " (Enter keeps the one in .env)" if known else ""
    for _ in range(TRIES):
        token: str = typer.prompt(
            f"Token{hint}", default=known, show_default=False, hide_input=True
        ).strip()
        if application_id(token) is not None:
            return token
        console.print(
            "That does not look like a bot's token: it has three parts with dots between. It is "
            "not the public key, nor the client secret.",
            highlight=False,
        )
    raise PaperboyError("No token, nothing written. Get one, then run `paperboy init` again.")


def _quoted(value: str) -> str:
    if value and all(character.isalnum() or character in "._-/:\\" for character in value):
        return value
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'" if value else ""


def _write(path: Path, content: str) -> None:
    try:
        # Made private from the start: a secret must not be readable even for a moment.
        beside = path.with_name(path.name + ".new")
        beside.unlink(missing_ok=True)
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(content)
        beside.replace(path)
    except OSError as error:
        raise PaperboyError(f"{path} cannot be written: {error.strerror}.") from None
