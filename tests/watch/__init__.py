"""Tests of the watch over everything that was published."""
