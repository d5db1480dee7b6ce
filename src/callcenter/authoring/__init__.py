"""Simulated customers written by a site's trainers: drafts, what is wrong with one, publishing; it knows no learner."""
