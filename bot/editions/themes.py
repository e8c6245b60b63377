"""Themes: the papers of an edition in groups, each named by a term that its papers share.

How a theme comes about:

1. Every run of one to three content words in a title, a keyword or the beginning of an abstract
   is a term, known by the stems of its words, so that "agent" and "Agents" are one. A title weighs
   more than a keyword, a keyword more than an abstract.
2. A term's worth is its summed weight over the papers that have it, times its specificity: the mean
   inverse document frequency of its words over the whole catalogue, more for a phrase and for a
   word that people in the field name groups by (`field_words.py`). So what every paper is about
   names no theme, and neither does what only sounds rare.
3. The worthiest term is the first label. The papers that have it are set aside, and the same is
   done with the others, until nothing is shared or there are `MOST` labels. A term that more than
   `LARGEST_SHARE` of the papers have divides nothing and is passed over.
4. Every paper goes to the label it has most strongly, its likeness to the other papers of that
   label counted in; one that has none of the labels goes where its own words are most alike, if
   they are alike enough. What is left is "More".

The same papers always give the same themes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.editions.terms import ABSTRACT, TITLE, Frequencies, PaperTerms, Term, unit
from bot.search.analysis import Analyzer
from storage.models import Paper

MOST = 6
"""Themes at most, "More" not counted."""
LEAST_PAPERS = 11
"""A list shorter than this is seen at a glance and needs no themes."""
REST = "More"
"""The label of what fits no theme."""
BREADTH = 1.25
"""How much more a term is worth the more papers have it: above 1, so that little is left over."""
LARGEST_SHARE = 0.4
WIDENED = 0.6
"""Share of a theme's papers that have the longer term which then names it."""
LEAST_ALIKE = 0.2
"""Cosine of a paper's words with a theme's, below which it does not belong."""
NAMED_ALIKE = 0.08
"""The same for a paper that has the label among its keywords or in its abstract."""


@dataclass(frozen=True, slots=True)
class Theme:
    """Papers that share something, in the edition's order, and what that is."""

    label: str
    papers: tuple[Paper, ...]


def themes_of(
    papers: Sequence[Paper], frequencies: Frequencies, analyzer: Analyzer
) -> tuple[Theme, ...]:
    """The themes of an edition, the one with the most votes first, "More" last.

    Empty for fewer than `LEAST_PAPERS` papers, and where nothing is shared.
    """
    if len(papers) < LEAST_PAPERS:
        return ()
    terms = PaperTerms(papers, frequencies, analyzer)
    members = _assigned(_labels(terms, len(papers)), terms)
    themes = [
        Theme(terms.written(label, places, WIDENED), tuple(papers[place] for place in places))
        for label, places in members.items()
        if len(places) > 1
    ]
    if not themes:
        return ()
    themes.sort(key=lambda theme: (-_votes(theme.papers), theme.label))
    placed = {paper.id for theme in themes for paper in theme.papers}
    rest = tuple(paper for paper in papers if paper.id not in placed)
    return (*themes, Theme(REST, rest)) if rest else tuple(themes)


def _labels(terms: PaperTerms, count: int) -> list[Term]:
    """The labels, the worthiest first."""
    having: dict[Term, list[tuple[int, float]]] = {}
    for place, weights in enumerate(terms.weights):
        for term, weight in weights.items():
            if terms.can_name(term):
                having.setdefault(term, []).append((place, weight))
    most = max(3, int(LARGEST_SHARE * count))
    candidates = {
        term: having
        for term, having in having.items()
        if 2 <= sum(weight > ABSTRACT for _, weight in having) <= most
    }
    left = set(range(count))
    labels: list[Term] = []

    def worth(term: Term) -> float:
        weights = [weight for place, weight in candidates[term] if place in left]
        strong = sum(weight > ABSTRACT for weight in weights)
        titled = sum(weight == TITLE for weight in weights)
        # Any two papers share some word; one that is not of the field must stand out.
        enough = strong >= 2 and (
            titled >= 1 if terms.is_of_the_field(term) else titled + len(term) >= 4
        )
        return terms.specificity(term) * sum(weights) ** BREADTH if enough else 0.0

    while candidates and len(labels) < MOST:
        worths = {term: worth(term) for term in candidates}
        best = min(candidates, key=lambda term: (-worths[term], term))
        if worths[best] <= 0:
            break
        labels.append(best)
        left -= {place for place, weight in candidates[best] if weight > ABSTRACT}
        candidates = {
            term: having for term, having in candidates.items() if not set(term) & set(best)
        }
    return labels


def _assigned(labels: Sequence[Term], terms: PaperTerms) -> dict[Term, list[int]]:
    """The places of the papers of each label, in order."""
    centres = {
        label: unit(
            _sum(
                words
                for words, weights in zip(terms.words, terms.weights, strict=True)
                if weights.get(label, 0.0) > ABSTRACT
            )
        )
        for label in labels
    }
    members: dict[Term, list[int]] = {label: [] for label in labels}
    for place, (weights, words) in enumerate(zip(terms.weights, terms.words, strict=True)):
        fits: dict[Term, float] = {}
        for label in labels:
            weight = weights.get(label, 0.0)
            alike = sum(value * centres[label].get(stem, 0.0) for stem, value in words.items())
            if weight == TITLE or alike >= (NAMED_ALIKE if weight else LEAST_ALIKE):
                fits[label] = weight / TITLE + alike
        if fits:
            members[min(fits, key=lambda label: (-fits[label], label))].append(place)
    return members


def _sum(vectors: Iterable[Mapping[str, float]]) -> Mapping[str, float]:
    total: dict[str, float] = {}
    for vector in vectors:
        for key, value in vector.items():
            total[key] = total.get(key, 0.0) + value
    return total


def _votes(papers: Sequence[Paper]) -> int:
    return sum(paper.upvotes or 0 for paper in papers)
