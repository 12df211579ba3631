"""What the log says, as figures, lines, pictures and a page."""
