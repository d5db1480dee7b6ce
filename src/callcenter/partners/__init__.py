"""Partner companies, their agreements and appointment slots; knows no campaign."""
