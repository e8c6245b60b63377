"""The tree of things that can go wrong, each with the sentence a person reads.

PaperboyError
 |- NotThere           what was asked for is not (or no longer) there
 |- NotYours           a button or a list that belongs to somebody else
 |- NotAllowed         a permission is missing, the bot's or the person's
 |- BadInput           what was written cannot be understood; says what can
 |- BadFile            a file cannot be imported; says why
 '- BadSettings        the environment or .env is wrong; names every bad key

`storage.errors.StorageError` stands beside this tree for what goes wrong below.
"""


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


class BadSettings(PaperboyError):
    """The environment or `.env` is wrong; every bad key is named."""
