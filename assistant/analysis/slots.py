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
