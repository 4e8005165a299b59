"""Findings on a finished text: pure functions of text and evidence, the same on a draft and on a person's edit.

Reading order: `finding` (what a check says), `context` (what a check is given), then one file a family, and `run` (all of them).
"""
