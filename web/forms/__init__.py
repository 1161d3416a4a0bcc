"""Forms: what people typed, checked field by field, with errors in Russian beside the fields and nothing lost."""
