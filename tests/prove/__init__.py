"""Tests of the step `prove`."""
