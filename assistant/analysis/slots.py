"""What a writer may say in a root cause analysis. Times, tags, states, confidence and prevention dates are worked out by code.

As with messages, the models double as the JSON schema a model is held to: no defaults, no constraints, no tuples.
"""

from __future__ import annotations

from pydantic import Field

from assistant.drafting.slots import Slots, Statement


class HypothesisSlots(Slots):
    """One thing that may have caused it. What is wrong with it stands beside what speaks for it."""

    cause: Statement = Field(
        description="The suspected cause as one sentence about systems, not persons. It cites the evidence that speaks for it; an idea taken "
        "from a past report cites that report's tag."
    )
    against: list[Statement] = Field(description="What in the evidence speaks against it, each with its tags; empty if nothing does.")
    check: str = Field(description="The one check whose result would tell this cause from the others, and what each result would mean.")
    ask: str = Field(description="Which role can do the check, such as 'the on-call engineer of the database'. No name of a person.")


class WhySlots(Slots):
    """One step of the five whys."""

    question: str = Field(description="The question, beginning with 'Why'.")
    answer: Statement | None = Field(description="The answer as the evidence has it; null where the evidence does not hold one.")
    ask: str = Field(description="Whom to ask where there is no answer: a role, not a person; empty where there is one.")


class ReviewAnswerSlots(Slots):
    """The answer to one question of the review."""

    answers: list[Statement] = Field(description="What the evidence says; empty where it says nothing.")
    ask: str = Field(description="What to ask whom where the evidence says nothing or not enough; empty otherwise.")


class AnalysisSlots(Slots):
    """The parts of an analysis that need words."""

    what_happened: list[Statement] = Field(
        description="Two to five statements: what broke, for whom, how it ended. No cause that is not confirmed."
    )
    hypotheses: list[HypothesisSlots] = Field(
        description="At most five, the best supported first. None is a fact unless the record confirms it."
    )
    whys: list[WhySlots] = Field(description="Five steps from the impact towards the cause; each answer cited or null.")
    contributing: list[Statement] = Field(description="What made it worse or let it spread, as the evidence has it; empty if nothing.")
    not_prevented: ReviewAnswerSlots = Field(description="Why it was not prevented.")
    not_detected: ReviewAnswerSlots = Field(description="Why it was not detected earlier.")
    made_hard: ReviewAnswerSlots = Field(description="What made resolving it hard.")
    triage: ReviewAnswerSlots = Field(description="Process: was it triaged at the right level and in time?")
    communication: ReviewAnswerSlots = Field(description="Process: was the customer told in time and truly?")
    people: ReviewAnswerSlots = Field(description="Process: were the right roles there in time? Roles, no names, no blame.")
    tools: ReviewAnswerSlots = Field(description="Process: did tools and procedures help or hinder?")
    differently: ReviewAnswerSlots = Field(description="Process: what would be done differently?")
    questions: list[str] = Field(description="Three to eight questions for the facilitator to put to the meeting, the most deciding first.")


class ReportSlots(Slots):
    """The parts of a post-incident report that need words. It is internal, and becomes knowledge once approved."""

    impact: Statement = Field(description="The impact in one sentence: what did not work for whom, with the numbers of the evidence.")
    root_cause: list[Statement] = Field(
        description="The confirmed cause in systems, not persons. If no line says that it is confirmed: that it is not, and what is suspected."
    )
    resolution: list[Statement] = Field(description="What ended the problem: deeds that the evidence reports as done, with times.")
    customer_impact: list[Statement] = Field(description="What it did to the customer's business, for how long, which users and systems.")
    lessons: list[Statement] = Field(
        description="What was learnt: what worked, what was missing. Each from the evidence; a gap for a person where the evidence holds nothing."
    )
    recovery: list[Statement] = Field(description="What was done for the customer afterwards; that nothing is recorded, if so.")


class CustomerAnalysisSlots(Slots):
    """What the customer is told about an incident, its cause and what follows from it."""

    issue: str = Field(description="The problem as the customer felt it, as a noun phrase for the subject line, without a full stop.")
    summary: list[Statement] = Field(description="What did not work, from when to when, for whom.")
    root_cause: list[Statement] = Field(
        description="The confirmed cause in systems, not persons; if no line confirms one, that it is not confirmed yet."
    )
    resolution: list[Statement] = Field(description="What we did, and what ended it: only deeds that the evidence reports as done.")
    prevention: list[Statement] = Field(
        description="What keeps it from happening again, each done or with its date; if nothing is decided, say so."
    )
    apology: Statement = Field(description="An apology that names this customer's harm. No 'any inconvenience', no condition.")
