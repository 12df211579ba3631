"""progress.db: the log of events, the states folded from it, its facts and its copies."""
