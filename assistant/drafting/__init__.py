"""Evidence to slots to document.

Reading order: `slots` (all that a writer may say), `composer` (fills them by rule), `chain` (fills them with a model), `rendering` (slots to
document, with the backing of each sentence), `draft` (the result), `revising` (findings and a note to new slots).
"""
