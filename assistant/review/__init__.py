"""What people decided: records, drafts with all their versions, waivers and decisions, kept in one SQLite file.

Reading order: states (what may follow what), decisions (what stands in the way of an approval), stored (what the store hands out), tables,
database (opening, migrating, transactions), store.
"""
