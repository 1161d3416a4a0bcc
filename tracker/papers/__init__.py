"""Papers that are issued for good: drafts, numbers, kits; their rows, files and states."""
