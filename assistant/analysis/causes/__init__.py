"""Where hypotheses come from and how they are weighed.

Reading order: `wording` (how a log states, suspects, rejects a cause), `mechanisms` (kinds of causes with the check that decides and whom to
ask), `telling` (the sentences of the log), `stated`, `clues`, `remedies`, `past` (one source each), `merging`, `standing` (the types of the result),
`backing` (what a citation amounts to), `rejection`, `verdicts`, `weighing`.
"""
