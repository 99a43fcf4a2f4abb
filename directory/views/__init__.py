"""The public pages of the directory: parse, call, render."""
