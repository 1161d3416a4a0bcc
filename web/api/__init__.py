"""The REST API: everything that the commands do, by tokens, described by OpenAPI."""
