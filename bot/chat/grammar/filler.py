"""What people put around a wish: greetings, politeness, names, hesitation. It is taken off."""

import re
from collections.abc import Collection

from bot.chat.grammar.vocabulary import word_set
from bot.chat.grammar.words import Words

_MARKS = frozenset(",;:.!?()-=@/\n") | {"..", "...", "....", "…"}

_GREETINGS = """
    hi hello hey heya hiya yo hola howdy greetings sup hullo hallo moin morning gm
    good+morning good+afternoon good+evening good+day hi+there hello+there hey+there what+is+up
    hey+you gday g'day happy+new+year happy+monday happy+friday
    happy+holidays bonjour salut namaste servus konnichiwa ciao ello evening hii hiii heyy heyyy
    helloo
"""
_THANKS = """
    thanks thank+you thanks+a+lot thank+you+so+much thank+you+very+much many+thanks cheers
    thanks+so+much thanks+in+advance much+appreciated appreciate+it thanks+a+bunch thx
    thanks+very+much danke merci gracias arigato i+appreciate+it thanks+a+million
    thank+you+for+your+help thanks+for+your+help thanks+for+the+help
"""
_NAMES = """
    paperboy paper+boy bot robot buddy mate man dude bro friend pal there everyone folks guys
    my+friend my+dear dear sir
"""
_PLEASE = """
    please please+please if+you+can if+you+could if+possible if+you+do+not+mind if+you+please
    when+you+can for+me real+quick quickly quick asap right+now now then already
    when+you+have+time kindly would+you will+you could+you can+you
"""
_HESITATION = """
    no nope i+mean i+meant i+would shit crap ooops whoops hehehe sigh oh+no hmm+no wait+no
    um umm uh uhh uhm er err hm hmm hmmm well so ok okay okey k kk alright right oh ah aha like
    lol lmao haha hehe hahaha xd anyway anyways actually and also sorry listen look yeah yep yes
    yup sure fine cool nice great awesome perfect nah just basically honestly tbh btw fyi idk
    i+guess i+think maybe perhaps wow omg ooh oops wait no+wait sweet good interesting
    by+the+way quick+question one+more+thing and+then after+that next+up again dammit damn
    damn+it fucking fuck wtf the+fuck bloody frickin goddamn freaking fine+then ok+then
    you+know so+yeah in+fact great+stuff good+stuff nice+one very+good excellent brilliant
    wonderful amazing lovely same+again as+well too though tho mhm ugh meh yay yeet plain
    you+idiot you+moron you+stupid+bot stupid+bot you+stupid you+dumb+bot dumb+bot you+useless+bot
    i+said come+on cmon hurry+up hurry
"""
_ASKING = """
    can+you could+you would+you will+you can+you+please could+you+please would+you+please
    can+u please+can+you please+could+you would+you+mind would+you+be+able+to could+you+maybe
    can+you+help+me are+you+able+to can+i can+i+please could+i may+i can+we could+we i+would+like+to
    i+would+love+to i+want+to i+want+you+to i+would+like+you+to i+need+to i+need+you+to lets
    let+us i+wish+to i+have+to help+me help+me+to go+ahead+and just+go+ahead+and i+am+going+to
    i+will please+just is+it+possible+to you+can you+could you+should you+may do+me+a+favour+and
    do+me+a+favor+and is+there+any+way+to is+there+a+way+to any+chance+you+can
    any+chance+you+could i+was+wondering+if+you+could i+wonder+if+you+could do+you+mind
    mind+if+i try+to feel+free+to be+so+kind+as+to i+think+i+want+to i+think+i+will
    i+guess+i+will be+a+dear+and i+am+trying+to i+do+want+to
"""


def _phrases(*lists: str) -> tuple[tuple[str, ...], ...]:
    found = {tuple(phrase.split("+")) for text in lists for phrase in text.split()}
    return tuple(sorted(found, key=len, reverse=True))


