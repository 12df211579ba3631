"""The way out: cards as another program's file."""
