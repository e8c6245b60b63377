"""Messages that ask for nothing the bot does."""

import re

from bot.chat.grammar.words import Words
from bot.chat.requests import SmallTalk, Smalltalk

_END = (
    r"(?: [,.!?]| (?:paperboy|bot|mate|man|friend|please|then|now|lol|again|so much|"
    r"very much|a lot))*$"
)
_KINDS: tuple[tuple[SmallTalk, str], ...] = (
    (
        "abuse",
        r"(?:you|u|ur|your|this|that|the|what a|such a|stupid|dumb|useless|fuck|f\*+k|damn|go|shut|"
        r"piss|screw|eat|suck|get|i|bloody|paperboy|bot|it|,|are|is|off|so|really|fucking|"
        r"just|an|a|"
        r"absolutely|total|complete|very|thing|me|up|lost|hell|to|hate|piece|of|shit|junk|"
        r"waste|space|time|crap|garbage|"
        r"trash|idiot|moron|ass|asshole|bitch|loser|bastard|dumbass|sucks|terrible|awful|worthless|"
        r"pathetic|stupid|wtf|retarded|rubbish|jerk|cunt|dick|clown|worst|ever|hate you|die)",
    ),
    (
        "who_are_you",
        r"(?:who|what) (?:are|is) (?:you|this|paperboy|this bot|this thing)|what is your name|"
        r"are you (?:a |an )?(?:bot|robot|human|ai|person|real|machine|llm|chatgpt|gpt|"
        r"language model)"
        r"(?: or .*)?|who (?:made|built|created|wrote) you|introduce yourself|what do you do|"
        r"tell me about yourself|do you (?:use|run) (?:an? )?(?:llm|ai|gpt|language model)",
    ),
    (
        "how_are_you",
        r"how (?:are|is) (?:you|things|it going|life|your day)(?: (?:doing|today|going))*|"
        r"how do you do|what is up|are you (?:ok|okay|well|there|alive|awake|up)|how you doing|"
        r"how have you been|you (?:ok|okay|there|alright|good)|how do you feel",
    ),
    (
        "thanks",
        r"(?:ok |okay |great |nice |perfect |cool |awesome |alright |, )*(?:many |big )?"
        r"(?:thanks|thank you|cheers|much appreciated|appreciate it|i appreciate it|danke|merci|"
        r"gracias|obrigad[oa]|arigato)(?: (?:a|so|very|for|the|your|all|that|this|of|in|"
        r"advance|again|lot|bunch|million|"
        r"much|ton|tons|everything|help|helping|you|are|awesome|great|it|is|was|bot|paperboy|"
        r"really|helpful|me|!|,|\.|"
        r"best|mate|friend|perfect|cool|ok))*",
    ),
    (
        "bye",
        r"(?:ok |okay |good |bye )*(?:bye|goodbye|good bye|bye bye|see you|see ya|cya|later|"
        r"see you later|see you soon|see you (?:tomorrow|around)|ttyl|talk later|talk to you later|"
        r"good night|goodnight|gn|night|have a (?:good|nice|great) (?:day|night|one|evening|"
        r"weekend)|"
        r"take care|farewell|ciao|until next time|i am off|peace|adios|catch you later)",
    ),
    (
        "greeting",
        r"(?:bonjour|salut|ciao|namaste|servus|konnichiwa|bom dia|buenos dias|guten tag|"
        r"guten morgen|שלום|مرحبا|你好|您好|привет|здравствуйте|こんにちは|안녕하세요|안녕|नमस्ते|"
        r"happy new year|hi|hello|hey|heya|hiya|yo|hola|howdy|greetings|sup|hullo|hallo|moin|"
        r"gm|"
        r"good (?:morning|afternoon|evening|day)|morning|evening|hi+|he+y+|hello+|g'?day|ello)"
        r"(?: (?:there|you|paperboy|bot|everyone|all|,|!|again|friend|buddy|mate|to you|hi|"
        r"hey|hello|"
        r"folks|guys|my friend))*",
    ),
    (
        "praise",
        r"(?:you|u|this|that|it|paperboy|the bot|your? (?:answers?|work)|that one) (?:are|is|"
        r"was|'re)? ?"
        r"(?:(?:so|really|very|the|a|an|pretty|just|super|absolutely|quite|my|"
        r"actually) )*(?:great|good|awesome|"
        r"amazing|best|helpful|cool|nice|brilliant|useful|smart|fantastic|wonderful|lovely|"
        r"excellent|"
        r"genius|legend|hero|lifesaver|perfect|favourite|star|rock|rocks)(?: (?:bot|one|job|"
        r"help|tool|"
        r"ever|paperboy))*|you rock|good bot|nice bot|best bot|great bot|(?:good|great|nice|well|"
        r"excellent|amazing|awesome) (?:job|work|done|one|stuff|answer)|well done|love (?:it|"
        r"you|this|that|"
        r"this bot)|i (?:really )?(?:love|like) (?:it|you|this|this bot|that)|bravo|kudos|"
        r"impressive|"
        r"you are (?:the|a) .{0,20}(?:best|legend|star|hero)|brilliant|fantastic|you the best",
    ),
    (
        "ok",
        r"(?:ok|okay|okey|k|kk|yes|yeah|yep|yup|sure|fine|cool|nice|great|awesome|perfect|alright|"
        r"all right|good|got it|i see|understood|makes sense|right|sounds good|wow|excellent|sweet|"
        r"interesting|very good|indeed|true|exactly|of course|no problem|np|yes please|do it|lol|"
        r"haha|fair enough|noted|great stuff|good to know|roger|ah|oh|aha|oh ok|ah ok|"
        r"ok cool|that is all|that is it|nothing else|all good|all set|"
        r"wonderful|amazing|lovely|go ahead|confirm|correct|agreed|yes do it)"
        r"(?: (?:ok|okay|cool|nice|great|good|then|,|yes|yeah|do it|sure|please))*",
    ),
    (
        "no",
        r"(?:no|nope|nah|no thanks|no thank you|not now|never ?mind|nvm|forget it|cancel|"
        r"cancel that|"
        r"nothing|stop|do not|no need|not really|leave it|skip it|no no|forget about it|abort|"
        r"no ,? ?(?:do not|forget it|cancel|leave it|stop|never mind)|nothing thanks|"
        r"not that|do nothing|no(?: ,? ?no)+|(?:that is )?(?:wrong|not it|not right|"
        r"incorrect|not what i (?:meant|asked|asked for|wanted|want|said))|"
        r"you misunderstood(?: me)?)",
    ),
)
_PATTERNS = tuple((kind, re.compile(rf"(?:{pattern}){_END}")) for kind, pattern in _KINDS)
_INSULT = re.compile(
    r"\b(?:idiot|moron|stupid|dumb|useless|suck|sucks|fuck|fucking|f\*+k|shit|asshole|bitch|crap|"
    r"garbage|trash|junk|loser|bastard|dumbass|worthless|pathetic|hate|retarded|shut|"
    r"screw|piss|terrible|"
    r"awful|rubbish|jerk|cunt|dick|worst|die|wtf)\b"
)
_ABUSE = re.compile(rf"(?:{_KINDS[0][1]}[ ]?)+[.!?, ]*$")

