"""A whole studio in a private folder: broker, edge, two boards on simulated devices, players and a cloud. Touches nothing outside it."""
