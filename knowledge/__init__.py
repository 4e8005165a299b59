"""Reports in, passages out. Knows nothing of escalations.

Reading order: `report` and `parsing` (the post-incident report), `document` (what the index holds), `terms`, `lexical` and `fields` (what
is counted), `embeddings`, `index` (versions on disk), `ranking` (order and score), `explain`, `search` (the way in for readers), `ingest`
(the way in for writers). Names are imported from their modules, so that a word stem does not cost the import of numpy.
"""
