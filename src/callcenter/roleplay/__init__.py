"""Role-play: a trainer plays the customer of a scenario for one apprentice, each at a workstation."""
