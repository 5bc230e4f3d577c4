"""The app's endpoints for programs, described in docs/api.md."""
