"""What others do for the same work, and what cannot be beaten."""
