"""Companions: who sits beside which apprentice, so that the first real calls are supervised."""
