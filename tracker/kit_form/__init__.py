"""The kit while a person types it: kept as it stands, counted as far as it goes, told what is wrong, issued."""
