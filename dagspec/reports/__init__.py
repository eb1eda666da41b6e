"""The report formats that other programs read, one module each: `sarif`, `github`, `junit`."""
