"""The rows and sentences that are quoted, and whether they fit."""
