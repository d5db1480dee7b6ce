"""Modules: what is read and exercised, in versions; who did what of it. It knows training, never a contact."""
