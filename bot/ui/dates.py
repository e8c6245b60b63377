"""Dates in the language a server has chosen for its announcements."""

from datetime import date

from babel.dates import format_interval, format_skeleton

from bot.editions.span import Kind, Span

LANGUAGES = {
    "en": "English",
    "de": "Deutsch",
    "es": "Español",
    "fr": "Français",
    "it": "Italiano",
    "ja": "日本語",
    "ko": "한국어",
    "nl": "Nederlands",
    "pl": "Polski",
    "pt": "Português",
    "ru": "Русский",
    "tr": "Türkçe",
    "uk": "Українська",
    "zh": "中文",
}
"""Their own names, by the code that is kept. English comes first."""


def date_words(day: date, today: date, language: str) -> str:
    """A day as people write it in a language, with its year where it is not this year's."""
    skeleton = "MMMd" if day.year == today.year else "yMMMd"
    return str(format_skeleton(skeleton, day, locale=_known(language)))


def span_dates(span: Span, today: date, language: str) -> str:
    """A day, or from when to when a week goes."""
    if span.kind is Kind.DAY:
        return date_words(span.first, today, language)
    skeleton = "MMMd" if span.last.year == today.year else "yMMMd"
    return str(format_interval(span.first, span.last, skeleton, locale=_known(language)))


def _known(language: str) -> str:
    return language if language in LANGUAGES else "en"
