"""tracker: deals, obligations, confirmations and money, from signing to signed closing papers."""
