"""What whoever runs the app sees of it: health, figures, logs, settings."""
