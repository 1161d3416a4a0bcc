"""One file, one version of the database."""
