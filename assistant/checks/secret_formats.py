"""Formats of credentials, machine names, internal places and personal numbers. Tables for `secrets`; each row names what it finds."""

from __future__ import annotations

import re

Format = tuple[re.Pattern[str], str]


def _formats(*rows: tuple[str, str]) -> tuple[Format, ...]:
    return tuple((re.compile(pattern), what) for pattern, what in rows)


_KEYED_BY = (
    r"(?:pass(?:word|wd|phrase|code)s?|pwd|pw|secret(?: ?key)?|api[ _-]?(?:key|token|secret)|(?:access|account|shared|signing|encryption|private|session|license|licence)[ _-]?key"
    r"|(?:access|auth|refresh|bot|session|security|csrf)[ _-]?token|client[ _-]?(?:secret|key)|token|pin|credentials?|kennwort|passwort|mot de passe|contraseña|hasło)"
)
_TELLING = r"(?=[^\s\"'`“”,;]*[\d!$%&#@_~^*])"
"""A password in a text holds a digit or a sign; a word after "the password is" holds none: "the password is wrong"."""

CREDENTIALS = _formats(
    (r"\b(?:AKIA|ASIA|AROA|AIDA|ABIA|ACCA)[0-9A-Z]{16}\b", "an AWS key"),
    (r"\b(?:sk|pk|rk)[-_](?:live|test|proj|ant|or|svcacct)?[-_]?[A-Za-z0-9_-]{10,}\b", "an API key"),
    (
        r"\bgh[pousr]_[A-Za-z0-9]{20,}\b|\bgithub_pat_\w{20,}\b|\bgl(?:pat|dt|rt|soat|cbt|ptt|ft)-[\w-]{16,}|\bATBB[\w]{20,}|\bATATT3[\w=-]{20,}|\bbbpat_\w{16,}",
        "a repository token",
    ),
    (
        r"\bnpm_[A-Za-z0-9]{30,}|\bpypi-[\w-]{16,}|\bdckr_pat_[\w-]{16,}|\bhf_[A-Za-z0-9]{20,}|\brubygems_[0-9a-f]{20,}|\bcio[A-Za-z0-9]{32}\b",
        "a registry token",
    ),
    (r"\bxox[abeprs](?:\.xox[bp])?-[\w-]{10,}|\bxapp-\d-[\w-]{10,}|(?<!\w)\d{8,10}:[\w-]{35}(?!\w)", "a chat token"),
    (
        r"(?i)\bhttps://hooks\.slack(?:-gov)?\.com/\S+|\bhttps://(?:\w+\.)?discord(?:app)?\.com/api/webhooks/\S+|\bhttps://[\w.-]*webhook\.office\.com/\S+|\bhttps://[\w.-]+\.logic\.azure\.com[:/]\S+"
        r"|\bhttps://hooks\.zapier\.com/\S+|\bhttps://chat\.googleapis\.com/v1/spaces/\S+|\bhttps://maker\.ifttt\.com/\S+|\bhttps://(?:web)?hooks?\.[\w.-]+/(?:[\w-]+/)+[\w-]{12,}|\bhttps://[\w.-]+/(?:[\w-]+/)*(?:web)?hooks?/[\w/-]*\d[\w/-]{7,}",
        "a web hook",
    ),
    (r"\bAIza[0-9A-Za-z_-]{30,}\b|\bya29\.[\w-]{16,}|\bGOCSPX-[\w-]{16,}|\b1//0[\w-]{20,}", "a cloud key"),
    (
        r"(?i)\b(?:account|sharedaccess|storage)key\s*=\s*[\w+/=-]{16,}|\bsharedaccesssignature\b\S*|[?&](?:sig|x-amz-signature|x-goog-signature|x-amz-security-token|access_token|api_?key|apikey|token|auth|key|secret|password|code)=[\w%+/=.-]{8,}",
        "a signed or keyed address",
    ),
    (
        r"\b[\w-]{3}8Q~[\w~.-]{20,}|\bhv[sbr]\.[\w-]{20,}|\bs\.[A-Za-z0-9]{24}\b|\bglsa_\w{20,}|\bglc_[\w=]{20,}|\bNRAK-[A-Z0-9]{20,}|\bNRII-[\w-]{20,}",
        "a platform token",
    ),
    (
        r"\bSG\.[\w-]{10,}\.[\w-]{10,}|\bkey-[0-9a-f]{32}\b|\b[0-9a-f]{32}-us\d{1,2}\b|\b(?:AC|SK)[0-9a-f]{32}\b|\bwhsec_\w{16,}|\bshp(?:at|ca|pa|ss)_[0-9a-fA-F]{20,}|\bsq0(?:atp|csp|idp)-[\w-]{16,}|\bEAA[A-Za-z0-9]{30,}",
        "an API key",
    ),
    (
        r"\bdo[opr]_v1_[0-9a-f]{20,}|\bdapi[0-9a-f]{30,}|\blin_api_\w{16,}|\b(?:ntn|sbp|sntrys|sntryu|pscale_\w{2,5}|figd|PMAK|vercel|fly|rnd|tskey|dp\.(?:pt|st)|phc|pul|nvapi|r8|gsk|xai|LTAI)[_.-][\w.-]{16,}|\bAGE-SECRET-KEY-1[A-Z0-9]{20,}|\bSSWS [\w-]{20,}|\batlasv1\.[\w-]{20,}",
        "an API key",
    ),
    (r"\bey[A-Za-z0-9_-]{8,}\.ey[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?", "a signed token"),
    (
        r"(?i)\bbearer\s+(?=[\w.~+/-]*\d)[\w.~+/-]{12,}=*|\b(?:proxy-)?authorization:\s*\w+\s+[\w+/=.:,\"-]{8,}|\bx-(?:api|auth|access)-?(?:key|token)\s*:\s*\S{6,}|\bcurl\b[^\n]{0,80}\s-u\s*\S+:\S+",
        "an access token",
    ),
    (
        r"(?i)\b(?:set-)?cookie:\s*\S+=\S{6,}|\b(?:JSESSIONID|PHPSESSID|ASP\.NET_SessionId|connect\.sid|session_?id|sessid|sid|csrftoken|XSRF-TOKEN|auth_token|remember_token)\s*=\s*[\w%.:~+/=-]{8,}",
        "a session cookie",
    ),
    (r"-----BEGIN (?:[A-Z0-9 ]+ )?PRIVATE KEY(?: BLOCK)?-----|-----BEGIN PGP MESSAGE-----|\bPuTTY-User-Key-File-\d", "a private key"),
    (r"\bssh-(?:rsa|ed25519|dss) AAAA[\w+/=]{16,}|\becdsa-sha2-\w+ AAAA[\w+/=]{16,}|\bSHA256:[A-Za-z0-9+/]{43}(?![\w+/])", "an SSH key"),
    (r"\botpauth://\S+", "the seed of one-time codes"),
    (r"\b[a-z][a-z0-9+.-]{1,20}://[^\s:/@]{0,60}:[^\s:/@]{2,}@[^\s]+|\bhttps://[0-9a-f]{16,}@\S+", "an address with its password"),
    (
        r"(?i)\b(?:user ?id|uid|user(?:name)?|data source|server|host|initial catalog|database)\s*=[^;\n]{1,80};[^\n]{0,160}\b(?:pwd|password)\s*=\s*[^;\s]+",
        "a connection string",
    ),
    (r"(?i)\bjdbc:\w+:\S*(?:password|pwd)=\S+|\bjdbc:\w+:\S*:[^\s/@]+/[^\s@]+@\S+", "a connection string"),
    (
        rf"(?i)\b{_KEYED_BY}\s*(?:is|are|was|were|:|=|=>|:=)\s*(?:now |set to |still |called )?[\"'`“]?{_TELLING}[^\s\"'`“”,;]{{4,}}",
        "a password or key",
    ),
    (
        rf"(?i)\b{_KEYED_BY}(?: (?:of|for|to|on) [\w ./-]{{2,40}}?| (?:is|was|were|has been|got))? (?:is|was|set to|changed to|reset to|stays) (?:now )?[\"'`“]?{_TELLING}[^\s\"'`“”,;]{{4,}}",
        "a password or key",
    ),
    (
        rf"(?i)\b(?:set|chang\w+|reset\w*|rotat\w+|switch\w*|put)\b[^.\n]{{0,40}}\b{_KEYED_BY} (?:back )?(?:in)?to [\"'`“]?{_TELLING}[^\s\"'`“”,;]{{6,}}",
        "a password or key",
    ),
    (
        rf"(?i)\b(?:password|passphrase|passcode|pwd|pw|credentials|secret|login) (?:of |for )?{_TELLING}(?=[^\s]*[A-Za-z])[^\s\"'`“”,;/]{{6,}}(?<![.!?:])(?=[\s.,;]|$)",
        "a password or key",
    ),
    (
        r"(?i)\b(?:password|passphrase|passcode)\s+[\"“'`][^\s\"”'`]{6,}[\"”'`]|\bPIN (?:(?:of|for) [\w ]{2,30} )?(?:is|was) \d{4,8}\b|\b(?:PIN|passcode|door code|alarm code|safe code) \d{4,8}\b",
        "a password or key",
    ),
    (
        r"(?i)\b(?:one-time|verification|recovery|backup|2fa|mfa|otp|security|access|login) (?:code|password|pin)s?\s*(?:is|was|:|=)?\s*[\"“]?(?=[\w-]*\d)[\w-]{4,}",
        "a one-time code",
    ),
    (
        r"(?i)\b(?:sign|log)(?:ged)?[ -]?in (?:as|with) \S+\s*(?:/|and|with|:)\s*(?=\S*[\d!$%&#@_])\S{6,}(?<![.,])",
        "a user name with its password",
    ),
)

