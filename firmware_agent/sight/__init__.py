"""What looks at a table: readers behind one door, the process that uses them, and the commands for people."""
