"""Django's PostgreSQL backend, which first starts the embedded server when it is not running."""
