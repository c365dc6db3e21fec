"""From many looks to one word a place: what changed, what lies still, what most looks say, and what the game allows. Pure."""
