"""The full-screen face; the only place that knows Textual."""
