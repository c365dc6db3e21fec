"""Cameras: where pictures come from (picamera2, V4L2, streams and files) and what UTC they were seen at. Encodes nothing, keeps nothing."""
