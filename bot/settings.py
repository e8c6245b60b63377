"""Settings: read once from the environment and `.env`, then never changed."""

import os
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Literal, Self

from dotenv import dotenv_values
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from bot.errors import BadSettings


class Settings(BaseModel):
    """What an operator may set. The alias of a field is its name in the environment."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    token: SecretStr | None = Field(default=None, alias="DISCORD_TOKEN")
    """The bot's token; everything but `paperboy run` works without one."""
    data: Path = Field(default=Path("data"), alias="PAPERBOY_DATA")
    """The folder of the database and the index."""
    catch_up_hours: int = Field(default=6, ge=1, le=48, alias="PAPERBOY_CATCH_UP_HOURS")
    """How late an announcement may still go out after the bot was down."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", alias="PAPERBOY_LOG_LEVEL"
    )

    @classmethod
    def read(
        cls, environment: Mapping[str, str] | None = None, env_file: Path | None = None
    ) -> Self:
        """Settings from `environment` (default: the process's) over those in `env_file`
        (default: `.env` where the bot is started). Raises BadSettings naming every bad key."""
        file = Path(".env") if env_file is None else env_file
        try:
            written = dotenv_values(file) if file.is_file() else {}
        except (OSError, UnicodeDecodeError) as error:
            raise BadSettings(f"{file} cannot be read ({error}). Mend or delete it.") from None
        values = {**written, **(os.environ if environment is None else environment)}
        names = [field.alias for field in cls.model_fields.values()]
        # An empty line in .env means "not set", not "set to nothing".
        given = {name: values[name] for name in names if name and (values.get(name) or "").strip()}
        try:
            return cls.model_validate(given)
        except ValidationError as error:
            problems = "; ".join(
                f"{each['loc'][0]}: {each['msg'].lower()}" for each in error.errors()
            )
            raise BadSettings(f"These settings are wrong: {problems}.") from None

    @property
    def database(self) -> Path:
        """The database file."""
        return self.data / "paperboy.db"

    @property
    def index(self) -> Path:
        """The folder in which the search index is saved between starts."""
        return self.data / "index"

    @property
    def catch_up(self) -> timedelta:
        """How late an announcement may still go out."""
        return timedelta(hours=self.catch_up_hours)
