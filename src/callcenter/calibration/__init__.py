"""Two trainers score the same practice call apart, see where they differ, and agree."""
