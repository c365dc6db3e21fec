"""What a camera sees on a table, as values: cards now; wheel and dice follow the same shape. Pure but for `store`, which reads and writes calibrations."""
