"""Memory states, fuzz, the model of memory, the day's agenda and training."""
