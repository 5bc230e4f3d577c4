"""What stands before Gradio: own routes, the guard, who is asking."""
