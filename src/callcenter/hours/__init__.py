"""Hours of a month, training and work apart: a statement for the ministry’s software, and certificates."""
