"""What the head, the lawyer and everybody in the morning ask of all deals at once: sums and counts made by SQL."""
