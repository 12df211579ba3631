"""The interview plan: what to study today, so that the most is remembered on the day. The one home of NumPy."""
