"""What anybody sees of suggestions. No page needs an account, a cookie or a script."""
