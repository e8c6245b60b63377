"""The log: to standard error, without secrets and without anybody's words."""

import logging
import re

# A bot's token, the token of an interaction or webhook in an address, an Authorization header, and
# a token of Hugging Face's.
_SECRETS = (
    re.compile(r"[\w-]{23,30}\.[\w-]{6,7}\.[\w-]{27,45}"),
    re.compile(r"(?<=/webhooks/)(\d+)/[\w-]+"),
    re.compile(r"(?<=/interactions/)(\d+)/[\w-]+"),
    re.compile(r"(?i)(?<=authorization)['\"]?[:=] ?['\"]?(bot |bearer )?[^\s'\"]+"),
    re.compile(r"\bhf_[A-Za-z0-9]{8,}"),
)


class Redacted(logging.Formatter):
    """A formatter that blots secrets out, in messages and in tracebacks alike."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without secrets."""
        line = super().format(record)
        for secret in _SECRETS:
            line = secret.sub("[secret]", line)
        return line


def set_up(level: str) -> None:
    """Log to standard error from `level` on. discord.py is never heard below INFO: its DEBUG
    lines hold whole messages."""
    handler = logging.StreamHandler()
    handler.setFormatter(
        Redacted("{asctime} {levelname:<7} {name}: {message}", "%Y-%m-%d %H:%M:%S", style="{")
    )
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.getLogger("discord").setLevel(max(logging.INFO, logging.getLevelName(level)))
    logging.getLogger("aiosqlite").setLevel(logging.INFO)
