"""What this repository releases of itself: each check with an input that it refuses."""
