"""Evaluation of drafts, checks and retrieval."""
