"""What is asked of the engine and what it does next: scheduler, model runner, decode steps."""
