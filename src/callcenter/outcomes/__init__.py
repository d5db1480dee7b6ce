"""What a call led to: appointment, loyalty, after-sales, callbacks, and the partner's results."""
