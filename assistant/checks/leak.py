"""What must not get out: other customers, colleagues' names, hosts, references, internal entries, secrets.

The deny list does most of the work. What the public evidence of this very record holds may stand, because the customer has it already;
credentials and private addresses never.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache, partial
from itertools import pairwise

from assistant.checks.context import CheckContext
from assistant.checks.finding import Family, Finding, FindingSeverity
from assistant.checks.payloads import asking_items, is_outside
from assistant.checks.secrets import Secret, find_secrets
from assistant.checks.wording import content_places, content_tokens
from assistant.evidence.denylist import DenyList
from assistant.evidence.facts import Audience, Evidence
from assistant.evidence.names import company_forms, is_mail_provider, is_ordinary
from assistant.evidence.sentences import Span
from assistant.evidence.values import Value, ValueKind, extract_values

BLOCK, WARN, INFO = FindingSeverity.BLOCK, FindingSeverity.WARN, FindingSeverity.INFO
_WORD = re.compile(r"[^\W_]+")
_SHARED = 6
"""Content words in a row that an internal entry and a text must share to count as its wording."""

_TICKET = re.compile(
    r"(?<![\w/.-])(?!(?:SEV|UTC|GMT|UTF|SHA|TLS|SSL|ISO|COVID|HTTP|IPV|RFC|CVE|AES|RSA|USB|PCI|SOC|CET|EST|PST|PDT|GPT|MP|FY|Q|P|H|F|S|V|M|A|B|T|G|X)-)[A-Z][A-Z0-9]{1,9}-\d{2,8}(?![\w-])"
)
_KNOWN_PREFIX = re.compile(r"^(?:INC|PIR|ESC|JIRA|OPS|SRE|ENG|BUG|CASE|TICKET|TKT|PROB|PRB|CHG|RCA|PM|DEV|PLAT|INFRA|SUP|CS)\b")
_INTERNAL_WORDS: tuple[tuple[str, FindingSeverity, re.Pattern[str], str, str], ...] = tuple(
    (rule, severity, re.compile(pattern, re.IGNORECASE), message, suggestion)
    for rule, severity, pattern, message, suggestion in (
        ("unreleased", WARN, r"\b(?:unreleased|unannounced|pre-?release|not yet (?:released|announced|public(?:ly)?)|internal roadmap|under (?:NDA|embargo)|planned for (?:Q[1-4]|the next release)|next[- ]gen(?:eration)? (?:version|platform)|code ?name(?:d)?)\b", "This speaks of something that is not announced.", "Leave it out until it is public."),
        ("internal_wording", WARN, r"\b(?:internal(?:ly)? only|for internal use|do not (?:share|forward|send)|not for (?:distribution|customers?)|between (?:us|you and me|ourselves)|off the record|confidential(?:ly)?|keep (?:this|it) (?:quiet|internal|between)|don['’]t tell (?:the|any) (?:customer|client)s?|internal (?:notes?|memo|discussion|thread|ticket|chat|e-?mail|log entry))\b", "This is wording for inside the house.", "Leave it out."),
        ("commercial", WARN, r"\bour (?:margins?|cost(?:s)? (?:base|price)|discount (?:floor|limits?)|profit\w*|churn\w*|sales targets?|pipeline)\b|\b(?:margins?) on (?:this|your|the) (?:contract|account|deal)\b|\b(?:finance|legal|sales|management|leadership|procurement) (?:will|would|does|do|did|has|have|is|are) (?:not|never|n['’]t|unlikely|reluctant)\b|\b(?:churn|renewal|upsell|at)[- ]risk (?:account|customer|list|score)?|\b(?:legal|our lawyers?|counsel) (?:asked|told|advised|warned|wants?|says?|said)\b", "This is an internal commercial or legal matter.", "Leave it out."),
        ("other_customers", WARN, r"\b(?:another|an other|one of our(?: other)?|a (?:different|fellow)|two other|three other|several other|some other|many other) (?:\w+ )?(?:customers?|clients?|tenants?|retailers?|banks?|insurers?|companies)\b(?=[^.\n]{0,60}\b(?:had|has|have|asked|reported|saw|was|were|told|uses?|experienced|complained|hit|got|received|lost)\b)|\b(?:same (?:thing|issue|problem|fault|bug|error) (?:hit|happened to|affected|occurred at|at))\s+(?!you\b|your\b|us\b|our\b|all\b|some\b|the\b|both\b|a\b)\w+", "This tells one customer about another.", "Speak only of this customer."),
    )
)  # fmt: skip


_finding = partial(Finding.at, family=Family.LEAK)


def fold(text: str) -> str:
    """Lower case without diacritics, one character for one, so that offsets stay."""
    if text.isascii():
        return text.lower()
    return "".join((unicodedata.normalize("NFKD", char)[:1] or char).lower()[:1] or char for char in text)


Trie = dict[str, list[tuple[tuple[str, ...], str]]]


@lru_cache(maxsize=64)
def _names(names: frozenset[str]) -> Trie:
    """First word to (all words, name as listed), longest first."""
    found: Trie = {}
    for name in sorted(names, key=lambda name: (-len(name), name)):
        words = tuple(_WORD.findall(fold(name)))
        if words and (len(words) > 1 or len(words[0]) > 1):
            found.setdefault(words[0], []).append((words, name))
    return found


@lru_cache(maxsize=64)
def _allowed_words(deny: DenyList) -> frozenset[str]:
    return frozenset(word for name in deny.allowed for word in _WORD.findall(fold(name)))


@lru_cache(maxsize=64)
def _first_and_last(deny: DenyList) -> frozenset[str]:
    """Parts of denied people's names that no allowed name shares."""
    allowed = _allowed_words(deny)
    parts = {part for name in deny.people for part in name.split() if len(part) > 2 and part[0].isupper() and len(name.split()) > 1}
    return frozenset(part for part in parts if fold(part) not in allowed and fold(part) not in _AMBIGUOUS)


