"""Input and output that knows no feature: database, keys, journal, jobs, HTTP edge."""
