"""What was parsed, kept between processes: disposable, and never the truth."""
