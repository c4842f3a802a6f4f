"""Slow checks over tens of thousands of random scenarios: run by hand, or by `make campaign`."""
