"""What the app holds between requests: tabs, uploads, documents being read, the model."""
