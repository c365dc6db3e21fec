"""The studio's own node: takes facts from tables and bets from players, keeps the books, settles, and tells the cloud."""
