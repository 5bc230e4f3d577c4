"""What stands before Gradio: own routes and files, the guard, who is asking."""
