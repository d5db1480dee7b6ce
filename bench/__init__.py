"""Measures the whole service against the raw limits of the same machine in the same run: `make bench`."""
