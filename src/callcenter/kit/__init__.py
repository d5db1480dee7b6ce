"""Pure building blocks without input or output; they know no feature and no framework."""
