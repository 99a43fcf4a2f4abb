"""The officer's queue of suggestions. Editors look and comment, viewers look, officers decide."""
