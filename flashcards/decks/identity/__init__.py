"""Which card of the decks is one that the log knows: evidence from their texts alone, without log and without screen."""
