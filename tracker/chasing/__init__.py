"""Chasing: a plan of reminders for each paper that has not come back, written as letters once each, with a log."""
