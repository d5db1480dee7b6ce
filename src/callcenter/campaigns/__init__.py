"""Campaigns, scripts, outcome catalogue and masking policy; knows no contact."""
