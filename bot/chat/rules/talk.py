"""Wishes about the bot itself: help, what it understood, undo."""

import re

from bot.chat.grammar.numbers import number
from bot.chat.grammar.scene import Scene
from bot.chat.grammar.words import QUOTE, Words
from bot.chat.requests import Explain, Help, HelpTopic, Request, Undo

_EXPLAIN = re.compile(
    r"what (?:did|do|have|had) you (?:just |actually |really )*(?:understand|understood|"
    r"think i (?:said|meant|wanted|asked)|get from that|get out of that|hear|"
    r"make of that|read|understand by that|take that as|take from that|interpret|parse|"
    r"think)(?: (?:from|by|of|there|me|that|about|it|this|what|i|said|my|message|just|"
    r"now|wrote|meant))*"
    r"|(?:how|what) (?:did|do|have) you (?:understand|understood|interpret|interpreted|"
    r"read|parse|take|mean by|get)(?: (?:that|this|it|me|my (?:last |"
    r"previous )?(?:message|question|request|msg|text)|what i (?:said|wrote|meant)))*"
    r"|(?:explain|show|tell me)(?: me)? (?:what you (?:understood|understand|"
    r"thought i (?:meant|said)|got|heard|did)|how you (?:understood|read|"
    r"interpreted) (?:that|it|me|this)|your (?:understanding|interpretation))"
    r"|(?:did|do) you (?:understand|get|understood)(?: (?:me|that|it|what i (?:said|"
    r"meant|want|wrote)|this|my question))*|why (?:did you (?:show|give|do|send|"
    r"say)(?: me)?|are you showing(?: me)?|this|these)(?: (?:that|this|these|it|those|"
    r"results?|papers))*|what was that(?: about)?|what are you doing|why these|how come|"
    r"what (?:did|were|are) you (?:search|look|looking|searching)(?:ing)?(?: for)?|"
    r"what was my (?:query|question)|"
    r"what did you do|what did you just do|understood\?|debug that"
)
_UNDO = re.compile(
    r"(?:please )?(?:undo|revert|rollback|roll back|reverse|unsave that|take back|"
    r"take it back|take that back|undo it|oops undo|ctrl-z|ctrl z|cmd z|"
    r"ctrl and z)(?: (?:it|that|this|please|the|my|last|previous|latest|recent|change|"
    r"changes|action|actions|one|ones|thing|things|what you (?:just )?did|"
    r"what i (?:just )?did|save|remove|delete|removal|mark|tag|note|rating|again|step|"
    r"steps|just now|move|command|everything i just did|two changes|of them|now|of|and|"
    r"back|was a mistake|wrong|sorry))*"
    r"|oops|whoops|oops(?: (?:wrong one|wrong|wrong paper|my bad|mistake|sorry|"
    r"did not mean that|not that one|that was wrong))+|(?:that|this|it) was (?:a mistake|"
    r"wrong|an accident|not what i wanted|by accident|a typo)|i did not mean (?:that|"
    r"to do that|it|to)|go back on that|put it back|bring it back|put (?:that|them) back|"
    r"restore (?:it|that|them)|(?:my )?mistake|not that one|wrong one|wrong paper"
    r"|(?:undo|revert|take back|roll back|reverse)(?: (?:the|my))?(?: last| previous|"
    r" latest)? (?P<count>\d+|two|three|four|five|six|seven|eight|nine|ten|few|"
    r"couple)(?: (?:of )?(?:actions?|changes?|things?|steps?|times|ones|moves|saves|"
    r"commands))?"
    r"|undo (?P<twice>twice|thrice)"
)
_HELP = re.compile(
    r"(?:help|halp|help me|help please|i need help|need help|commands?|menu|usage|manual|"
    r"instructions|docs|documentation|faq|what can (?:you|i|this bot|paperboy|this|"
    r"it) (?:do|ask|say|do for me|write|do here|ask you|help with|help me with|"
    r"do with you)(?: (?:here|for me|with you|exactly|you|all|about))*"
    r"|what (?:are|is) (?:your|the) (?:commands?|features?|capabilities|abilities|"
    r"options|functions|skills|purpose|use)|what do you (?:offer|support|know how to do|"
    r"understand)|how (?:do|does|can|should) (?:you|this|i use (?:you|this|this bot|it|"
    r"paperboy)|this bot|paperboy|it)(?: (?:work|use you|help|help me))?"
    r"|how (?:do|can|to) (?:i )?(?:use|get started with|work with|talk to|"
    r"start with) (?:you|this|this bot|it|paperboy|the bot)|what (?:should|can|"
    r"could) i (?:say|ask|type|write|do)(?: (?:you|here|to you|now))*|(?:show|list|give|"
    r"see|display)(?: me)?(?: (?:all|the|your|available|some))* (?:commands?|help|"
    r"options|features?|examples?|instructions)|how to use|how does this work|"
    r"how do i start|get started|getting started|i am (?:lost|confused|stuck|new here|"
    r"new)|what now|how|\?+|guide|tutorial|examples)"
)
_TOPICS: tuple[tuple[HelpTopic, str], ...] = (
    (
        "privacy",
        r"privacy|my data|data|delete my data|personal data|gdpr|delete (?:my|"
        r"all my) (?:data|account)|what do you (?:store|save|keep|know|collect|"
        r"remember)(?: on| about)? ?(?:me|of me)?|forget me|my account|data protection|"
        r"stored|erase me",
    ),
    (
        "search",
        r"search(?:ing)?|find(?:ing)? (?:papers?|something|stuff)|query language|queries|"
        r"query|operators?|filters?|look(?:ing)? up papers?|search operators?|search syntax|"
        r"syntax|filter(?:ing)?(?: (?:results|by .+))?|search(?:ing)? (?:for )?(?:papers?|"
        r"by (?:author|date|code)|authors?)|dates",
    ),
    (
        "trending",
        r"trending(?: papers)?|daily(?: list| papers)?|see (?:what is )?trending(?: papers)?|"
        r"hot papers|popular papers",
    ),
    ("similar", r"similar(?: papers?)?|find(?:ing)? similar(?: papers?| ones)?|related papers?"),
    (
        "cite",
        r"cit(?:e|ing|ation|ations)(?: (?:a |the )?papers?)?|bibtex|"
        r"get(?:ting)? (?:a )?(?:bibtex|citations?)|references?",
    ),
    (
        "tags",
        r"tags?|tagging|tag(?: a| the)? papers?|(?:add|remove|use|create|delete|"
        r"rename)(?:ing)? (?:a )?tags?|labels?|untag(?: .+)?",
    ),
    (
        "notes",
        r"notes?|(?:add|write|take|make)(?:ing)? (?:a )?notes?|annotat(?:e|ing|"
        r"ions?)(?: papers?)?|note(?: a| the)? papers?|comments?",
    ),
    ("ratings", r"ratings?|rat(?:e|ing)(?: a| the)?(?: papers?)?|stars|give stars|scores?"),
    (
        "reminders",
        r"remind(?:ers?|ing)?(?: me)?|set(?:ting)?(?: up)? (?:a )?reminders?|get reminded|"
        r"be reminded|snooz(?:e|ing)",
    ),
    (
        "export",
        r"export(?:s|ing)?(?: (?:my )?(?:list|papers?|library|everything))?|"
        r"download(?:ing)?(?: my list)?|back ?up|csv|zotero",
    ),
    ("stats", r"stat(?:s|istics)|see my stats|(?:my )?(?:progress|streak)"),
    (
        "subscribe",
        r"(?:un)?subscri(?:be|bing|ptions?)(?: to .+)?|alerts?|digests?|(?:set up|get|create|"
        r"stop)(?:ting)? (?:a |an |the )?(?:alerts?|(?:daily |weekly )?digests?|emails?|"
        r"notifications?)|newsletters?|emails?|notifications?|daily digest",
    ),
    ("undo", r"undo(?:ing)?(?: .{0,30})?|tak(?:e|ing) (?:something|things|it) back|revert"),
    (
        "list",
        r"(?:my |the )?(?:reading )?lists?|sav(?:e|ing)(?: (?:a |the |some )?(?:papers?|"
        r"something|things?|it))?|(?:add|put|keep)(?:ing)? (?:a )?papers?(?: (?:to|"
        r"on) my list)?|remov(?:e|ing)(?: a)? papers?(?: from my list)?|"
        r"mark(?:ing)?(?: .{0,30})?|(?:my )?library|see my (?:list|papers|saved papers)|"
        r"status(?:es)?|delet(?:e|ing)(?: a)? papers?|bookmarks?",
    ),
)
_HOW = re.compile(
    r"(?:(?:help|info|information|instructions|docs?|manual|guide|"
    r"tutorial)(?: me)?(?: (?:with|on|about|for|using|understand|to))*|"
    r"(?:(?:can you )?(?:tell|show|teach|explain)(?: to)?(?: me)? )?(?:how (?:do|can|"
    r"could|would|does|should|to|do you|is it)(?: (?:i|one|we|you|the|people))?|how to|"
    r"how does|how|what (?:is|are) the)|explain(?: to me)?|what does|where (?:do|can) i|"
    r"can you explain|what about|(?:is|are) there(?: a way to| any)?|"
    r"i do not (?:understand|get|know) (?:how to|how)?|how is|what is a|"
    r"do you (?:support|have|do)|what are) (?:(?:the|a|my|your|command|commands|use|"
    r"of) )*(?P<topic>.+?)(?: (?:works?|command|commands|mean|means|here|with you|"
    r"on here|in here|feature|do|function|done|again|please|exactly|with this bot|"
    r"used))*"
)
_PRIVACY = re.compile(
    r"(?:(?:delete|erase|remove|wipe|forget|destroy|purge)(?: (?:all|everything|of|my|"
    r"the|about|me|you|know|have|stored|on|personal))* (?:data|information|account|me|"
    r"history|messages|records)(?: .{0,20})?|(?:what|which)(?: (?:data|information|stuff|"
    r"things))? (?:do|does|are|have) (?:you|paperboy|this bot|"
    r"the bot) (?:actually )?(?:store|stored|save|saved|keep|kept|know|collect|remember|"
    r"storing|collecting|keeping|saving|log|have)(?: (?:on|about|of|from))* ?(?:me|us|"
    r"my data)?(?: .{0,15})?|forget (?:about )?me|privacy(?: policy)?|is (?:this|"
    r"my (?:data|list)|it|my reading list) (?:private|safe|secret|public|secure|"
    r"visible)(?: .{0,30})?|(?:who|can (?:others|other people|anyone|people|you|"
    r"anybody)) (?:can )?(?:see|read) my (?:list|notes?|data|papers|messages)|(?:do|"
    r"are) you (?:spy|track|log|share|sell|spying|tracking|record|store|"
    r"recording)(?:ing)?(?: on)?(?: (?:me|my data|my messages|everything|all|messages))*|"
    r"gdpr|delete everything you (?:know|have|store)(?: .{0,20})?)"
)