MACHINES = _formats(
    (
        r"\b(?:i|vpc|subnet|sg|vol|eni|ami|rtb|igw|nat|snap|acl|tgw)-[0-9a-f]{8}(?:[0-9a-f]{9})?\b|\barn:aws[\w-]*:(?!health:)\S+",
        "the name of a cloud resource",
    ),
    (r"(?<![\w.-])[a-z][a-z0-9]*(?:-[a-z0-9]+)*-(?=[0-9a-f]*\d)[0-9a-f]{8,10}-[a-z0-9]{5}(?![\w-])", "the name of a machine"),
    (r"(?<![\w./@-])(?:DESKTOP|LAPTOP|WIN)-(?=\w*\d)[A-Z0-9]{5,}(?![\w-])", "the name of a machine"),
    (
        r"(?i)(?<![\w./@-])(?:db|sql|app|web|srv|svr|vm|host|node|esx|dc|mail|proxy|cache|mq|kafka|redis|pg|prod|stage)(?:prod|stage|dev|test|srv|vm|db|app|web)?0\d{1,2}(?![\w-]|\.\d)",
        "the name of a machine",
    ),
    (
        r"(?i)(?<![\w@.-])(?:[\w-]+\.)+(?:rds|cache|elb|compute(?:-1)?|es|redshift|execute-api)\.(?:[\w-]+\.)?amazonaws\.com\S*|(?<![\w@.-])(?:[\w-]+\.)+(?:database|blob\.core|servicebus|vault|queue\.core|table\.core|documents)\.(?:windows|azure)\.net\S*"
        r"|(?<![\w@.-])(?:[\w-]+\.)+(?:prod|stage|staging|dev|qa|uat|mgmt|infra|k8s|priv|int)\.(?:[\w-]+\.)+[a-z]{2,}(?:/\S*)?",
        "an internal host",
    ),
    (
        r"(?i)(?<![\w./@-])[a-z][a-z0-9]*(?:[-.][a-z0-9]+)*:(?:22|389|636|1433|1521|2181|2379|3306|3389|5432|5601|5672|6379|6443|8086|8200|8500|9042|9090|9092|9200|11211|15672|27017)(?!\w|[.,]\d)",
        "a machine with its port",
    ),
    (
        r"(?i)\b(?:https?://)?(?:[\w-]+\.)?(?:slack\.com/(?:archives|app_redirect|client)|atlassian\.net/(?:browse|wiki)|pagerduty\.com/incidents|datadoghq\.(?:com|eu)/|grafana\.net/|sentry\.io/|opsgenie\.com/|zoom\.us/j/|teams\.microsoft\.com/l/"
        r"|docs\.google\.com/\w+/d/|drive\.google\.com/|sharepoint\.com/|notion\.so/|app\.asana\.com/|linear\.app/|(?<!health\.)console\.(?:aws\.amazon|cloud\.google)\.com|portal\.azure\.com|miro\.com/app/|meet\.google\.com/)\S*",
        "a link into the inside of the house",
    ),
)

