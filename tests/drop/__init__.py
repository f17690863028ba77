"""Dropping a file: looked at, committed alone, pushed, and the run started."""
