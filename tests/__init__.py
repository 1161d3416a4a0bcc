"""Our tests. A package of its own name, because a library installs one called «tests» too."""
