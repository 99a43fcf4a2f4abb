"""The pages of feedback for everybody."""
