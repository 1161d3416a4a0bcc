"""Benchmarks: measured side by side in one run, as ratios; no test depends on them."""
