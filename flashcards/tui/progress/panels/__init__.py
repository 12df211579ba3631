"""What each panel of the progress screens shows."""
