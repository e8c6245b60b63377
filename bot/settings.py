"""Settings: read once from the environment and `.env`, then never changed."""

import os
from collections.abc import Mapping
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from dotenv import dotenv_values
from dotenv.parser import parse_stream
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
)

from bot.errors import BadSettings


def _at_home(folder: object) -> object:
    """`~` in .env is not expanded by any shell."""
    if not isinstance(folder, str):
        return folder
    if "\0" in folder:
        raise ValueError("no name of a folder")
    try:
        return Path(folder).expanduser()
    except RuntimeError as error:
        raise ValueError("nobody's home") from error


def _switch(word: str) -> str:
    """`on` and `off` in the words that operators write for them."""
    word = word.lower()
    return {"true": "on", "yes": "on", "1": "on", "false": "off", "no": "off", "0": "off"}.get(
        word, word
    )


def _address(text: str) -> str:
    """The address of a source: a scheme, a host, perhaps a port and a path."""
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("no address")
    _ = parts.port  # which raises ValueError if it is none
    return text.rstrip("/")


class Settings(BaseModel):
    """What an operator may set. The alias of a field is its name in the environment, its
    description what a value must be."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    token: SecretStr | None = Field(
        default=None, alias="DISCORD_TOKEN", description="a bot's token"
    )
    """The bot's token; everything but `paperboy run` works without one."""
    data: Annotated[Path, BeforeValidator(_at_home)] = Field(
        default=Path("data"), alias="PAPERBOY_DATA", description="a folder"
    )
    """The folder of the database and the index."""
    sync_minutes: int = Field(
        default=30,
        ge=0,
        le=1440,
        alias="PAPERBOY_SYNC_MINUTES",
        description="a whole number of minutes from 1 to 1440, or 0 for never",
    )
    """How often the running bot fetches the list that is filling; 0: it asks no source at all."""
    hugging_face: Annotated[str, AfterValidator(_address)] = Field(
        default="https://huggingface.co",
        alias="HF_ENDPOINT",
        description="an address such as https://huggingface.co",
    )
    """Where the daily papers are asked for."""
    hugging_face_token: SecretStr | None = Field(
        default=None, alias="HF_TOKEN", description="a token of Hugging Face's"
    )
    """Not needed; with one more requests are allowed."""
    arxiv: Annotated[str, AfterValidator(_address)] = Field(
        default="https://export.arxiv.org",
        alias="ARXIV_ENDPOINT",
        description="an address such as https://export.arxiv.org",
    )
    """Where papers are asked for that are on no daily list."""
    catch_up_hours: int = Field(
        default=6,
        ge=1,
        le=48,
        alias="PAPERBOY_CATCH_UP_HOURS",
        description="a whole number of hours from 1 to 48",
    )
    """How late an announcement may still go out after the bot was down."""
    message_content: Annotated[Literal["on", "off"], BeforeValidator(_switch)] = Field(
        default="off", alias="PAPERBOY_MESSAGE_CONTENT", description="on or off"
    )
    """Whether the privileged message-content intent is asked for, to answer links to papers."""
    log_level: Annotated[
        Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(str.upper)
    ] = Field(
        default="INFO",
        alias="PAPERBOY_LOG_LEVEL",
        description="DEBUG, INFO, WARNING or ERROR",
    )
    """How much is written to the log."""

    @classmethod
    def read(
        cls, environment: Mapping[str, str] | None = None, env_file: Path | None = None
    ) -> Self:
        """Settings from `environment` (default: the process's) over those in `env_file`
        (default: `.env` where the bot is started). Raises BadSettings naming every bad key."""
        written = read_env(Path(".env") if env_file is None else env_file)
        values = {**written, **(os.environ if environment is None else environment)}
        fields = {field.alias: field for field in cls.model_fields.values() if field.alias}
        stripped = {name: values.get(name, "").strip() for name in fields}
        try:
            # An empty line in .env means "not set", not "set to nothing".
            return cls.model_validate({name: value for name, value in stripped.items() if value})
        except ValidationError as error:
            wrong = dict.fromkeys(str(each["loc"][0]) for each in error.errors())
            problems = "; ".join(f"{name} must be {fields[name].description}" for name in wrong)
            raise BadSettings(
                f"These settings are wrong: {problems}. Mend them in .env or in the environment."
            ) from None

    @property
    def database(self) -> Path:
        """The database file."""
        return self.data / "paperboy.db"

    @property
    def index(self) -> Path:
        """The folder in which the search index is saved between starts."""
        return self.data / "index"

    @property
    def sync_every(self) -> timedelta | None:
        """How often lists that are filling are fetched; None: no source is asked."""
        return timedelta(minutes=self.sync_minutes) if self.sync_minutes else None

    @property
    def catch_up(self) -> timedelta:
        """How late an announcement may still go out."""
        return timedelta(hours=self.catch_up_hours)

    @property
    def reads_messages(self) -> bool:
        """Whether messages come with their text wherever they are written."""
        return self.message_content == "on"

    def check_folder(self) -> None:
        """Raise BadSettings if what should be the folder of the database is a file."""
        if self.data.is_file():
            raise BadSettings(
                f"PAPERBOY_DATA is to be a folder, and {self.data} is a file. "
                "Name another folder, or move the file away."
            )


def read_env(file: Path) -> dict[str, str]:
    """The keys and values written in a `.env` file; none if there is no such file.

    Raises BadSettings if it cannot be read, naming the line that is no KEY=value.
    """
    try:
        if not file.is_file():
            return {}
        content = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        reason = error.strerror or "the disk refused"
        raise BadSettings(f"{file} cannot be read ({reason}). Mend or delete it.") from None
    except UnicodeDecodeError:
        raise BadSettings(f"{file} is not text in UTF-8. Save it as UTF-8.") from None
    for binding in parse_stream(StringIO(content)):
        if binding.error:
            empty = len(binding.original.string) - len(binding.original.string.lstrip("\r\n"))
            line = binding.original.line + binding.original.string[:empty].count("\n")
            raise BadSettings(
                f"{file} cannot be understood at line {line}. "
                "Write KEY=value there, or put # before it."
            )
    return {key: value or "" for key, value in dotenv_values(stream=StringIO(content)).items()}
