"""People, their roles, sites and sessions; knows nothing of what they work on."""
