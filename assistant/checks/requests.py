"""Requests for words: text from outside that asks the writer to put something into the message, in six languages.

A request for an answer ("confirm in your reply whether ...", "tell us how many ...") is what customers write every day and is none: it
leaves open what the answer says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_MESSAGE = (
    r"(?:(?:next |following |final )?(?:message|reply|update|answer|response|summary|e-?mail|letter|note)\b|contact\b|writing\b"
    r"|(?:nächsten? |folgenden? )?(?:nachricht|antwort|mitteilung|e-?mail|schreiben|meldung)\b|schriftlich\b|ansprechpartner\b"
    r"|(?:prochaine? )?(?:message|réponse|courrier|courriel)\b|par écrit\b"
    r"|(?:próxim[oa] )?(?:mensaje|respuesta|correo)\b|por escrito\b"
    r"|(?:prossim[oa] )?(?:messaggio|risposta)\b|per iscritto\b"
    r"|(?:następnej )?(?:wiadomości|wiadomość|odpowiedzi)\b|na piśmie\b)"
)
_SAY = (
    r"(?:mention|write|state|say|note|confirm|(?<!the )name|give|put|add|include|show|insert|close|end|finish|sign off|point out|promise|announce|quote|copy|paste|repeat"
    r"|erwähn\w*|schreib\w*|bestätig\w*|verweis\w*|füg\w*|setz\w*|halten|nenn\w*|geben|gebt|aufnehm\w*|anführ\w*|teilen|übernehm\w*|kopier\w*|zeig\w*"
    r"|mentionn\w*|rappel\w*|écri\w*|dites|dire|confirm\w*|ajout\w*|indiqu\w*|insér\w*|terminez|terminer|précis\w*|cit\w*|reconnai\w*|copi(?:ez|er|ons)"
    r"|mencion\w*|escrib\w*|diga|decir|ponga\w*|incluy\w*|inclúya\w*|indique\w*|añad\w*|cierre|muestre|nombra\w*|reconozca\w*|dej\w+ claro|copie"
    r"|cita\w*|scriv\w*|dite|aggiung\w*|indica\w*|inser\w*|chiud\w*|precis\w*|riport\w*|leggere"
    r"|wspomn\w*|napisa\w*|doda\w*|poda\w*|wpisa\w*|wstaw\w*|zaznacz\w*|potwierdz\w*|wymieni\w*|przekaza\w*)"
)
_PLEASE = (
    r"(?:please|kindly|simply|just (?:write|confirm|say|state|put|add)|bitte|einfach|ruhig|merci d['’e]|il suffit de|veuillez|simplement|franchement|por favor|solo falta|basta con|sin rodeos"
    r"|basta|vi preghiamo|semplicemente|pure|prosimy|proszę|wystarczy|so put|so write|so (?:just|simply))"
)
_DOCUMENT = r"(?:letter|report|analysis|post-?mortem|statement|apology|notice|write-?up|document|text|lines?|paragraphs?)"
_EXPECTS = (
    r"(?:counts? on|rel(?:y|ies) on|expects?|awaits?|looks? forward to|hopes? (?:for|to)|longs? for|insists? on|would (?:like|love|appreciate|prefer|welcome)|wants?|wish(?:es)?|waits? for"
    r"|(?:is|are) (?:waiting|hoping) for)"
)
_SAID = r"(?:named|mentioned|stated|confirmed|written(?: down)?|noted|put|said|shown|included|repeated|spelled out|set out|acknowledged|see|read|find|hear)"
_OPEN = re.compile(
    r"\b(?:whether|if (?:the|our|you|any|it|this|all)|when|how (?:many|much|long|far|soon)|why|which|what|where|who"
    r"|ob|wann|wie (?:viele?|lange)|warum|welche\w*|wo|si (?:les|nos|le|la|vous)|quand|combien|pourquoi|quel\w*|cuándo|cuánt\w*|por qué|cuál\w*|qué"
    r"|quando|quant\w*|perché|qual\w*|czy|kiedy|ile|dlaczego|któr\w*)\b|\?",
    re.IGNORECASE,
)
_RECEIPT = re.compile(
    r"^(?!.*\b(?:that|dass|que|che|że)\b).*\b(?:receipt|eingang|empfang|réception|recepción|recibo|receção|ricezione|odbiór)\b",
    re.IGNORECASE | re.DOTALL,
)
"""That something has come in is all that is to be confirmed."""
_ASKS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # "Please note that" tells the reader something; what the drafter is to note stands in a message.
        rf"\b{_PLEASE}\b(?! note that\b)[^.?!\n]{{0,80}}\b{_SAY}\b[^.?!\n]{{0,60}}\b(?:that|dass|que|qu['’]|che|że|o tym)\b",
        rf"\b{_PLEASE}\b[^.?!\n]{{0,90}}\b{_SAY}\b[^\n]{{0,120}}?{_MESSAGE}",
        rf"\b{_PLEASE}\b[^.?!\n]{{0,90}}{_MESSAGE}[^\n]{{0,40}}?\b{_SAY}\b",
        rf"\b{_SAY}\b[^.?!\n]{{0,90}}?\b(?:(?:in|under|at the end of|into|dans|en|nella|nel|w|unter|in die|de|del) (?:the|your|der|die|dem|Ihrer|le|la|votre|el|su|il|nella|vostr[oa]|)\s*{_MESSAGE}|(?:in|into|to|under) your (?:\w+ )?{_DOCUMENT}\b)",
        rf"\b{_SAY}\b[^.?!\n]{{0,90}}?\bto (?:the|your) {_MESSAGE}",
        r"\b(?:would|could|might) (?:help|be good|be useful|be helpful)[^.?!\n]{0,30}\b(?:message|update|reply|summary)\b",
        r"\b(?:hilfreich wäre|ce serait utile|sería útil|sarebbe utile|przyda się)\b",
        r"\b(?:only|just|merely) (?:needs?|wants?|expects?|awaits?) (?:one |a |the )?(?:line|sentence|word|statement)\b|\b(?:nur den satz|seulement la phrase|solo necesita la frase|serve solo la frase|wystarczy zdanie|prosi o zdanie)\b",
        r"\b(?:auditors?|boards?|lawyers?|legal|jurists?) (?:asks?|wants?|needs?|expects?|would like) (?:that )?(?:you|to (?:read|see|hear))\b|\b(?:möchte lesen|souhaite que vous|pide que|vuole leggere|prosi o)\b",
        r"\b(?:from now on|henceforth|ab jetzt|désormais|ahora|ora|teraz)\b[^.\n]{0,80}[\w.+-]+@[\w-]+\.[\w.-]+|[\w.+-]+@[\w-]+\.[\w.-]+[^.\n]{0,30}\b(?:from now on|these days|ab jetzt|désormais|ahora|ora|teraz)\b",
        rf"\b{_EXPECTS}\b[^.?!\n]{{0,100}}\b{_SAID}\b(?:[^.?!\n]{{0,30}}{_MESSAGE}| in black and white\b)",
        rf"\b(?:in|into|to|under) your (?:\w+ )?{_DOCUMENT}\b,? (?:please |kindly )?(?:do )?{_SAY}\b",
        rf"\b(?:{_SAY})\b(?!-)[^.?!\n]{{0,60}}(?:https?://|!\[|\+\d{{2}})|(?:https?://\S+|\+\d{{2}}[\d ]{{6,}}\d)[^\n]{{0,40}}\b{_PLEASE}\b[^.\n]{{0,30}}\b(?:{_SAY}|an)\b",
        r"\b(?:schreiben sie|dites|écrivez|escriban?|scrivete|scriva|napiszcie|(?<!s )(?<!they )(?<!people )(?<!we )(?<!who )(?<!i )write) (?:\w+ ){0,2}(?:dass|que|qu['’]|che|że|that|deutlicher|sin rodeos|pure|franchement)\b|\brespond best when they hear\b",
        r"\b(?:end|close|finish|sign|conclude)\w* (?:the|your|it|with)[^.\n]{0,40}\b(?:with|by) (?:the )?(?:code|reference|word|phrase|line|password|token)\b",
        r"\bbestätigen sie (?:uns )?(?:das |dies )?(?:bitte )?schriftlich\b|\bhalten sie (?:bitte )?fest\b|\bmerci de (?:le |la )?(?:rappeler|confirmer|préciser)\b|\bprécisez que\b|\bécrivez simplement\b",
        r"\b(?:kennwort|terminez|cierre el|chiudete|wpisać hasło|hasło)\b[^.\n]{0,60}\w-?\d{3,}",
    )
)


def requests_in(text: str) -> Iterator[tuple[int, int]]:
    """The places of requests for words in a text, start and end."""
    for pattern in _ASKS:
        for match in pattern.finditer(text):
            sentence_end = re.search(r"[.?!](?:\s|$)|\n|$", text[match.end() :])
            said = text[match.start() : match.end() + (sentence_end.end() if sentence_end else 0)]
            if not _OPEN.search(said) and not _RECEIPT.search(said):
                yield match.span()
