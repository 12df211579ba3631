"""From a file of YAML to a deck and its problems, and back to the author."""
