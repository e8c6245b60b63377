"""From "about so many a week" to a score: how good a match must be to be told."""

from collections.abc import Sequence

LOOK_BACK = 60
"""Days whose papers a threshold is set by."""


def threshold_for(scores: Sequence[float], days: float, per_week: int) -> float:
    """The score from which on about `per_week` papers a week pass, given the scores of the papers
    of the last `days` days.

    It lies halfway between two scores, so that a small change of either does not matter; between
    equal scores there is no line, and then the nearest place with one is taken, the stricter of
    two that are equally near. 0.0, which lets everything pass, where no more than that came.
    """
    wanted = per_week * max(days, 1.0) / 7
    ranked = sorted(scores, reverse=True)
    if len(ranked) <= wanted:
        return 0.0
    lines = [n for n in range(1, len(ranked)) if ranked[n - 1] > ranked[n]]
    lines.append(len(ranked))
    nearest = min(lines, key=lambda passing: (abs(passing - wanted), passing))
    if nearest == len(ranked):
        return 0.0
    return (ranked[nearest - 1] + ranked[nearest]) / 2
