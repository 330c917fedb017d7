"""Reading a clinic's export: encoding, lines, rows, columns, values; and what is wrong with each row."""
