"""The letters outbox: everything there is to send to people themselves, and how far it got.

A row is written before anything is sent. `UNIQUE (user_id, channel, kind, key)` says for as long as
rows are kept: this person got this. What a letter says is not in it; which papers it is about is
in `told_papers`, written in the same transaction.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from sqlite3 import Row

from storage.database import Database, Transaction
from storage.letter_models import Channel, Letter, LetterKind, ToldPaper

KEPT_FOR = timedelta(days=60)
"""How long a letter that is done with, and what it told, are kept."""

COLUMNS = (
    "id, user_id, channel, kind, cause, key, due_at, expires_at, state, claimed_at, attempts,"
    " message_id, error"
)
_OF_LETTERS = ", ".join(f"letters.{column.strip()}" for column in COLUMNS.split(","))


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A letter to be put in."""

    user_id: int
    kind: LetterKind
    key: str
    due_at: datetime
    expires_at: datetime | None = None
    cause: int | None = None
    channel: Channel = Channel.DM
    source: str = ""
    """What tells of `papers`; they are told by it once."""
    papers: tuple[ToldPaper, ...] = ()


class Letters:
    """The letters of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def enqueue(self, outgoing: Outgoing, now: datetime) -> Letter | None:
        """Put a letter in, with its papers; None if there ever was one of its key, or the person
        is gone, or it was to tell of papers and all of them were told meanwhile."""

        async def work(tx: Transaction) -> Letter | None:
            row = await tx.fetch_one(
                "INSERT INTO letters (user_id, channel, kind, cause, key, due_at, expires_at)"
                " SELECT user_id, $2, $3, $4, $5, $6, $7 FROM members WHERE user_id = $1"
                f" ON CONFLICT (user_id, channel, kind, key) DO NOTHING RETURNING {COLUMNS}",
                outgoing.user_id,
                outgoing.channel,
                outgoing.kind,
                outgoing.cause,
                outgoing.key,
                int(outgoing.due_at.timestamp()),
                _seconds(outgoing.expires_at),
            )
            if row is None:
                return None
            letter = letter_of(row)
            told = 0
            for position, paper in enumerate(outgoing.papers):
                told += await tx.execute(
                    "INSERT INTO told_papers"
                    " (user_id, source, paper_id, cause, letter_id, position, told_at)"
                    " SELECT $1, $2, id, $4, $5, $6, $7 FROM papers WHERE id = $3"
                    " ON CONFLICT (user_id, source, paper_id) DO NOTHING",
                    outgoing.user_id,
                    outgoing.source,
                    paper.paper_id,
                    paper.cause,
                    letter.id,
                    position,
                    int(now.timestamp()),
                )
            if outgoing.papers and not told:
                await tx.execute(
                    "DELETE FROM letters WHERE user_id = $1 AND id = $2",
                    letter.user_id,
                    letter.id,
                )
                return None
            return letter

        return await self._database.write(work)

    async def hand_over_reminders(self, now: datetime, limit: int = 500) -> int:
        """Put in a letter for every reminder that is due; answers how many."""

        async def work(tx: Transaction) -> int:
            rows = await tx.fetch_all(
                "UPDATE reminders SET state = 'sending' WHERE id IN"
                " (SELECT id FROM reminders WHERE state = 'waiting' AND due_at <= $1"
                " ORDER BY due_at, id LIMIT $2) RETURNING id, user_id, due_at",
                int(now.timestamp()),
                limit,
            )
            for row in rows:
                await tx.execute(
                    "INSERT INTO letters (user_id, kind, cause, key, due_at)"
                    " VALUES ($1, 'reminder', $2, $3, $4)"
                    " ON CONFLICT (user_id, channel, kind, key) DO NOTHING",
                    row["user_id"],
                    row["id"],
                    f"{row['id']}@{row['due_at']}",
                    row["due_at"],
                )
            return len(rows)

        return await self._database.write(work)

    async def open(self, limit: int = 1_000) -> list[Letter]:
        """What is still to be sent, the longest due first; nothing for people whose direct
        messages are closed."""
        rows = await self._database.fetch_all(
            f"SELECT {_OF_LETTERS} FROM letters LEFT JOIN letter_boxes AS boxes"
            " ON boxes.user_id = letters.user_id"
            " WHERE letters.state IN ('pending', 'sending') AND boxes.closed_at IS NULL"
            " ORDER BY letters.due_at, letters.id LIMIT $1",
            limit,
        )
        return [letter_of(row) for row in rows]

    async def waiting(self, user_id: int) -> int:
        """How many letters wait for a person."""
        row = await self._database.fetch_one(
            "SELECT count(*) AS n FROM letters WHERE user_id = $1"
            " AND state IN ('pending', 'sending')",
            user_id,
        )
        return int(row["n"]) if row else 0

    async def claim(self, letter: Letter, now: datetime, *, unsent: bool = False) -> Letter | None:
        """Record that a try to send begins; None if there is nothing (more) to send.

        `claimed_at` stays that of the first try whose outcome is not known, because from then
        on a message may have arrived; `unsent` says that it was looked for and has not.
        """

        async def work(tx: Transaction) -> Letter | None:
            row = await tx.fetch_one(
                "UPDATE letters SET state = 'sending', attempts = attempts + 1,"
                " claimed_at = CASE WHEN state = 'pending' OR $4 = 1 THEN $3"
                " ELSE coalesce(claimed_at, $3) END WHERE user_id = $1 AND id = $2"
                f" AND state IN ('pending', 'sending') RETURNING {COLUMNS}",
                letter.user_id,
                letter.id,
                int(now.timestamp()),
                int(unsent),
            )
            return letter_of(row) if row else None

        return await self._database.write(work)

    async def sent(self, letter: Letter, message_id: int) -> None:
        """The message is with the person."""

        async def work(tx: Transaction) -> None:
            await tx.execute(
                "UPDATE letters SET state = 'sent', message_id = $3, error = NULL"
                " WHERE user_id = $1 AND id = $2 AND state = 'sending'",
                letter.user_id,
                letter.id,
                message_id,
            )
            await _settle(tx, letter, "sent", None)

        await self._database.write(work)

    async def dead(self, letter: Letter, reason: str) -> None:
        """It will not be sent, and why; its papers may be told by another."""

        async def work(tx: Transaction) -> None:
            changed = await tx.execute(
                "UPDATE letters SET state = 'dead', error = $3"
                " WHERE user_id = $1 AND id = $2 AND state IN ('pending', 'sending')",
                letter.user_id,
                letter.id,
                reason,
            )
            if changed:
                await _give_back(tx, letter.user_id, letter.id, letter.cause)
                await _settle(tx, letter, "dead", reason)

        await self._database.write(work)

    async def failed(self, letter: Letter, reason: str) -> None:
        """Note why the last try did not work; the letter stays as it is."""

        async def work(tx: Transaction) -> None:
            await tx.execute(
                "UPDATE letters SET error = $3 WHERE user_id = $1 AND id = $2",
                letter.user_id,
                letter.id,
                reason,
            )

        await self._database.write(work)

    async def shut_out(self, letter: Letter, now: datetime, reason: str, *, unsent: bool) -> None:
        """The person's direct messages are closed: their letters wait until they say that they
        are open again, and this one with them. `unsent`: no earlier try can have arrived."""

        async def work(tx: Transaction) -> None:
            if unsent:
                await tx.execute(
                    "UPDATE letters SET state = 'pending', claimed_at = NULL, error = $3"
                    " WHERE user_id = $1 AND id = $2 AND state = 'sending'",
                    letter.user_id,
                    letter.id,
                    reason,
                )
            await tx.execute(
                "INSERT INTO letter_boxes (user_id, closed_at, told)"
                " SELECT user_id, $2, 0 FROM members WHERE user_id = $1"
                " ON CONFLICT (user_id) DO UPDATE SET closed_at = $2, told = 0"
                " WHERE letter_boxes.closed_at IS NULL",
                letter.user_id,
                int(now.timestamp()),
            )

        await self._database.write(work)

    async def expire(self, now: datetime, reason: str) -> int:
        """Give up what nobody began to send and is too late by now; answers how many."""
        at = int(now.timestamp())

        async def work(tx: Transaction) -> int:
            rows = await tx.fetch_all(
                "UPDATE letters SET state = 'dead', error = $2"
                " WHERE state = 'pending' AND expires_at < $1 RETURNING user_id, id, cause",
                at,
                reason,
            )
            for row in rows:
                await _give_back(tx, row["user_id"], row["id"], row["cause"])
            return len(rows)

        return await self._database.write(work)

    async def of(self, user_id: int) -> list[Letter]:
        """The person's letters, oldest first."""
        rows = await self._database.fetch_all(
            f"SELECT {COLUMNS} FROM letters WHERE user_id = $1 ORDER BY id", user_id
        )
        return [letter_of(row) for row in rows]

    async def papers(self, letter: Letter) -> list[ToldPaper]:
        """The papers it tells of, in order."""
        rows = await self._database.fetch_all(
            "SELECT paper_id, cause FROM told_papers WHERE user_id = $1 AND letter_id = $2"
            " ORDER BY position, paper_id",
            letter.user_id,
            letter.id,
        )
        return [ToldPaper(paper_id=row["paper_id"], cause=row["cause"]) for row in rows]

    async def told(self, user_id: int, source: str) -> frozenset[str]:
        """The ids of the papers that a person was told of by a source."""
        rows = await self._database.fetch_all(
            "SELECT paper_id FROM told_papers WHERE user_id = $1 AND source = $2", user_id, source
        )
        return frozenset(row["paper_id"] for row in rows)

    async def forget_old(self, before: datetime) -> int:
        """Delete everybody's letters that are done with and were due before then, and what was
        told before then."""
        at = int(before.timestamp())

        async def work(tx: Transaction) -> int:
            await tx.execute("DELETE FROM told_papers WHERE told_at < $1", at)
            return await tx.execute(
                "DELETE FROM letters WHERE state IN ('sent', 'dead') AND due_at < $1", at
            )

        return await self._database.write(work)


