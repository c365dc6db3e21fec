"""Wheel fairness: is a wheel's history what a fair wheel gives? Pure arithmetic over counts; it accuses nobody and stops nothing."""
