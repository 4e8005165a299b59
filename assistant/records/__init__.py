"""What happened, and all that follows from it by rule: no model, no input or output.

Reading order: `model` (the escalation record), `policy` (the tables an organisation can replace), `clock` (due times and what is owed).
"""
