"""Writing `.env` by asking."""

import os
from collections.abc import Mapping
from io import StringIO
from pathlib import Path

import typer
from dotenv.parser import parse_stream
from rich.console import Console

from bot.errors import PaperboyError
from bot.invite import application_id, invite_link, personal_link
from bot.settings import Settings, read_env

TRIES = 3


def write_env(path: Path, console: Console) -> None:
    """Ask for what is needed and write it to `path`, readable by its owner alone.

    What is there already is kept, and is the answer given by pressing Enter. Raises
    PaperboyError if nobody answers or the file cannot be written.
    """
    known = read_env(path)
    if not os.access(path.parent, os.W_OK):
        raise PaperboyError(f"{path} cannot be written there. Choose another folder with --folder.")
    console.print(
        "The token is on discord.com/developers/applications, under your application -> Bot.\n"
        "It is not shown while you paste it."
    )
    try:
        token = _token(known.get("DISCORD_TOKEN", ""), console)
        data = typer.prompt("Folder for the database", default=known.get("PAPERBOY_DATA") or "data")
    except typer.Abort:
        console.print()
        raise PaperboyError("Nothing was written. Run `paperboy init` to start over.") from None
    answers = {"DISCORD_TOKEN": token, "PAPERBOY_DATA": data.strip()}
    Settings.read(environment={**known, **answers}, env_file=path)
    _write(path, _merged(path, answers))
    console.print(f"Wrote {path}.")
    application = application_id(token)
    if application is not None:
        console.print("Add the bot to your server with this link:")
        console.print(invite_link(application), soft_wrap=True)
        console.print("Or to your own account, once User Install is switched on, with this one:")
        console.print(personal_link(application), soft_wrap=True)
    console.print("Then: paperboy import FILE..., paperboy doctor, paperboy run.")


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
            "not the public key, nor the client secret."
        )
    raise PaperboyError("No token, nothing written. Get one, then run `paperboy init` again.")


def _merged(path: Path, answers: Mapping[str, str]) -> str:
    """What is in the file, comments and all, with the answers in their places or at the end."""
    content = path.read_text(encoding="utf-8-sig") if path.is_file() else ""
    lines, open_answers = [], dict(answers)
    for binding in parse_stream(StringIO(content)):
        written = binding.original.string
        if binding.key in answers:
            if binding.key in open_answers:
                above = written[: len(written) - len(written.lstrip())]
                lines.append(f"{above}{_assigned(binding.key, open_answers.pop(binding.key))}")
        else:
            lines.append(written if written.endswith("\n") else f"{written}\n")
    return "".join([*lines, *(_assigned(*answer) for answer in open_answers.items())])


def _assigned(key: str, value: str) -> str:
    if not all(character.isalnum() or character in "._-/:" for character in value):
        value = "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
    return f"{key}={value}\n"


def _write(path: Path, content: str) -> None:
    try:
        place = path.resolve()  # a link stays one
        beside = place.with_name(place.name + ".new")
        beside.unlink(missing_ok=True)
        # Made private from the start: a secret must not be readable even for a moment.
        file = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(file, "w", encoding="utf-8") as draft:
            draft.write(content)
        beside.replace(place)
    except OSError as error:
        reason = error.strerror or "the disk refused"
        raise PaperboyError(
            f"{path} cannot be written ({reason}). Choose another folder with --folder."
        ) from None
