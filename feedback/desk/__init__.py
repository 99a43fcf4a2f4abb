"""The pages of the desk about what families said and what was done about it."""
