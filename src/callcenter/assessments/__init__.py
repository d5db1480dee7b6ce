"""First assessments and the personal plans that follow from them; knows modules and training, never a contact."""