_NAMES_AND_WORDS = (
    "will mark may june april august rose grace hope joy faith bill rob drew grant chase frank art gene jack pat sue van ray dean page young long short brown "
    "green white black king price cook baker miller park bush stone wood rice bell day west east north south moon summer winter field fields hall head banks"
)
_AMBIGUOUS = frozenset(_NAMES_AND_WORDS.split())


def _spelled(text: str, folded: str, trie: Trie) -> Iterator[tuple[int, int, str]]:
    """Every place where a listed name stands, possessives included."""
    words = list(_WORD.finditer(folded))
    place = 0
    while place < len(words):
        hit = next((entry for entry in trie.get(words[place].group(), ()) if _follows(folded, words, place, entry[0])), None)
        if hit:
            last = words[place + len(hit[0]) - 1]
            yield words[place].start(), last.end(), hit[1]
            place += len(hit[0])
        else:
            place += 1


def _follows(folded: str, words: list[re.Match[str]], place: int, wanted: tuple[str, ...]) -> bool:
    there = words[place : place + len(wanted)]
    if tuple(word.group() for word in there) != wanted:
        return False
    return all(
        first.end() <= then.start()
        and len(folded[first.end() : then.start()]) <= 3
        and not re.search(r"[.!?]\s|\n\s*\n", folded[first.end() : then.start()])
        for first, then in pairwise(there)
    )


def check(ctx: CheckContext, text: str, sentences: tuple[Span, ...]) -> Iterable[Finding]:
    """Everything that must not reach the customer; of a text for colleagues, the secrets."""
    public = _public_text(ctx.evidence.items)
    inside = ctx.audience is Audience.INTERNAL
    for secret in find_secrets(text):
        if not (inside and secret.rule in _KNOWN_INSIDE):
            yield from _secret(ctx, text, secret, public)
    if inside:
        return
    yield from _denied(ctx, text)
    yield from _contacts(ctx, text, public)
    yield from _references(ctx, text, public)
    for rule, severity, pattern, message, suggestion in _INTERNAL_WORDS:
        for match in pattern.finditer(text):
            if match.group().casefold() not in public:
                yield _finding(rule, severity, text, *match.span(), message, suggestion)
    yield from _internal_entries(ctx, text)
    if ctx.subject:
        yield from _in_subject(ctx)


def _in_subject(ctx: CheckContext) -> Iterator[Finding]:
    """What must not stand in the subject line either. The findings have no place in the text; they quote the subject."""
    for finding in check(replace(ctx, subject=""), ctx.subject, ()):
        if finding.severity is not INFO:
            message = f"In the subject, “{finding.text}”: {finding.message}"
            yield finding.model_copy(update={"start": 0, "end": 0, "text": "", "message": message, "rule": f"{finding.rule}_in_subject"})


_KNOWN_INSIDE = frozenset({"host", "path", "channel", "ip"})
"""What colleagues need in order to find the place."""


@lru_cache(maxsize=64)
def _public_text(items: tuple[Evidence, ...]) -> str:
    return "\n".join(item.text for item in items if item.public and item.field != "passage").casefold()