PLACES = _formats(
    (
        r"(?<![\w:/.])/(?:var|etc|home|opt|usr|srv|mnt|tmp|root|proc|data|app|run|dev|sbin|bin|lib|logs|builds|workspace|Users|Library)/[\w.@/-]{2,}|(?<![\w/])~/[\w.@/-]{3,}|\$\{?HOME\}?/\S{3,}"
        r"|\b[A-Z]:[\\/](?!/)[\w\\/. -]{3,}|(?<!\w)\\\\[\w.-]+\\[\w$.\\-]+|(?<!\w)(?:s3|gs|hdfs|abfss?|wasbs?|smb|nfs|file|ftp|sftp|git\+ssh|ssh)://\S+|\bgit@[\w.-]+:\S+|(?<![\w.])(?:[\w-]+/)*\.env(?:\.\w+)?\b(?!\w)",
        "an internal path",
    ),
    (
        r"Traceback \(most recent call last\)|\bFile \"[^\"\n]+\", line \d+|\bat (?:[\w$]+\.){2,}[\w$<>]+\([\w$. ]+(?::\d+)?\)|\bException in thread \"[^\"\n]*\"|\bgoroutine \d+ \[|\bpanic: \S+"
        r"|(?<![\w/])[\w./-]*\w\.(?:py|java|kt|js|ts|tsx|go|rb|cs|php|cpp|scala|rs|sql)(?::\d+|, line \d+)\b|\bCaused by: [\w.]+(?:Exception|Error)\b|\b(?:\w+\.){2,}\w+(?:Exception|Error)\b|\b0x[0-9a-f]{8,16}\b",
        "a piece of a stack trace",
    ),
)

