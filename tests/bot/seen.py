"""What a person sees of a message, and what Discord would say to its payload."""

import json
from collections.abc import Iterator
from typing import Any

TEXT, SECTION, BUTTON, SELECT, ROW, FILE = 10, 9, 2, 3, 1, 13


def parts(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Every component, nested ones too."""
    for component in components:
        yield component
        yield from parts(component.get("components") or [])
        if component.get("accessory"):
            yield from parts([component["accessory"]])


def raw(message: Any) -> list[dict[str, Any]]:
    """The components of a message as they went over the wire."""
    components = message.components
    return [c if isinstance(c, dict) else c.to_dict() for c in components]


def text(message: Any) -> str:
    """All words a message shows."""
    shown = [p["content"] for p in parts(raw(message)) if p["type"] == TEXT]
    return "\n".join([message.content, *shown] if message.content else shown)


def labels(message: Any) -> list[str]:
    """The labels of its buttons, in order."""
    return [p.get("label", "") for p in parts(raw(message)) if p["type"] == BUTTON]


def ids(message: Any, start: str = "") -> list[str]:
    """The custom ids of its controls that begin with `start`, in order."""
    found = [p["custom_id"] for p in parts(raw(message)) if p.get("custom_id")]
    return [id for id in found if id.startswith(start)]


def complaints(body: dict[str, Any]) -> list[str]:
    """What Discord refuses about the components of a request: checked here because the
    simulation is more patient than Discord."""
    found = []
    components = list(parts(body.get("components") or []))
    texts = [c["content"] for c in components if c["type"] == TEXT]
    if sum(map(len, texts)) > 4_000:
        found.append("over 4,000 characters of text")
    if any(not content for content in texts):
        found.append("an empty text")
    if len(components) > 40:
        found.append(f"{len(components)} components")
    if len(json.dumps(body, ensure_ascii=False).encode()) > 10_170:
        found.append("over 10,170 bytes")
    ids = [c["custom_id"] for c in components if c.get("custom_id")]
    if len(ids) != len(set(ids)):
        found.append("a custom id twice")
    for component in components:
        if not 1 <= len(component.get("custom_id", "x")) <= 100:
            found.append("a custom id of the wrong length")
        if component["type"] == BUTTON and not 1 <= len(component.get("label", "")) <= 80:
            found.append("a button without a fitting label")
        if component["type"] == BUTTON and len(component.get("url") or "") > 512:
            found.append("an address that is too long")
        if component["type"] == ROW:
            kinds = [c["type"] for c in component["components"]]
            if not kinds or len(kinds) > 5 or (SELECT in kinds and len(kinds) > 1):
                found.append("a row with the wrong controls")
        if component["type"] == SELECT:
            options = component["options"]
            if not 1 <= len(options) <= 25:
                found.append("a menu with the wrong number of options")
            if any(
                not 1 <= len(option["label"]) <= 100 or len(option.get("description") or "") > 100
                for option in options
            ):
                found.append("a menu's option that is too long")
    return found