def explain(words: Words, scene: Scene) -> Request | None:
    """What was understood."""
    return Explain() if _EXPLAIN.fullmatch(words.line) else None


def undo(words: Words, scene: Scene) -> Request | None:
    """Take back what was done."""
    match = _UNDO.fullmatch(words.line)
    if match is None:
        return None
    said = match["count"] or {"twice": "two", "thrice": "three"}.get(match["twice"] or "", "")
    count = {"few": 3, "couple": 2}.get(said) or number(said) or 1
    return Undo(count=max(1, min(count, 10)))


def help_wanted(words: Words, scene: Scene) -> Request | None:
    """What can be asked, and how."""
    line = words.line
    if len(words) > 16:
        return None
    if QUOTE in words.words:
        line = " ".join(
            token.plain.strip('"“”„«»') if token.word == QUOTE else token.word
            for token in words.tokens
        )
    if _PRIVACY.fullmatch(line):
        return Help(topic="privacy")
    if _HELP.fullmatch(line):
        return Help()
    match = _HOW.fullmatch(line)
    if match is None:
        return None
    topic = match["topic"]
    for name, pattern in _TOPICS:
        if re.fullmatch(pattern, topic):
            if not re.match(
                r"help|info|instruct|docs?|manual|guide|tutorial", line
            ) and _is_subject(line, topic):
                return None
            return Help(topic=name)
    if re.fullmatch(
        r"(?:this|you|it|the bot|paperboy|commands?|use you|use this|use it|use the bot|"
        r"everything|this bot|things|something)",
        topic,
    ) and re.match("help", line):
        return Help()
    return None


def _is_subject(line: str, topic: str) -> bool:
    """Whether "what are X" asks what is known about X rather than what the bot does."""
    return bool(
        re.match(r"what (?:is|are)|(?:is|are) there|what about|do you have", line)
    ) and not topic.endswith(("command", "syntax", "operators"))