CHANNELS = _formats(
    (
        r"(?<![\w&/#])#(?=[a-z0-9_-]*[a-z])(?=[a-z0-9_-]*[-_]|inc|ops|war|sev|eng|team|oncall|general|support)[a-z][a-z0-9_-]{2,40}\b|(?<![\w&/#])#\d+[-_][a-z][\w-]+",
        "an internal chat channel",
    ),
    (
        r"(?i)\b(?:slack|teams|mattermost|discord|chat|telegram|whatsapp)[ -](?:channel|room|thread|group)(?: (?:called|named))? [\"“#]?[\w-]{3,}[-_][\w-]+|\bchannel [\"“]?[a-z0-9]+[-_][a-z0-9_-]+|(?<![\w@./])@(?:here|channel|everyone|on-?call\S*|[a-z]+(?:[-_][a-z0-9]+)+)\b(?![@/.]\w)",
        "an internal chat channel",
    ),
)

PERSONAL = _formats(
    (r"(?i)\b(?:date of birth|born on|DOB|birth ?date|birthday)\b[^.\n]{0,20}\d", "a date of birth"),
    (r"(?i)\b(?:social security|SSN|passport|national (?:id|insurance)|driving licen[cs]e|tax (?:id|number)|health insurance number)\b[^.\n]{0,20}\d", "an identity number"),
    (r"\b\d{3}-\d{2}-\d{4}\b", "an identity number"),
    (r"(?i)\b(?:home|private|personal) (?:address|phone|number|mobile|cell)\b[^.\n]{0,20}\d", "a private address or number"),
    (r"(?i)\b(?:employee|staff|personnel|badge|payroll|worker)[ -]?(?:id|no\.?|number|nr\.?|#)?\s*(?:is|:|=|#)?\s*#?(?:[A-Z]{1,4}-?)?\d{3,}\b|\b(?:EMP|PERS|STF)[-_ ]?\d{3,}\b", "a number of a colleague"),
    (r"(?i)\b(?<!file )(?:ext(?:ension|n|\.)?|durchwahl|internal number)\s*(?:is|:|no\.?|number)?\s*#?\d{3,5}\b(?!\.\d|\s?(?:%|ms|days?|hours?|files?))|\bx\d{4}\b(?= |\.|,|$)|\bdial \d{3,5}\b", "an internal extension"),
    (r"(?i)\b(?:salary|diagnos(?:is|ed) with|sick leave|medical (?:record|condition)|on medical leave|was fired|disciplin(?:ed|ary action))\b", "a private matter of a person"),
)  # fmt: skip

TICKETS = re.compile(
    r"\b(?:INC|CHG|CHGE|PRB|REQ|RITM|TASK|SCTASK|TKT|SR)\d{5,}\b"
    r"|(?i:(?<!your )\b(?:ticket|bug|issue|pull request|merge request|PR|MR|change request|jira|problem record|incident) ?(?:no\.? ?|number )?[#!]\d{2,}\b)"
    r"|(?i:(?<!your )\b(?:internal|support|engineering|jira|zendesk|servicenow|ops) (?:ticket|case|incident|issue|request) (?:no\.? ?|number )?\d{4,}\b)"
)
"""References of ticket systems that are written without a dash."""
