"""The house wallet: players and their money in and out. Refuses a second currency and a balance below zero."""
