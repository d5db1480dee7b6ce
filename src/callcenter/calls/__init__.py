"""Hand-outs, attempts, the call state machine and agent states; knows no outcome."""
