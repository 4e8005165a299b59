"""Passwords, passphrases, PINs and codes that a sentence gives away: "the password for the till is ...".

Such a sentence has a word for a credential and a value of a password's shape behind it. The plainer the value, the closer it must stand:
signs within letters anywhere in the clause, letters with digits only behind a verb or a colon, digits only behind a PIN or a code. A
sentence about passwords ("must have 12 characters", "is reset by the link") has no such value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

_NOUN = re.compile(
    r"(?<![\w/.?&=-])(?:(?:[\wäöü]+-)?(?:start|initial|admin|netzwerk|master|haupt)?(?:pass(?:word|wort|wörter|wd|phrase|code)s?|kennwort|kennwörter)|pass[ -](?:phrase|code)|pwd?|psw|pass(?= ?[:=]| (?=[^\s\d]*\d)(?!\d)\S{6})|(?:snmp |read |write )?community[ -]string|(?:vpn|ipsec|radius|pre-?shared)(?:[ -](?:pre-?)?shared)?[ -](?:key|secret|schlüssel)|recovery[ -]key|bitlocker[ -]key"
    r"|(?P<login>credentials?|log-?ins?(?: (?:data|details))?|zugangsdaten|anmeldedaten|identifiants?|credenciales|datos de acceso|credenziali|credenciais|dados de acesso|inloggegevens|username and password|anmeldung|benutzer)"
    r"|(?P<key>secret(?: (?:access )?key)?|(?:api|access|auth|account|shared|signing|encryption|session|licen[cs]e|reading)[ _-]?(?:key|token|secret)|(?:refresh|bot|security|bearer)[ _-]?token|client[ _-]?secret|token|(?:zugangs|api-?)schlüssel|clé d['’](?:accès|api)|clave de acceso|chiave di accesso|chave de acesso)"
    r"|(?:wi-?fi|wlan|wpa[23]?|network|guest)(?:[ -](?:network|psk|pre-shared))*[ -](?:key|schlüssel)|netzwerkschlüssel|(?:clé|clef|code) (?:du )?wi-?fi|code d['’]accès wi-?fi|clave (?:del )?wi-?fi|chiave (?:del )?wi-?fi|chave (?:do )?wi-?fi"
    r"|mots? de passe|mdp|phrase secrète|contraseñas?|clave|parola d['’]ordine|parola chiave|senhas?|palavras?[- ]passe|wachtwoord(?:en)?|hasł[oa]|lösenord(?:et)?|adgangskoden?|passordet|kodeord(?:et)?|heslo|salasana|jelszó|şifre|пароль|密码|パスワード)(?![\w-])",
    re.IGNORECASE,
)
_CODE_NOUN = re.compile(
    r"(?<![\w-])(?:pin(?:[ -]?(?:code|number|nummer))?s?|code pin|otp|tan|puk|passcode|geheimzahl|(?:supervisor |manager )?override(?: code)?"
    r"|(?:door|gate|alarm|safe|entry|access|key[- ]?safe|key ?pad|lock(?:er)?|unlock|enrol?l?ment|disarm|building|garage|one-time|single-use|verification|recovery|backup|2fa|mfa|two-factor|security|sign-?in|log-?in|reset|pairing|authenticator) (?:code|pin|password|passcode)s?"
    r"|(?:tür|tor|alarm|zugangs|zutritts|einmal|entsperr|freischalt|sicherheits|bestätigungs|wiederherstellungs|notfall|safe)-?(?:code|codes|pin|passwort|kennwort)|digicode"
    r"|code (?:de (?:la |l['’])?|d['’]|à )(?:porte|portail|alarme|accès|entrée|usage unique|vérification|secours|sécurité|récupération|coffre)(?: \w+)?"
    r"|código (?:de |da |do |del |de la )(?:alarma|alarme|puerta|porta|portão|acceso|acesso|verificación|verificação|seguridad|segurança|recuperación|recuperação|un solo uso)"
    r"|codice (?:della |di |dell['’]|del )?(?:porta|allarme|accesso|verifica|sicurezza|recupero|monouso|cancello)|(?:pin|deur|alarm|toegangs)code)(?![\w-])",
    re.IGNORECASE,
)
_NOUN_PIECES = (
    *(
        "pass",
        "pw",
        "psw",
        "kennw",
        "login",
        "log-in",
        "credential",
        "secret",
        "token",
        "key",
        "clé",
        "clef",
        "code ",
        "chiave",
        "chave",
        "schlüssel",
    ),
    *(
        "zugangs",
        "anmeld",
        "benutzer",
        "identifiant",
        "datos",
        "dados",
        "credenz",
        "credenc",
        "inlog",
        "username",
        "mdp",
        "contras",
        "clave",
        "parola",
    ),
    *(
        "community",
        "vpn",
        "ipsec",
        "radius",
        "shared",
        "recovery",
        "bitlocker",
        "senha",
        "wachtw",
        "hasł",
        "lösen",
        "adgangs",
        "kodeord",
        "heslo",
        "salasana",
        "jelsz",
        "şifre",
        "пароль",
        "密码",
        "パスワード",
    ),
)
_CODE_PIECES = ("code", "pin", "otp", "tan", "puk", "override", "geheimzahl", "código", "codice", "password", "passwort", "kennwort")
"""Pieces of these words in lower case: a text without any is not read for them."""
_WHAT = "a password or key"
_SPAN = 90
"""Characters behind the word in which its value may stand."""
_PIECE = re.compile(r"[\"“„«‘'`][^\"”“»’'`\n]{3,60}[\"”“»’'`]|\S+")
_LINK = re.compile(
    r"(?:is|are|was|were|be|remains?|stays?|reads?|spells|as|als|=|:|:=|=>|->|to|lautet|lauten|ist|war|sind|bleibt|wurde|auf|heißt|est|sont|reste|sera|était|es|son|será|sigue|a|è|sono|rimane|sarà|é|são|su|continua|fica|para|zijn|blijft|was|jest|är|er|on)",
    re.IGNORECASE,
)
_FILLER = re.compile(
    r"(?:now|still|again|currently|temporarily|both|just|simply|called|set|changed|reset|back|word|phrase|nun|jetzt|noch|weiterhin|wieder|maintenant|toujours|désormais|ahora|todavía|siendo|ora|adesso|ancora|agora|ainda|nog|teraz|le|la|el|il|o|die|der|das|temporaire|provisoire|provisional|temporal|temporane[ao]|provvisori[ao]|temporári[ao]|provisóri[ao]|initial|inicial|iniziale|actuel|actual|attuale|atual|stata|stato|sido|été|worden|geändert|impostata|cambiada|alterada|modificata|definida)",
    re.IGNORECASE,
)
_STATE = re.compile(
    r"(?:not |no longer |in)?(?:wrong|correct|valid|required|optional|expired|missing|empty|weak|strong|hidden|shown|changed|unchanged|forgotten|forgot|reset|locked|too \w+|invalid|incorrect|unknown|password|user ?name|ok|yes|no|none|null|true|false|show|save|enter|new|old|current|confirm|falsch|ungültig|abgelaufen|vergessen|oublié|incorrecto?|olvidada|dimenticata|esquecida)(?: [^\W\d]+){0,2}\W*",
    re.IGNORECASE,
)
"""What a quoted word behind "the password is" says of it, and names of buttons and fields."""

PLACEHOLDER_VALUE = r"(?:[<\[{(]|[$%]\w*\{?[A-Z_]{2,}\b|\$[({]|%[A-Z_]+%|[*•·.x_-]{3,}|(?i:x{3,}|(?:your|my|ihr|votre|su|vostro|seu)[_-]|your(?=pass|token|key|secret|api)|(?:changeme|change_me|replace|insert|redacted|hidden|masked|none|null|true|false)(?![a-z])))"
"""How a value begins that stands for one to be put in."""
_PLACEHOLDER = re.compile(PLACEHOLDER_VALUE)

_SHAPELESS = re.compile(
    r"[\w.+-]+@[\w-]+\.[\w.-]+"  # a mail address
    r"|\w+://\S*|(?:[\w-]+\.)+[a-z]{2,}(?:/\S*)?"  # a site
    r"|\d+(?:[-/.:,]\d+)*(?:Z|T[\d:.Z+-]+|h|min|s|ms|am|pm|uhr|st|nd|rd|th|er|%|x|k|m|gb|mb|kb|px)?"  # a date, a time, an amount
    r"|\d+[-–]?(?:to-\d+-?)?(?:bit|byte|digit|character|char|day|hour|minute|second|month|year|factor|step|time|stellig\w*|zeichen|tage?|stunden)s?(?:-\w+)?"
    r"|(?:sha|md|aes|utf|oauth|saml|tls|ssl|wpa|ipv|base|http|https|pbkdf|argon|bcrypt|scrypt|rsa|ecdsa|ed|hmac|des|fido|totp|hotp|ldapv?|ntlmv?|sso|ver|rc|iso|win(?:dows)?|ios|android|office|microsoft|k8|ec|mp|http|error|err|pkcs|rfc|nist|web|auth|level|step|page|section|till|kasse|room|ward)[-_/.]?v?\d+(?:[-_./]?\w{0,6})*?(?:-(?:based|encoded|hashed|encrypted|only|protected|compatible))?"
    r"|[a-z]\d{1,5}(?:[-._/]\d+)*[a-z]{0,2}|\d[\d.,]*[a-z]+/[a-z]+|(?:ctrl|strg|alt|shift|cmd|win)\+\S+|[A-Z]{2,10}-\d+(?:-\d+)*|[45]xx|[1-9]fa|[a-z]\d[a-z]|\d+password|[A-Z]{0,3}[$€£]\d\S*|\w+\.(?:pdf|docx?|xlsx?|csv|txt|zip|json|xml|ya?ml|html?|png|jpe?g)",
    re.IGNORECASE,
)
"""Letters and digits that are no password: addresses, dates, lengths, standards, versions, tickets, files."""
_NUMBERED = re.compile(
    r"(?i)(?:order|case|ticket|issue|build|bug|pr|incident|ref|no|nr|invoice|item|till|room|page|version|user|device|step|line|row|c)#\d+"
)
_SIGN_INSIDE = re.compile(r"(?<=\w)[!#$%&*~?^+=@|]+(?=\w)")
_FUNCTION_WORDS = re.compile(
    r"(?:to|of|the|and|or|by|in|on|up|at|for|time|end|out|only|case|factor|based|protected|encrypted|sensitive|character|digit|day|hour|a|an|is|it|use"
    r"|und|oder|der|die|das|mit|et|ou|de|la|le|les|y|o|el|los|e|do|da|per|con)",
    re.IGNORECASE,
)
_CODE_VALUE = re.compile(
    r"(?:[A-Z]-)?\d{4,8}[A-Z]?[#*]?|\d{2,4}(?:-\d{2,4}){1,3}|(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[A-Za-z0-9]{3,6}(?:-[A-Za-z0-9]{3,6})+|(?=\w*\d)(?=\w*[A-Z])[A-Z0-9]{5,12}|(?=\w*\d)(?=\w*[a-z])[a-z0-9]{6,12}"
)
_UNIT_BEHIND = re.compile(
    r"\s*(?:[-–]\s*)?(?:characters?|digits?|signs?|letters?|minutes?|mins?|seconds?|hours?|days?|attempts?|users?|accounts?|times?|percent|%|zeichen|ziffern|stellen|minuten|stunden|tage|chiffres|caractères|heures|jours|dígitos|caracteres|cifre|caratteri|UTC|CET|Uhr|requests?|messages?|were|was|have|had)\b",
    re.IGNORECASE,
)
_LOCKED = (
    r"(?:(?:side |front |back |main |warehouse |depot )?(?:safe|door|gate|lock|alarm|key ?(?:pad|box|safe)|lock ?box|padlock|barrier|entrance)|\w*(?:tür|tor|tresor|schloss|schlüsselkasten|schlüsselsafe|schließfach|schranke)"
    r"|porte|portail|coffre|cadenas|puerta|caja fuerte|candado|porta|cassaforte|lucchetto|cancello|portão|cofre|cadeado)"
)
_DIGIT = r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)"
_OTHERS: tuple[tuple[tuple[str, ...], re.Pattern[str], str], ...] = (
    # Pieces in lower case of which the text holds one, the shape, what it is.
    (("combin", "kombin"), re.compile(r"(?i)\b(?:combination|kombination|combinaison|combinación|combinazione)\b[^.\n]{0,40}?\b\d{1,2}(?:-\d{1,2}){2,4}\b"), "the combination of a lock"),
    (("question", "maiden"), re.compile(r"(?i)\b(?:security|secret|recovery) question\b[^.\n]{0,50}?(?:\bis|\bwas|:)\s+(?:[\"“'‘][^\"”'’\n]{2,40}[\"”'’]|(?-i:[A-Z][a-z]+(?: [A-Z][a-z]+)*))|\b(?:mother['’]s )?maiden name is\s+(?-i:[A-Z])\w+"), "the answer to a security question"),
    (("cod", "cód"), re.compile(rf"(?i)\b{_LOCKED}\b[^.\n]{{0,40}}(?<!error )(?<!status )(?<!http )(?<!response )(?<!country )\b(?:code|codice|código)s?(?: is| ist| est| es| è| é|:)?\s+\d{{4,8}}[A-Z#*]?(?![\w%]| ?%)|\b(?:code|codice|código) (?:for|für|de|du|per|para|da|do|della|del) [^.\n\d]{{0,24}}\b{_LOCKED}[^.\n\d]{{0,16}}\d{{4,8}}\b|\bcode {_LOCKED}\s?:\s*\d{{4,8}}"), "the code of a lock"),
    (("open", "unlock", "öffn", "ouvre", "apre", "abre", "alarm"), re.compile(rf"(?i)\b{_LOCKED} [^.\n\d]{{0,24}}\b(?:opens?|unlocks?|öffnet|öffnen sie|s['’]ouvre|se abre|si apre|abre)\b[^.\n\d]{{0,16}}\d{{4,8}}\b|\balarm(?:anlage)?:\s*\d{{4,8}}\b"), "the code of a lock"),
    (("cod", "cód"), re.compile(r"(?i)\b(?:(?:enter|type(?: in)?|key in|geben sie|saisissez|introduzca|inserite|inserisca|digite)(?: (?:the|den|le|el|il|o))? (?:code|código|codice) \d{6}\b|(?:composez|marque|componga|componete|digitare) (?:le|el|il|o) (?:code|código|codice) \d{4,8}[A-Z]?\b|(?:your|dein|ihr|votre|ton|su|tu|il (?:suo|tuo|vostro)|o seu) (?:code|código|codice) (?:is|lautet|ist|est(?: le)?|es|è|é):? (?:[A-Z]-)?\d{4,8}\b)"), "a PIN or a one-time code"),
    (("ssid", "wifi", "wi-fi", "wlan", "network", "netzwerk", "réseau", "red", "rete"), re.compile(r"(?i)\b(?:ssid|wi-?fi|wlan|network|netzwerk|réseau|rede?|rete)\b[^\n]{0,40}?(?:\b(?:key|schlüssel|clé|psk)\s*:\s*|\s/\s)(?=\S*\d)(?=\S*[a-z])[\w!#$%&*.?-]{8,}"), "the key of a network"),
    (("sign", "log", "user", "account", "benutzer", "util", "usuario", "utente"), re.compile(r"(?i)\b(?:sign|log)(?:ged|s)?[ -]?(?:in|on) (?:as|with) \S+(?:\s+(?:/|and|with|:)\s+(?=\S*[\d!$%&#@_])|[/:](?=\S*[!$%#@]))\S{6,}(?<![.,])|\b(?:user(?:name)?|login|account|benutzer|utilisateur|usuario|utente|utilizador)\s*:?\s+\S+\s*/\s*(?=\S*\d)(?=\S*[A-Za-z])[^\s/]{6,}(?<![.,])"), "a user name with its password"),
    ((" / ",), re.compile(r"(?<![\w/])[A-Za-z][\w.@-]+ / (?=[^\s/]*[!#$%*^~&]\w)(?=[^\s/]*\d)(?=[^\s/]*[A-Za-z])[^\s/]{8,}"), "a user name with its password"),
    (("-",), re.compile(r"(?<![\d-])(?:\d{6}-){7}\d{6}(?![\d-])"), "a recovery key"),
    (tuple("!#$%^*~"), re.compile(r"(?<![\w/.#&?=%@:-])(?=[^\s]*[a-z])(?=[^\s]*[A-Z])(?=[^\s]*\d)[A-Z0-9]?[a-z]{2,}[A-Za-z0-9]*[!#$^*~][A-Z]?[a-z]{2,}[A-Za-z0-9]*\d(?![\w/=(\[{-])"), "a word that looks like a password"),
    (("",), re.compile(r"(?<![\w-])(?=(?:[A-Za-z2-7]{4} )*[A-Za-z]*[2-7])(?:[A-Z2-7]{4} ){3,15}[A-Z2-7]{4}(?![\w-])|(?<![\w-])(?=(?:[a-z]{4} )*(?=[a-z]*[2-7])(?=[2-7]*[a-z])[a-z2-7]{4} )(?:[a-z2-7]{4} ){3,15}[a-z2-7]{4}(?![\w-])"), "the seed of one-time codes"),
    (("#", "*"), re.compile(r"(?i)\b(?:enter|type(?: in)?|key in|punch in|dial|press|put in)(?: the (?:digits|number))? (?P<value>\d{4,8}[#*])(?=[\s.,;]|$)"), "the code of a lock"),
    (("open", "unlock", "code", "combination"), re.compile(rf"(?i)\b(?:(?:opens? with|unlocks? with|(?:code|combination|pin)(?: for [^.,;\n]{{1,30}})? (?:is|:))\s*:?) (?P<value>{_DIGIT}(?:(?:,? (?:and )?|-){_DIGIT}){{3,7}})\b"), "the code of a lock"),
    (("sign in", "log in", "log on", "signing in", "logging in", "type in"), re.compile(r"(?i:\b(?:(?:sign|log)(?:ging|ing)? (?:in|on)|type in)\b[^.\n]{0,70}?\bis) (?=[a-z]{4})(?=\S*[A-Z])(?=\S*\d)(?P<value>[A-Za-z0-9_]{8,24})(?=[\s.,;]|$)"), "a word that looks like a password"),
    (("otp", "2fa", "mfa", "authent", "two-factor"), re.compile(r"(?i:\b(?:totp|otp|2fa|mfa|authenticator|two-factor)\b[^.\n]{0,50}?)\b(?=[A-Z]*[2-7]|[A-Z]{20})[A-Z2-7]{16,}\b"), "the seed of one-time codes"),
)  # fmt: skip


_AS = re.compile(
    r"(\S+) (?:as|als|comme|como|come|(?:is|ist|est|es|è|é)(?= (?:your|the|dein|ihr|das|die|votre|le|su|la|il|o))) (?:[^\W\d]+ ){0,3}$"
)
_TYPED = re.compile(
    r"(?i)\b(?:type|enter|key in|put in|give|use|tippen sie|geben sie|tapez|saisissez|escriba|introduzca|digitate|inserite|digite)\s+(\S+)\s(?:[^\W\d]+,? ){1,8}$"
)
"""Before the word: "type X when the window asks for the password"."""
_WITH = re.compile(r"(?i)\b(?:with|using|use|mit|avec|con|com)(?: (?:the|dem|le|la|el|o|a))? $")
_QUOTED_NAME = re.compile(r"\s[\"“„«‘]\s?(?P<name>[^\W\d_]{5,20})\s?[\"”“»’]")
_WORDS = re.compile(r"(?:[: ]+reads|:|[: ]+lautet)\s+((?:[a-z]{3,} ){3,6}[a-z]{3,})(?=[.;\n]|$)")
"""A passphrase of words without quotes."""
_ORDINARY = re.compile(
    r"(?:the|and|for|not|your|you|are|was|were|has|have|had|will|can|must|may|should|please|with|this|that|these|those|from|into|when|then|than|them|they"
    r"|our|new|old|one|two|three|four|five|six|words|word|letters|digits|random|any|all|some|each|every|long|short|least|most|required|needed|used|use|set"
    r"|reset|sent|send|see|ask|only|also|same|here|there|what|which|who|how|was|been|being|its|it's|und|oder|der|die|das|bitte|nicht)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Value:
    """A piece behind the word, bare of its quotes and of what ends the sentence."""

    text: str
    start: int
    end: int
    quoted: bool
    closes: bool
    """Whether the clause ends with it."""
    colon: bool


def find_spoken(text: str) -> Iterator[tuple[int, int, str]]:
    """Every credential that a sentence gives away as (start, end, what it is)."""
    lowered = text.lower()
    if any(piece in lowered for piece in _NOUN_PIECES):
        for match in _NOUN.finditer(text):
            yield from _given_by(text, match)
    if any(piece in lowered for piece in _CODE_PIECES):
        yield from _codes(text)
    for needs, pattern, what in _OTHERS:
        for match in pattern.finditer(text) if any(piece in lowered for piece in needs) else ():
            start, end = match.span("value" if "value" in pattern.groupindex else 0)
            yield start, end, what


def _codes(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _CODE_NOUN.finditer(text):
        value = _code_behind(text, match.end()) or _before(text, match.start(), code=True)
        if value:
            yield value.start, value.end, "a PIN or a one-time code"


def _given_by(text: str, noun: re.Match[str]) -> Iterator[tuple[int, int, str]]:
    """What one word for a credential gives away."""
    weak = bool(noun["key"])
    value = _behind(text, noun.end(), weak=weak, pair=bool(noun["login"])) or _before(text, noun.start())
    if value:
        yield value.start, value.end, _WHAT
        return
    words = _WORDS.match(text, noun.end())
    if words and not weak and not any(map(_ORDINARY.fullmatch, words[1].split())):
        yield noun.start(), words.end(), _WHAT
    named = _QUOTED_NAME.match(text, noun.end())
    if named and _WITH.search(text[max(0, noun.start() - 24) : noun.start()]) and not _STATE.fullmatch(named["name"]):
        yield noun.start(), named.end(), _WHAT


def _pieces(text: str, start: int) -> Iterator[_Value]:
    for found in _PIECE.finditer(text, start, min(len(text), start + _SPAN)):
        raw, begin, end = found.group(), found.start(), found.end()
        if end == start + _SPAN and end < len(text) and not text[end].isspace():
            return  # cut in the middle of a word
        if not raw.strip("*_"):
            continue  # the point of a list
        quoted = raw[0] in "\"“„«‘'`" and raw[-1] in "\"”“»’'`" and len(raw) > 4
        left = len(raw) - len(raw.lstrip("\"“„«‘'`*_("))
        bare = raw[left:].rstrip("\"”“»’'`*),.;:]")
        bare = bare if _SIGN_INSIDE.search(bare) or re.search(r"\d", bare) else bare.rstrip("!?_")
        yield _Value(
            bare, begin + left, begin + left + len(bare), quoted, raw[-1] in ".;!?" or "\n" in text[end : end + 1], raw[-1] in ":="
        )


def _behind(text: str, start: int, *, weak: bool, pair: bool) -> _Value | None:
    """The value behind a word for a credential; digits alone only where nothing but a verb or a colon stands between."""
    close, plain = True, False
    for place, piece in enumerate(islice(_pieces(text, start), 14)):
        if _PLACEHOLDER.match(text, piece.start) or _PLACEHOLDER.match(piece.text):
            return None
        if piece.text and _is_value(piece, text, close=close, beside=place == 0, weak=weak, plain=plain and not weak and not pair):
            return piece
        if pair and piece.text == "/":
            close = True
            continue
        if piece.closes:
            return None
        joins = not piece.text or _LINK.fullmatch(piece.text) is not None
        plain = joins and place == 0
        close = joins or piece.colon or (close and _FILLER.fullmatch(piece.text) is not None)
    return None


def _is_value(piece: _Value, text: str, *, close: bool, beside: bool, weak: bool, plain: bool = False) -> bool:
    said = piece.text
    if _has_signs(said):
        return True
    if not close or _UNIT_BEHIND.match(text, piece.end):
        return False
    if piece.quoted:
        named = beside and said[0].isupper() and said.replace(" ", "").isalpha()  # password "Forgotten": a button
        return len(said) >= 4 and not _STATE.fullmatch(said) and len(said.split()) < 8 and not named
    if _SHAPELESS.fullmatch(said):
        return plain and bool(re.fullmatch(r"\d{4,}", said))
    if re.fullmatch(r"[^\W\d_]{3,}(?:[-_.][^\W\d_]{3,}){2,}", said):
        return said.islower() and "." not in said and not any(map(_FUNCTION_WORDS.fullmatch, re.split(r"[-_]", said))) and not weak
    mixed = re.search(r"\d", said) and re.search(r"[^\W\d_]", said)
    return bool(mixed) and len(said) >= (10 if weak else 6) and (weak or "/" not in said)


def _has_signs(said: str) -> bool:
    """Signs within letters, with a digit or with small letters and capitals: nothing but a password looks so."""
    if len(said) < 7 or _SHAPELESS.fullmatch(said) or _NUMBERED.fullmatch(said) or re.search(r"://|@[\w-]+\.\w", said):
        return False
    sign = _SIGN_INSIDE.search(said)
    cases = re.search(r"[a-z]", said) and re.search(r"[A-Z]", said)
    if not sign or not re.search(r"[A-Za-z]", said):
        return False
    return bool(re.search(r"\d", said)) if sign.group() in {"&", "+", "=", "@", "?"} else bool(re.search(r"\d", said) or cases)


def _before(text: str, end: int, *, code: bool = False) -> _Value | None:
    """The value in "use X as the password"."""
    found = _AS.search(text[max(0, end - 90) : end]) or _TYPED.search(text[max(0, end - 90) : end])
    if not found:
        return None
    start = max(0, end - 90) + found.start(1)
    piece = next(_pieces(text, start))
    right = _CODE_VALUE.fullmatch(piece.text) if code else _is_value(piece, text, close=True, beside=False, weak=False)
    return piece if right else None


def _code_behind(text: str, start: int) -> _Value | None:
    """The digits behind a word for a PIN or a code."""
    close = True
    pieces = list(islice(_pieces(text, start), 12))
    for place, piece in enumerate(pieces):
        if _PLACEHOLDER.match(text, piece.start):
            return None
        following = pieces[place + 1] if place + 1 < len(pieces) and not piece.closes else None
        if close and following and re.fullmatch(r"\d{3}", piece.text) and re.fullmatch(r"\d{3}", following.text):
            return following
        if close and (_CODE_VALUE.fullmatch(piece.text) or _has_signs(piece.text)) and not _UNIT_BEHIND.match(text, piece.end):
            return None if _SHAPELESS.fullmatch(piece.text) and not piece.text[0].isdigit() else piece
        if piece.closes:
            return None
        close = not piece.text or piece.colon or bool(_LINK.fullmatch(piece.text) or _FILLER.fullmatch(piece.text))
    return None
