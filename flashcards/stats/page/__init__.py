"""The statistics as one page for a browser."""
