"""Parts of benchmarks that are too long for one room."""
