"""steadyhand: drafts for customer escalations, every sentence backed, every decision a person's.

Reading order: `records` (what happened and what follows from it by rule), `intake` (files in), `evidence` (what may be said),
`drafting` (evidence to document), `checks` (findings on a finished text), `review` (versions and decisions), `export` (files out),
then `workflow`, one readable function per verb.
"""

__version__ = "0.1.0"
