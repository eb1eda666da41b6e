"""What the sides work on: specs, rows, records, and the same work done the plain way."""