async def _give_back(tx: Transaction, user_id: int, letter_id: int, cause: int | None) -> None:
    """Nobody was told of the papers of a letter: the next one of its digest begins where it
    began."""
    await tx.execute(
        "UPDATE subscriptions SET last_list = list_before WHERE user_id = $1 AND id = $2"
        " AND EXISTS (SELECT 1 FROM letters WHERE user_id = $1 AND id = $3 AND kind = 'digest')",
        user_id,
        cause,
        letter_id,
    )
    await tx.execute(
        "DELETE FROM told_papers WHERE user_id = $1 AND letter_id = $2", user_id, letter_id
    )


async def _settle(tx: Transaction, letter: Letter, state: str, reason: str | None) -> None:
    """A reminder ends as its letter does, unless it has been put off meanwhile."""
    if letter.kind is LetterKind.REMINDER and letter.cause is not None:
        await tx.execute(
            "UPDATE reminders SET state = $3, error = $4"
            " WHERE user_id = $1 AND id = $2 AND state = 'sending' AND due_at = $5",
            letter.user_id,
            letter.cause,
            state,
            reason,
            int(letter.due_at.timestamp()),
        )


def letter_of(row: Row) -> Letter:
    """The letter of a row of `COLUMNS`."""
    return Letter(
        id=row["id"],
        user_id=row["user_id"],
        channel=row["channel"],
        kind=row["kind"],
        cause=row["cause"],
        key=row["key"],
        due_at=datetime.fromtimestamp(row["due_at"], UTC),
        expires_at=_instant(row["expires_at"]),
        state=row["state"],
        claimed_at=_instant(row["claimed_at"]),
        attempts=row["attempts"],
        message_id=row["message_id"],
        error=row["error"],
    )


def _instant(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _seconds(at: datetime | None) -> int | None:
    return None if at is None else int(at.timestamp())
