"""Approved texts in the forms in which they leave: one file a format, one registry.

Reading order: `outgoing` (what a format is given, and who may not leave), `markup` (Markdown read once for all formats), one file a format,
`registry` (all of them, and `export`).
"""
