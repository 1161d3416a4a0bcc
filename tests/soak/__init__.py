"""Long runs that are not part of the suite: `./run soak NAME`."""
