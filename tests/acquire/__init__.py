"""Tests of the step `acquire`."""