def _denied(ctx: CheckContext, text: str) -> Iterator[Finding]:
    folded = fold(text)
    allowed = [(start, end) for start, end, _ in _spelled(text, folded, _names(ctx.deny.allowed))]
    for names, rule, what in (
        (ctx.deny.customers, "customer_name", "another customer"),
        (ctx.deny.people, "person_name", "a person who must not be named here"),
        (ctx.deny.references, "reference", "something that belongs to the inside of the house"),
    ):
        for start, end, name in _spelled(text, folded, _names(names)):
            if any(begin <= start and end <= stop for begin, stop in allowed):
                continue
            # A name that is an ordinary word in small letters ("target", "orange") is shown, not stopped.
            ordinary = text[start:end].islower() and name[:1].isupper() and " " not in name and len(name) < 7
            message = f"“{text[start:end]}” is {what}."
            yield _finding(rule, WARN if ordinary else BLOCK, text, start, end, message, "Take it out.")
    for start, end, part in _spelled(text, folded, _names(_first_and_last(ctx.deny))):
        if text[start].isupper() and not any(begin <= start and end <= stop for begin, stop in allowed):
            message = f"“{part}” is part of the name of a person who must not be named here."
            yield _finding("person_name", WARN, text, start, end, message, "Say what happened without naming a person.")
    for start, end, form in _spelled(text, folded, _names(_short_forms(ctx.deny))):
        if text[start].isupper() and not any(begin <= start and end <= stop for begin, stop in allowed):
            yield _finding("customer_name", WARN, text, start, end, f"“{form}” may be another customer.", "Take it out.")


@lru_cache(maxsize=64)
def _short_forms(deny: DenyList) -> frozenset[str]:
    """Denied customers without their legal form, by their first telling word, and with "and" for "&"."""
    forms = {form for name in deny.customers for form in (*company_forms(name), name.replace("&", "and")) if form != name}
    allowed = _allowed_words(deny)
    return frozenset(
        form for form in forms if " " in form or (len(form) > 4 and not is_ordinary(form) and fold(form) not in _AMBIGUOUS | allowed)
    )


def _is_allowed(ctx: CheckContext, quote: str, public: str) -> bool:
    lowered = quote.casefold()
    return (
        any(lowered == name.casefold() or (len(name) > 3 and name.casefold() in lowered) for name in ctx.deny.allowed) or lowered in public
    )


def _secret(ctx: CheckContext, text: str, secret: Secret, public: str) -> Iterator[Finding]:
    quote = text[secret.start : secret.end]
    if secret.rule in {"host", "path", "channel", "ip"}:
        if secret.public_ok and _is_allowed(ctx, quote, public):
            return
        if any(quote.casefold() == name.casefold() for name in ctx.deny.allowed):
            return
    if secret.what.startswith("a long random") and (quote.casefold() in public or (ctx.record and quote in ctx.record.id)):
        return
    soft = (
        (secret.rule == "ip" and secret.public_ok)
        or secret.rule in {"path", "channel"}
        or secret.what.startswith(("a long random", "a private matter"))
    )
    severity = WARN if soft else BLOCK
    if secret.public_ok and secret.what in _PUBLIC_PERHAPS and not _has_surroundings(ctx):
        severity = INFO
    yield _finding(secret.rule, severity, text, secret.start, secret.end, f"This looks like {secret.what}.", "Take it out.")


_PUBLIC_PERHAPS = {"the name of a machine", "a network address"}


def _has_surroundings(ctx: CheckContext) -> bool:
    """Whether anything says what is public and what is not."""
    return bool(ctx.record or ctx.evidence.items or ctx.deny.allowed or ctx.deny.customers or ctx.deny.references)


def _contacts(ctx: CheckContext, text: str, public: str) -> Iterator[Finding]:
    """Links, mail addresses and telephone numbers that are neither the house's, nor the customer's, nor in what the house wrote itself."""
    if not (ctx.record or ctx.deny.allowed or ctx.deny.customers):
        return  # nothing says whose contacts these are
    known = "\n".join([_written_inside(ctx, public), *ctx.deny.allowed, *_own_contacts(ctx)]).casefold()
    digits = re.sub(r"\D", "", known)
    severity = BLOCK if ctx.record else WARN
    for value in extract_values(text):
        if value.kind is ValueKind.EMAIL and value.canonical not in known and value.canonical.rpartition("@")[2] not in _own_sites(ctx):
            message = "This e-mail address belongs neither to this customer nor to the sender."
            yield _value(text, value, "contact", BLOCK, message, "Take it out.")
        elif value.kind is ValueKind.PHONE and value.canonical not in digits:
            yield _value(text, value, "contact", severity, "This telephone number is nobody's in the record.", "Check it, or take it out.")
        elif value.kind is ValueKind.URL and value.canonical.rstrip("/") not in known and not _allowed_site(ctx, value.canonical):
            message = "This address belongs neither to this customer nor to the sender."
            yield _value(text, value, "link", severity, message, "Take it out, or allow the site in the policy.")


def _written_inside(ctx: CheckContext, public: str) -> str:
    """The public evidence that nobody outside wrote; all of it where no record says who did."""
    if ctx.record is None:
        return public
    asking = asking_items(ctx.evidence.items)
    inside = (item for item in ctx.evidence.items if item.public and item.id not in asking and not is_outside(ctx, item))
    return "\n".join(item.text for item in inside)


