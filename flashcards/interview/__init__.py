"""The interview plan joined with decks and log: as written, its weights, its costs, its outlook and each day's queue."""
