"""What a browser sees; owns no tables."""
