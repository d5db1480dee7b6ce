"""Papers of a training file: issued once, signed by both, printed, and checked by the code that stands on them."""
