"""Cards of other programs: `incoming` makes decks of their files, `outgoing` makes their files of decks."""
