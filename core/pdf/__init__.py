"""Documents for paper: blocks, and a tagged PDF made of them."""