def _by_first(phrases: tuple[tuple[str, ...], ...], end: int) -> dict[str, list[tuple[str, ...]]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for phrase in phrases:
        found.setdefault(phrase[end], []).append(phrase)
    return found


_BEFORE = _by_first(_phrases(_GREETINGS, _THANKS, _NAMES, _PLEASE, _HESITATION, _ASKING), 0)
_BEHIND = _by_first(_phrases(_THANKS, _NAMES, _PLEASE, _HESITATION, "hi hello hey"), -1)
_LAUGH = re.compile(
    r"(?:(?:ha|he|hi|lo|xd){2,}h?|xd+|l+o+l+|m+h*m+|h+m+|u+h*m+|e+r+m*|p+f+t*|g+r{2,}|"
    r"a+r+g+h*|u+g+h+|s+h+|b+r+h|z{2,})"
)


def trimmed(words: Words, *, behind: bool = True) -> Words:
    """A wish without what is around it; nothing may be left. `behind`: what follows it too."""
    begin, end = 0, len(words)
    said = words.words
    while begin < end and (after := _filler_at(said, begin, end)):
        begin = after
    while behind and end > begin and (before := _filler_behind(said, begin, end)):
        end = before
    return words.part(begin, end)


def _filler_at(said: list[str], begin: int, end: int) -> int:
    """The place after a filler that begins here, or 0."""
    word = said[begin]
    if word in _MARKS and not (word == "-" and end - begin == 1):
        return begin + 1
    for phrase in _BEFORE.get(word, ()):
        if tuple(said[begin : begin + len(phrase)]) == phrase and begin + len(phrase) <= end:
            after = begin + len(phrase)
            if _may_begin(phrase, said[after:end]):
                return after
    return begin + 1 if _LAUGH.fullmatch(word) else 0


_TOPICAL = word_set("""
    like look good morning evening man robot bot friend dear plain same quick cool sweet
    interesting great nice perfect next right well no quickly now just sure again fine then
    excellent wonderful amazing sir folks everyone there already sup yo gm wait brilliant buddy
    hurry maybe k so also er nope shit crap ciao
    """)
"""Words that may begin a topic ("good teachers", "k means"): filler only before a comma or the
like, before a word that begins a wish, or if nothing else is there."""
_BEGINS_A_WISH = word_set("""
    save keep bookmark add remove delete drop mark tag untag note rate remind export cite show
    list find search give get tell what who how when where why which is are do does can could
    would i undo help subscribe unsubscribe alert send stop more next back open read please
    thanks trending papers paper any anything the hi hey hello could download similar and only
    my translate write untag clear put take give by actually please bring sort drop without but
    no compose summarize explain order play make
    """)


def _may_begin(phrase: tuple[str, ...], rest: list[str]) -> bool:
    if phrase[:2] == ("can", "i") and rest[:1] == ["read"]:
        return False  # "read 2" alone says that it was read
    if len(phrase) > 1 or phrase[0] not in _TOPICAL or not rest:
        return True
    if phrase[0] in ("no", "nope"):
        return rest[0] in _MARKS  # "no more alerts"
    return rest[0] in _MARKS or rest[0] in _BEGINS_A_WISH or rest[0] in ("bot", "paperboy")


def _filler_behind(said: list[str], begin: int, end: int) -> int:
    """The place where a filler that ends here begins, or 0."""
    word = said[end - 1]
    if word in _MARKS:
        return end - 1
    for phrase in _BEHIND.get(word, ()):
        start = end - len(phrase)
        if start < begin or tuple(said[start:end]) != phrase:
            continue
        if start == begin or _may_end(phrase, said[start - 1]):
            return start
    return end - 1 if end - 1 > begin and _LAUGH.fullmatch(word) else 0


_TOPICAL_BEHIND = _TOPICAL | word_set("and oh fuck right yes listen")
"""The same behind a wish."""


def _may_end(phrase: tuple[str, ...], before: str) -> bool:
    """Whether a phrase is filler behind a wish: a word that could end a topic is only after a
    comma, and "would you" never."""
    if len(phrase) > 1:
        return (
            phrase[0] not in ("would", "will", "could", "can", "next", "same") or before in _MARKS
        )
    return phrase[0] not in _TOPICAL_BEHIND or before in _MARKS


def without_edges(words: Words, before: Collection[str], behind: Collection[str]) -> Words:
    """What is left between words that only lead to something and words that only follow it."""
    begin, end = 0, len(words)
    while begin < end and (is_mark(words.words[begin]) or words.words[begin] in before):
        begin += 1
    while end > begin and (is_mark(words.words[end - 1]) or words.words[end - 1] in behind):
        end -= 1
    return words.part(begin, end)


def is_mark(word: str) -> bool:
    """Whether a word is punctuation."""
    return word in _MARKS
