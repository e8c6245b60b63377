"""Command words with a typing error -> the words meant.

Only words that rules look for are mended, and only for the rules: what goes to the search stays as
it was written. A word that is close to a command and a word of its own ("states", "expert") stays.
"""

from collections import defaultdict
from functools import lru_cache

from bot.chat.grammar.vocabulary import word_list, word_set
from bot.search.stopwords import EVERYDAY_WORDS, GENERIC_WORDS, QUESTION_WORDS, STOP_WORDS

_COMMANDS = word_list("""
    save saved bookmark remove delete discard unsave mark finished reading dropped tagged untag
    note annotate rate stars remind reminder reminders snooze export download similar abstract
    summary summarize cite citation bibtex markdown trending popular papers paper latest newest
    recent subscribe unsubscribe subscription digest alert notify weekly daily weekdays every
    stats statistics help undo show list library more next previous explain understand
    understood today tomorrow yesterday tonight monday tuesday wednesday thursday friday
    saturday sunday weekend january february march april august september october november
    december week month morning afternoon evening minutes second third fourth fifth first
    unread hello thanks please without between since until two
    """)
_WORDS_OF_THEIR_OWN = word_set("""
    states state starts start stats expert experts expect extort exports exported import
    imports marks marked market march notes noted noting rates rated rater rating ratings later
    mate date saves saver saving safe same some sage wave lists listed last lost lisp like mist
    fist shows shown slow snow how mores mode model move morse tags stag papery taper caper
    pauper pipers abstracts abstraction citations cites sites site cited similarly simile
    reminded remaining remains remedy remit remote removed remover removal deleted deletes
    delegate relate related subscriber subscribed subscribers digests ingest alerts inert
    albert averts notified notifies weakly dally dairy weeks months mouth mourning warning
    month's mornings minute minuets seconds thirds firsts fifths fits trend trends bending
    spending tending pending sending lending vending rending rate-distortion weekends finish
    finishes finishing readings leading heading loading trading shading reaching heeding red
    read reads rend reader drops dropper helps heap held hello hell helm hells halo cello
    undone unto under exp explains explained explainer expand explains exploit stars stare
    stairs stare's rated tonight's understanding understands nets newt text text's nexus
    previously reviews obvious library's libraries newsiest recently decent resent nascent
    scent latents latent lattes lattice popularity popularly populate poplar reminders citation
    station situation mash marsh arch starch mach march's augusts sliding seaman ours hours
    lays reality annotates annotated annotator betwixt unlike silence science tagger tagging
    staged saved shaved paved waved summaries summery summarizes discards discord sundays
    mondays fridays saturdays tuesdays wednesdays thursdays jan feb mar apr jun jul aug sep
    sept oct nov dec mon tue tues wed weds thu thur thurs fri sat sun hep her hey hay nope not
    net cit bit sit lit tit
    """)
_KNOWN = _WORDS_OF_THEIR_OWN | STOP_WORDS | EVERYDAY_WORDS | GENERIC_WORDS | QUESTION_WORDS
_SHORTEST = 3
_LONGEST = 16


def _deletions(word: str) -> set[str]:
    return {word[:place] + word[place + 1 :] for place in range(len(word))}


def _index() -> dict[str, tuple[str, ...]]:
    """Commands by themselves and by themselves without one letter: two words one error apart
    have such a form in common."""
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for command in _COMMANDS:
        for form in (command, *sorted(_deletions(command))):
            found[form][command] = None
    return {form: tuple(commands) for form, commands in found.items()}


_INDEX = _index()
COMMANDS = frozenset(_COMMANDS)
"""Words that rules look for."""


@lru_cache(maxsize=4_096)
def corrected(word: str) -> str:
    """The command word meant by a folded word, or the word itself."""
    if word in COMMANDS or word in _KNOWN or not _SHORTEST <= len(word) <= _LONGEST:
        return word
    if not word.isascii() or not word.isalpha():
        return word
    for form in (word, *sorted(_deletions(word))):
        for command in _INDEX.get(form, ()):
            if _is_slip(word, command):
                return command
    return word


def _is_slip(word: str, command: str) -> bool:
    """Whether a hand that means `command` writes `word`: two letters swapped, one left out, one
    too many, or one wrong. The first letter is right, unless it was swapped with the second; in
    a short word a wrong letter makes too many other words, so there none may be wrong."""
    difference = len(word) - len(command)
    if abs(difference) > 1:
        return False
    if difference:
        longer, shorter = (word, command) if difference > 0 else (command, word)
        if len(shorter) < 3 or longer[0] != shorter[0]:
            return False
        return shorter in _deletions(longer)
    unlike = [place for place in range(len(word)) if word[place] != command[place]]
    if len(unlike) == 1:
        return len(command) >= 5 and unlike[0] > 0
    if len(unlike) != 2 or unlike[1] != unlike[0] + 1:
        return False
    first, second = unlike
    return word[first] == command[second] and word[second] == command[first]
