"""Measures the video from the camera to the viewer's eye, against what is promised of it."""
