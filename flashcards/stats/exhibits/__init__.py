"""What each exhibit of progress is and says; the lines, the page and the panels draw them."""