_WRITING = (
    r"essays?|poems?|stor(?:y|ies)|songs?|emails?|letters?|cover letter|haikus?|"
    r"limericks?|reports?|"
    r"homework|speech|blog ?posts?|tweets?|rap|novel|scripts?|joke|code|programs?|functions?|"
    r"recipes?|resume|cv|thesis|paragraph|lyrics|screenplay|paper|sentence|review|birthday card|"
    r"python|sql|javascript|toast"
)
_OUT_OF_SCOPE = re.compile(
    "|".join(
        (
            r"(?:write|compose|draft|generate|make up)(?: (?:me|us|my))?(?: (?:an?|the|my|some|"
            r"our))?"
            rf"(?: [\w-]+){{0,3}} (?:{_WRITING})\b.*",
            r"(?:do|finish|help (?:me )?with|solve) my (?:homework|assignment|thesis|taxes|exam).*",
            r"(?:what|how|hows?) (?:is|was|will) (?:the )?weather(?: be)?(?: like)?(?: .{0,40})?",
            r"(?:the )?weather(?: (?:forecast|report|today|tomorrow|in \S+(?: \S+)?|like|please))*",
            r"(?:will|is) it (?:going to )?(?:rain|raining|snow|snowing|sunny|be sunny|hot|"
            r"cold)\b.*",
            r"(?:tell|give|make|know) (?:me )?(?:a|an|another|some|any) (?:[\w-]+ )?(?:joke|"
            r"jokes|story|riddle|fun fact"
            r"|poem|fairy tale|bedtime story|pun)\b.*",
            r"(?:say|tell me) something (?:funny|nice)|make me (?:laugh|a sandwich|coffee|rich).*",
            r"do you know (?:any|a) jokes?",
            r"translate\b.*(?:\b(?:in)?to\b|<quote>|\bthis\b|:).*",
            r"what (?:time|day) is it(?: .{0,30})?|what is the (?:time|date|day)(?: .{0,20})?",
            r"(?:what|how much) is [\d(][\d\s().+*/x^-]*|(?:calculate|compute|"
            r"solve)(?: for)? [\dx(].*|"
            r"\d+(?: (?:and|[-/=x]|times|plus|minus))* \d+(?: =)?",
            r"(?:who|what) (?:won|is winning|scored|will win)\b.*",
            r"(?:order|buy|book|get) (?:me )?(?:a |an |some )?(?:pizza|flight|hotel|taxi|uber|"
            r"coffee|food|ticket|table)"
            r"s?\b.*",
            r"(?:play|sing|dance)(?: (?:me|us|for me|a|an|some|the|with))*(?: (?:song|music|game|"
            r"chess|"
            r"happy birthday|despacito|jazz|me))?",
            r"(?:what is the |show me the )?(?:stock price|price|bitcoin price|exchange rate)s?"
            r"(?: (?:of|for) .{0,30})?",
            r"(?:what is (?:the )?)?(?:latest |breaking )?(?:football|sports|soccer|"
            r"election) (?:scores?|results?|news)\b"
            r".{0,20}",
            r"(?:what is|who is|where is|name) the (?:capital|president|king|queen|"
            r"prime minister|population)"
            r" (?:of|in) .{1,40}",
            r"(?:set|start) (?:a|an) (?:timer|alarm)\b.*|wake me(?: up)?\b.*",
            r"(?:what is|do you know) (?:the )?meaning of life.*",
            r"(?:will you |would you )?(?:marry me|be my (?:girl|boy)?friend|go out with me|"
            r"date me)",
            r"(?:do you )?(?:love|like|hate) (?:me|humans|cats|dogs|pizza)",
            r"what should i (?:eat|cook|wear|do with my life|watch|buy)\b.*|(?:i am|im) (?:bored|"
            r"hungry|sad|tired|"
            r"lonely|depressed|drunk)",
            r"(?:give me |i need |got )?(?:a |an |any )?(?:recipe|recipes|cake recipe|"
            r"dating advice|relationship advice|legal advice|"
            r"medical advice|life advice|lottery numbers)\b(?: (?:for|on|about) .{0,40})?",
            r"(?:ignore|disregard|forget) (?:all )?(?:of )?(?:your |the |my )?(?:previous |"
            r"prior |above )?"
            r"(?:instructions|rules|prompts?)\b.*",
            r"(?:pretend|act|roleplay)(?: (?:to be|you are|like|as|that you are|as if)) .*",
            r"(?:what|show me|reveal|print|tell me|repeat) (?:is |"
            r"me )?your (?:system )?(?:prompt|instructions|password|token|source code)\b.*",
            r"(?:debug|fix|refactor|review) (?:my|this) (?:code|program|script|bug|essay)\b.*",
            r"(?:draw|paint|generate|create|make) (?:me )?(?:a|an|some) (?:picture|image|photo|"
            r"painting|meme|logo|drawing|cat|unicorn)s?\b.*",
            r"(?:turn|switch) (?:on|off) the (?:lights?|tv|heating|music)\b.*|"
            r"call (?:my )?(?:mom|mum|dad|the police)\b.*",
            r"flip a coin|roll (?:a|the) dic?e|pick a number.*|rock paper scissors|"
            r"what is your favou?rite .*|how old are you|where do you live|"
            r"how (?:tall|old|far|deep|high|big|rich) is (?:the |a )?[\w ]{1,30}",
        )
    )
)
_LETTERS = re.compile(r"[^\W_]")


