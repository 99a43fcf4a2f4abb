"""The officer's pages about services, organisations, places and terms, under /desk/directory/."""
