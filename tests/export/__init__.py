"""Tests of the step `export`."""
