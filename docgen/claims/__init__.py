"""What is claimed: debts, interest by periods of the key rate or a penalty, never both; ст. 330 and 395 ГК РФ."""
