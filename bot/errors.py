"""The tree of things that can go wrong, each with the sentence a person reads.

PaperboyError
 |- NotThere           what was asked for is not (or no longer) there
 |- NotYours           a button or a list that belongs to somebody else
 |- NotAllowed         a permission is missing, the bot's or the person's
 |- BadInput           what was written cannot be understood; says what can
 |- BadFile            a file cannot be imported; says why
 |- SourceTrouble      a live source did not give what was asked; says why
 |   '- NotServed      it does not have it
 '- BadSettings        the environment or .env is wrong; names every bad key

`storage.errors.StorageError` stands beside this tree for what goes wrong below.
"""

from datetime import datetime


class PaperboyError(Exception):
    """Base: `str(error)` is one clear sentence and, where there is one, what to do next."""


class NotThere(PaperboyError):
    """What was asked for is not (or no longer) there."""


class NotYours(PaperboyError):
    """A button or a list that belongs to somebody else."""


class NotAllowed(PaperboyError):
    """A permission is missing, the bot's or the person's."""


class BadInput(PaperboyError):
    """What was written cannot be understood; the sentence says what can."""


class BadFile(PaperboyError):
    """A file cannot be imported."""


class SourceTrouble(PaperboyError):
    """A live source did not give what was asked. `again_at`: the instant before which it wants
    not to be asked again, where it told one."""

    def __init__(self, words: str, again_at: datetime | None = None) -> None:
        super().__init__(words)
        self.again_at = again_at


class NotServed(SourceTrouble):
    """The source does not have what was asked for."""


class BadSettings(PaperboyError):
    """The environment or `.env` is wrong; every bad key is named."""
