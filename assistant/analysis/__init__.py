"""First-pass root cause analysis: what happened in order of time, what may have caused it, and what is still to be asked.

Reading order: `slots` (what a writer, composer or model, may say), `timeline` (times copied by code), `hypotheses` (proposed by rule, then
weighed by rule, whoever wrote them), `questions` (five whys, the questions of the review). Nothing here asserts a cause that the record does
not confirm: a hypothesis is a hypothesis until somebody names the evidence that confirms it.
"""
