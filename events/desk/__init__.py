"""Events on the desk."""
