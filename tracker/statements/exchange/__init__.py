"""The parts of a 1CClientBankExchange file: its keys, its lines, sections of accounts, documents."""
