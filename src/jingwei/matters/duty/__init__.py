"""What is kept beside the roster: the log of a shift, its hand-over, urgent information, the daily brief."""
