"""Training: referentials, learners, simulated customers, evidence, gates, plans; knows calls, never a real contact."""
