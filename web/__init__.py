"""The desk: a command line, screens and an API over one tracker."""
