"""The end of data: retention, shredding, certificates, and what one customer may ask for."""
