"""What every format of a statement reads with: the file, its encoding, sums, days, keys, checks, warnings."""
