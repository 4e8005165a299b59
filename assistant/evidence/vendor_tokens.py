"""Tokens of vendors by the prefixes that the vendors document. A table: what a finding calls it, and the formats."""

from __future__ import annotations

import re
from collections.abc import Iterator

_ROWS: tuple[tuple[str, str], ...] = (
    # Clouds
    ("an AWS key", r"(?:AKIA|ASIA|AROA|AIDA|ABIA|ACCA)[0-9A-Z]{16}\b|ABSK[A-Za-z0-9+/]{60,}|bedrock-api-key-\w{16,}"),
    ("a cloud key", r"AIza[\w-]{30,}|ya29\.[\w-]{16,}|GOCSPX-[\w-]{16,}|1//0[\w-]{20,}|AAAA[\w-]{7}:APA91[\w-]{60,}"),
    ("a cloud key", r"(?:LTAI|AKID)[A-Za-z0-9]{12,}\b|SCW[A-Z0-9]{17}\b|AQVN[\w-]{30,}|t1\.9eu[\w.-]{20,}|do[opr]_v1_[0-9a-f]{20,}|dapi[0-9a-f]{30,}(?:-\d)?"),
    ("a platform token", r"[\w~.-]{3}\dQ~[\w~.-]{20,}|HRKU-[\w-]{20,}|F(?:lyV1\s+)?(?:fm[12][ar]?_)[\w+/=-]{20,}|f[mo]\d[ar]?_[\w-]{20,}|rnd_\w{20,}|nf[poucb]_\w{20,}|vc[piakr]_\w{20,}"),
    ("a platform token", r"sb[ps]?_(?:v\d_|secret_|publishable_)?[\w-]{20,}|pscale_\w{2,6}_[\w.-]{16,}|napi_\w{20,}|mdb_sa_sk_[\w-]{20,}|cflt\w{20,}|4b1d[A-Za-z0-9]{38}\b|v1\.0-[0-9a-f]{24}-[0-9a-f]{100,}|cf(?:ut|at|k)_\w{20,}"),
    # Vaults and settings
    ("a platform token", r"hv[sbr]\.[\w-]{20,}|s\.[A-Za-z0-9]{24}\b|b\.AAAAAQ[\w-]{20,}|b\.(?=[A-Za-z]*\d)\w{60,}|[\w]{14}\.atlasv1\.[\w-]{20,}|atlasv1\.[\w-]{20,}|dp\.(?:ct|pt|st|sa|scim|audit)\.[\w.-]{20,}|ops_eyJ[\w+/=-]{20,}"),
    ("a platform token", r"A3-[A-Z0-9]{6}-[A-Z0-9]{6,11}-(?:[A-Z0-9]{5}-){2,3}[A-Z0-9]{5}|AGE-(?:SECRET-KEY|PLUGIN-\w+)-1[A-Z0-9]{20,}|sha256~[\w-]{40,}|tskey-\w+-[\w-]{16,}|pul-[0-9a-f]{20,}|octo_\w{20,}|API-[A-Z0-9]{26,}\b"),
    # Code, packages, builds
    ("a repository token", r"gh[pousr]_[A-Za-z0-9]{20,}\b|github_pat_\w{20,}|gl(?:pat|dt|rt|rtr|soat|cbt|ptt|ft|oas|imt|agent|ffct|wt)-[\w.-]{16,}|GR1348941[\w-]{16,}|AT(?:BB|CT|OA)\w{20,}|ATATT3[\w=-]{20,}|ATTA[\w]{40,}|bbpat_\w{16,}|sgp_[\w-]{20,}|slk_[0-9a-f]{40,}"),
    ("a registry token", r"npm_[A-Za-z0-9]{30,}|pypi-[\w-]{16,}|dckr_[po]at_[\w-]{16,}|rubygems_[0-9a-f]{20,}|cio[A-Za-z0-9]{32}\b|oy2[a-z0-9]{43}\b|CLOJARS_\w{40,}|AKCp[A-Za-z0-9]{40,}|cmVmd[A-Za-z0-9]{40,}|packagist_\w{20,}"),
    ("a build token", r"CCI(?:PAT|PRJ)_[\w-]{20,}|bk(?:ua|ct|at|aj)_\w{20,}|sq[pua]_[0-9a-f]{30,}|snyk_\w{20,}|pnu_\w{30,}|pat\.[\w-]{20,}\.\w{20,}\.\w{16,}|rdme_\w{40,}|cu_[0-9a-f]{30,}|sdk-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?:api|mob)-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
    # Chat and mail
    ("a chat token", r"xox[abceoprs](?:\.xox[bp])?-[\w-]{10,}|xapp-\d-[\w-]{10,}|\d{8,10}:[\w-]{35}(?!\w)|[MNO][\w-]{22,27}\.[\w-]{6,7}\.[\w-]{27,}|mfa\.[\w-]{60,}|oauth:[a-z0-9]{28,}"),
    ("an API key", r"SG\.[\w-]{10,}\.[\w-]{10,}|key-[0-9a-f]{32}\b|[0-9a-f]{32}-us\d{1,2}\b|(?:AC|SK)[0-9a-f]{32}\b|xkeysib-[0-9a-f]{30,}[\w-]*|re_[A-Za-z0-9]{6,12}_[A-Za-z0-9]{16,}|md-[\w-]{22}\b|pubkey-[0-9a-f]{32}"),
    # Money and trade
    ("an API key", r"(?:sk|pk|rk)[-_](?:live|test|proj|ant|or|lf|svcacct|admin)?[-_]?[A-Za-z0-9_-]{10,}\b|whsec_\w{16,}|sq0(?:atp|csp|idp)-[\w-]{16,}|EAA[A-Za-z0-9]{30,}|EAAA[\w-]{50,}"),
    ("an API key", r"rzp_(?:live|test)_\w{10,}|FLW(?:PUB|SEC)K(?:_TEST)?-\w{12,}(?:-X)?|access_token\$(?:production|sandbox)\$\w{10,}\$\w{20,}|(?:live|test)_[A-Za-z0-9]{30,}\b|access-(?:production|sandbox|development)-[0-9a-f-]{36}|shp(?:at|ca|pa|ss|ua|tka)_[0-9a-fA-F]{20,}"),
    ("an API key", r"shippo_(?:live|test)_[0-9a-f]{20,}|EZ[AT]K[A-Za-z0-9]{40,}|duffel_(?:live|test)_[\w=-]{30,}|(?:live|test)_pub_[0-9a-f]{20,}|AQE[A-Za-z0-9+/]{40,}|sl\.[\w-]{60,}|pat[A-Za-z0-9]{12,16}\.[0-9a-f]{40,}"),
    # Language models
    ("an API key", r"(?:hf|hf_oauth|api_org)_[A-Za-z0-9]{20,}|(?:r8|gsk|pplx|xai|csk|tgp_v\d|fw|pcsk|nvapi|lsv2_[ps]t|lsv2_sk|jina|voyage|pa-voyage|esecret|AIzaSy)[_-][\w-]{20,}"),
    # Measuring and alarms
    ("an API key", r"NRAK-[A-Z0-9]{20,}|NR(?:II|JS|AA|IQ)-[\w-]{18,}|gl(?:sa|c)_[\w=]{20,}|eyJrIjoi[\w=]{20,}|sntry[su]_[\w+/=-]{20,}|hca[a-z]{2}_\w{20,}|dt0[a-z]\d\d\.[A-Z0-9]{16,}(?:\.[A-Z0-9]{16,})?|ph[cx]_\w{20,}|aio_\w{20,}|u\+[\w-]{18}\b|_mmk\b"),
    # Documents, design, forms
    ("an API key", r"(?:secret|ntn)_[A-Za-z0-9]{40,}|lin_(?:api|oauth)_\w{16,}|fig[duo]r?_[\w-]{20,}|PMAK-[\w-]{20,}|CFPAT-[\w-]{20,}|tfp_[\w-]{30,}|pat-(?:na|eu|ap)\d-[0-9a-f-]{30,}|fio-u-[\w=-]{40,}|dnkey-[\w=-]{40,}|00D[A-Za-z0-9]{12,15}![\w.]{20,}"),
    ("an API key", r"(?:pk|sk|tk)\.eyJ[\w-]{16,}\.[\w-]{16,}|(?:sbp|ory_(?:pat|at|rt|ac)|zpka|tk-us|LSBETA|svix|stytch|clerk|knock|vercel|fly|rnd|ntn|sntrys|phc|pul|nvapi)[_-][\w.-]{16,}|cloudinary://\S+"),
    ("a signed token", r"ey[A-Za-z0-9_-]{8,}\.ey[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?"),
)  # fmt: skip

_LONG = re.compile(r"[^\s\"'`“”<>(),;]{14,}")
"""A token stands in a long run without a space; ordinary text has few of them."""
_TOKENS = tuple((re.compile(rf"(?<![A-Za-z0-9_])(?:{pattern})"), what) for what, pattern in _ROWS)
_FIXED = "an AWS key"
"""Its letters and length say enough; the others must not read as words."""


def find_tokens(text: str) -> Iterator[tuple[int, int, str]]:
    """Every token of a known vendor as (start, end, what it is)."""
    for run in _LONG.finditer(text):
        for pattern, what in _TOKENS:
            match = pattern.search(text, run.start(), run.end())
            if match and (what == _FIXED or _is_drawn(match.group())):
                yield match.start(), match.end(), what
                break


def _is_drawn(piece: str) -> bool:
    """Whether a part of it was drawn by lot: long, and letters and digits or capitals mixed inside; a slug of words has no such part."""
    return any(re.search(r"[A-Za-z]\d|\d[A-Za-z]|(?:[a-z]+[A-Z]+){3}", part) for part in re.findall(r"[A-Za-z0-9]{10,}", piece))