def _allowed_site(ctx: CheckContext, url: str) -> bool:
    site = re.sub(r"^\w+://", "", url).split("/")[0].rpartition("@")[2].split(":")[0]
    return any(site == other or site.endswith(f".{other}") for other in _own_sites(ctx))


def _own_sites(ctx: CheckContext) -> frozenset[str]:
    """Sites and mail domains that may stand: those of the policy, of the lists, and of the people of the record."""
    listed = {re.sub(r"^\w+://", "", name).split("/")[0] for name in ctx.deny.allowed if "." in name and "@" not in name}
    mail = {contact.rpartition("@")[2] for contact in (*_own_contacts(ctx), *ctx.deny.allowed) if "@" in contact}
    shared = {domain for domain in mail if is_mail_provider(domain)}
    return frozenset(name.casefold() for name in {*ctx.policy.leak.allowed_domains, *listed, *(mail - shared)} if name)


def _own_contacts(ctx: CheckContext) -> Iterator[str]:
    record = ctx.record
    for party in (record.owner, record.executive, *record.customer.contacts) if record else ():
        if party:
            yield from (part for part in (party.email, party.phone) if part)


def _value(text: str, value: Value, rule: str, severity: FindingSeverity, message: str, suggestion: str) -> Finding:
    return _finding(rule, severity, text, value.start, value.end, message, suggestion)


def _references(ctx: CheckContext, text: str, public: str) -> Iterator[Finding]:
    own = ctx.record.id.casefold() if ctx.record else ""
    for match in _TICKET.finditer(text):
        quote = match.group()
        if quote.casefold() == own or _is_allowed(ctx, quote, public):
            continue
        severity = BLOCK if _KNOWN_PREFIX.match(quote) and (own or ctx.deny.allowed or ctx.deny.customers) else WARN
        yield _finding(
            "reference",
            severity,
            text,
            *match.span(),
            f"“{quote}” is a reference, and not this customer's.",
            "Take it out, or give the customer's own reference.",
        )


@lru_cache(maxsize=64)
def _withheld_runs(withheld: tuple[Evidence, ...], public: str) -> frozenset[tuple[str, ...]]:
    """Runs of content words that only internal entries hold."""
    known = _runs(content_tokens(public))
    return frozenset(
        run
        for item in withheld
        if not item.public and item.field == "updates"
        for run in _runs(content_tokens(item.text))
        if run not in known
    )


def _runs(tokens: list[str]) -> set[tuple[str, ...]]:
    return {tuple(tokens[i : i + _SHARED]) for i in range(len(tokens) - _SHARED + 1)}


@lru_cache(maxsize=64)
def _withheld_values(withheld: tuple[Evidence, ...], public: str) -> frozenset[str]:
    """References, hosts, sums, addresses and large counts that only internal entries and fields hold."""
    kinds = {ValueKind.REFERENCE, ValueKind.HOST, ValueKind.EMAIL, ValueKind.IP, ValueKind.URL}
    values = [value for item in withheld if not item.public and item.field != "gestures" for value in extract_values(item.text)]
    telling = [
        v for v in values if v.kind in kinds or (v.kind is ValueKind.MONEY or (v.kind is ValueKind.NUMBER and (v.amount or 0) >= 1000))
    ]
    return frozenset(f"{v.kind.value} {v.canonical}" for v in telling if v.quote.casefold() not in public)


def _internal_entries(ctx: CheckContext, text: str) -> Iterator[Finding]:
    withheld = ctx.evidence.withheld
    if not withheld:
        return
    public = _public_text(ctx.evidence.items)
    runs, values = _withheld_runs(withheld, public), _withheld_values(withheld, public)
    suggestion = "Take it out; the record keeps it inside."
    granted = {f"{v.kind.value} {v.canonical}" for item in withheld if item.field == "gestures" for v in extract_values(item.text)}
    if runs:
        yield from _shared_runs(text, runs, suggestion)
    for value in extract_values(text):
        form = f"{value.kind.value} {value.canonical}"
        if form in values and form not in granted:
            # A count may be known from elsewhere; a reference or a sum is not.
            severity = WARN if value.kind is ValueKind.NUMBER else BLOCK
            yield _value(
                text, value, "internal_entry", severity, f"“{value.quote}” stands only in what the record keeps inside.", suggestion
            )


def _shared_runs(text: str, runs: frozenset[tuple[str, ...]], suggestion: str) -> Iterator[Finding]:
    places = content_places(text)
    for first in range(len(places) - _SHARED + 1):
        window = places[first : first + _SHARED]
        if tuple(token for token, _, _ in window) in runs:
            yield _finding(
                "internal_entry", BLOCK, text, window[0][1], window[-1][2], "This is the wording of an internal entry.", suggestion
            )
