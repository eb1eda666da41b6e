"""Programs of one measurement each: they print a JSON object of seconds and bytes."""
