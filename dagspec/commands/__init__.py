"""The commands of `dagspec`, one module each."""
