"""How people come in and what they may see: passwords, sessions, the audit of logins, tokens of the API."""
