"""What a run says: figures with intervals, comparisons, gates and reports, all told from its header and cells.

Reading order: `stats`, `readings` and `summary` (a figure for each variant and column), `compare`, `gates` and `baseline_files`, `report` with
its page, `junit`, `markdown`, `trend`.
"""