def small_talk(whole: Words, wish: Words) -> Smalltalk | None:
    """Read a message (`wish`: without filler) as talk, if it is nothing else."""
    if not _LETTERS.search(whole.line.replace("<quote>", "q")):
        return Smalltalk(kind="ok" if "👍" in whole.text or "👌" in whole.text else "nothing")
    if len(whole) > 60:
        return None
    line = whole.line
    if len(whole) <= 14 and _INSULT.search(line) and _ABUSE.fullmatch(line):
        return Smalltalk(kind="abuse")
    for kind, pattern in _PATTERNS[1:]:
        if pattern.fullmatch(line):
            return Smalltalk(kind=kind)
    if not len(wish):
        return _of_filler(whole)
    for kind, pattern in _PATTERNS[1:]:
        if pattern.fullmatch(wish.line):
            return Smalltalk(kind=kind)
    if _OUT_OF_SCOPE.fullmatch(wish.line) or _OUT_OF_SCOPE.fullmatch(line.rstrip("?!. ")):
        return Smalltalk(kind="out_of_scope")
    return None


def _of_filler(whole: Words) -> Smalltalk:
    """A message of nothing but filler: what its most telling word says."""
    said = frozenset(whole.words)
    tables: tuple[tuple[SmallTalk, str], ...] = (
        ("thanks", "thanks thank cheers appreciated danke merci gracias"),
        ("abuse", "idiot moron stupid dumb"),
        ("greeting", "hi hello hey heya hiya yo hola howdy greetings moin morning"),
        ("praise", "awesome amazing brilliant excellent wonderful"),
        ("no", "nah no"),
        ("ok", "ok okay k kk yes yeah yep yup sure fine cool nice great perfect alright"),
    )
    for kind, table in tables:
        if said & frozenset(table.split()):
            return Smalltalk(kind=kind)
    return Smalltalk(kind="nothing")
