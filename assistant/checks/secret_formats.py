"""Formats of machine names, internal places and personal numbers. Tables for `secrets`; each row names what it finds."""

from __future__ import annotations

import re

Format = tuple[re.Pattern[str], str]


def _formats(*rows: tuple[str, str]) -> tuple[Format, ...]:
    return tuple((re.compile(pattern), what) for pattern, what in rows)


MACHINES = _formats(
    (
        r"\b(?:i|vpc|subnet|sg|vol|eni|ami|rtb|igw|nat|snap|acl|tgw)-[0-9a-f]{8}(?:[0-9a-f]{9})?\b|\barn:aws[\w-]*:(?!health:)\S+"
        r"|\bocid1\.\w+\.\w+\.\S+|/(?i:subscriptions)/[0-9a-f]{8}-[0-9a-f-]{27}\S*|(?i:\b(?:subscription|tenant|project|account) ?id\s*(?:is|:|=)?\s*[0-9a-f]{8}-[0-9a-f-]{27}\b)"
        r"|\bprojects/[a-z][\w-]+/(?:zones|regions|locations|instances|secrets|serviceAccounts|topics|subscriptions|global)/\S+|[\w.-]+@[\w-]+\.iam\.gserviceaccount\.com|\bcrn:v\d:\S+|\bAWS account \d{12}\b",
        "the name of a cloud resource",
    ),
    (r"(?<![\w.-])[a-z][a-z0-9]*(?:-[a-z0-9]+)*-(?=[0-9a-f]*\d)[0-9a-f]{8,10}-[a-z0-9]{5}(?![\w-])", "the name of a machine"),
    (r"(?<![\w./@-])[a-zäöü]{3,}(?:db|srv|svr|sql|vm|gw)-?0\d{1,2}(?![\w-]|\.\d)", "the name of a machine"),
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
    (r"\b(?:ssh|sftp) (?:-\S+ )*[\w-]+@[\w-]+|(?<![\w/.@-])[\w.-]+@[\w-]+:[/~]\S*|\bmount (?:-\S+ )*[\w-]+:/\S*", "an internal host"),
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
        r"|(?<![\w/])[\w./-]*\w\.(?:py|java|kt|js|ts|tsx|go|rb|cs|php|cpp|scala|rs|sql)(?::\d+|, line \d+)\b|\bCaused by: [\w.]+(?:Exception|Error)\b|\b(?:\w+\.){2,}\w+(?:Exception|Error)\b|(?<!code )(?<!error )\b0x(?:[0-9a-f]{9,16}|(?!8|c0|d0|e0|0000)[0-9a-f]{8})\b",
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
    (
        r"(?i)\b(?:steuer-?(?:nummer|id)|steueridentifikationsnummer|sozialversicherungsnummer|(?:personal)?ausweis(?:nummer|nr\.?)|reisepass(?:nummer|nr\.?)|num[ée]ro de sécurité sociale|carte d['’]identité|passeport"
        r"|dni|nie|número de (?:la )?seguridad social|pasaporte|codice fiscale|carta d['’]identità|passaporto|cpf|cartão de cidadão|número de utente|bsn|burgerservicenummer|pesel)\b[^.\n\d]{0,20}\s(?=[A-Z0-9./ -]*\d{3})[A-Z0-9][A-Z0-9./ -]{5,}",
        "an identity number",
    ),
    (r"(?i)\b(?:geburtsdatum|geboren am|date de naissance|née? le|fecha de nacimiento|nacid[oa] el|data di nascita|nat[oa] il|data de nascimento|nascid[oa] (?:em|a))\b[^.\n]{0,12}\d", "a date of birth"),
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
