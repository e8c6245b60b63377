"""What a person changes about an entry; what is not named stays as it is."""

from dataclasses import dataclass
from datetime import date, datetime

from storage.models import Entry, Priority, Status, StatusChange


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of some of an entry's fields, so that two devices do not undo each other's.

    A paper that is not on the list is put on it, unless there is nothing to write there: taking
    a tag, a rating or a day away from it changes nothing.
    """

    status: Status | None = None
    note: str | None = None
    """"" wipes it."""
    rating: int | None = None
    """1 to 5; 0 takes it away."""
    priority: Priority | None = None
    due: date | None = None
    no_due: bool = False
    tag: frozenset[str] = frozenset()
    untag: frozenset[str] = frozenset()
    put: frozenset[int] = frozenset()
    """Ids of named lists."""
    take: frozenset[int] = frozenset()
    remove: bool = False
    """Off the reading list; then nothing else counts."""

    @property
    def takes_only(self) -> bool:
        """Whether it only takes things away."""
        gives = (self.status, self.note, self.rating, self.priority, self.due, self.tag, self.put)
        return not any(gives)

    def of(self, user_id: int, paper_id: str, before: Entry | None, now: datetime) -> Entry | None:
        """The entry after it; `before` itself if nothing changes."""
        if self.remove or (before is None and self.takes_only):
            return None
        entry = before or new_entry(user_id, paper_id, now, self.status or Status.TO_READ)
        changes: dict[str, object] = {}
        if self.status is not None and self.status is not entry.status:
            step = StatusChange(status=self.status, at=now)
            changes |= {"status": self.status, "history": (*entry.history, step)}
        if self.note is not None:
            changes["note"] = self.note
        if self.rating is not None:
            changes["rating"] = self.rating or None
        if self.priority is not None:
            changes["priority"] = self.priority
        if self.due is not None or self.no_due:
            changes["due"] = self.due
        if self.tag or self.untag:
            changes["tags"] = tuple(sorted((set(entry.tags) - self.untag) | self.tag))
        if self.put or self.take:
            changes["lists"] = tuple(sorted((set(entry.lists) - self.take) | self.put))
        after = entry.model_copy(update=changes)
        if after == entry:
            return entry
        return after.model_copy(update={"changed_at": now})


def new_entry(user_id: int, paper_id: str, now: datetime, status: Status = Status.TO_READ) -> Entry:
    """A paper that has only just come onto a list."""
    return Entry(
        user_id=user_id,
        paper_id=paper_id,
        status=status,
        added_at=now,
        changed_at=now,
        history=(StatusChange(status=status, at=now),),
    )
