"""How a run is carried out: what is to be written, who is asked, what is kept of it.

Reading order: `plan` (prompts x models x cases x repeats), `runner` (the scheduler), `carrying_out` (one cell from request to kept line),
`subjects` and `writing` (the product's own path to a document), `endpoint` with `limiter`, `reply_cache` and `prices`, `regrading`.
"""
