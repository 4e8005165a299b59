"""RCA: a first-pass root cause analysis, the post-incident report, or the customer's version of it.

The analysis proposes and asks; it never decides. What a person decided about a hypothesis stands above the rules, and the report takes the
cause from there or says that none is confirmed.
"""

from __future__ import annotations

from assistant.actions.action import DraftingAction
from assistant.analysis.comparing import cause_passages, symptom_query
from assistant.analysis.customer_version import compose_customer_version, customer_version
from assistant.analysis.first_pass import compose_analysis, work_out_analysis
from assistant.analysis.incident_report import compose_report, report_of, work_out_report
from assistant.analysis.slots import AnalysisSlots, CustomerAnalysisSlots, ReportSlots
from assistant.drafting.form import Brief, DocumentForm, Order, Sources, about_record
from assistant.evidence.facts import Audience
from assistant.evidence.gather import gather
from assistant.records.model import EscalationRecord
from knowledge.report import SECTIONS

_ANALYSIS_SECTIONS = (
    "What happened",
    "Timeline",
    "Hypotheses",
    "Five whys",
    "Contributing factors",
    "Why it was not prevented",
    "Why it was not detected earlier",
    "What made resolving it hard",
    "Process review",
    "Prevention actions",
    "Similar past incidents",
    "Questions for the facilitator",
)
_CUSTOMER_SECTIONS = ("Summary", "Timeline", "Root Cause", "What We Did", "Preventing Recurrence")


def _prepare(order: Order, sources: Sources) -> Brief:
    """The record's evidence for colleagues, with the causes of incidents that looked like it."""
    similar, notices = sources.search(symptom_query(order.escalation), k=4, exclude=(order.escalation.id,))
    evidence = gather(
        order.escalation, order.policy, audience=Audience.INTERNAL, passages=cause_passages(similar), also_withhold=order.excluded
    )
    return Brief(order, evidence, similar, notices)


def _refuse(kind: str, record: EscalationRecord) -> str:
    if kind == CUSTOMER.kind and not record.status.is_over:
        return f"{record.id} is {record.status.value}; the customer's version of the analysis is written when the problem is over."
    return ""


ANALYSIS = DocumentForm(
    "rca-analysis",
    "First-pass analysis",
    Audience.INTERNAL,
    AnalysisSlots,
    _prepare,
    compose_analysis,
    work_out_analysis,
    parts=tuple((name.lower().replace(" ", "_"), rf"^## {name}$", f"the section “{name}”") for name in _ANALYSIS_SECTIONS),
    rests_on_reports=True,
)
REPORT = DocumentForm(
    "rca-report",
    "Post-incident report",
    Audience.INTERNAL,
    ReportSlots,
    _prepare,
    compose_report,
    work_out_report,
    parts=tuple((name.lower().replace(" ", "_"), rf"^## {name}$", f"the section “{name}”") for name in SECTIONS),
    as_report=report_of,
)
CUSTOMER = DocumentForm(
    "rca-customer",
    "Incident summary for the customer",
    Audience.CUSTOMER,
    CustomerAnalysisSlots,
    about_record(Audience.CUSTOMER),
    compose_customer_version,
    customer_version,
    parts=(
        *((name.lower().replace(" ", "_"), rf"^\*\*{name}\*\*:", f"“**{name}**:”") for name in _CUSTOMER_SECTIONS),
        ("apology", r"\b(?:sorry|apologi[sz]e)\b", "an apology that names the disruption"),
    ),
)

ACTION = DraftingAction(
    name="rca",
    trigger="Run RCA for [Incident]",
    forms={"analysis": ANALYSIS, "report": REPORT, "customer": CUSTOMER},
    option="document",
    refuse=_refuse,
)
