"""The language that boards, edge and cloud share: message models, topics, delivery protocol and game results. Pure: no clock, no port, no file."""
