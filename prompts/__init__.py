"""Prompts and templates as data: `manifest.toml` names every prompt with its version."""
