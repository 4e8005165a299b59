"""What may be said, and where it stands.

Reading order: `sentences` (where a sentence begins and ends), `modes` (observed, done, decided, planned, suspected), `facts` (the tagged
evidence of one record), `passages` (past reports, pseudonymised), `values` (typed numbers, times, names), `denylist` (what must not get
out), `redaction` (what leaves the process as a placeholder).
"""
