"""Where hypotheses come from and how they are weighed.

Reading order: `wording` (words that hedge, deny, tell a fault or a recovery), `naming` (the cause that a sentence names), `mechanisms`
(kinds of causes with the check that decides and whom to ask), `telling` (the sentences of the log), `stated`, `clues`, `remedies`, `past`
(one source each), `merging`, `standing` (the types of the result), `backing` (what a citation amounts to), `rejection`, `verdicts`,
`weighing`.
"""
