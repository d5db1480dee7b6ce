"""Figures of the work: one definition of each, counts by every angle, reports to read and take away."""
