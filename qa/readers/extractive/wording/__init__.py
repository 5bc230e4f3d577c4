"""What a question's words ask for."""
