"""The language of number cards: what an expression may say, what it may cost, how values are drawn and read."""
