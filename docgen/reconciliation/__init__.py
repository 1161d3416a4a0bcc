"""Акт сверки: the books of one side or of both, their balances and where they part."""
