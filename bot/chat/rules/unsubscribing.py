"""Wishes for no more papers by themselves."""

import re

from bot.chat.grammar.scene import Scene
from bot.chat.grammar.words import Words
from bot.chat.requests import Request, Unsubscribe
from bot.chat.rules.sending import THING
from bot.chat.rules.topics import AROUND_TOPICS, topics_in

_UNSUBSCRIBE = re.compile(
    r"(?:unsubscribe|unsubscribing|unfollow|unwatch|opt out|opt me out|sign me off|"
    r"remove me)(?: me)?(?: (?:from|of|to|for|on|off|about))*(?: (?P<a>.+))?"
    r"|(?:stop|quit|cease|halt|end|cancel|pause|turn off|disable|kill|delete|remove|mute|"
    r"deactivate|switch off)(?: (?:sending|mailing|emailing|dming|messaging|alerting|"
    r"notifying|pinging|spamming|bothering|giving|e-mailing|bugging|posting))?(?: (?:me|"
    r"us|to me|the|my|all|all the|all my|these|those|any|any more|more|with|"
    r"of))*(?: (?:(?:daily|weekly|email|weekday|paper|friday|monday|morning|"
    rf"trending) )*(?P<thing>{THING}|subscriptions?|emails?|alerts?|dms?|messages?|"
    r"sending))(?: (?:me|please|anymore|any more|to me|now))*(?: (?:on|about|for|from|of|"
    r"to) (?P<b>.+?))?(?: (?:anymore|any more|please|now))*"
    r"|(?:do not|never|no longer|stop) (?:notify|alert|ping|email|mail|message|dm|bother|"
    r"tell|send|update|notifying|inform)(?: me| us)?(?: (?:anything|papers|stuff|news|"
    r"updates|emails|alerts|more))*(?: (?:again|anymore|any more))*(?: (?:about|on|for|"
    r"of|when there is) (?P<e>.+?))?(?: (?:anymore|any more|again|please|now))*"
    r"|(?:stop|quit) (?:sending|mailing|emailing|dming|messaging|alerting|notifying|"
    r"pinging|spamming|bothering|e-mailing)(?: (?:me|us|to me))?(?: (?:these|that|this|"
    r"those|things|stuff|anything))?(?: (?:about|on|for|of) (?P<c>.+?))?(?: (?:anymore|"
    r"any more|please|now))*"
    r"|(?:(?:i )?(?:do not|no longer) (?:want|need|send me|send|mail me|email me|"
    r"alert me|notify me)(?: to get| to receive)?|i am done with|no)(?: (?:the|any|more|"
    r"any more|anymore|to get|get|my|these|daily|weekly|further|"
    rf"about))* (?P<thing2>{THING}|emails?|alerts?|dms?)(?: (?:anymore|"
    r"any more))*(?: (?:on|about|for|from|of) (?P<d>.+?))?(?: (?:anymore|any more|"
    r"please))*"
)


def unsubscribe(words: Words, scene: Scene) -> Request | None:
    """No more digests or alerts."""
    if len(words) > 30:
        return None
    match = _UNSUBSCRIBE.fullmatch(words.line)
    if match is None:
        return None
    line = words.line
    thing = match["thing"] or match["thing2"] or ""
    if thing in ("list", "summary", "papers", "paper", "feed", "news") and not re.match(
        r"no more (?:papers|news|feed)(?! with| without| than)|(?:stop|quit|cease|"
        r"cancel)(?: sending| mailing| emailing)?(?: me| the| my)|(?:i )?(?:do not|"
        r"no longer) (?:want|send|mail|email)",
        line,
    ):
        return None
    if re.match(r"(?:delete|remove|kill|end|no (?!more))\b", line) and thing in (
        "list",
        "papers",
        "paper",
        "summary",
        "feed",
        "news",
        "trending",
    ):
        return None
    if re.match(r"no (?!more)", line) and thing in ("papers", "paper", "list", "summary", "news"):
        return None
    name = next((name for name in "abcde" if match[name]), None)
    if name is None:
        return Unsubscribe()
    rest = words.group(match, name)
    if all(
        word
        in AROUND_TOPICS | {"everything", "all", "subscriptions", "list", "emails", "mails", "dms"}
        for word in rest.words
    ):
        return Unsubscribe()
    topics = topics_in(rest, alert=False)
    return None if topics is None else Unsubscribe(topics=topics)
