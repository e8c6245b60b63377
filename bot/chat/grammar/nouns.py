"""What people call papers."""

from bot.chat.grammar.vocabulary import word_set

NOUN = (
    r"(?:papers?|articles?|preprints?|publications?|results?|research|works?|stud(?:y|"
    r"ies)|ones?|stuff|things?|items?|hits|picks?|reads?)"
)
"""What people call papers, in patterns."""


NOUNS = word_set(
    "paper papers article articles preprint preprints publication publications result results "
    "research work works study studies one ones stuff thing things item items hits picks read reads"
)
