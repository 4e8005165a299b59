"""Everything that lets somebody in: tokens of vendors, settings, headers, commands, connection strings, private keys, spoken passwords.

One reader for the check of a finished text and for what leaves the process as a placeholder.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.evidence.spoken_credentials import PLACEHOLDER_VALUE, find_spoken
from assistant.evidence.vendor_tokens import find_tokens

_VALUE = rf"(?!\\?[\"'`“]?{PLACEHOLDER_VALUE})"
"""Before a value: it is none that stands for one to be put in."""
_TELLING = r"(?=[^\s\"'`“”,;]*[\d!$%&#@_~^*])"
_NAME = (
    r"(?:pass(?:word|wd|phrase|code)?|pwd|secret|token|credentials?|api[_-]?key|apikey|access[_-]?key|private[_-]?key|signing[_-]?key|encryption[_-]?key|account[_-]?key|shared[_-]?key"
    r"|secret[_-]?key|master[_-]?key|license[_-]?key|client[_-]?key(?:-data)?|auth[_-]?(?:key|token)|webhook[_-]?url|connection[_-]?string|requirepass|kennwort|passwort|contraseña|senha|wachtwoord)"
)
_SCHEME = r"(?:basic|bearer|token|digest|apikey|key|negotiate|ntlm|ssws|hmac|aws4-hmac-sha256)"
_DB_TOOL = r"(?:mysql\w*|mariadb\w*|mongo\w*|sqlcmd|bcp|impdp|expdp|isql|psql|rsync|smbclient|net use|docker login|helm|htpasswd|7z|unzip|zip|sshpass|plink|az login|ldap\w+)"

_ROWS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    # What it is, pieces in lower case of which the text holds one, the format.
    ("a web hook", ("http",), r"(?i)\bhttps://hooks\.slack(?:-gov)?\.com/\S+|\bhttps://(?:\w+\.)?discord(?:app)?\.com/api/webhooks/\S+|\bhttps://[\w.-]*webhook\.office\.com/\S+|\bhttps://[\w.-]+\.logic\.azure\.com[:/]\S+|\bhttps://hooks\.zapier\.com/\S+|\bhttps://chat\.googleapis\.com/v1/spaces/\S+|\bhttps://maker\.ifttt\.com/\S+|\bhttps://(?:web)?hooks?\.[\w.-]+/(?:[\w-]+/)+[\w-]{12,}|\bhttps://[\w.-]+/(?:[\w-]+/)*(?:web)?hooks?/[\w/-]*\d[\w/-]{7,}|\bhttps://events\.pagerduty\.com/integration/\w{20,}\S*|\bhttps://hook\.\w+\.make\.com/\w{20,}|\bhttps://api\.telegram\.org/bot\S+"),
    ("a signed or keyed address", ("key=", "signature", "key =", "sig=", "token=", "auth=", "secret=", "password=", "code=", "otp=", "session", "sid=", "jwt=", "pwd=", "pass=", "magic=", "/magic/", "/reset/", "/invite/", "/verify/", "/login/"), rf"(?i)\b(?:account|sharedaccess|storage)key\s*=\s*[\w+/=-]{{16,}}|\bsharedaccesssignature\b\S*|[?&#;](?:[\w-]*(?:token|secret|signature|sig|passw(?:or)?d|pwd|otp|jwt|session(?:_?id)?|api_?key|access_?key)|sid|auth|key|code(?==[\w-]*[A-Za-z])|pass|magic)={_VALUE}[\w%+/=.~-]{{6,}}|/(?:magic|reset|invite|verify|login)/(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{{20,}}(?![\w.-]*\.[a-z])"),
    ("an access token", ("bearer", "authorization", "x-", "-key:", "-token:", "curl", "wget", "ssws", "basic"), rf"(?i)\bbearer\s+{_VALUE}(?=[\w.~+/-]*\d)[\w.~+/-]{{12,}}=*|\b(?:proxy-)?authorization[\"']?\s*[:=]\s*[\"']?(?:{_SCHEME}\s+)?{_VALUE}(?!{_SCHEME}\b)[\w+/=.:,\"-]{{8,}}|\b(?:x-)?(?:[a-z]+-)?(?:api|auth|access|security|private|subscription|functions|gitlab|vault|session|amz-security)-?(?:key|token)[\"']?\s*:\s*[\"']?{_VALUE}\S{{6,}}|\b(?:curl|wget|http)\b[^\n]{{0,80}}\s(?:-u|--user|-a)[ =]*[\"']?[^\s:\"']+:[^\s\"'<]+|\bssws\s+[\w-]{{20,}}|\b(?:basic[._-]?auth|auth[._-]?basic)\w*\s*[:=]\s*{_VALUE}\w+:\S{{4,}}"),
    ("a session cookie", ("cookie", "session", "sess", "sid", "csrf", "xsrf", "token", "auth"), rf"(?i)\b(?:set-)?cookie:\s*\S+=\S{{6,}}|\b(?:JSESSIONID|PHPSESSID|ASP\.NET_SessionId|ASPSESSIONID\w*|\.AspNetCore\.\w+|connect\.sid|laravel_session|[\w.-]*session(?:_?id)?|sessid|sid|csrftoken|XSRF-TOKEN|[\w-]*auth_token|remember_token)\s*=\s*{_VALUE}(?=[^\s;]*\d)[\w%.:~+/=-]{{8,}}"),
    ("a private key", ("-----begin", "putty-user", "privatekey", "presharedkey", "age-secret"), r"-----BEGIN (?:[A-Z0-9 ]+ )?PRIVATE KEY(?: BLOCK)?-----(?:.*?-----END (?:[A-Z0-9 ]+ )?PRIVATE KEY(?: BLOCK)?-----)?|-----BEGIN PGP MESSAGE-----|\bPuTTY-User-Key-File-\d|\b(?:PrivateKey|PresharedKey)\s*=\s*[A-Za-z0-9+/]{42}[\w+/]?="),
    ("an SSH key", ("ssh-", "ecdsa", "sha256:"), r"\bssh-(?:rsa|ed25519|dss) AAAA[\w+/=]{16,}|\b(?:sk-)?(?:ecdsa-sha2-\w+|ssh-ed25519)(?:@openssh\.com)? AAAA[\w+/=]{16,}|\bSHA256:[A-Za-z0-9+/]{43}(?![\w+/])"),
    ("the seed of one-time codes", ("otpauth",), r"\botpauth(?:-migration)?://\S+"),
    ("an address with its password", ("://",), rf"(?i)\b[a-z][a-z0-9+.-]{{1,20}}://[^\s:/@<]{{0,60}}:{_VALUE}(?!(?i:password|passwd|pass|pwd|secret)@)[^\s/@]{{2,}}@[^\s]+|\bhttps://[0-9a-f]{{16,}}@\S+|\bhttps://(?=\S*\d)[\w-]{{20,}}@[\w.-]+\S*"),
    ("a connection string", ("pwd", "password", "jdbc:", "sharedaccess"), rf"(?i)\b(?:user ?id|uid|user(?:name)?|data source|server|host|initial catalog|database|dbname)\s*=[^;\n]{{1,80}}[; ][^\n]{{0,160}}?\b(?:pwd|password)\s*=\s*{_VALUE}[^;\s]+|\bjdbc:\w+:\S*(?:password|pwd)={_VALUE}\S+|\bjdbc:\w+:\S*:[^\s/@]+/[^\s@]+@\S+"),
    ("a password or key", ("pass", "pwd", "secret", "token", "key", "credential", "wort", "contraseña", "senha", "webhook_url", "connection"), rf"(?i)(?<![\w/])[\w.-]*{_NAME}(?:[._-]?(?:file|data|id|\d{{1,2}}))?[\"']?\s?(?::=|=>|=)\s?[\"'`“]?{_VALUE}(?!=)[^\s\"'`“”,;<]{{4,}}"),
    ("a password or key", ("pass", "pwd", "secret", "token", "key", "credential", "wort", "contraseña", "senha"), rf"(?<![\w/])(?:[\w.-]*[_.-]|[a-z]+(?=[A-Z])|//\S*:_)?(?i:{_NAME})[\"']?\s*:\s*[\"'`“]?{_VALUE}{_TELLING}[^\s\"'`“”,;<]{{5,}}|[\"'](?i:{_NAME}|auth)[\"']\s*:\s*[\"']{_VALUE}[^\"'\s]{{4,}}[\"']"),
    ("a password or key", ("<pass", "<pwd", "<secret", "<token", "<api", "<key"), rf"(?i)<({_NAME})>{_VALUE}[^<\s]{{4,}}</"),
    ("a password or key", ("pass", "token", "secret", "api", "pwd"), rf"(?i)(?<!\w)--?(?:[\w-]+-)?(?:password|passwd|passphrase|pass(?:in|out)?|token|secret|api-?key|auth-token|access-key|client-secret|pwd)(?:=|\s+)[\"']?(?:pass:)?{_VALUE}{_TELLING}[^\s\"']{{4,}}"),
    ("a password or key", ("-p", "-w", "-a "), rf"(?i)\b{_DB_TOOL}\b[^\n]{{0,60}}\s-(?:p|w)\s?[\"']?{_VALUE}{_TELLING}[^\s\"']{{4,}}|\bredis-cli\b[^\n]{{0,60}}\s-a\s+{_VALUE}\S{{4,}}|\bsshpass\s+-p\s?\S{{4,}}"),
    ("a password or key", ("identified by", "with password", "machine ", "login "), rf"(?i)\b(?:identified (?:with \w+ )?by|with password|encrypted password)\s+[\"'“][^\"'”\s]{{4,}}[\"'”]|\bmachine \S+ login \S+ password {_VALUE}\S{{3,}}"),
    ("a password or key", (":",), r"(?<![\w/:.])(?:[\w-]+\.)*[\w*-]+:(?:\d{4,5}|\*):[A-Za-z*][\w*-]*:[A-Za-z*][\w.*-]*:(?![<*$])[^\s:]{4,}"),
    ("the fingerprint of a key", (":",), r"(?i)(?<![\w:])(?:MD5:)?(?:[0-9a-f]{2}:){12,31}[0-9a-f]{2}(?![\w:])"),
)  # fmt: skip
_FORMATS = tuple((what, needs, re.compile(pattern, re.DOTALL if "BEGIN" in pattern else 0)) for what, needs, pattern in _ROWS)
_CERTIFICATE = re.compile(
    r"(?i)\b(?:certificate|cert|zertifikat\w*|certificat|certificado|certificato|sha-?(?:1|256)|thumbprint)\b[^.\n]{0,50}$"
)
"""Before the fingerprint of a certificate, which is public."""


def find_credentials(text: str) -> Iterator[tuple[int, int, str]]:
    """Every credential of a text as (start, end, what it is); they may overlap."""
    yield from find_tokens(text)
    lowered = text.lower()
    for what, needs, pattern in _FORMATS:
        if any(piece in lowered for piece in needs):
            for match in pattern.finditer(text):
                if not (what.startswith("the fingerprint") and _CERTIFICATE.search(text[max(0, match.start() - 70) : match.start()])):
                    yield match.start(), match.end(), what
    yield from find_spoken(text)
