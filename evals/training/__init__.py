"""Trains what the package bundles: `python -m evals.training.NAME`."""
