"""What the camera notices by itself; it calls people, and decides nothing."""
