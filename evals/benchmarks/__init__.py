"""Benchmarks that anybody can re-run: `python -m evals.benchmarks.NAME`."""
