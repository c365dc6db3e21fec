"""A camera over a simulated table: what the simulated devices do becomes a scene, and the scene is drawn, frame by frame, for a source of pictures."""
