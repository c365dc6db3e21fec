"""The published contract: what was ever released must still be read, and what is published is what the models say."""
