"""Quality review: calls chosen, weighed by the apprentice first, then by staff, on the campaign's grid."""
